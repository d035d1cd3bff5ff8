"""What a question names, and whether a text has it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.cli.render import render_search
from kb.model import Chunk, Citation, Hit, Instrument, Pinpoint, Quote, Ranks, Source, Span
from kb.operations.answers import SearchBody
from kb.search.named_things import find_missing, find_named_things

NAMED = [
    ("siapa yang menerima BSU 2025?", ["BSU", "2025"]),
    ("isi surat edaran Wali Kota Surabaya", ["Surabaya"]),
    ("Surabaya punya surat edaran?", []),
    ("What is the FIDIC rule in the Red Book?", ["FIDIC"]),
    ("What did the Attorney General say?", []),
    ("menurut Pasal 5 UU BPJS", []),
    ("iuran per bulan berapa", []),
    ("proyek di Minahasa Tenggara pada Desember", ["Minahasa", "Tenggara"]),
    ("nomor 20250 bukan tahun", []),
    ("", []),
]


@pytest.mark.parametrize(("question", "expected"), NAMED)
def test_names_of_a_question(question: str, expected: list[str]) -> None:
    assert [specific.text for specific in find_named_things(question)] == expected


MISSING = [
    ("Wali Kota Medan soal upah 2024", ["Upah di Medan pada 2024."], []),
    ("Wali Kota Medan soal upah 2024", ["Upah di Medan.", "Upah tahun 2024."], ["2024"]),
    # The full name covers the abbreviation, and an inflected form the word.
    ("siapa dapat JKK", ["Jaminan kecelakaan kerja diberikan kepada pekerja."], []),
    ("siapa dapat JKK", ["Jaminan kematian"], ["JKK"]),
    ("siapa dapat JKK", [], []),
    ("siapa dapat jaminan", ["Upah"], []),
]


@pytest.mark.parametrize(("question", "texts", "expected"), MISSING)
def test_missing_is_what_the_best_text_lacks(question: str, texts: list[str], expected: list[str]) -> None:
    assert find_missing(question, texts) == expected


WORDS = st.lists(st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x17F), min_size=1)).map(" ".join)


@given(st.text(max_size=300))
def test_names_of_any_text_stand_in_it(question: str) -> None:
    assert all(specific.text in question for specific in find_named_things(question))


@given(WORDS)
def test_names_are_in_their_own_question_and_in_no_empty_text(question: str) -> None:
    specifics = find_named_things(question)
    assert find_missing(question, [question]) == []
    assert find_missing(question, [""]) == [specific.text for specific in specifics]


SPAN = Span(0, 5)
SOURCE = Source("0" * 64, "text/plain", 5, "", "", datetime(2025, 11, 1, tzinfo=UTC))
CITATION = Citation(
    "x", "0" * 64, "", Instrument("PP", "1", 2020), Pinpoint("pasal-1", "Pasal 1"), Quote("Upah.", "", "", 0, 5),
    SOURCE, "digest", "/x", "Pasal 1",
)  # fmt: skip
HIT = Hit(1, 1.0, Ranks(), Chunk("x#pasal-1", "x", "0" * 64, "pasal-1", 0, SPAN, "Upah.", (), ""), CITATION)


def show_answer(diagnostics: dict[str, object]) -> str:
    values = {"query": "BSU 2025?", "mode": "hybrid", "total": 4, "hits": [HIT], "diagnostics": diagnostics}
    return render_search(SearchBody.model_validate(values))


def test_reader_is_told_what_no_hit_has() -> None:
    shown = show_answer({"answerable": False, "missing": ["BSU", "2025"]})
    assert "no hit has “BSU”, “2025”" in shown
    assert "Probably" not in show_answer({"answerable": True, "missing": []})


def test_reader_is_told_what_was_looked_for_besides() -> None:
    assert "Also looked for: pemberi kerja, pengusaha." in show_answer({"also": ["pemberi kerja", "pengusaha"]})
    assert "Also" not in show_answer({"also": []})
