"""Figures of what is held: the part of ``KnowledgeBase`` for who asks whether it adds up.

Nothing here writes, and what it needs is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.knowledge_base.part import Part
from kb.model import Filters

if TYPE_CHECKING:
    from kb.library.held_figures import DocumentFigures, TimelineReport


class Figures(Part):
    """Read figures. ``KnowledgeBase`` is one of these."""

    def find_figures(self, document_id: str, version: str | None = None) -> DocumentFigures:
        """Find the figures of a document, and those that contradict each other. Raises DocumentNotFound."""
        from kb.library.held_figures import find_document_figures

        return find_document_figures(self.library, document_id, version)

    def find_timelines(self, subject: str, filters: Filters | None = None, unit: str = "") -> TimelineReport:
        """Gather what releases and circulars say of a subject over time.

        Args:
            subject: what is counted or measured (``pekerja konstruksi``).
            unit: only lines of this unit; any where it is empty.

        Raises:
            InvalidQuery: the subject has no word.
        """
        from kb.library.held_figures import find_timelines

        return find_timelines(self.library, self.search, subject, filters or Filters(), unit)
