"""Chunks: verbatim, along the outline, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.law.citation import format_pinpoint
from kb.model import BOILERPLATE, Document, Instrument, Provision, Source, Span
from kb.reading.chunks import build_chunks, cut_out, explains_nothing, split_at_sentences, trim

LAW = (
    "BAB I KETENTUAN UMUM\n"
    "Pasal 1\nDalam peraturan ini yang dimaksud dengan:\n"
    "1. Peserta adalah setiap orang.\n"
    "2. Iuran adalah uang.\n"
    "- 2 -\n"
    "Pasal 2\nGubernur wajib melapor.\n"
)


def provision(locator: str, start: int, end: int, parent: str | None = None, kind: str = "") -> Provision:
    kind = kind or locator.rpartition(".")[2].partition("-")[0]
    depth = 0 if parent is None else parent.count(".") + 1
    return Provision(locator, kind, format_pinpoint(locator), "", "", Span(start, end), parent, depth)


def build_law() -> Document:
    at = LAW.index
    provisions = (
        provision("bab-i", 0, len(LAW)),
        provision("pasal-1", at("Pasal 1"), at("Pasal 2"), "bab-i"),
        provision("pasal-1.angka-1", at("1. P"), at("2. I"), "pasal-1"),
        provision("pasal-1.angka-2", at("2. I"), at("Pasal 2"), "pasal-1"),
        provision("boilerplate-1", at("- 2 -"), at("- 2 -") + 5, "pasal-1.angka-2", BOILERPLATE),
        provision("pasal-2", at("Pasal 2"), len(LAW), "bab-i"),
    )
    source = Source("0" * 64, "text/plain", len(LAW), "law.txt", "law.txt", datetime(2026, 1, 1, tzinfo=UTC))
    return Document(
        id="pp-1-2020",
        version="a" * 64,
        title="Iuran",
        instrument=Instrument("PP", "1", 2020),
        family="statute",
        place="",
        date=None,
        text_status="copy",
        text=LAW,
        source=source,
        provisions=provisions,
    )


def uncovered(document: Document, spans: list[Span]) -> str:
    covered = sorted([*spans, *(p.span for p in document.provisions if p.kind == BOILERPLATE)])
    rest, cursor = "", 0
    for span in covered:
        rest += document.text[cursor : max(cursor, span.start)]
        cursor = max(cursor, span.end)
    return (rest + document.text[cursor:]).strip()


def test_provision_that_fits_is_one_chunk_with_its_locator() -> None:
    chunks = {chunk.locator: chunk for chunk in build_chunks(build_law(), 1000)}
    assert chunks["pasal-2"].text == "Pasal 2\nGubernur wajib melapor."
    assert chunks["pasal-2"].part == 0
    assert chunks["pasal-2"].id == "pp-1-2020@aaaaaaaaaaaa#pasal-2"


def test_provision_that_does_not_fit_is_cut_at_its_children() -> None:
    chunks = build_chunks(build_law(), 60)
    assert [chunk.id.rpartition("#")[2] for chunk in chunks] == [
        "bab-i~1",
        "pasal-1~1",
        "pasal-1.angka-1",
        "pasal-1.angka-2",
        "pasal-2",
    ]


def test_child_is_embedded_with_the_lead_of_its_parent_but_never_shows_it() -> None:
    chunk = next(c for c in build_chunks(build_law(), 60) if c.locator == "pasal-1.angka-1")
    assert "yang dimaksud dengan" in chunk.search_text
    assert "yang dimaksud dengan" not in chunk.text
    assert chunk.search_text.startswith("PP 1/2020 Iuran\nBAB I")


def test_boilerplate_stays_in_the_verbatim_text_but_is_not_searched() -> None:
    chunk = next(c for c in build_chunks(build_law(), 60) if c.locator == "pasal-1.angka-2")
    assert "- 2 -" not in chunk.search_text
    assert chunk.text == LAW[chunk.span.start : chunk.span.end]


@pytest.mark.parametrize("longest", [10, 25, 60, 200, 5000])
def test_chunks_keep_the_laws_at_any_length(longest: int) -> None:
    document = build_law()
    chunks = build_chunks(document, longest)
    assert all(document.text[c.span.start : c.span.end] == c.text for c in chunks)
    assert len({c.id for c in chunks}) == len(chunks)
    assert all(a.span.end <= b.span.start for a, b in pairwise(chunks))
    assert uncovered(document, [c.span for c in chunks]) == ""


def test_empty_elucidation_is_kept_but_not_searched() -> None:
    text = "Pasal 5\nCukup jelas."
    document = replace(
        build_law(), text=text, provisions=(provision("penjelasan.pasal-5", 0, len(text), None, "pasal"),)
    )
    (chunk,) = build_chunks(document, 1000)
    assert chunk.text == text
    assert chunk.search_text == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ayat (2) Cukup jelas", True),
        ("Huruf a Cukup jelas. Huruf b Cukup jelas.", True),
        ("Cukup jelas bagi semua", False),
    ],
)
def test_explains_nothing_reads_the_words(text: str, expected: bool) -> None:
    assert explains_nothing(text) is expected


@settings(deadline=None)
@given(st.text("ab .\n,", max_size=300), st.integers(1, 50))
def test_split_at_sentences_covers_every_word_within_the_length(text: str, longest: int) -> None:
    span = trim(text, Span(0, len(text)))
    pieces = split_at_sentences(text, span, longest)
    joined = "".join(text[p.start : p.end] for p in pieces)
    assert "".join(joined.split()) == "".join(text.split())
    longest_word = max((len(word) for word in text.split()), default=0)
    assert all(p.end - p.start <= max(longest, longest_word) for p in pieces)


@pytest.mark.parametrize(
    ("holes", "expected"),
    [([], "abcdef"), ([Span(2, 4)], "ab\nef"), ([Span(0, 3)], "\ndef"), ([Span(4, 9)], "abcd\n")],
)
def test_cut_out_leaves_holes_out(holes: list[Span], expected: str) -> None:
    assert cut_out("abcdef", Span(0, 6), holes) == expected
