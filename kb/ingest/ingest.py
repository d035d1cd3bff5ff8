"""The write path: one source at a time, from bytes to a committed document to an indexed one.

Step 4. Order is the guarantee: the original goes to the archive, the document to the catalog in one
transaction, and only then are its chunks embedded and indexed. A process killed anywhere leaves either
nothing, or a document that the catalog knows to be pending; :meth:`Ingest.reconcile` takes it from there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from kb.ingest.fetch import Fetched, find_files, is_address, read_location
from kb.ingest.manifest import check_hash, load_manifest
from kb.law.citation import Context, find_references
from kb.law.relations import RelatedReference, find_relations
from kb.model import BOILERPLATE, Document, Notice, ParsedText, Source, SourceReport
from kb.model.errors import EmptySource, KBError, SourceError
from kb.model.settings import Settings
from kb.reading.chunks import build_chunks
from kb.reading.metadata import Metadata, read_metadata
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse import parse_source
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog

log = logging.getLogger(__name__)

TEXT_ROOMS = (
    "reading",
    "language/dates.py",
    "language/numbers.py",
    "language/patterns.py",
    "language/sentences.py",
    "language/tables.py",
    "law",
    "model/text.py",
    "ingest/ingest.py",
)
"""The rooms that a document's text, outline, references and chunks depend on: after a change a source is read again.
Of the language only what these rooms use: a word that questions are expanded by makes nobody's archive stale."""


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that was named but not yet read: where it is, and what a manifest says of it."""

    location: str
    given: Mapping[str, str]


def find_candidates(locations: Iterable[str]) -> Iterator[Candidate | SourceReport]:
    """List the sources under some files, folders and addresses; what can't be listed is reported as failed.

    In a folder with a manifest the sources are those that it lists; one that it lists and that isn't there is
    reported. A file that is named itself is taken in whether or not a manifest lists it.
    """
    for location in locations:
        if is_address(location):
            yield Candidate(location, {})
            continue
        try:
            yield from _find_in(Path(location))
        except KBError as exc:
            yield failed_report(location, exc)


def _find_in(path: Path) -> Iterator[Candidate]:
    if path.is_file():
        yield Candidate(str(path), load_manifest(path.parent).get(path.name, {}))
        return
    files = find_files(path)
    manifests = {folder: load_manifest(folder) for folder in {file.parent for file in files} | {path}}
    missing = [folder / name for folder, entries in manifests.items() for name in entries]
    for file in sorted({*files, *missing}):
        entries = manifests[file.parent]
        if not entries or file.name in entries:
            yield Candidate(str(file), entries.get(file.name, {}))


def failed_report(location: str, exc: KBError, seconds: float = 0.0) -> SourceReport:
    """Report a source that failed alone, with its reason."""
    error = {"type": exc.type, "message": exc.message, "hint": exc.hint}
    return SourceReport(id="", path=location, status="failed", error=error, seconds=seconds)


@cache
def text_fingerprint() -> str:
    """Hash the code that a document's text, outline, references and chunks depend on."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for room in TEXT_ROOMS:
        path = package / room
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        for file in files:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class TextReader:
    """Turn fetched bytes into a committed document: archive, parse, outline, metadata, chunks, catalog."""

    def __init__(self, settings: Settings, archive: Archive, catalog: Catalog) -> None:
        self.settings = settings
        self.archive = archive
        self.catalog = catalog
        self.fingerprint = f"{text_fingerprint()}/{settings.chunk_characters}"

    def read(self, candidate: Candidate) -> SourceReport:
        """Take one named source in; its failure is its own."""
        started = time.monotonic()
        try:
            fetched = read_location(candidate.location, self.settings.max_source_bytes, self.settings.fetch_timeout)
            return self.take_in(fetched, candidate.given, started)
        except SourceError as exc:
            return failed_report(candidate.location, exc, time.monotonic() - started)

    def take_in(self, fetched: Fetched, given: Mapping[str, str], started: float) -> SourceReport:
        """Take fetched bytes in.

        Raises:
            SourceError: the bytes hold no document that we can read.
        """
        sha256 = hashlib.sha256(fetched.data).hexdigest()
        check_hash(given, sha256, fetched.filename)
        known = self.catalog.find_source(sha256, hash_given(given), self.fingerprint, fetched.location)
        if known is not None:
            return self._unchanged(fetched, known, started)
        document = build_document(fetched, given)
        chunks = build_chunks(document, self.settings.chunk_characters)
        self.archive.put(fetched.data)
        self.archive.put_text(document.text)
        related = relate(document)
        outcome = self.catalog.put_document(document, self.fingerprint, hash_given(given), related, chunks)
        return SourceReport(
            id=document.id,
            path=fetched.location,
            status=outcome.status,
            provisions=len(document.provisions),
            chunks=len(chunks),
            seconds=time.monotonic() - started,
            notices=document.notices,
        )

    def relate_unrelated(self) -> int:
        """Read the references of what an older catalog held when it was migrated, and return of how many versions."""
        unrelated = self.catalog.unrelated()
        for document_id, version in unrelated:
            stored = self.catalog.get_document(document_id, version)
            document = stored.to_document(self.archive.get_text(stored.version))
            self.catalog.put_references(document_id, stored.version, relate(document))
        return len(unrelated)

    def _unchanged(self, fetched: Fetched, known: tuple[str, str], started: float) -> SourceReport:
        document_id, version = known
        stored = self.catalog.get_document(document_id, version)
        chunks = self.catalog.get_chunks(document_id, version)
        return SourceReport(
            id=document_id,
            path=fetched.location,
            status="unchanged",
            provisions=len(stored.provisions),
            chunks=len(chunks),
            seconds=time.monotonic() - started,
        )


