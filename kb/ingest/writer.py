"""Write to a knowledge base: read sources, then bring the index in step, a batch of sources at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

from kb.embedding.dense import DenseModel
from kb.embedding.encoder import count_processors
from kb.ingest.fetch import Fetched
from kb.ingest.indexing import FLUSH_CHUNKS, Indexer
from kb.ingest.progress import IngestReport, OnProgress, Progress
from kb.ingest.reader import ReadSource, SourceReader
from kb.ingest.sources import NamedSource, find_sources
from kb.ingest.workers import MANY, MOST_WORKERS, Make, make_here, open_workers
from kb.model import SourceReport
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog
from kb.stores.index.contract import ChunkIndex

Named = NamedSource | SourceReport
"""A source that was named; where that failed, the report of it."""

AHEAD = 4
"""Sources for each worker that are being made or wait to be kept: enough that no worker waits, a few MB each."""


class Writer:
    """What a write needs. One write at a time: its caller holds the lock.

    Args:
        on_change: called when documents were written, before they are indexed: what is kept of them is stale.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        catalog: Catalog,
        index: ChunkIndex,
        model: DenseModel,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.index = index
        self.reader = SourceReader(settings, archive, catalog)
        self.indexer = Indexer(archive, catalog, index, model, settings.chunk_characters)
        self.on_change = on_change

    def ingest(self, locations: Sequence[str], on_progress: OnProgress | None = None) -> IngestReport:
        """Take in files, folders and addresses, after what an earlier write left undone; each source fails alone."""
        started = time.monotonic()
        self.reconcile(on_progress)
        reports = tuple(self._read_all(list(find_sources(locations)), on_progress))
        self.index.optimize(wait=False)
        return IngestReport(reports, time.monotonic() - started)

    def ingest_fetched(self, fetched: Fetched, given: Mapping[str, str]) -> SourceReport:
        """Take in bytes that are here already; a failure is reported."""
        self.reconcile()
        (report,) = self._index([self.reader.begin_fetched(fetched, given)()], None)
        self.index.optimize(wait=False)
        return report

    def reconcile(self, on_progress: OnProgress | None = None) -> int:
        """Index what the catalog holds and the index doesn't yet, and return how many chunks were written.

        What a migration of the catalog left to be read again comes first.
        """
        self.reader.relate_unrelated()
        return self.indexer.reconcile(on_progress)

    def _read_all(self, sources: Sequence[Named], on_progress: OnProgress | None) -> list[SourceReport]:
        reports: list[SourceReport] = []
        waiting: list[ReadSource] = []
        for read in self._read_each(sources, on_progress):
            waiting.append(read)
            if sum(each.written for each in waiting) >= FLUSH_CHUNKS:
                reports += self._index(waiting, on_progress)
                waiting = []
        reports += self._index(waiting, on_progress)
        if on_progress:
            on_progress(Progress("read", "", len(sources), len(sources)))
        return reports

    def _read_each(self, sources: Sequence[Named], on_progress: OnProgress | None) -> Iterator[ReadSource]:
        """Read sources in their order, many of them by workers that are some sources ahead."""
        workers = min(count_processors(), MOST_WORKERS) if len(sources) >= MANY else 0
        with open_workers(workers) if workers else nullcontext(make_here) as make:
            ahead: deque[Callable[[], ReadSource]] = deque()
            for done, source in enumerate(sources):
                ahead.append(self._begin(source, done, len(sources), make, on_progress))
                if len(ahead) > AHEAD * workers:
                    yield ahead.popleft()()
            while ahead:
                yield ahead.popleft()()

    def _begin(
        self, source: Named, done: int, total: int, make: Make, on_progress: OnProgress | None
    ) -> Callable[[], ReadSource]:
        if isinstance(source, SourceReport):
            return lambda: ReadSource(source)
        if on_progress:
            on_progress(Progress("read", source.location, done, total))
        return self.reader.begin(source, make)

    def _index(self, read: Sequence[ReadSource], on_progress: OnProgress | None) -> list[SourceReport]:
        """Index what was read, and add to each report its share of the time."""
        if not any(each.is_changed for each in read):
            return [each.report for each in read]
        self.on_change()
        started = time.monotonic()
        held = {each.searchable.key: each.searchable for each in read if each.searchable}
        self.indexer.reconcile(on_progress, held)
        share = (time.monotonic() - started) / max(1, sum(each.written for each in read))
        return [replace(each.report, seconds=each.report.seconds + share * each.written) for each in read]
