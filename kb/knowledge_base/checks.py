"""Checking what others wrote against what is held: the part of ``KnowledgeBase`` that journalists use.

Nothing here writes, and what checking needs is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.knowledge_base.part import Part
from kb.model import Filters

if TYPE_CHECKING:
    from datetime import date

    from kb.checking.claims import ClaimChecker, ClaimReport
    from kb.checking.lookup import CitationLookup, Resolution
    from kb.checking.verify_quote import QuoteVerification


class Checks(Part):
    """Check quotes, citations and claims. ``KnowledgeBase`` is one of these."""

    _checker: ClaimChecker | None = None

    def verify_quote(self, quote: str, filters: Filters | None = None, locator: str = "") -> QuoteVerification:
        """Say whether words stand in what is held, where, and who said them; else what is nearest, with what differs.

        Raises:
            InvalidQuery: the quote has no words, is too long, or has a locator without its one document.
            ProvisionNotFound: the document has nothing at the locator.
        """
        from kb.checking.verify_quote import verify_held_quote

        return verify_held_quote(self.library, quote, filters or Filters(), locator)

    def lookup_citations(self, text: str, day: date | None = None) -> list[CitationLookup]:
        """Find every citation in a text, each with its span, its canonical form and whether it is held.

        Args:
            day: of the text, where it is known: nothing published later is meant.

        Raises:
            InvalidQuery: the text is empty or too long.
        """
        from kb.checking.lookup import lookup_citations

        return lookup_citations(self.library, text, day)

    def resolve(self, query: str) -> Resolution:
        """Say what a citation, a number, a name in common use or a document id means: candidates, never a guess.

        Raises:
            InvalidQuery: it is empty or too long.
        """
        from kb.checking.lookup import resolve_name

        return resolve_name(self.library, query)

    def check_claims(self, text: str, filters: Filters | None = None) -> ClaimReport:
        """Check a passage: each figure, quotation, citation and who says what, against what is held.

        Every answer is one of ``cocok``, ``berbeda``, ``kedaluwarsa``, ``tidak konsisten`` and ``tidak ditemukan``,
        with the source's own sentence; never "true" or "false".

        Args:
            filters: narrow what is looked through.

        Raises:
            InvalidQuery: the text has no words or is too long.
            IndexMismatch: the index was made by other settings; ``kb reindex`` mends it.
        """
        if self._checker is None:
            from kb.checking.claims import ClaimChecker

            self._checker = ClaimChecker(self.library, self.rank, self.statuses)
        return self._checker.check(text, filters or Filters())
