"""Quoted phrases."""

import pytest

from kb.library.phrases import find_phrase, find_phrases
from kb.model import Span

PHRASES = [
    ('siapa "pemberi kerja" itu', ["pemberi kerja"]),
    ("“harga mati” dan “risiko tinggi”", ["harga mati", "risiko tinggi"]),
    ("tanpa kutipan", []),
    ('tanda " tunggal', []),
    ("peserta's hak", []),
]

PLACES = [
    # Line breaks and double blanks are not differences.
    ("wajib\n  mendaftarkan", "wajib mendaftarkan", [Span(0, 20)]),
    # Case is not a difference.
    ("Pemberi Kerja", "pemberi kerja", [Span(0, 13)]),
    # Whole words only.
    ("pekerjaan", "pekerja", []),
    # Typographic apostrophes and dashes.
    ("D’Prima – hotel", "D'Prima - hotel", [Span(0, 15)]),
    # Signs of the pattern language are plain characters.
    ("ayat (2) huruf a.", "ayat (2)", [Span(0, 8)]),
]


@pytest.mark.parametrize(("query", "expected"), PHRASES)
def test_find_phrases_lists_what_stands_in_quotation_marks(query: str, expected: list[str]) -> None:
    assert find_phrases(query) == expected


@pytest.mark.parametrize(("text", "phrase", "expected"), PLACES)
def test_find_phrase_says_where_it_stands(text: str, phrase: str, expected: list[Span]) -> None:
    assert find_phrase(text, phrase) == expected
