"""Reading what is held: the part of ``KnowledgeBase`` that hands out documents, provisions and originals.

Nothing here writes, and neither index nor model is needed.
"""

from __future__ import annotations

from kb.knowledge_base.relations import Relations
from kb.knowledge_base.reports import Coverage, ProvisionView
from kb.library.quotes import build_quote
from kb.model import Document, Filters, Source
from kb.model.errors import SourceWithheld
from kb.model.settings import Settings
from kb.stores.catalog import DocumentPage
from kb.stores.catalog.history import HeldVersion

MOST_MISSING = 50
"""Instruments that are mentioned but not held that `coverage` lists unless it is asked for more."""


class Documents(Relations):
    """Hand out what is held. ``KnowledgeBase`` is one of these."""

    settings: Settings

    def get_document(self, document_id: str, version: str | None = None) -> Document:
        """Return a document. Raises DocumentNotFound.

        Args:
            version: a hash or at least its first 8 characters; None for the current one.
        """
        return self.library.get_document(document_id, version)

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> ProvisionView:
        """Return a provision with its citation. Raises DocumentNotFound or ProvisionNotFound."""
        places, provision = self.library.get_provision(document_id, locator, version)
        text = provision.span.text_of(places.text)
        provisions = places.document.provisions
        return ProvisionView(
            document=places.document,
            provision=provision,
            text=text,
            citation=self.library.cite(places, build_quote(places.text, provision.span), locator),
            children=tuple(child for child in provisions if child.parent == locator),
            ancestors=tuple(places.find_ancestors(provision)),
            status=self.get_legal_status(document_id),
        )

    def list_versions(self, document_id: str) -> tuple[str, ...]:
        """List the held versions of a document, the current one first. Raises DocumentNotFound."""
        return self.library.catalog.get_document(document_id).versions

    def find_history(self, document_id: str) -> tuple[HeldVersion, ...]:
        """Tell which versions of a document are held, and which sources gave each. Raises DocumentNotFound."""
        return self.library.catalog.find_history(document_id)

    def find_documents(self, filters: Filters | None = None, cursor: str = "", limit: int = 20) -> DocumentPage:
        """List documents with facets. Raises InvalidCursor."""
        return self.library.catalog.find_documents(filters or Filters(), cursor, limit)

    def get_source(self, document_id: str, version: str | None = None) -> tuple[Source, bytes]:
        """Return the original bytes of a document.

        Raises:
            SourceWithheld: a news release, whose original belongs to its publisher, unless a setting allows it.
        """
        document = self.get_document(document_id, version)
        if document.instrument.kind == "Berita" and not self.settings.serve_news_sources:
            raise SourceWithheld(
                f"The original of {document_id} belongs to its publisher and isn't handed out.",
                f"Read it at {document.source.address or 'its publisher'}, or set KB_SERVE_NEWS_SOURCES.",
            )
        return document.source, self.library.archive.get(document.source.sha256)

    def coverage(self, limit: int = MOST_MISSING, start: int = 0) -> Coverage:
        """Say what is held, through which date, and what is mentioned but not held.

        Args:
            limit: instruments that are mentioned but not held.
            start: how many of them are passed over.
        """
        page = self.library.catalog.find_documents(Filters(), "", 1)
        dates = self.library.catalog.latest_dates()
        return Coverage(
            documents=page.total,
            by_kind=page.facets.get("kind", {}),
            by_status=page.facets.get("text_status", {}),
            latest=dates.date,
            retrieved=dates.retrieved,
            missing=tuple(self.library.catalog.missing_instruments(limit, start)),
            missing_total=self.library.catalog.count_missing(),
        )
