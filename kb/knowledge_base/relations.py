"""Who mentions whom, and whether a rule still holds: the part of ``KnowledgeBase`` that knows of relations.

Nothing here writes.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kb.knowledge_base.part import Part

if TYPE_CHECKING:
    from kb.library.mentions import Mentions
    from kb.model import LegalStatus

MOST_MENTIONS = 1_000_000
"""No limit: more than any document mentions."""


class Relations(Part):
    """Follow references, and tell what became of a rule. ``KnowledgeBase`` is one of these."""

    def find_references(
        self,
        document_id: str,
        version: str | None = None,
        *,
        relation: str = "",
        locator: str = "",
        own: bool = False,
        offset: int = 0,
        limit: int = MOST_MENTIONS,
    ) -> Mentions:
        """List the instruments and provisions that a document mentions, in text order.

        Args:
            version: a hash or at least its first 8 characters; None for the current one.
            relation: only these: ``mencabut``, ``mencabut-sebagian``, ``mengubah``, ``melaksanakan``, ``dasar-hukum``,
                ``merujuk``.
            locator: only mentions that stand in this provision.
            own: mentions of the document's own provisions too; there are many.
            offset, limit: which of them, counted from 0.

        Raises:
            DocumentNotFound: neither id nor version is held.
            ProvisionNotFound: the document has nothing at the locator.
            InvalidQuery: there is no such relation.
        """
        from kb.library.mentions import MentionReader

        return MentionReader(self.library).find_references(document_id, version, relation, locator, own, offset, limit)

    def find_cited_by(
        self,
        document_id: str,
        locator: str = "",
        *,
        relation: str = "",
        offset: int = 0,
        limit: int = MOST_MENTIONS,
    ) -> Mentions:
        """List the mentions of a document, or of a place in it, in the current versions of others.

        Args:
            locator: only mentions of this place or of one below it; a range is one of each of its articles.
            relation, offset, limit: as for ``find_references``.

        Raises:
            DocumentNotFound: it isn't held.
            InvalidQuery: there is no such relation.
        """
        from kb.library.mentions import MentionReader

        return MentionReader(self.library).find_cited_by(document_id, locator, relation, offset, limit)

    def get_legal_status(self, document_id: str, as_of: date | None = None) -> LegalStatus:
        """Tell whether a rule holds, since when, and what says so.

        Args:
            as_of: the day; None for now.

        Raises:
            DocumentNotFound: it isn't held.
        """
        return self.statuses.find_statuses([document_id], as_of)[document_id]
