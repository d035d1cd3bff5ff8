"""Read one source at a time into archive and catalog.

The original goes to the archive first, then the document to the catalog in one transaction. A process killed
anywhere leaves either nothing, or a document that the catalog knows to be pending for the index.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from kb.ingest.document import relate
from kb.ingest.fetch import Fetched, read_location
from kb.ingest.manifest import check_hash
from kb.ingest.prepare import ChunkedDocument, PreparedDocument
from kb.ingest.sources import NamedSource, report_failure
from kb.ingest.workers import Make, make_here
from kb.model import Document, SourceReport
from kb.model.errors import SourceError
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog

TEXT_CODE = (
    "reading",
    "language/dates.py",
    "language/numbers.py",
    "language/patterns.py",
    "language/tables.py",
    "language/sentences.py",
    "law",
    "model/text.py",
    "ingest/document.py",
)
"""The code, below ``kb/``, that a document's text, outline, references and chunks depend on: after a change to it a
source is read again. Of the language only what that code uses: a word that questions are expanded by makes nobody's
archive stale."""


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source after it was read.

    Args:
        report: what became of it.
        searchable: what was made of it for the index, where the catalog holds exactly that; None where it keeps
            something else (better metadata of an earlier source), failed, or had it already.
    """

    report: SourceReport
    searchable: ChunkedDocument | None = None

    @property
    def is_changed(self) -> bool:
        """Say whether the catalog holds something new by it."""
        return self.report.status in {"added", "updated"}

    @property
    def written(self) -> int:
        """Count the chunks that are to be indexed."""
        return self.report.chunks if self.is_changed else 0


@cache
def text_fingerprint() -> str:
    """Hash the code that a document's text, outline, references and chunks depend on."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for place in TEXT_CODE:
        path = package / place
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class SourceReader:
    """Turn sources into committed documents: archive, parse, outline, metadata, chunks, catalog."""

    def __init__(self, settings: Settings, archive: Archive, catalog: Catalog) -> None:
        self.settings = settings
        self.archive = archive
        self.catalog = catalog
        self.fingerprint = f"{text_fingerprint()}/{settings.chunk_characters}"

    def begin(self, source: NamedSource, make: Make = make_here) -> Callable[[], ReadSource]:
        """Fetch a named source and begin to make a document of it; its failure is its own.

        Returns:
            What waits for the document and keeps it.
        """
        started = time.monotonic()
        try:
            fetched = read_location(source.location, self.settings.max_source_bytes, self.settings.fetch_timeout)
        except SourceError as exc:
            failed = ReadSource(report_failure(source.location, exc, time.monotonic() - started))
            return lambda: failed
        return self.begin_fetched(fetched, source.given, make)

    def begin_fetched(
        self, fetched: Fetched, given: Mapping[str, str], make: Make = make_here
    ) -> Callable[[], ReadSource]:
        """Begin to make a document of bytes that are here already; see :meth:`begin`."""
        started = time.monotonic()
        try:
            check_hash(given, fetched.sha256, fetched.filename)
        except SourceError as exc:
            failed = ReadSource(report_failure(fetched.location, exc))
            return lambda: failed
        known = self.catalog.find_source(fetched.sha256, hash_given(given), self.fingerprint, fetched.location)
        if known is not None:
            unchanged = ReadSource(self._report_unchanged(fetched, known, started))
            return lambda: unchanged
        making = make(fetched, given, self.settings.chunk_characters, self._archive)
        return partial(self._finish, fetched, given, making)

    def _finish(self, fetched: Fetched, given: Mapping[str, str], making: Future[PreparedDocument]) -> ReadSource:
        try:
            return self._keep(fetched, given, making.result())
        except SourceError as exc:
            return ReadSource(report_failure(fetched.location, exc))

    def _keep(self, fetched: Fetched, given: Mapping[str, str], prepared: PreparedDocument) -> ReadSource:
        started = time.monotonic()
        document, chunks, related = prepared.made.document, prepared.made.chunks, prepared.made.related
        outcome = self.catalog.put_document(
            document, self.fingerprint, hash_given(given), related, chunks, prepared.passages
        )
        report = SourceReport(
            id=document.id,
            path=fetched.location,
            status=outcome.status,
            provisions=len(document.provisions),
            chunks=len(chunks),
            seconds=prepared.seconds + time.monotonic() - started,
            notices=document.notices,
        )
        return ReadSource(report, prepared.searchable) if outcome.status == "added" else ReadSource(report)

    def _archive(self, fetched: Fetched, document: Document) -> None:
        # Beside each other: each waits for the disk, some 3 ms.
        with ThreadPoolExecutor(1) as pool:
            original = pool.submit(self.archive.put, fetched.data, fetched.sha256)
            self.archive.put_text(document.text, document.version)
        original.result()

    def relate_unrelated(self) -> int:
        """Read the references of what an older catalog held when it was migrated, and return of how many versions."""
        unrelated = self.catalog.unrelated()
        for document_id, version in unrelated:
            stored = self.catalog.get_document(document_id, version)
            document = stored.to_document(self.archive.get_text(stored.head.version))
            self.catalog.put_references(document_id, stored.head.version, relate(document))
        return len(unrelated)

    def _report_unchanged(self, fetched: Fetched, known: tuple[str, str], started: float) -> SourceReport:
        document_id, version = known
        stored = self.catalog.get_document(document_id, version)
        chunks = self.catalog.get_chunks(document_id, version)
        return SourceReport(
            id=document_id,
            path=fetched.location,
            status="unchanged",
            provisions=len(stored.outline.provisions),
            chunks=len(chunks),
            seconds=time.monotonic() - started,
        )


def hash_given(given: Mapping[str, str]) -> str:
    """Name a manifest entry's values, so that a corrected entry is taken in again."""
    return hashlib.sha256(json.dumps(dict(sorted(given.items()))).encode()).hexdigest()[:16]
