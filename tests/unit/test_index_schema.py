"""The payload schema: what a point says of its chunk, and the one filter over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from qdrant_edge import PayloadSchemaType

from kb.model import Chunk, Document, Filters, Instrument, Source, Span
from kb.stores.index.schema import (
    FIELDS,
    build_filter,
    build_payload,
    format_edition,
    format_point_id,
    format_stored,
    parse_edition,
    parse_stored,
)

SOURCE = Source("0" * 64, "text/plain", 10, "/x.txt", "x.txt", datetime(2025, 1, 1, tzinfo=UTC))
DOCUMENT = Document(
    id="se-wali-kota-tangerang-19349-2024",
    version="4f0c",
    title="Pelindungan pekerja konstruksi",
    instrument=Instrument("SE", "19349", 2024, "Wali Kota Tangerang"),
    family="circular",
    place="Kota Tangerang",
    date=date(2024, 7, 8),
    text_status="digest",
    text="Huruf E. Setiap penyedia wajib.",
    source=SOURCE,
    provisions=(),
)
CHUNK = Chunk(
    "se-wali-kota-tangerang-19349-2024@4f0c#huruf-e~1",
    DOCUMENT.id,
    DOCUMENT.version,
    "huruf-e",
    1,
    Span(9, 31),
    DOCUMENT.text[9:31],
    ("Huruf E",),
    "Huruf E Setiap penyedia wajib.",
)


def condition(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": f"meta.{name}", "operator": operator, "value": value}


def test_payload_says_what_search_needs() -> None:
    assert build_payload(DOCUMENT, CHUNK) == {
        "chunk_id": CHUNK.id,
        "document_id": DOCUMENT.id,
        "version": "4f0c",
        "edition": "se-wali-kota-tangerang-19349-2024@4f0c",
        "locator": "huruf-e",
        "part": 1,
        "start": 9,
        "end": 31,
        "headings": ["Huruf E"],
        "text": "Setiap penyedia wajib.",
        "kind": "se",
        "number": "19349",
        "number_key": "19349",
        "year": 2024,
        "issuer": "Wali Kota Tangerang",
        "issuer_key": "wali kota tangerang",
        "place": "Kota Tangerang",
        "place_key": "kota tangerang",
        "date": 20240708,
        "text_status": "digest",
    }


def test_payload_leaves_out_what_is_not_known() -> None:
    bare = replace(DOCUMENT, instrument=Instrument("Dokumen"), place="", date=None)
    unknown = {"number", "number_key", "year", "issuer", "issuer_key", "place", "place_key", "date"}
    assert not unknown & set(build_payload(bare, CHUNK))


def test_payload_keeps_zeroes() -> None:
    payload = build_payload(DOCUMENT, replace(CHUNK, part=0, span=Span(0, 8)))
    assert (payload["part"], payload["start"]) == (0, 0)


def test_year_of_news_is_that_of_its_date() -> None:
    news = replace(DOCUMENT, instrument=Instrument("Berita"), date=date(2025, 7, 10))
    assert build_payload(news, CHUNK)["year"] == 2025


def test_stored_form_is_a_haystack_document_and_comes_back() -> None:
    payload = build_payload(DOCUMENT, CHUNK)
    stored = format_stored(CHUNK.id, payload)
    assert (stored["id"], stored["content"]) == (CHUNK.id, CHUNK.text)
    assert parse_stored(stored) == payload


FILTERS: list[tuple[Filters, list[dict[str, Any]]]] = [
    (Filters(kind=("SE", "uu")), [condition("kind", "in", ["se", "uu"])]),
    (Filters(number=("04/SE/M/2022",)), [condition("number_key", "in", ["04/se/m/2022"])]),
    (Filters(issuer=("Wali  Kota Bogor",)), [condition("issuer_key", "in", ["wali kota bogor"])]),
    (
        Filters(place=("Kota Bogor",), date_from=date(2021, 3, 25), date_to=date(2025, 12, 31)),
        [
            condition("place_key", "in", ["kota bogor"]),
            condition("date", ">=", 20210325),
            condition("date", "<=", 20251231),
        ],
    ),
    (
        Filters(year=(2021,), text_status=("copy",), document_id=("a",)),
        [
            condition("year", "in", [2021]),
            condition("text_status", "in", ["copy"]),
            condition("document_id", "in", ["a"]),
        ],
    ),
]


@pytest.mark.parametrize(("filters", "conditions"), FILTERS)
def test_filter_is_a_condition_per_field(filters: Filters, conditions: list[dict[str, Any]]) -> None:
    assert build_filter(filters) == {"operator": "AND", "conditions": conditions}


def test_empty_filter_is_none() -> None:
    assert build_filter(Filters()) is None


def test_every_filtered_field_has_a_payload_index() -> None:
    everything = Filters(("se",), ("1",), (1,), ("a",), ("b",), date(2021, 1, 1), date(2021, 1, 2), ("copy",), ("d",))
    built = build_filter(everything)
    assert built is not None
    assert {each["field"].removeprefix("meta.") for each in built["conditions"]} <= set(FIELDS)


@pytest.mark.parametrize("kind", sorted(set(FIELDS.values())))
def test_index_type_is_known_to_the_engine(kind: str) -> None:
    assert hasattr(PayloadSchemaType, kind.capitalize())


def test_edition_splits_at_the_last_separator() -> None:
    assert parse_edition(format_edition("a@b", "4f")) == ("a@b", "4f")


def test_point_id_is_that_of_haystacks_own_store() -> None:
    from uuid import UUID

    from haystack_integrations.document_stores.qdrant.converters import convert_id

    assert UUID(format_point_id(CHUNK.id)) == UUID(convert_id(CHUNK.id))
