"""What the parts of ``KnowledgeBase`` share: one library, one reader of statuses, one search.

What a part needs is loaded when it is first asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from kb.library.legal_status import StatusReader
    from kb.library.library import Library
    from kb.model import Filters, SearchResult


class Part:
    """One part of ``KnowledgeBase``."""

    library: Library

    if TYPE_CHECKING:

        def search(
            self,
            query: str,
            filters: Filters | None = None,
            limit: int = 10,
            mode: str = "auto",
            as_of: date | None = None,
        ) -> SearchResult:
            """Answer a question."""

    @cached_property
    def statuses(self) -> StatusReader:
        """Return what tells the status of held documents; what it told is kept until something is written."""
        from kb.library.legal_status import StatusReader

        return StatusReader(self.library)
