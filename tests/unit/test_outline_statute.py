"""Statutes: headings told from mentions, damaged numbers, amendments, explanations, and the real texts counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.law.citation import parse_pinpoint
from kb.model import BOILERPLATE, Family, Notice, Outline, ParsedText
from kb.reading.outline import detect_family, parse_outline
from kb.reading.outline.marks import format_article_number, read_number, weigh_heading
from kb.reading.parse import parse_source
from tests.outlines import check_outline

HIGHEST_ARTICLES = {
    "pp-14-1993.md": 55,
    "pp-29-2000.md": 64,
    "pp-44-2015.md": 63,
    "pp-45-2015.md": 38,
    "pp-46-2015.md": 37,
    "pp-50-2012.md": 22,
    "pp-99-2013.md": 66,
    "uu-11-2020.md": 186,
    "uu-13-2003.md": 193,
    "uu-18-1999.md": 46,
    "uu-2-2017.md": 106,
    "uu-24-2011.md": 71,
    "uu-3-1992.md": 35,
    "uu-40-2004.md": 53,
    "pergub-jateng-99-2009.pdf": 10,
    "permen-pupr-14-2020.pdf": 132,
    "permenaker-2-2022.pdf": 15,
}
"""File → its last article's number, found by reading the text."""

AMENDING = ("pp-60-2015.md", "pp-82-2019.md", "perpres-12-2021.pdf")
"""Statutes of two Roman articles, Pasal I and Pasal II."""

WITHOUT_EXPLANATION = {"pergub-jateng-99-2009.pdf", "permen-pupr-14-2020.pdf", "permenaker-2-2022.pdf"}

MISPRINTED = {("uu-11-2020.md", 142)}
"""Explained articles whose number is another one in print ("Pasal 742" between 141 and 143)."""


def outline_of(text: str) -> Outline:
    outline = parse_outline(ParsedText(text), "statute")
    check_outline(text, outline)
    return outline


def locators(text: str) -> list[str]:
    return [provision.locator for provision in outline_of(text).provisions if provision.kind != BOILERPLATE]


def codes(outline: Outline) -> list[str]:
    return [notice.code for notice in outline.notices]


def load(folder: Path, name: str) -> tuple[ParsedText, Outline]:
    path = folder / ("pdf" if name.endswith(".pdf") else "regulations") / name
    parsed = parse_source(path.read_bytes(), name)
    return parsed, parse_outline(parsed, detect_family(parsed, name, {}))


def own_articles(outline: Outline, prefix: str = "") -> set[str]:
    """The numbers of the statute's own articles, or of those that its explanation explains."""
    pattern = re.compile(rf"{re.escape(prefix)}pasal-([0-9a-z]+)")
    found = (pattern.fullmatch(provision.locator) for provision in outline.provisions if provision.kind == "pasal")
    return {match[1] for match in found if match}


def printed_articles(text: str) -> set[int]:
    """Numbers of articles that the text surely prints as headings, by a method of its own: a line of their own."""
    lines = re.findall(r"(?m)^[ ]*Pasal (\d{1,3})[ ]*$", text)
    return {int(number) for number in lines}


@pytest.mark.parametrize("name", HIGHEST_ARTICLES)
def test_own_articles_of_real_statute_are_all_there(real_corpus: Path, name: str) -> None:
    _, outline = load(real_corpus, name)
    assert own_articles(outline) == {str(number) for number in range(1, HIGHEST_ARTICLES[name] + 1)}


@pytest.mark.parametrize("name", sorted(set(HIGHEST_ARTICLES) - {"uu-11-2020.md"}))
def test_articles_counted_by_line_are_named_by_the_outline(real_corpus: Path, name: str) -> None:
    parsed, outline = load(real_corpus, name)
    front = parsed.text.split("PENJELASAN")[0]
    named = own_articles(outline)
    beyond = {number for number in printed_articles(front) if number > HIGHEST_ARTICLES[name]}
    assert not beyond
    assert {str(number) for number in printed_articles(front)} <= named


