"""Write to a knowledge base: read sources, then bring the index in step, a batch of sources at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kb.embedding.embed import DenseModel
from kb.ingest.fetch import Fetched
from kb.ingest.indexing import FLUSH_CHUNKS, Indexer, drop_unsearchable
from kb.ingest.progress import IngestReport, OnProgress, Progress
from kb.ingest.reader import ReadSource, SourceReader
from kb.ingest.sources import NamedSource, find_sources, report_failure
from kb.model import SourceReport
from kb.model.errors import SourceError
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog
from kb.stores.index.contract import ChunkIndex


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
        started = time.monotonic()
        try:
            read = self.reader.read_fetched(fetched, given, started)
        except SourceError as exc:
            return report_failure(fetched.filename, exc, time.monotonic() - started)
        (report,) = self._index([read], None)
        self.index.optimize(wait=False)
        return report

    def reconcile(self, on_progress: OnProgress | None = None) -> int:
        """Index what the catalog holds and the index doesn't yet, and return how many chunks were written.

        What a migration of the catalog left to be read again comes first.
        """
        self.reader.relate_unrelated()
        return self.indexer.reconcile(on_progress)

    def _read_all(
        self, sources: Sequence[NamedSource | SourceReport], on_progress: OnProgress | None
    ) -> list[SourceReport]:
        reports: list[SourceReport] = []
        waiting: list[ReadSource] = []
        for done, source in enumerate(sources):
            waiting.append(self._read(source, done, len(sources), on_progress))
            if sum(each.written for each in waiting) >= FLUSH_CHUNKS:
                reports += self._index(waiting, on_progress)
                waiting = []
        reports += self._index(waiting, on_progress)
        if on_progress:
            on_progress(Progress("read", "", len(sources), len(sources)))
        return reports

    def _read(
        self, source: NamedSource | SourceReport, done: int, total: int, on_progress: OnProgress | None
    ) -> ReadSource:
        if isinstance(source, SourceReport):
            return ReadSource(source)
        if on_progress:
            on_progress(Progress("read", source.location, done, total))
        return self.reader.read(source)

    def _index(self, read: Sequence[ReadSource], on_progress: OnProgress | None) -> list[SourceReport]:
        """Index what was read, and add to each report its share of the time."""
        if not any(each.is_changed for each in read):
            return [each.report for each in read]
        self.on_change()
        started = time.monotonic()
        held = [drop_unsearchable(each.document, each.chunks) for each in read if each.document]
        self.indexer.reconcile(on_progress, {each.key: each for each in held})
        share = (time.monotonic() - started) / max(1, sum(each.written for each in read))
        return [replace(each.report, seconds=each.report.seconds + share * each.written) for each in read]