def relate(document: Document) -> list[RelatedReference]:
    """Find every mention in a document with what the document does to it; those too that stay open."""
    context = Context(document.instrument, document.date, provisions=document.provisions)
    references = find_references(document.text, context, unresolved=True)
    return find_relations(document.text, references, document.instrument, document.provisions)


def hash_given(given: Mapping[str, str]) -> str:
    """Name a manifest entry's values, so that a corrected entry is taken in again."""
    return hashlib.sha256(json.dumps(dict(sorted(given.items()))).encode()).hexdigest()[:16]


def build_document(fetched: Fetched, given: Mapping[str, str]) -> Document:
    """Parse bytes into a document: canonical text, outline, metadata.

    Raises:
        SourceError: the bytes hold no document that we can read.
    """
    parsed = parse_source(fetched.data, fetched.filename, fetched.media_type)
    if fetched.address and not given.get("address"):
        given = {"address": fetched.address, **given}
    if fetched.official and not given.get("text_status"):
        given = {"text_status": "official", **given}
    family = detect_family(parsed, fetched.filename, given)
    outline = parse_outline(parsed, family)
    if all(provision.kind == BOILERPLATE for provision in outline.provisions):
        raise EmptySource(f"{fetched.filename} holds no text beside page furniture.", "Look at the file with a viewer.")
    metadata = read_metadata(parsed, family, fetched.filename, given)
    document = assemble(parsed, metadata, build_source(fetched, parsed, metadata, given))
    return replace(
        document,
        family=outline.family,
        provisions=outline.provisions,
        notices=(*find_text_notices(parsed), *outline.notices),
    )


def assemble(parsed: ParsedText, metadata: Metadata, source: Source) -> Document:
    """Put a text and what was read of it together; the outline is still to come."""
    return Document(
        id=metadata.id,
        version=hashlib.sha256(parsed.text.encode()).hexdigest(),
        title=metadata.title,
        instrument=metadata.instrument,
        family="plain",
        place=metadata.place,
        date=metadata.date,
        text_status=metadata.text_status,
        text=parsed.text,
        source=source,
        provisions=(),
        pages=parsed.pages,
        readings=metadata.readings,
    )


def build_source(fetched: Fetched, parsed: ParsedText, metadata: Metadata, given: Mapping[str, str]) -> Source:
    """Describe the original as it was taken in."""
    return Source(
        sha256=hashlib.sha256(fetched.data).hexdigest(),
        media_type=parsed.media_type,
        size=len(fetched.data),
        location=fetched.location,
        filename=fetched.filename,
        retrieved=parse_retrieved(given.get("retrieved", "")),
        publisher=metadata.publisher,
        address=metadata.address,
        published=metadata.date,
        licence=metadata.licence,
    )


def parse_retrieved(text: str) -> datetime:
    """Read a manifest's date of retrieval; without one it is now."""
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
    except ValueError:
        return datetime.now(UTC)


def find_text_notices(parsed: ParsedText) -> list[Notice]:
    """Say what a reader must know of the text itself: pages without text, and what was mended."""
    notices = []
    if parsed.hints.get("pages_without_text"):
        pages = parsed.hints["pages_without_text"]
        notices.append(Notice("page-without-text", f"Pages without a text layer, so not searchable: {pages}."))
    if parsed.mended:
        notices.append(Notice("text-mended", f"Changed to be readable as text: {', '.join(parsed.mended)}."))
    return notices
