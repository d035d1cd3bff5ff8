"""Values to rows and rows to values; the only place that knows how a value is spelt in the database.

A value that was made a row and read back is the same value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import NamedTuple, TypeAlias, cast

import sqlalchemy as sa

from kb.language import fold_name
from kb.law.relations import RelatedReference
from kb.model import (
    TEXT_STATUSES,
    Chunk,
    Document,
    Instrument,
    Notice,
    Page,
    Provision,
    Reading,
    Source,
    Span,
)
from kb.model.json import JSONValue
from kb.stores.catalog.rows import ChunkRow, DocumentHead

Values = dict[str, JSONValue]
"""What is written: column → value."""

ReadRow: TypeAlias = "sa.Row[*tuple[object, ...]]"
"""A row of whatever columns; as text, since SQLAlchemy 2.0 knows no unpacked ones."""

Query: TypeAlias = "sa.Select[*tuple[object, ...]]"

Record: TypeAlias = "ReadRow | SimpleNamespace"
"""What was read: a row, or the columns of one table out of a joined row."""

StoredSpan = tuple[int, int]
StoredReading = tuple[str, StoredSpan | None, str]
StoredNotice = tuple[str, str, StoredSpan | None]
"""Lists of the JSON that ``metadata_row`` and ``outline_row`` wrote, as they are read back."""

HEAD_OF_VERSION = tuple("id document_id version title kind number year issuer family place date text_status".split())
HEAD_OF_SOURCE = tuple("sha256 media_type size location filename retrieved publisher address published licence".split())

_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def format_number_key(number: str) -> str:
    """Bring an instrument's number to the form that it is matched by: no case, blanks or leading zeros.

    Example:
        >>> format_number_key("04/SE/M/2022") == format_number_key("4 / se/m/2022")
        True
    """
    return _LEADING_ZEROS.sub("", "".join(number.split()).casefold())


def format_date(value: date | None) -> str:
    """Return a date as ISO text, empty for None."""
    return value.isoformat() if value else ""


def read_iso_date(text: str) -> date | None:
    """Return the date that ``format_date`` wrote."""
    return date.fromisoformat(text) if text else None


def format_moment(value: datetime) -> str:
    """Return a moment as ISO text in UTC that sorts by time; a naive one counts as UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")


def parse_moment(text: str) -> datetime:
    """Return the moment that ``format_moment`` wrote, aware and in UTC."""
    return datetime.fromisoformat(text)


def rank_status(text_status: str) -> int:
    """Return 0 for the best text status, more for worse ones."""
    return TEXT_STATUSES.index(text_status)


class InstrumentKeys(NamedTuple):
    """The columns that instruments are matched by."""

    kind_fold: str
    number_key: str
    issuer_fold: str


def instrument_keys(instrument: Instrument) -> InstrumentKeys:
    """Return what an instrument is matched by."""
    kind, issuer = fold_name(instrument.kind), fold_name(instrument.issuer)
    return InstrumentKeys(kind, format_number_key(instrument.number), issuer)


def instrument_row(instrument: Instrument) -> Values:
    """Return an instrument as columns."""
    columns: Values = {"kind": instrument.kind, "number": instrument.number, "year": instrument.year}
    return {**columns, "issuer": instrument.issuer, **instrument_keys(instrument)._asdict()}


def to_instrument(row: Record) -> Instrument:
    """Return the instrument of a row with the columns ``kind``, ``number``, ``year``, ``issuer``."""
    return Instrument(row.kind, row.number, row.year, row.issuer)


def metadata_row(document: Document) -> Values:
    """Return what the version table holds of a document's metadata, filter columns included."""
    year = document.instrument.year
    return instrument_row(document.instrument) | {
        "title": document.title,
        "place": document.place,
        "place_fold": fold_name(document.place),
        "number_fold": fold_name(document.instrument.number),
        "date": format_date(document.date),
        # News has no instrument year: people filter it by its year of publication.
        "listed_year": year if year is not None else (document.date.year if document.date else None),
        "text_status": document.text_status,
        "status_rank": rank_status(document.text_status),
        "readings": {name: _reading_list(reading) for name, reading in document.readings.items()},
    }


def outline_row(document: Document, chunks: Sequence[Chunk]) -> Values:
    """Return what the version table holds of a document's outline."""
    return {
        "family": document.family,
        "provisions": len(document.provisions),
        "chunks": len(chunks),
        "notices": [[notice.code, notice.message, notice.span] for notice in document.notices],
    }


def provision_rows(provisions: Sequence[Provision]) -> list[Values]:
    """Return provisions as rows in document order."""
    return [
        {
            "position": position,
            "locator": item.locator,
            "kind": item.kind,
            "label": item.label,
            "number": item.number,
            "heading": item.heading,
            "span_start": item.span.start,
            "span_end": item.span.end,
            "parent": item.parent,
            "depth": item.depth,
            "speaker": item.speaker,
            "role": item.role,
        }
        for position, item in enumerate(provisions)
    ]


def page_rows(pages: Sequence[Page]) -> list[Values]:
    """Return pages as rows in order."""
    return [
        {"position": position, "number": item.number, "span_start": item.span.start, "span_end": item.span.end}
        for position, item in enumerate(pages)
    ]


def reference_rows(references: Sequence[RelatedReference], own: Instrument, day: date | None) -> list[Values]:
    """Return references as rows in text order.

    Args:
        own, day: what the citing document is, and its date: a mention of it is marked, so that nobody looks for it.
    """
    return [
        {
            **instrument_row(item.instrument),
            "position": position,
            "span_start": item.span.start,
            "span_end": item.span.end,
            "text": item.text,
            "locator": item.locator,
            "through": item.through,
            "day": format_date(item.day),
            "basis": item.basis,
            "relation": item.relation,
            "evidence_start": item.evidence.start if item.evidence else None,
            "evidence_end": item.evidence.end if item.evidence else None,
            "is_own": _is_own(item, own, day),
        }
        for position, item in enumerate(references)
    ]


