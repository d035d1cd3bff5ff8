"""One write at a time: read sources, and bring the index in step after each.

Step 5. Invariant: a source is committed to the catalog before its chunks are indexed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.ingest.ingest import Candidate, OnProgress, Progress, TextReader
from kb.library.library import Library
from kb.model import SourceReport
from kb.model.settings import Settings

if TYPE_CHECKING:
    from kb.embedding.embed import DenseModel
    from kb.stores.index.contract import ChunkIndex


class Writer:
    """What one write needs, while it holds the write lock."""

    def __init__(self, settings: Settings, library: Library, index: ChunkIndex, model: DenseModel) -> None:
        from kb.ingest.indexing import Indexer

        self.library = library
        self.reader = TextReader(settings, library.archive, library.catalog)
        self.indexer = Indexer(library.archive, library.catalog, index, model, settings.chunk_characters)

    def reconcile(self, on_progress: OnProgress | None) -> int:
        """Bring the index in step with the catalog, after what a migration of the catalog left to be read again."""
        self.reader.relate_unrelated()
        return self.indexer.reconcile(on_progress)

    def read_all(
        self, candidates: Sequence[Candidate | SourceReport], on_progress: OnProgress | None
    ) -> Iterator[SourceReport]:
        for done, candidate in enumerate(candidates):
            report = (
                candidate
                if isinstance(candidate, SourceReport)
                else self._read(candidate, done, candidates, on_progress)
            )
            yield report
        if on_progress:
            on_progress(Progress("read", "", len(candidates), len(candidates)))

    def _read(
        self,
        candidate: Candidate,
        done: int,
        candidates: Sequence[object],
        on_progress: OnProgress | None,
    ) -> SourceReport:
        if on_progress:
            on_progress(Progress("read", candidate.location, done, len(candidates)))
        started = time.monotonic()
        report = self.reader.read(candidate)
        if report.status in {"added", "updated"}:
            self.library.forget()
            self.reconcile(on_progress)
        return replace(report, seconds=time.monotonic() - started)