@pytest.mark.parametrize("name", sorted(set(HIGHEST_ARTICLES) - WITHOUT_EXPLANATION))
def test_explained_articles_of_real_statute_are_all_there_or_reported(real_corpus: Path, name: str) -> None:
    _, outline = load(real_corpus, name)
    explained = own_articles(outline, "penjelasan.")
    missing = {number for number in range(1, HIGHEST_ARTICLES[name] + 1) if str(number) not in explained}
    assert {(name, number) for number in missing} <= MISPRINTED
    told = [notice.message for notice in outline.notices if notice.code == "number-missing"]
    assert all(any(f"Penjelasan Pasal {number} " in message for message in told) for number in missing)


@pytest.mark.parametrize("name", AMENDING)
def test_amending_statute_has_its_two_roman_articles(real_corpus: Path, name: str) -> None:
    _, outline = load(real_corpus, name)
    assert own_articles(outline) == {"i", "ii"}


@pytest.mark.parametrize(
    ("name", "locator"),
    [
        ("pp-60-2015.md", "pasal-i.pasal-26.ayat-1.huruf-a"),
        ("pp-82-2019.md", "pasal-i.angka-1.pasal-25.ayat-2"),
        ("pp-82-2019.md", "pasal-i.angka-2.pasal-26"),
        ("pp-82-2019.md", "penjelasan.pasal-i.angka-3.pasal-34.ayat-1"),
        ("perpres-12-2021.pdf", "pasal-i.angka-32.pasal-74b"),
        ("uu-11-2020.md", "pasal-17.angka-5.pasal-10"),
        ("uu-11-2020.md", "pasal-47.angka-1.pasal-13"),
        ("uu-11-2020.md", "penjelasan.pasal-17.angka-8.pasal-14a"),
        ("uu-2-2017.md", "pasal-5.ayat-1.huruf-l"),
        ("permenaker-2-2022.pdf", "pasal-4.ayat-2.huruf-b"),
        ("pp-44-2015.md", "bab-i"),
        ("pp-50-2012.md", "lampiran-ii"),
    ],
)
def test_real_statute_has_provision(real_corpus: Path, name: str, locator: str) -> None:
    _, outline = load(real_corpus, name)
    assert locator in {provision.locator for provision in outline.provisions}


@pytest.mark.parametrize("name", [*HIGHEST_ARTICLES, *AMENDING])
def test_real_statute_keeps_the_laws(real_corpus: Path, name: str) -> None:
    parsed, outline = load(real_corpus, name)
    check_outline(parsed.text, outline)
    assert all(parse_pinpoint(provision.label) == provision.locator for provision in outline.provisions)


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("Umum.\nPasal 5\nSetiap orang", True),  # a line of its own
        ("lengkap. Pasal 5 (1) Setiap orang", True),  # run into the paragraph
        ("Bagian Kesatu Umum Pasal 5 Setiap orang", True),  # after a heading
        ("dimaksud dalam Pasal 5 ayat (2), Peserta", False),
        ("dimaksud dalam\nPasal 5 ayat (2)", False),  # a mention that a line break cuts
        ("Pasal 4 sampai dengan Pasal 5 diatur", False),
        ("Pasal 4, Pasal 5, dan Pasal 6", False),
        ("Pasal 5 dihapus", False),
        ("PASAL DEMI PASAL Pasal 5 Cukup jelas", True),
        ("## Pasal 5\n\nSetiap orang", True),
    ],
)
def test_weigh_heading_tells_headings_from_mentions(text: str, is_heading: bool) -> None:
    start = text.index("Pasal 5")
    assert (weigh_heading(text, start, start + 7) > 0) is is_heading


