"""PDF pages: text where it stands, labels beside their text, furniture marked."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model import Span
from kb.reading.parse import parse_source
from kb.reading.parse.furniture import find_inline_furniture, is_state_head
from kb.reading.parse.lines import Run, find_rows, order_lines
from tests.unit.pdf_maker import Placed, build_pdf

# a page of a decree as scanners leave it: all labels first, then all texts
DETACHED: list[Placed] = [
    (80, 700, "KESATU"),
    (80, 640, "KEDUA"),
    (80, 600, "KETIGA"),
    (200, 700, "Menetapkan cuti bersama"),
    (200, 680, "tahun ini."),
    (200, 640, "Cuti bersama tidak mengurangi"),
    (200, 620, "hak cuti."),
    (200, 600, "Keputusan ini mulai berlaku."),
]
REJOINED = [
    "KESATU Menetapkan cuti bersama",
    "tahun ini.",
    "KEDUA Cuti bersama tidak mengurangi",
    "hak cuti.",
    "KETIGA Keputusan ini mulai berlaku.",
]

# a table as word processors write it: cell by cell, each cell of several lines
TABLE: list[Placed] = [
    (80, 700, "1. Paket Pekerjaan"),
    (80, 680, "dan Identitas"),
    (80, 660, "Pejabat"),
    (200, 700, "Pelaku Usaha menyampaikan"),
    (200, 680, "penawaran atas paket"),
    (200, 660, "pengadaan langsung."),
]

# list numbers of a vertically centred table cell come first and stand lower than their text: not lost
CENTRED: list[Placed] = [
    (80, 690, "1"),
    (120, 700, "Ketentuan peraturan"),
    (120, 680, "perundang-undangan"),
    (80, 650, "2"),
    (120, 660, "Budaya kerja"),
    (120, 640, "di sektor konstruksi"),
]


def _lines(page: list[Placed], rotation: int = 0) -> list[str]:
    return parse_source(build_pdf([page], rotation), "a.pdf").text.split("\n")


def test_parse_pdf_detached_labels_stand_beside_their_text() -> None:
    assert _lines(DETACHED) == REJOINED


@pytest.mark.parametrize("skew", [-0.02, 0.02])
def test_parse_pdf_turned_scan_is_levelled(skew: float) -> None:
    runs = [
        Run(text, x, x + 150 + 7 * len(text), y + skew * x, y + skew * (x + 150 + 7 * len(text)), 12)
        for x, y, text in DETACHED
    ]
    runs = [
        Run(run.text, run.left, run.left + 7 * len(run.text), run.start, run.end, 12) if run.left == 80 else run
        for run in runs
    ]
    assert order_lines(runs) == REJOINED


@pytest.mark.parametrize("page", [TABLE, CENTRED])
def test_parse_pdf_table_keeps_the_order_of_its_cells(page: list[Placed]) -> None:
    assert _lines(page) == [text for _, _, text in page]


def test_parse_pdf_misread_number_in_a_column_of_numbers_is_rejoined() -> None:
    page = [(80.0, 700.0, "1."), (80.0, 680.0, "ZA,"), (80.0, 660.0, "3."), (110.0, 700.0, "Menteri Sosial;")]
    page += [(110.0, 680.0, "Menteri Agama;"), (110.0, 660.0, "Jaksa Agung.")]
    assert _lines(page) == ["1. Menteri Sosial;", "ZA, Menteri Agama;", "3. Jaksa Agung."]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_parse_pdf_turned_page_is_read_as_shown(rotation: int) -> None:
    turned = [_place_turned(x, y - 200, text, rotation) for x, y, text in DETACHED]
    assert _lines(turned, rotation) == REJOINED


def _place_turned(x: float, y: float, text: str, rotation: int) -> Placed:
    """Return where text must stand on a 595 by 842 page to be shown at ``x``, ``y`` when the page is turned."""
    places = {90: (595 - y, x), 180: (595 - x, 842 - y), 270: (y, 842 - x)}
    return (*places[rotation], text)


def test_parse_pdf_pages_cover_their_text_and_empty_ones_are_named() -> None:
    parsed = parse_source(build_pdf([[(72, 700, "Satu")], [], [(72, 700, "Tiga"), (72, 680, "Empat")]]), "a.pdf")
    assert [page.span.text_of(parsed.text) for page in parsed.pages] == ["Satu", "", "Tiga\nEmpat"]
    assert [page.number for page in parsed.pages] == [1, 2, 3]
    assert parsed.hints == {"pages_without_text": "2"}


def test_parse_pdf_from_many_threads_gives_the_same() -> None:
    data = build_pdf([DETACHED] * 5)
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(parse_source(data, "a.pdf").text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 8
    assert len(set(texts)) == 1


RUNS = st.lists(
    st.builds(
        Run,
        text=st.text("abAB12.() ", min_size=1, max_size=12),
        left=st.floats(0, 500),
        right=st.floats(500, 600),
        start=st.floats(0, 800),
        end=st.floats(0, 800),
        size=st.floats(1, 40),
        upright=st.booleans(),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(RUNS)
def test_order_lines_any_page_keeps_every_character(runs: list[Run]) -> None:
    before = Counter("".join(run.text for run in runs).replace(" ", ""))
    assert Counter("".join(order_lines(runs)).replace(" ", "")) == before
    if runs:
        assert sorted(number for row in find_rows(runs) for number in row) == list(range(len(runs)))


def _page(number: int, body: list[str], catchword: str) -> list[Placed]:
    lines = ["PRESIDEN", "REPUBL!K INDONESlA", f"-{number}-", *body, catchword, f"SK No 08613{number} A"]
    return [(100.0, 800.0 - 20 * at, line) for at, line in enumerate(lines) if line]


def test_parse_pdf_furniture_is_noise_and_nothing_else_is() -> None:
    body = [
        ["a. bahwa negara menjamin", "PRESIDEN REPUBLIK INDONESIA,"],
        ["Pasal 2 berlaku.", "2 dan 3 dihapus.", "Menteri dan"],
        ["b. kepala daerah;", "JOKO WIDODO"],
    ]
    catchwords = ["Pasal 2 ...", "b. kepala . . .", ""]
    pages = [_page(number, body[number - 1], catchwords[number - 1]) for number in (1, 2, 3)]
    parsed = parse_source(build_pdf(pages), "perpres.pdf")
    marked = [(noise.span.text_of(parsed.text), noise.reason) for noise in parsed.noise]
    assert [text for text, reason in marked if reason == "catchword"] == ["Pasal 2 ...", "b. kepala . . ."]
    # the letterhead of the first page stays, and with it the number below
    assert [text for text, reason in marked if reason == "page-number"] == ["-2-", "-3-"]
    assert [reason for _, reason in marked].count("running-head") == 4
    assert [reason for _, reason in marked].count("stamp") == 3
    kept = _without(parsed.text, [noise.span for noise in parsed.noise]).split()
    letterhead = ["PRESIDEN", "REPUBL!K", "INDONESlA", "-1-"]
    assert kept == letterhead + [word for page in body for line in page for word in line.split()]


def _without(text: str, spans: list[Span]) -> str:
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    return text


# (pages' first lines, what is marked as page number)
NUMBERED = [
    (["1", "2", "3"], ["1", "2", "3"]),
    (["7", "8", "9"], ["7", "8", "9"]),
    (["5", "5", "5"], []),
    (["- 2 -", "teks", "- 93 -"], ["- 2 -", "- 93 -"]),
    (["1", "8", "teks"], []),
]


@pytest.mark.parametrize(("firsts", "marked"), NUMBERED)
def test_parse_pdf_bare_numbers_are_page_numbers_only_when_they_go_on(firsts: list[str], marked: list[str]) -> None:
    pages: list[list[Placed]] = [
        [(280, 800, first), (80, 760, f"Isi halaman {first} ini."), (80, 740, f"Penutup {first} itu.")]
        for first in firsts
    ]
    parsed = parse_source(build_pdf(pages), "a.pdf")
    assert [noise.span.text_of(parsed.text) for noise in parsed.noise] == marked


@pytest.mark.parametrize("line", ["PRESIDEN", "PRES IDEN", "REPUBLIK ]NDONESIA", "REPUBLTK INDONESTA"])
def test_is_state_head_misread_is_recognised(line: str) -> None:
    assert is_state_head(line)


@pytest.mark.parametrize(
    "line", ["PRESIDEN REPUBLIK INDONESIA,", "Presiden", "Republik Indonesia", "MENTERI", "PEMBUKAAN", "PENJELASAN"]
)
def test_is_state_head_text_is_not(line: str) -> None:
    assert not is_state_head(line)


# (running text, marked)
INLINE = [
    ("sama. PRESIDEN REPUBUK INDONESIA -203 - melakukan", ["PRESIDEN REPUBUK INDONESIA", "-203 -"]),
    ("dalam badan usaha. -136- Tarif tenaga", ["-136-"]),
    ("Ayat(3) ... SK No 052485 A Ayat (3) Cukup", ["SK No 052485 A"]),
    ("ditetapkan oleh PRESIDEN REPUBLIK INDONESIA, ttd", []),
    ("Pasal 5 - 7 dan tahun 2019-2024 dihapus", []),
]


@pytest.mark.parametrize(("text", "marked"), INLINE)
def test_find_inline_furniture_marks_only_what_no_sentence_has(text: str, marked: list[str]) -> None:
    assert [noise.span.text_of(text) for noise in find_inline_furniture(text)] == marked
