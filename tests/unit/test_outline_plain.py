"""Texts of no legal form: sections, paragraphs and lists, counted where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Outline, ParsedText
from kb.reading.outline import parse_outline
from tests.outlines import check_outline


def _outline(text: str) -> Outline:
    outline = parse_outline(ParsedText(text), "plain")
    check_outline(text, outline)
    return outline


LAYOUTS = [
    # paragraphs are what blank lines divide
    ("Satu\nlanjut.\n\nDua.", ["paragraf-1", "paragraf-2"]),
    # title, sections, paragraphs counted in each section
    (
        "# Judul\n\n> Ringkasan.\n\n## Isi\n\nSatu.\n\nDua.\n\n## Lain\n\nTiga.",
        ["judul", "paragraf-1", "seksi-1", "seksi-1.paragraf-1", "seksi-1.paragraf-2", "seksi-2", "seksi-2.paragraf-1"],
    ),
    # deeper headings nest and are counted anew
    (
        "## A\n\n### B\n\nTeks.\n\n### C\n\n## D\n\n### E\n\nTeks.",
        ["seksi-1", "seksi-1.seksi-1", "seksi-1.seksi-1.paragraf-1", "seksi-1.seksi-2", "seksi-2", "seksi-2.seksi-1",
         "seksi-2.seksi-1.paragraf-1"],
    ),
    # a list belongs to the paragraph before it, or to its section
    (
        "## A\n\nKepada:\n1. Gubernur\n2. Bupati\n   - semua\n\n## B\n\n- satu\n- dua",
        ["seksi-1", "seksi-1.paragraf-1", "seksi-1.paragraf-1.angka-1", "seksi-1.paragraf-1.angka-2",
         "seksi-1.paragraf-1.angka-2.butir-1", "seksi-2", "seksi-2.butir-1", "seksi-2.butir-2"],
    ),
    # a table is one paragraph
    ("| a | b |\n| - | - |\n| 1 | 2 |", ["paragraf-1"]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAYOUTS)
def test_plain_layout_gives_locators(text: str, expected: list[str]) -> None:
    assert [provision.locator for provision in _outline(text).provisions] == expected


def test_plain_heading_is_without_its_signs() -> None:
    assert _outline("## Pokok isi ##\n\nTeks.").provisions[0].heading == "Pokok isi"


def test_plain_long_paragraph_stays_one_unit() -> None:
    assert len(_outline("kata " * 20_000).provisions) == 1


def test_plain_list_gap_is_told() -> None:
    assert [notice.code for notice in _outline("Isi:\n1. Satu\n4. Empat").notices] == ["number-missing"]


PIECES = st.one_of(
    st.sampled_from(
        ["# J", "## A", "### B", "###### C", "1. x", "2. y", "- z", "  - w", "| a |", "> k", "a) b", "(c) d", "", "T."]
    ),
    st.text(max_size=30),
)


@given(st.lists(PIECES, max_size=30))
def test_plain_any_text_keeps_laws(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    assert bool(_outline(text).provisions) == bool(text.strip())