@pytest.mark.parametrize(
    ("printed", "first", "clean"),
    [
        ("5", "5", True),
        ("28H", "28H", True),
        ("2O", "20", False),
        ("2l", "21", False),
        ("1 1", "11", False),
        ("1 14", "114", False),
        ("T4", "74", False),
        ("i9", "19", False),
    ],
)
def test_read_number_damaged_digits_lists_readings(printed: str, first: str, clean: bool) -> None:
    values, is_clean = read_number(printed)
    assert (format_article_number(values[0]), is_clean) == (first, clean)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # headings run into one paragraph
            "SALINAN BAB I KETENTUAN UMUM Pasal 1 Dalam Undang-Undang ini: a. satu; b. dua. Pasal 2 Cukup.",
            ["pembukaan", "bab-i", "pasal-1", "pasal-1.huruf-a", "pasal-1.huruf-b", "pasal-2"],
        ),
        (  # opening, considerations, legal basis, decision
            "UNDANG-UNDANG\nMenimbang : a. bahwa satu; b. bahwa dua;\nMengingat : 1. Pasal 5 ayat (1) UUD;\n"
            "MEMUTUSKAN:\nMenetapkan: UU.\nPasal 1\nSatu.\nDisahkan di Jakarta",
            [
                "pembukaan",
                "menimbang",
                "menimbang.huruf-a",
                "menimbang.huruf-b",
                "mengingat",
                "mengingat.angka-1",
                "memutuskan",
                "pasal-1",
                "penutup",
            ],
        ),
        (  # ayat, huruf, angka nest; a mention at a line's start makes nothing
            "Pasal 1\n(1) Satu:\na. huruf:\n1. angka;\n2. angka sebagaimana dimaksud dalam\nPasal 9 ayat\n(7) ini.\n"
            "b. dua.\n(2) Dua.\nPasal 2\nTiga.",
            [
                "pasal-1",
                "pasal-1.ayat-1",
                "pasal-1.ayat-1.huruf-a",
                "pasal-1.ayat-1.huruf-a.angka-1",
                "pasal-1.ayat-1.huruf-a.angka-2",
                "pasal-1.ayat-1.huruf-b",
                "pasal-1.ayat-2",
                "pasal-2",
            ],
        ),
        (  # inserted article
            "Pasal 1\nSatu.\nPasal 1A\nSatu A.\nPasal 2\nDua.",
            ["pasal-1", "pasal-1a", "pasal-2"],
        ),
        (  # explanation
            "Pasal 1\n(1) Satu.\n(2) Dua.\nPENJELASAN ATAS UNDANG-UNDANG I. UMUM Baik. II. PASAL DEMI PASAL Pasal 1 "
            "Ayat (1) Cukup jelas. Ayat (2) Huruf a Cukup jelas. Huruf b Jelas sekali.",
            [
                "pasal-1",
                "pasal-1.ayat-1",
                "pasal-1.ayat-2",
                "penjelasan",
                "penjelasan.umum",
                "penjelasan.pasal-1",
                "penjelasan.pasal-1.ayat-1",
                "penjelasan.pasal-1.ayat-2",
                "penjelasan.pasal-1.ayat-2.huruf-a",
                "penjelasan.pasal-1.ayat-2.huruf-b",
            ],
        ),
        (  # an article of an omnibus law quotes articles of another law
            "Pasal 1\nSatu.\nPasal 2\nBeberapa ketentuan dalam Undang-Undang Nomor 9 diubah sebagai berikut:\n"
            "1. Ketentuan Pasal 3 diubah sehingga berbunyi sebagai berikut:\nPasal 3\n(1) Baru.\n2. Pasal 4 dihapus.\n"
            "Pasal 3\nTiga.",
            [
                "pasal-1",
                "pasal-2",
                "pasal-2.angka-1",
                "pasal-2.angka-1.pasal-3",
                "pasal-2.angka-1.pasal-3.ayat-1",
                "pasal-2.angka-2",
                "pasal-3",
            ],
        ),
        (  # annex
            "Pasal 1\nSatu.\nDitetapkan di Jakarta\nLAMPIRAN II\nPERATURAN PEMERINTAH\nA. Umum\n1. Satu",
            ["pasal-1", "penutup", "lampiran-ii", "lampiran-ii.huruf-a", "lampiran-ii.huruf-a.angka-1"],
        ),
        (  # a digest's headings, with gaps and a section of our own
            "# Judul\n\n## Tentang\n\nKata.\n\n## Pasal 9\n\n(1) Satu.\n\n(2) Dua.\n\n## Pasal 53\n\nTiga.",
            ["pembukaan", "seksi-1", "pasal-9", "pasal-9.ayat-1", "pasal-9.ayat-2", "pasal-53"],
        ),
    ],
)
def test_parse_statute_layout_gives_locators(text: str, expected: list[str]) -> None:
    assert locators(text) == expected


