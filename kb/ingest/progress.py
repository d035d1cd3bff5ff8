"""What a write tells while it runs, and what it answers with at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb.model import SourceReport


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come.

    Args:
        stage: ``"read"``, ``"embed"`` or ``"reindex"``.
        path: the source or document at hand.
        done, total: sources for ``read``; chunks of the document for ``embed``.
    """

    stage: str
    path: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of each source, in the order that they were read."""

    sources: tuple[SourceReport, ...]
    seconds: float

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        """The sources that could not be taken in."""
        return tuple(source for source in self.sources if source.status == "failed")
