"""The one object that every face calls: two paths, ingest and search, over three stores.

One write at a time, searches go on during it; the embedded index is held by one process; a re-index never takes a
working index away before the new one stands.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kb.ingest.fetch import Fetched
from kb.ingest.manifest import find_starter_corpus
from kb.ingest.progress import IngestReport, OnProgress, Progress
from kb.knowledge_base.checks import Checks
from kb.knowledge_base.documents import Documents
from kb.knowledge_base.figures import Figures
from kb.knowledge_base.reports import PushReport, ReindexReport, SystemState
from kb.library.library import Library, PermalinkWriter
from kb.model import Chunk, Filters, SearchResult, SourceReport
from kb.model.errors import IndexUnavailable, KBError
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog
from kb.stores.locks import HomeLock

if TYPE_CHECKING:
    from kb.embedding.dense import DenseModel
    from kb.ingest.writer import Writer
    from kb.search.search import Searcher
    from kb.stores.index import ChunkIndex

log = logging.getLogger(__name__)

STARTER_MARK = "starter-unfinished"
"""File in the home folder while the starter corpus is being taken in, so that a server that was stopped goes on."""


class KnowledgeBase(Checks, Figures, Documents):
    """Take documents in, and answer questions with quotes.

    Args:
        settings: where the stores are and how to search them.

    Example:
        ``with KnowledgeBase.open(settings) as kb: kb.search("siapa wajib melapor?")``
    """

    def __init__(
        self, settings: Settings, archive: Archive, catalog: Catalog, permalink: PermalinkWriter | None = None
    ) -> None:
        self.settings = settings
        self.archive = archive
        self.catalog = catalog
        self.library = Library(archive, catalog, permalink)
        self._lock = HomeLock(settings.home)
        self._holds_lock = False
        self._writing = threading.Lock()
        self._opening = threading.RLock()
        self._model: DenseModel | None = None
        self._index: ChunkIndex | None = None
        self._searcher: Searcher | None = None
        self._retired: list[ChunkIndex] = []

    @classmethod
    def open(cls, settings: Settings, permalink: PermalinkWriter | None = None) -> KnowledgeBase:
        """Open the stores of a home folder, making them where there are none.

        The index and its model are opened when first needed: reading a document needs neither.

        Args:
            permalink: writes the links of citations; None: as ``kb read`` opens them, ``ID@VERSION#LOCATOR``.

        Raises:
            CatalogError: the catalog can't be opened.
        """
        try:
            settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise KBError(
                f"{settings.home} can't be made: {exc}", "Set KB_HOME to a folder that you may write to."
            ) from exc
        url = settings.catalog_url or f"sqlite:///{settings.home / 'catalog.sqlite'}"
        archive = Archive(settings.home / "archive")
        return cls(settings, archive, Catalog.open(url, archive.get_text), permalink)

    def __enter__(self) -> KnowledgeBase:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every store; the object can't be used afterwards."""
        with self._writing, self._opening:
            for index in [*self._retired, *([self._index] if self._index else [])]:
                index.close()
            self._index, self._searcher, self._retired = None, None, []
            self.catalog.close()
            if self._holds_lock:
                self._lock.release()
                self._holds_lock = False

    def hold(self, command: str = "") -> None:
        """Take the home folder for this process, as a server does before it answers.

        Raises:
            StoreLocked: another process holds it.
        """
        with self._opening:
            if not self._holds_lock:
                self._lock.acquire(command or "kb")
                self._holds_lock = True

    def ingest(self, locations: Sequence[str], on_progress: OnProgress | None = None) -> IngestReport:
        """Take in files, folders and addresses; each source fails alone.

        Args:
            locations: paths and http(s) addresses; a folder is walked, its manifest heeded.
            on_progress: told before each source and after each batch of embedded chunks.

        Raises:
            StoreLocked: another process holds the home folder.
            IndexMismatch: the index was made by other settings; ``kb reindex`` mends it.
        """
        with self._write() as writer:
            return writer.ingest(locations, on_progress)

    def ingest_starter(self, on_progress: OnProgress | None = None) -> IngestReport:
        """Take in the starter corpus that comes with the package."""
        mark = self.settings.home / STARTER_MARK
        mark.touch()
        report = self.ingest([str(find_starter_corpus())], on_progress)
        mark.unlink(missing_ok=True)
        return report

    def ingest_all(
        self, locations: Sequence[str], starter: bool = False, on_progress: OnProgress | None = None
    ) -> IngestReport:
        """Take in files, folders and addresses, after the starter corpus if ``starter`` is set."""
        reports = [self.ingest_starter(on_progress)] if starter else []
        reports += [self.ingest(locations, on_progress)] if locations else []
        sources = tuple(source for report in reports for source in report.sources)
        return IngestReport(sources, sum(report.seconds for report in reports))

    def prepare(self, starter: bool, on_progress: OnProgress | None = None) -> None:
        """Finish what an earlier run left undone, before a server answers.

        Args:
            starter: whether an empty home folder gets the starter corpus.
        """
        if starter and self.needs_starter():
            self.ingest_starter(on_progress)
        else:
            self.reconcile(on_progress)

    def reconcile(self, on_progress: OnProgress | None = None) -> int:
        """Index what the catalog holds and the index doesn't yet, and return how many chunks were written."""
        with self._write() as writer:
            return writer.reconcile(on_progress)

    def needs_starter(self) -> bool:
        """Say whether nothing is held yet, or taking in the starter corpus was cut short."""
        return self.catalog.counts().documents == 0 or (self.settings.home / STARTER_MARK).exists()

    def ingest_bytes(self, data: bytes, filename: str, given: Mapping[str, str] | None = None) -> SourceReport:
        """Take in an upload.

        Args:
            given: manifest values that are known of it.

        Returns:
            A report; status ``failed`` carries the reason.
        """
        fetched = Fetched(data, filename, None, filename, "", False)
        with self._write() as writer:
            return writer.ingest_fetched(fetched, given or {})

    @contextmanager
    def _write(self) -> Iterator[Writer]:
        from kb.ingest.writer import Writer

        with self._writing:
            index, model = self._mend_index(), self._open_model()
            yield Writer(self.settings, self.archive, self.catalog, index, model, self.library.forget)

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        limit: int = 10,
        mode: str = "auto",
        as_of: date | None = None,
        cursor: str = "",
    ) -> SearchResult:
        """Answer a question.

        Args:
            query: in any words; a citation or number goes straight to its provision; words in quotation marks
                must stand in every hit.
            filters: narrow every leg alike.
            limit: most hits, 1 to 100.
            mode: ``auto``, or one of ``hybrid``, ``dense``, ``sparse`` to skip the look at citations.
            as_of: only documents of this day or before, with the status that they had then; None for now.
            cursor: as the page before gave it; empty: the first page.

        Raises:
            InvalidQuery: the question, limit or mode can't be used.
            InvalidCursor: the cursor isn't ours, or belongs to another question.
            IndexMismatch: the index was made by other settings; ``kb reindex`` mends it.
        """
        return self._open_searcher().search(query, filters or Filters(), limit, mode, as_of, cursor)

    def rank(self, query: str, filters: Filters, limit: int) -> list[Chunk]:
        """Return the best chunks for a question, one of each provision, without quotes, citations or statuses."""
        return self._open_searcher().rank(query, filters, limit, "hybrid")

    def get_store_state(self) -> SystemState:
        """Say how the stores are."""
        index = self._open_index()
        info, counts = index.info(), self.catalog.counts()
        return SystemState(
            home=str(self.settings.home),
            documents=counts.documents,
            versions=counts.versions,
            provisions=counts.provisions,
            chunks=counts.chunks,
            indexed=index.count(),
            pending=self.catalog.count_pending(info["name"]),
            index=info,
            archive_bytes=counts.bytes,
            dense_model=self._open_model().name,
            fingerprint=self.fingerprint(),
        )

    def reindex(self, on_progress: OnProgress | None = None) -> ReindexReport:
        """Build the index anew beside the present one, then put it in its place."""
        from kb.ingest.indexing import Indexer
        from kb.ingest.reader import SourceReader
        from kb.stores.index import build_index

        with self._writing:
            self._hold_when_embedded()
            started = time.monotonic()
            model = self._open_model()
            SourceReader(self.settings, self.archive, self.catalog).relate_unrelated()
            with build_index(self.settings, self._index_folder(), self._dimension(), self.fingerprint()) as fresh:
                indexer = Indexer(self.archive, self.catalog, fresh, model, self.settings.chunk_characters)
                chunks = indexer.reconcile(on_progress)
                fresh.optimize()
            self._replace_index()
            documents = self.catalog.counts().documents
            return ReindexReport(documents, chunks, time.monotonic() - started, self.fingerprint())

    def push(self, url: str, collection: str, api_key: str = "", on_progress: OnProgress | None = None) -> PushReport:
        """Copy the embedded index to a Qdrant server without embedding again."""
        from kb.stores.index import push_index

        with self._writing:
            started = time.monotonic()
            index = self._open_index()
            total = index.count()

            def tell(done: int) -> None:
                if on_progress:
                    on_progress(Progress("push", url, done, total))

            points = push_index(index, url, collection, api_key, self._dimension(), self.fingerprint(), tell)
            return PushReport(points, time.monotonic() - started, url, collection)

    def check_ready(self) -> None:
        """Raise a StoreError when questions can't be answered."""
        self.catalog.counts()
        self._open_index().count()

    def warm_up(self) -> None:
        """Open index and model now, so that the first question doesn't pay for it."""
        self._open_searcher()
        self._open_model().warm_up()

    def fingerprint(self) -> str:
        """Name everything that the index depends on: schema, chunker, dense model, sparse settings."""
        from kb.embedding.sparse import sparse_fingerprint
        from kb.reading.chunks import CHUNKER
        from kb.stores.index import SCHEMA

        parts = (
            f"schema={SCHEMA}",
            f"chunker={CHUNKER}/{self.settings.chunk_characters}",
            f"dense={self._open_model().fingerprint()}",
            f"sparse={sparse_fingerprint()}",
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def _dimension(self) -> int:
        from kb.embedding.encoder import SHIPPED_DIMENSION

        # Told without loading the shipped model, so that opening an index is quick.
        return self._open_model().dimension if self.settings.dense_model else SHIPPED_DIMENSION

    def _index_folder(self) -> Path:
        return self.settings.home / "index"

    def _hold_when_embedded(self) -> None:
        if not self.settings.qdrant_url:
            self.hold()

    def _open_model(self) -> DenseModel:
        from kb.embedding.dense import DenseModel

        with self._opening:
            if self._model is None:
                self._model = DenseModel(self.settings.dense_model)
            return self._model

    def _open_index(self) -> ChunkIndex:
        from kb.stores.index import open_index

        with self._opening:
            if self._index is None:
                self._hold_when_embedded()
                self._index = open_index(self.settings, self._index_folder(), self._dimension(), self.fingerprint())
            return self._index

    def _mend_index(self) -> ChunkIndex:
        """Open the index for a write; one that is damaged is begun anew, since all of it can be made again."""
        from kb.stores.index import build_index

        try:
            return self._open_index()
        except IndexUnavailable as exc:
            if self.settings.qdrant_url:
                raise
            log.warning("The index is begun anew: %s", exc.message)
        with build_index(self.settings, self._index_folder(), self._dimension(), self.fingerprint()):
            pass  # an empty one takes its place, and the catalog knows what it lacks
        return self._open_index()

    def _open_searcher(self) -> Searcher:
        from kb.search.search import Searcher

        with self._opening:
            if self._searcher is None:
                self._searcher = Searcher(
                    self.settings, self.library, self._open_index(), self._open_model(), self.statuses
                )
            return self._searcher

    def _replace_index(self) -> None:
        """Use the index that is current now; the old one stays open for the searches that still run on it."""
        with self._opening:
            if self._index is not None:
                self._retired.append(self._index)
            self._index, self._searcher = None, None
            self._open_searcher()
