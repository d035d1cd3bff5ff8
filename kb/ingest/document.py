"""Make a document of a source's bytes: canonical text, outline, metadata, and the mentions in it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from kb.ingest.fetch import Fetched
from kb.law.citation import Context, find_references
from kb.law.relations import RelatedReference, find_relations
from kb.model import BOILERPLATE, Chunk, Document, Notice, ParsedText, Source
from kb.model.errors import EmptySource
from kb.reading.chunks import build_chunks
from kb.reading.metadata import Metadata, read_metadata
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse import parse_source


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """All that is made of a source: its document, the chunks and the mentions in it, and how long it took."""

    document: Document
    chunks: Sequence[Chunk]
    related: Sequence[RelatedReference]
    seconds: float


def make_document(fetched: Fetched, given: Mapping[str, str], longest: int) -> MadeDocument:
    """Make all that is made of a source, from its bytes alone.

    Args:
        given: what a manifest says of it.
        longest: characters of a chunk.

    Raises:
        SourceError: the bytes hold no document that we can read.
    """
    started = time.monotonic()
    document = build_document(fetched, given)
    chunks = build_chunks(document, longest)
    return MadeDocument(document, chunks, relate(document), time.monotonic() - started)


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
        sha256=fetched.sha256,
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


def relate(document: Document) -> list[RelatedReference]:
    """Find every mention in a document with what the document does to it; those too that stay open."""
    context = Context(document.instrument, document.date, provisions=document.provisions)
    references = find_references(document.text, context, unresolved=True)
    return find_relations(document.text, references, document.instrument, document.provisions)