def _is_own(reference: RelatedReference, own: Instrument, day: date | None) -> bool:
    if not reference.instrument.kind or reference.instrument != own:
        return False
    # Without a number it is the day that tells one circular of an office from another.
    return bool(own.number) or reference.day in (None, day)


def chunk_rows(chunks: Sequence[Chunk]) -> list[Values]:
    """Return chunks as rows in document order, without their texts, which can be made again."""
    return [
        {
            "position": position,
            "id": item.id,
            "locator": item.locator,
            "part": item.part,
            "span_start": item.span.start,
            "span_end": item.span.end,
            "headings": list(item.headings),
        }
        for position, item in enumerate(chunks)
    ]


def source_row(source: Source) -> Values:
    """Return a source as columns."""
    return {
        "sha256": source.sha256,
        "media_type": source.media_type,
        "size": source.size,
        "location": format_path(source.location),
        "filename": format_path(source.filename),
        "retrieved": format_moment(source.retrieved),
        "publisher": source.publisher,
        "address": source.address,
        "published": format_date(source.published),
        "licence": source.licence,
    }


def format_path(path: str) -> str:
    r"""Return a path as text that a database can hold: bytes that were no UTF-8 become ``\udc..`` escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def to_source(row: Record) -> Source:
    """Return the source of a row of the source table."""
    return Source(
        sha256=row.sha256,
        media_type=row.media_type,
        size=row.size,
        location=row.location,
        filename=row.filename,
        retrieved=parse_moment(row.retrieved),
        publisher=row.publisher,
        address=row.address,
        published=read_iso_date(row.published),
        licence=row.licence,
    )


def to_provision(row: Record) -> Provision:
    """Return the provision of a row of the provision table."""
    return Provision(
        locator=row.locator,
        kind=row.kind,
        label=row.label,
        number=row.number,
        heading=row.heading,
        span=Span(row.span_start, row.span_end),
        parent=row.parent,
        depth=row.depth,
        speaker=row.speaker,
        role=row.role,
    )


ProvisionRow: TypeAlias = "tuple[int, str, str, str, str, str, int, int, str | None, int, str, str]"
PROVISION = tuple("locator kind label number heading span_start span_end parent depth speaker role".split())
"""The columns that ``to_provisions`` reads, in this order, behind the row of the version."""


def to_provisions(rows: Iterable[ReadRow]) -> dict[int, list[Provision]]:
    """Return provisions by the row of their version; by places in the row, since names take four times as long."""
    found: dict[int, list[Provision]] = {}
    for row in cast(Iterable[ProvisionRow], rows):
        version_id, locator, kind, label, number, heading, start, end, parent, depth, speaker, role = row
        span = Span(start, end)
        provision = Provision(locator, kind, label, number, heading, span, parent, depth, speaker, role)
        found.setdefault(version_id, []).append(provision)
    return found


def to_page(row: Record) -> Page:
    """Return the page of a row of the page table."""
    return Page(row.number, Span(row.span_start, row.span_end))


def to_reference(row: Record) -> RelatedReference:
    """Return the reference of a row of the reference table."""
    is_said = row.evidence_start is not None
    return RelatedReference(
        Span(row.span_start, row.span_end),
        row.text,
        to_instrument(row),
        row.locator,
        through=row.through,
        day=read_iso_date(row.day),
        basis=row.basis,
        relation=row.relation,
        evidence=Span(row.evidence_start, row.evidence_end) if is_said else None,
    )


def to_chunk_row(row: Record, document_id: str, version: str) -> ChunkRow:
    """Return the chunk of a row of the chunk table."""
    place = (row.locator, row.part, row.span_start, row.span_end)
    return ChunkRow(row.version_id, row.id, document_id, version, *place, headings=tuple(row.headings))


def to_joined_head(row: ReadRow) -> DocumentHead:
    """Return what is known of a version, of a row with the columns that ``HEAD`` lists."""
    fields = row._mapping
    head = SimpleNamespace(**{name: fields[f"head_{name}"] for name in HEAD_OF_VERSION})
    source = SimpleNamespace(**{name: fields[f"source_{name}"] for name in HEAD_OF_SOURCE})
    return to_head(head, to_source(source), json.loads(fields["head_readings"]))


def to_head(row: Record, source: Source, readings: Mapping[str, StoredReading]) -> DocumentHead:
    """Return what is known of a version, of its row and its best source."""
    return DocumentHead(
        row_id=row.id,
        id=row.document_id,
        version=row.version,
        title=row.title,
        instrument=to_instrument(row),
        family=row.family,
        place=row.place,
        date=read_iso_date(row.date),
        text_status=row.text_status,
        source=source,
        readings=to_readings(readings),
    )


def to_notices(stored: Sequence[StoredNotice]) -> tuple[Notice, ...]:
    """Return the notices of the JSON that ``outline_row`` wrote."""
    return tuple(Notice(code, message, _to_span(span)) for code, message, span in stored)


def to_readings(stored: Mapping[str, StoredReading]) -> dict[str, Reading]:
    """Return the readings of the JSON that ``metadata_row`` wrote."""
    return {name: Reading(value, _to_span(span), origin) for name, (value, span, origin) in stored.items()}


def hash_rows(*rows: JSONValue) -> str:
    """Return a hash that changes when anything that would be stored changes."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def _reading_list(reading: Reading) -> list[JSONValue]:
    return [reading.value, reading.span, reading.origin]


def _to_span(stored: StoredSpan | None) -> Span | None:
    return Span(*stored) if stored is not None else None
