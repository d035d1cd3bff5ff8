"""Define the payload of a point: its fields, how they are made, and the filter over them.

No engine's types: the filter is in Haystack's neutral form and every leg of every backend gets it. A value is folded
(case, blanks) the same way when it is stored and when it is asked for.

A stored point has the shape of a Haystack document, ``{"id", "content", "meta"}``, so that Haystack's own
Qdrant store and retrievers can read what we wrote, and the other way round. What Haystack's server store wrote has no
vectors of parts: a question in parts doesn't find it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypedDict
from uuid import UUID, uuid5

from kb.language import fold_name
from kb.model import Chunk, Document, Filters
from kb.model.errors import InvalidFilter
from kb.model.json import JSONValue

SCHEMA = 2
"""Part of the index's fingerprint; raise it whenever a field or its folding changes."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "document_id": "keyword",
        "edition": "keyword",
        "kind": "keyword",
        "number_key": "keyword",
        "year": "integer",
        "issuer_key": "keyword",
        "place_key": "keyword",
        "date": "integer",
        "text_status": "keyword",
    }
)
"""Payload field → index type, for what is filtered or counted. Each gets a payload index when the index is made:
without one a server takes seconds to filter, and no engine counts facets. No more than needed: in Edge each
costs 15 files and, on a busy disk, up to 0.2 s of syncing when the shard is made."""

ID_FIELD = "id"
"""Where a stored point keeps its chunk id: all that a leg has to read."""

EDITION_SEPARATOR = "@"

_POINT_NAMESPACE = UUID("3896d314-1e95-4a3a-b45a-945f9f0b541d")
# The namespace of qdrant-haystack, so that both backends give a chunk the same point id.


class Comparison(TypedDict):
    """One field compared with a value, in Haystack's form; ``in`` with a list of values."""

    field: str
    operator: str
    value: int | list[str] | list[int]


class Conjunction(TypedDict):
    """Comparisons that all have to hold, in Haystack's form."""

    operator: str
    conditions: list[Comparison]


def format_point_id(chunk_id: str) -> str:
    """Return the point id of a chunk or Haystack document: the UUIDv5 of its id."""
    return str(uuid5(_POINT_NAMESPACE, chunk_id))


def number_point(chunk_id: str) -> int:
    """Return a chunk's point id as the number that it is, which sorts as the id does."""
    return uuid5(_POINT_NAMESPACE, chunk_id).int


def format_edition(document_id: str, version: str) -> str:
    """Join document id and version into one value that can be counted: ``"inpres-2-2021@4f0c…"``."""
    return f"{document_id}{EDITION_SEPARATOR}{version}"


def parse_edition(edition: str) -> tuple[str, str]:
    """Split what :func:`format_edition` joined."""
    document_id, _, version = edition.rpartition(EDITION_SEPARATOR)
    return document_id, version


def group_editions(editions: dict[str, int]) -> dict[str, set[str]]:
    """Turn counted editions into document id → versions."""
    found: dict[str, set[str]] = {}
    for document_id, version in map(parse_edition, editions):
        found.setdefault(document_id, set()).add(version)
    return found


def date_number(day: date) -> int:
    """Write a date as a number that sorts like it: 2021-03-25 → 20210325."""
    return day.year * 10_000 + day.month * 100 + day.day


def build_payload(document: Document, chunk: Chunk) -> dict[str, JSONValue]:
    """Say everything that search needs of a chunk without asking the catalog.

    Fields without a value are left out, so that no filter can match an empty string. ``edition`` serves
    reconciliation; the fields ending in ``_key`` are folded for comparing, their plain twins are for showing.
    """
    fields = {
        **_describe_chunk(chunk),
        **_describe_document(document),
        "edition": format_edition(chunk.document_id, chunk.version),
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _describe_chunk(chunk: Chunk) -> dict[str, JSONValue]:
    return {
        "chunk_id": chunk.id,
        "document_id": chunk.document_id,
        "version": chunk.version,
        "locator": chunk.locator,
        "part": chunk.part,
        "start": chunk.span.start,
        "end": chunk.span.end,
        "headings": list(chunk.headings),
        "text": chunk.text,
    }


def _describe_document(document: Document) -> dict[str, JSONValue]:
    instrument, day = document.instrument, document.date
    return {
        "kind": fold_name(instrument.kind),
        "number": instrument.number,
        "number_key": fold_name(instrument.number),
        "year": instrument.year if instrument.year is not None or day is None else day.year,
        "issuer": instrument.issuer,
        "issuer_key": fold_name(instrument.issuer),
        "place": document.place,
        "place_key": fold_name(document.place),
        "date": date_number(day) if day else None,
        "text_status": document.text_status,
    }


def build_filter(filters: Filters) -> Conjunction | None:
    """Translate filters into Haystack's form; None where nothing is narrowed.

    Values of one field are alternatives, fields add up.
    """
    wanted: dict[str, list[str] | list[int]] = {
        "kind": [fold_name(kind) for kind in filters.kind],
        "number_key": [fold_name(number) for number in filters.number],
        "year": list(filters.year),
        "issuer_key": [fold_name(issuer) for issuer in filters.issuer],
        "place_key": [fold_name(place) for place in filters.place],
        "text_status": [str(status) for status in filters.text_status],
        "document_id": list(filters.document_id),
    }
    conditions = [_compare(name, "in", values) for name, values in wanted.items() if values]
    if filters.date_from is not None:
        conditions.append(_compare("date", ">=", date_number(filters.date_from)))
    if filters.date_to is not None:
        conditions.append(_compare("date", "<=", date_number(filters.date_to)))
    return {"operator": "AND", "conditions": conditions} if conditions else None


def _compare(name: str, operator: str, value: int | list[str] | list[int]) -> Comparison:
    return {"field": f"meta.{name}", "operator": operator, "value": value}


def format_stored(chunk_id: str, payload: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    """Put a payload into the shape of a Haystack document."""
    meta = {name: value for name, value in payload.items() if name != "text"}
    return {"id": chunk_id, "content": payload.get("text", ""), "meta": meta}


def parse_stored(stored: Mapping[str, JSONValue]) -> dict[str, JSONValue]:
    """Take a payload out of the shape of a Haystack document; empty where only its id was read."""
    meta = stored.get("meta")
    return {**meta, "text": stored["content"]} if isinstance(meta, Mapping) else {}


def check_field(field: str) -> None:
    """Refuse to count a field that has no payload index.

    Raises:
        InvalidFilter: the field isn't one of ``FIELDS``.
    """
    if field not in FIELDS:
        raise InvalidFilter(f"There is no field {field!r} to count.", f"Fields: {', '.join(FIELDS)}.")