def test_parse_statute_damaged_number_in_sequence_is_read_with_notice() -> None:
    outline = outline_of(
        "Pasal 19\nA.\nPasal 2O\nB.\nPasal 21\nC.".replace("19", "1").replace("2O", "Z").replace("21", "3")
    )
    assert own_articles(outline) == {"1", "2", "3"}
    assert codes(outline) == ["number-unreadable"]


def test_parse_statute_missing_article_is_reported_not_made() -> None:
    outline = outline_of("Pasal 1\nA.\nPasal 3\nC.\nPasal 4\nD.")
    assert own_articles(outline) == {"1", "3", "4"}
    assert [(notice.code, notice.message.split(" was")[0]) for notice in outline.notices] == [
        ("number-missing", "Pasal 2")
    ]


def test_parse_statute_catchword_and_detached_number_make_no_unit() -> None:
    outline = outline_of(
        "Pasal 1\n(1) Satu:\na. santunan . . .\na. santunan berkala;\nb. lain.\n(2)\n(3)\nPasal 2\nDua."
    )
    assert [provision.locator for provision in outline.provisions] == [
        "pasal-1",
        "pasal-1.ayat-1",
        "pasal-1.ayat-1.huruf-a",
        "pasal-1.ayat-1.huruf-b",
        "pasal-2",
    ]
    assert codes(outline) == ["unit-detached", "unit-detached"]


def test_parse_statute_change_without_number_gets_the_only_one_left() -> None:
    text = (
        "Pasal I\nBeberapa ketentuan dalam Peraturan Nomor 4 diubah sebagai berikut:\n1. Pasal 2 dihapus.\n"
        "Ketentuan Pasal 3 diubah sehingga berbunyi sebagai berikut:\nPasal 3\nBaru.\n3. Pasal 4 dihapus.\n"
        "Pasal II\nBerlaku."
    )
    outline = outline_of(text)
    assert "pasal-i.angka-2.pasal-3" in {provision.locator for provision in outline.provisions}
    assert isinstance(outline.notices[0], Notice)
    assert codes(outline) == ["number-unreadable"]


def test_chapter_heading_is_the_title_in_one_line() -> None:
    outline = outline_of("BAB I\nKETENTUAN\nUMUM\nPasal 1\nSatu.\nBAB II\nASAS\nBagian Kesatu\nUmum\nPasal 2\nDua.")
    assert [(p.locator, p.heading) for p in outline.provisions if p.kind in {"bab", "bagian"}] == [
        ("bab-i", "KETENTUAN UMUM"),
        ("bab-ii", "ASAS"),
        ("bab-ii.bagian-kesatu", "Umum"),
    ]


PIECES = [
    *(
        "Pasal 1",
        "Pasal 2",
        "Pasal I",
        "(1)",
        "(2)",
        "a.",
        "b.",
        "1.",
        "2.",
        "\n",
        " ",
        ". ",
        "Kata",
        "BAB I",
        "KESATU",
    ),
    *("Bagian Kesatu", "KEDUA :", "MEMUTUSKAN", "Menimbang", "bahwa", "PENJELASAN ATAS", "PASAL DEMI PASAL", "Angka 1"),
    *("Ayat (1)", "Beberapa ketentuan", "diubah sebagai berikut:", "Ketentuan Pasal 3 diubah", "LAMPIRAN I PERATURAN"),
    *("Ditetapkan di J", "# Judul", "\n## Pasal 5\n", "\n. Hilang", "menginstruksikan:", "Kepada", "\n: Teks", "^"),
]
"""Pieces of legal texts that mean something to some parser."""


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["statute", "instruction", "decree"]))
def test_parse_outline_any_mixture_of_headings_keeps_the_laws(pieces: list[str], family: Family) -> None:
    text = " ".join(pieces)
    outline = parse_outline(ParsedText(text), family)
    check_outline(text, outline)
    assert all(parse_pinpoint(provision.label) == provision.locator for provision in outline.provisions)
