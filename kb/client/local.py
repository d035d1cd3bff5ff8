"""The client that answers in this process.

Step 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Self

from kb.client.protocol import EVERYTHING, MAX_LIMIT, OnProgress
from kb.model import Filters

if TYPE_CHECKING:
    from datetime import date

    from kb.knowledge_base import KnowledgeBase, Progress
    from kb.views import View


class LocalClient:
    """Answer from a ``KnowledgeBase`` in this process."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._kb = knowledge_base

    def search(
        self,
        query: str,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        mode: str = "auto",
        as_of: date | None = None,
    ) -> View:
        """Search and return ``kb.views.search_view``."""
        from kb.views import search_view

        return search_view(self._kb.search(query, filters, limit, mode, as_of))

    def find_documents(self, filters: Filters = EVERYTHING, cursor: str = "", limit: int = 20) -> View:
        """List documents and return ``kb.views.documents_view``."""
        from kb.views import documents_view

        return documents_view(self._kb.find_documents(filters, cursor, limit))

    def get_document(self, document_id: str, version: str | None = None) -> View:
        """Get a document without its text as ``kb.views.document_view``."""
        from kb.views import document_view

        document = self._kb.get_document(document_id, version)
        return document_view(document, self._kb.list_versions(document_id), self._kb.get_status(document_id))

    def get_text(self, document_id: str, version: str | None = None) -> str:
        """Get a document's canonical text."""
        return self._kb.get_document(document_id, version).text

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> View:
        """Get one provision with its text and citation as ``kb.views.provision_page_view``."""
        from kb.views import provision_page_view

        return provision_page_view(self._kb.get_provision(document_id, locator, version))

    def find_references(
        self,
        document_id: str,
        version: str | None = None,
        relation: str = "",
        locator: str = "",
        own: bool = False,
        offset: int = 0,
        limit: int = MAX_LIMIT,
    ) -> View:
        """List what a document mentions as ``kb.views.mentions_view``."""
        from kb.views import mentions_view

        found = self._kb.find_references(
            document_id, version, relation=relation, locator=locator, own=own, offset=offset, limit=limit
        )
        return mentions_view(found)

    def find_cited_by(
        self, document_id: str, locator: str = "", relation: str = "", offset: int = 0, limit: int = MAX_LIMIT
    ) -> View:
        """List the mentions of a document in others as ``kb.views.mentions_view``."""
        from kb.views import mentions_view

        found = self._kb.find_cited_by(document_id, locator, relation=relation, offset=offset, limit=limit)
        return mentions_view(found)

    def lookup_citations(self, text: str, day: date | None = None) -> View:
        """Find every citation in a text and return ``kb.views.lookup_view``."""
        from kb.views import lookup_view

        return lookup_view(text, self._kb.lookup_citations(text, day))

    def resolve(self, query: str) -> View:
        """Say what a name or a citation means and return ``kb.views.resolution_view``."""
        from kb.views import resolution_view

        return resolution_view(self._kb.resolve(query))

    def find_figures(self, document_id: str, version: str | None = None) -> View:
        """Find the figures of a document and return ``kb.views.figures_view``."""
        from kb.views import figures_view

        return figures_view(self._kb.find_figures(document_id, version))

    def find_timelines(self, subject: str, filters: Filters = EVERYTHING, unit: str = "") -> View:
        """Follow a subject over time and return ``kb.views.timelines_view``."""
        from kb.views import timelines_view

        return timelines_view(self._kb.find_timelines(subject, filters, unit))

    def verify_quote(self, quote: str, filters: Filters = EVERYTHING, locator: str = "") -> View:
        """Look for a quote and return ``kb.views.verification_view``."""
        from kb.views import verification_view

        return verification_view(self._kb.verify_quote(quote, filters, locator))

    def check_claims(self, text: str, filters: Filters = EVERYTHING) -> View:
        """Check a passage and return ``kb.views.claims_view``."""
        from kb.views import claims_view

        return claims_view(self._kb.check_claims(text, filters))

    def coverage(self) -> View:
        """Return ``kb.views.coverage_view``."""
        from kb.views import coverage_view

        return coverage_view(self._kb.coverage())

    def status(self) -> View:
        """Return ``kb.views.status_view``."""
        from kb.views import status_view

        return status_view(self._kb.status())

    def ingest(self, locations: Sequence[str], starter: bool = False, on_progress: OnProgress | None = None) -> View:
        """Take in files, folders and addresses, after the starter corpus if ``starter`` is set."""
        from kb.views import ingest_view

        report = _forward(on_progress)
        reports = [self._kb.ingest_starter(report)] if starter else []
        reports += [self._kb.ingest(locations, report)] if locations else []
        sources = [source for entry in reports for source in entry.sources]
        return ingest_view(sources, sum(entry.seconds for entry in reports))

    def prepare(self, starter: bool, on_progress: OnProgress | None = None) -> None:
        """Finish what an earlier run left undone, before a server answers.

        Args:
            starter: whether an empty home folder gets the starter corpus.
        """
        if starter and self._kb.needs_starter():
            self._kb.ingest_starter(_forward(on_progress))
        else:
            self._kb.reconcile(_forward(on_progress))

    def reindex(self, on_progress: OnProgress | None = None) -> View:
        """Build the index anew from catalog and archive."""
        from kb.views import reindex_view

        return reindex_view(self._kb.reindex(_forward(on_progress)))

    def push(self, url: str, collection: str, api_key: str = "", on_progress: OnProgress | None = None) -> View:
        """Copy the index to a Qdrant server without embedding again."""
        from kb.views import push_view

        return push_view(self._kb.push(url, collection, api_key, _forward(on_progress)))

    def close(self) -> None:
        """Close the knowledge base."""
        self._kb.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def _forward(on_progress: OnProgress | None) -> Callable[[Progress], None] | None:
    """Let a listener for views hear the knowledge base's progress values."""
    if on_progress is None:
        return None
    from kb.views import progress_view

    return lambda progress: on_progress(progress_view(progress))
