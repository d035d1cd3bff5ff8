"""Circulars: nesting from styles and sequence alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import Outline, ParsedText, Span
from kb.reading.outline.circular import parse_circular
from kb.reading.outline.tree import build_outline
from tests.outlines import check_outline


def _outline(text: str) -> Outline:
    units, notices = parse_circular(text, Span(0, len(text)))
    outline = build_outline(ParsedText(text), "circular", units, notices)
    check_outline(text, outline)
    return outline


def _locators(text: str) -> list[str]:
    return [provision.locator for provision in _outline(text).provisions]


def _codes(text: str) -> list[str]:
    return [notice.code for notice in _outline(text).notices]


NESTING = [
    # lettered sections with numbered items
    ("A. Umum\n1. Satu;\n2. Dua.\nB. Isi\nTeks.", ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-2", "huruf-b"]),
    # Roman sections, letters and bracketed digits below
    (
        "I. UMUM\na. Satu:\n1) x;\n2) y.\nb. Dua.\nII. ISI\nTeks.",
        ["romawi-i", "romawi-i.huruf-a", "romawi-i.huruf-a.angka-1", "romawi-i.huruf-a.angka-2", "romawi-i.huruf-b",
         "romawi-ii"],
    ),
    # the letter I after H is a letter, not a Roman one
    ("G. Satu\nTeks.\nH. Dua\nTeks.\nI. Tiga\nTeks.", ["huruf-g", "huruf-h", "huruf-i"]),
    # a section that is quoted by an amending circular nests in its point, and the point after it does not
    (
        "A. Umum\nTeks.\nB. PERUBAHAN\n1. Perubahan huruf E, sehingga berbunyi sebagai berikut:\nE. PROSEDUR\n"
        "1. Satu.\n2. Penambahan huruf F sehingga berbunyi:\nF. PROSES\nTeks.\nC. PENUTUP\nTeks.",
        ["huruf-a", "huruf-b", "huruf-b.angka-1", "huruf-b.angka-1.huruf-e", "huruf-b.angka-1.huruf-e.angka-1",
         "huruf-b.angka-2", "huruf-b.angka-2.huruf-f", "huruf-c"],
    ),
    # decimal numbers stand in the unit that has all but their last part
    (
        "1 TAHAP AWAL\n1.1 Sosialisasi\nTeks.\n1.1.1 Rinci\nTeks.\n1.2 Penugasan\nTeks.\n2 TAHAP AKHIR\n"
        "2.1 Lapor\nTeks.",
        ["angka-1", "angka-1.angka-1", "angka-1.angka-1.angka-1", "angka-1.angka-2", "angka-2", "angka-2.angka-1"],
    ),
    # chapters with clauses numbered through, the first clause on its label's line
    (
        "BAB I. UMUM\nA. UMUM\n1. Paket 1.1 Nama paket sebagaimana\ntercantum.\n1.2 Uraian.\nB. SYARAT\n2. Sumber.\n"
        "BAB II. IKP\nA. LAIN\nTeks.",
        ["bab-i", "bab-i.huruf-a", "bab-i.huruf-a.angka-1", "bab-i.huruf-a.angka-1.angka-1",
         "bab-i.huruf-a.angka-1.angka-2", "bab-i.huruf-b", "bab-i.huruf-b.angka-2", "bab-ii", "bab-ii.huruf-a"],
    ),
    # the first item inside a line, because the layout has two columns
    (
        "A. SYARAT\n1. Persyaratan meliputi:\nPelaku Usaha a. Memiliki izin;\nb. Memiliki akta.",
        ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-1.huruf-a", "huruf-a.angka-1.huruf-b"],
    ),
    # a number that is cited at a line's beginning begins nothing
    (
        "A. Umum\n1. Kriteria sebagaimana dimaksud pada angka\n2. diatur kemudian;\n2. Dua.",
        ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-2"],
    ),
    # a second list of the same style is a sibling, and its introduction is not part of the last item
    (
        "A. Umum\n1. Kriteria:\na. satu; dan\nb. dua.\nTahapan antara lain:\na. tiga; dan\nb. empat.\n2. Lain.",
        ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-1.huruf-a", "huruf-a.angka-1.huruf-b",
         "huruf-a.angka-1.huruf-a_2", "huruf-a.angka-1.huruf-b_2", "huruf-a.angka-2"],
    ),
    # after z comes aa
    (
        "1. Daftar:\n" + "".join(f"{letter}. butir;\n" for letter in [*"abcdefghijklmnopqrstuvwxyz", "aa", "bb"]),
        ["angka-1", *(f"angka-1.huruf-{letter}" for letter in [*"abcdefghijklmnopqrstuvwxyz", "aa", "bb"])],
    ),
    # head, addressees, title, closing and annex
    (
        "MENTERI\nYth.\n1. Gubernur;\n2. Bupati.\nSURAT EDARAN\nNOMOR 1\nA. Umum\nTeks.\nDemikian disampaikan.\n"
        "Ditetapkan di Jakarta\nTembusan:\n1. Presiden.\nLAMPIRAN\nSURAT EDARAN MENTERI\n1. Satu.\n2. Dua.",
        ["pembukaan", "kepada", "kepada.angka-1", "kepada.angka-2", "pembukaan_2", "huruf-a", "penutup", "lampiran",
         "lampiran.angka-1", "lampiran.angka-2"],
    ),
    # a table of contents makes no sections
    (
        "A. Umum\nTeks.\nDAFTAR ISI\n1. SATU ........ 2\n2. DUA ........ 3\n3. TIGA ........ 4\nB. Isi\nTeks.",
        ["huruf-a", "seksi-1", "huruf-b"],
    ),
    # Markdown headings carry their numbers too
    ("## A. Umum\n\n1. Satu.\n\n## B. Isi\n\nTeks.", ["huruf-a", "huruf-a.angka-1", "huruf-b"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NESTING)
def test_circular_marker_styles_nest_by_sequence(text: str, expected: list[str]) -> None:
    assert _locators(text) == expected


DAMAGE = [
    # a missing number is told, the next one keeps its own
    ("A. Umum\n1. Satu;\n3. Tiga.", ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-3"], "number-missing"),
    ("A. Umum\n1. Satu;\n2. Dua;\n2. Dua lagi.", ["huruf-a", "huruf-a.angka-1",
     "huruf-a.angka-2", "huruf-a.angka-2_2"], "number-repeated"),
    # damaged digits are read where the sequence leaves one reading
    (
        "A. Umum\n" + "".join(f"{n}. Butir;\n" for n in range(1, 20)) + "2O. Butir;\n21. Butir.",
        ["huruf-a", *(f"huruf-a.angka-{n}" for n in range(1, 22))],
        "number-unreadable",
    ),
    # nothing expects it: text, and told
    ("A. Umum\n1. Satu;\n2. Dua.\nKeterangan.\nm. Sertifikat.", ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-2"],
     "number-out-of-order"),
    # pages before are missing
    ("4. Empat;\n5. Lima.\nC. Maksud\nTeks.\nD. Penutup\nTeks.", ["angka-4", "angka-5", "huruf-c", "huruf-d"],
     "number-missing"),
    ("A. Umum\n1. Satu;\n3.2 Bagian.", ["huruf-a", "huruf-a.angka-1"], "unit-detached"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "code"), DAMAGE)
def test_circular_damaged_number_is_told(text: str, expected: list[str], code: str) -> None:
    assert _locators(text) == expected
    assert code in _codes(text)


@pytest.mark.parametrize("row", NESTING[:10])
def test_circular_sound_numbering_has_no_notice(row: tuple[str, list[str]]) -> None:
    first_section_present = not row[0].startswith("G.")
    assert not first_section_present or _codes(row[0]) == []


HEADINGS = [
    ("A. Umum\nTeks.", "Umum"),
    ("A. PROSEDUR PERPANJANGAN\nMASA BERLAKU\nTeks panjang sekali di sini.", "PROSEDUR PERPANJANGAN MASA BERLAKU"),
    # a sentence is no title
    ("A. Surat Edaran ini berlaku sejak\ntanggal ditetapkan.", ""),
    ("A. Nama : ________\nTeks.", ""),
]


@pytest.mark.parametrize(("text", "heading"), HEADINGS)
def test_circular_heading_is_title_only(text: str, heading: str) -> None:
    text = text.replace("Teks.", "Teks yang panjang menjelaskan isi bagian ini.")
    assert _outline(text).provisions[0].heading == heading


def test_circular_introduction_of_second_list_belongs_to_parent() -> None:
    text = "A. Umum\n1. Kriteria:\na. satu; dan\nb. dua.\nTahapan antara lain:\na. tiga."
    outline = _outline(text)
    item = next(one for one in outline.provisions if one.locator == "huruf-a.angka-1.huruf-b")
    assert item.span.text_of(text) == "b. dua."


def test_circular_without_sections_is_opening() -> None:
    assert _locators("Surat tanpa bagian.\nHanya teks.") == ["pembukaan"]


def test_circular_page_border_does_not_break_sentence() -> None:
    text = "A. Umum\n1. dimaksud pada angka\n          \n2. sebelumnya;\n2. Dua."
    assert _locators(text) == ["huruf-a", "huruf-a.angka-1", "huruf-a.angka-2"]


WORDS = st.sampled_from(["Pelaksana", "wajib", "melapor", "kepada", "Menteri", "setiap", "bulan"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")


@st.composite
def _circulars(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a circular of three styles, with the locators that it must have."""
    lines: list[str] = []
    expected: list[str] = []
    for section in range(draw(st.integers(1, 5))):
        letter = chr(ord("a") + section)
        lines.append(f"{letter.upper()}. {draw(WORDS)}")
        expected.append(f"huruf-{letter}")
        lines.append(draw(SENTENCES))
        for item in range(1, draw(st.integers(0, 4)) + 1):
            lines.append(f"{item}. {draw(SENTENCES)[:-1]}:")
            expected.append(f"huruf-{letter}.angka-{item}")
            for point in range(draw(st.integers(0, 3))):
                lines.append(f"{chr(ord('a') + point)}. {draw(SENTENCES)}")
                expected.append(f"huruf-{letter}.angka-{item}.huruf-{chr(ord('a') + point)}")
    return "\n".join(lines), expected


@given(_circulars())
def test_circular_generated_has_every_unit_and_keeps_laws(drawn: tuple[str, list[str]]) -> None:
    text, expected = drawn
    assert _locators(text) == expected


MARKS = st.sampled_from(
    ["A.", "B.", "I.", "II.", "1.", "2.", "3.", "1)", "2)", "(1)", "(a)", "a.", "b.", "1.1", "1.2.3", "BAB I",
     "LAMPIRAN", "Yth.", "Demikian", "2O.", "DAFTAR ISI", "x ..... 3", "KATA", ""]
)  # fmt: skip


@given(st.lists(st.tuples(MARKS, st.one_of(SENTENCES, st.text(max_size=8))), max_size=30))
def test_circular_any_text_keeps_laws(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{mark} {rest}" for mark, rest in pairs)
    assert bool(_outline(text).provisions) == bool(text.strip())


def test_circular_of_pathological_text_comes_to_an_end() -> None:
    """A step that backtracks would take minutes here."""
    text = "\n".join(["1. " + "a" * 2000, "DAFTAR ISI", "." * 5000, "1.1" * 900, "(" * 3000, "I" * 4000]) * 3
    assert _outline(text).provisions
