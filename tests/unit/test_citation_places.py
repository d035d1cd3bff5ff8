"""Places in running text: pinpoints, lists and ranges, with the instrument beside them; each row guards one shape."""

import pytest

from kb.law.citation import expand_range, find_references, format_reference
from kb.law.citation.pinpoint_lists import find_pinpoints, join_units

WITH_INSTRUMENT: list[tuple[str, list[str]]] = [
    # one place, before and after the instrument, with the words that join them
    ("Pasal 15 UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal 15 ayat (1) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("Pasal 15 ayat (1) huruf a UU 24/2011", ["UU 24/2011#pasal-15.ayat-1.huruf-a"]),
    ("Pasal 15 ayat (1) huruf a angka 2 UU 24/2011", ["UU 24/2011#pasal-15.ayat-1.huruf-a.angka-2"]),
    ("Pasal 15 ayat 1 UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("Pasal 15(1) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("Psl. 15 ayat (1) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("Pasal 15, ayat (1), huruf a UU 24/2011", ["UU 24/2011#pasal-15.ayat-1.huruf-a"]),
    ("pasal 15 ayat (1) uu 24/2011", []),
    ("pasal 15 ayat (1) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("PASAL 15 AYAT (1) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("Pasal 15 dari UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal 15 dalam UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal 15 pada UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal 15, UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("UU 24/2011 Pasal 15", ["UU 24/2011#pasal-15"]),
    ("UU 24/2011, Pasal 15 ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    ("UU 24/2011, khususnya Pasal 15 ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    ("UU 24/2011\nPasal 15 ayat (1)", ["UU 24/2011#pasal-15.ayat-1"]),
    (
        "Undang-Undang Nomor 13 Tahun 2003 tentang Ketenagakerjaan Pasal 87 ayat (1)",
        ["UU 13/2003#pasal-87.ayat-1"],
    ),
    ("Pasal 28H ayat (3) UUD 1945", ["UUD 1945#pasal-28h.ayat-3"]),
    ("Pasal 28I ayat (2) UUD 1945", ["UUD 1945#pasal-28i.ayat-2"]),
    ("Pasal 30J ayat (3) PP 22/2020", ["PP 22/2020#pasal-30j.ayat-3"]),
    ("Pasal 26 ayat (1a) PP 46/2015", ["PP 46/2015#pasal-26.ayat-1a"]),
    ("Pasal I angka 3 PP 82/2019", ["PP 82/2019#pasal-i.angka-3"]),
    ("Pasal I angka 3 Pasal 34 ayat (1) PP 82/2019", ["PP 82/2019#pasal-i.angka-3.pasal-34.ayat-1"]),
    ("Pasal 81 angka 15 UU Cipta Kerja", ["UU 11/2020#pasal-81.angka-15"]),
    ("Pasal 15 UU BPJS", ["UU 24/2011#pasal-15"]),
    ("UU BPJS Pasal 15", ["UU 24/2011#pasal-15"]),
    # the other way round, as older texts have it
    ("ayat (2) Pasal 15 UU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    ("huruf a ayat (2) Pasal 15 UU 24/2011", ["UU 24/2011#pasal-15.ayat-2.huruf-a"]),
    ("ayat (3) dan ayat (6) Pasal 25 PP 44/2015", ["PP 44/2015#pasal-25.ayat-3", "PP 44/2015#pasal-25.ayat-6"]),
    # dicta, chapters, annexes, elucidations, sections of circulars
    ("Diktum KEDUA Inpres 2/2021", ["Inpres 2/2021#diktum-kedua"]),
    ("Diktum KEDUA angka 13 Inpres 2/2021", ["Inpres 2/2021#diktum-kedua.angka-13"]),
    ("Diktum KEDUA angka 13 huruf a Inpres 2/2021", ["Inpres 2/2021#diktum-kedua.angka-13.huruf-a"]),
    ("diktum kedua angka 13 Inpres 2/2021", ["Inpres 2/2021#diktum-kedua.angka-13"]),
    ("Diktum ke-2 Inpres 2/2021", ["Inpres 2/2021#diktum-kedua"]),
    ("Diktum KEDUA PULUH SATU Inpres 2/2021", ["Inpres 2/2021#diktum-kedua-puluh-satu"]),
    ("Inpres 2/2021 Diktum PERTAMA", ["Inpres 2/2021#diktum-pertama"]),
    ("Diktum KESATU dan KEDUA Inpres 2/2021", ["Inpres 2/2021#diktum-kesatu", "Inpres 2/2021#diktum-kedua"]),
    ("Bab IV UU 24/2011", ["UU 24/2011#bab-iv"]),
    ("BAB IV Bagian Kesatu UU 24/2011", ["UU 24/2011#bab-iv.bagian-kesatu"]),
    ("Bab IV Bagian Kesatu Paragraf 2 UU 2/2017", ["UU 2/2017#bab-iv.bagian-kesatu.paragraf-2"]),
    ("Lampiran I PP 44/2015", ["PP 44/2015#lampiran-i"]),
    ("Lampiran PP 44/2015", ["PP 44/2015#lampiran"]),
    ("Lampiran II huruf a angka 3 PP 44/2015", ["PP 44/2015#lampiran-ii.huruf-a.angka-3"]),
    ("Lampiran I dan Lampiran II PP 44/2015", ["PP 44/2015#lampiran-i", "PP 44/2015#lampiran-ii"]),
    ("Penjelasan Pasal 15 ayat (1) UU 24/2011", ["UU 24/2011#penjelasan.pasal-15.ayat-1"]),
    ("Penjelasan Umum UU 24/2011", ["UU 24/2011#penjelasan.umum"]),
    ("Penjelasan UU 24/2011", ["UU 24/2011#penjelasan"]),
    ("Menimbang huruf c UU 24/2011", ["UU 24/2011#menimbang.huruf-c"]),
    ("huruf E angka 2 SE Menteri PUPR Nomor 04/SE/M/2022", ["SE Menteri PUPR 04/SE/M/2022#huruf-e.angka-2"]),
    ("SE Menteri PUPR 04/SE/M/2022 huruf E angka 2", ["SE Menteri PUPR 04/SE/M/2022#huruf-e.angka-2"]),
    # lists: an item each, the instrument for all of them
    ("Pasal 15 dan Pasal 16 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-16"]),
    ("Pasal 15 dan 16 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-16"]),
    ("Pasal 15, 16, dan 17 UU 24/2011", [f"UU 24/2011#pasal-{n}" for n in (15, 16, 17)]),
    ("Pasal 15, Pasal 16, serta Pasal 17 UU 24/2011", [f"UU 24/2011#pasal-{n}" for n in (15, 16, 17)]),
    ("Pasal 15 dan/atau Pasal 16 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-16"]),
    ("Pasal 15 atau Pasal 16 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-16"]),
    ("Pasal 15 juncto Pasal 17 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-17"]),
    ("Pasal 15 jo. Pasal 17 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-17"]),
    ("Pasal 15 jo Pasal 17 UU 24/2011", ["UU 24/2011#pasal-15", "UU 24/2011#pasal-17"]),
    ("Pasal 15 UU 24/2011 jo. Pasal 13 UU 40/2004", ["UU 24/2011#pasal-15", "UU 40/2004#pasal-13"]),
    (
        "Pasal 15 ayat (1) dan ayat (2) UU 24/2011",
        ["UU 24/2011#pasal-15.ayat-1", "UU 24/2011#pasal-15.ayat-2"],
    ),
    ("Pasal 15 ayat (1) dan (2) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1", "UU 24/2011#pasal-15.ayat-2"]),
    (
        "Pasal 17 ayat (2) huruf a, b, dan c UU 24/2011",
        [f"UU 24/2011#pasal-17.ayat-2.huruf-{letter}" for letter in "abc"],
    ),
    (
        "Pasal 15 ayat (1), Pasal 16, dan Pasal 17 ayat (2) huruf a UU 24/2011",
        ["UU 24/2011#pasal-15.ayat-1", "UU 24/2011#pasal-16", "UU 24/2011#pasal-17.ayat-2.huruf-a"],
    ),
    (
        "UU 24/2011 Pasal 15 ayat (1) dan ayat (2)",
        ["UU 24/2011#pasal-15.ayat-1", "UU 24/2011#pasal-15.ayat-2"],
    ),
    (
        "Pasal 20, Pasal 28H ayat (1), ayat (2) dan ayat (3) UUD 1945",
        ["UUD 1945#pasal-20", *(f"UUD 1945#pasal-28h.ayat-{n}" for n in (1, 2, 3))],
    ),
    # ranges
    ("Pasal 14 sampai dengan Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 sampai dengan 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 sampai Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 s.d. Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 s.d 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 s/d Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 hingga Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14-16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 – Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    ("Pasal 14 sampai\ndengan Pasal 16 UU 24/2011", ["UU 24/2011#pasal-14..pasal-16"]),
    (
        "Pasal 36 ayat (1) sampai dengan ayat (3) UU 2/2017",
        ["UU 2/2017#pasal-36.ayat-1..pasal-36.ayat-3"],
    ),
    ("Pasal 36 ayat (1) s.d. (3) UU 2/2017", ["UU 2/2017#pasal-36.ayat-1..pasal-36.ayat-3"]),
    (
        "Pasal 36 huruf a sampai dengan huruf d UU 2/2017",
        ["UU 2/2017#pasal-36.huruf-a..pasal-36.huruf-d"],
    ),
    (
        "Pasal 5, Pasal 14 sampai dengan Pasal 16, dan Pasal 20 UU 24/2011",
        ["UU 24/2011#pasal-5", "UU 24/2011#pasal-14..pasal-16", "UU 24/2011#pasal-20"],
    ),
    ("Diktum KESATU sampai dengan KETIGA Inpres 2/2021", ["Inpres 2/2021#diktum-kesatu..diktum-ketiga"]),
    # backwards is no range
    ("Pasal 16 sampai dengan Pasal 14 UU 24/2011", ["UU 24/2011#pasal-16", "UU 24/2011#pasal-14"]),
    # what OCR and line breaks do
    ("Pasa1 15 UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("PasaI 15 UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal 2O UU 24/2011", ["UU 24/2011#pasal-20"]),
    ("Pasal l5 UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal L2 UU 24/2011", ["UU 24/2011#pasal-12"]),
    ("Pasal15 UU 24/2011", ["UU 24/2011#pasal-15"]),
    ("Pasal 15 ayat (l) UU 24/2011", ["UU 24/2011#pasal-15.ayat-1"]),
    ("Pasal 15 ayat (21 UU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    ("Pasal 15 ayat ( 2 ) UU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    ("Pasal 15 ayai (2) UU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    ("Pasal 15 hurlf a UU 24/2011", ["UU 24/2011#pasal-15.huruf-a"]),
    ("Pasal ^15 ^ayat ^(2) UU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    ("Pasal\n15 ayat\n(2) UU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    ("Pasal 15\nayat (2)\nUU 24/2011", ["UU 24/2011#pasal-15.ayat-2"]),
    # a number that can't be read leaves the instrument alone
    ("Pasal 2r UU 24/2011", ["UU 24/2011"]),
    ("pasal ^-ss ayat (1) UU 24/2011", ["UU 24/2011"]),
    # the next sentence's instrument isn't this article's
    ("Pasal 5 mengatur hal lain. UU 24/2011 tidak.", ["UU 24/2011"]),
    ("Pasal 5. UU 24/2011 tidak.", ["UU 24/2011"]),
    ("mengingat UU 24/2011 berlaku", ["UU 24/2011"]),
    ("UU 24/2011; Pasal 5", ["UU 24/2011"]),
    ("Pasal 14\nUU 3/1992 dicabut", ["UU 3/1992"]),
    ("5 pasal UU 24/2011", ["UU 24/2011"]),
    ("ayat (1) UU 24/2011", ["UU 24/2011"]),
]


@pytest.mark.parametrize(("text", "expected"), WITH_INSTRUMENT)
def test_find_references_places_belong_to_the_instrument_beside_them(text: str, expected: list[str]) -> None:
    found = find_references(text)
    assert [format_reference(reference) for reference in found] == expected
    assert all(reference.span.text_of(text) == reference.text for reference in found)


BARE: list[tuple[str, list[str]]] = [
    ("huruf a, b, c, d, dan e perlu", [f"huruf-{letter}" for letter in "abcde"]),
    ("huruf a, huruf b, dan huruf c, perlu", [f"huruf-{letter}" for letter in "abc"]),
    ("ayat (1) sampai dengan ayat (3) diatur", ["ayat-1..ayat-3"]),
    ("ayat (2) dan ayat (3)", ["ayat-2", "ayat-3"]),
    ("ayat (2) huruf a dan huruf b", ["ayat-2.huruf-a", "ayat-2.huruf-b"]),
    ("ayat (2) huruf a dan ayat (3)", ["ayat-2.huruf-a", "ayat-3"]),
    (
        "Pasal 5 ayat (1) huruf a angka 1 dan angka 2",
        ["pasal-5.ayat-1.huruf-a.angka-1", "pasal-5.ayat-1.huruf-a.angka-2"],
    ),
    ("Pasal 79 ayat (1), dan ayat (2), Pasal 85", ["pasal-79.ayat-1", "pasal-79.ayat-2", "pasal-85"]),
    ("Pasal 5 dan ayat (1)", ["pasal-5", "ayat-1"]),
    ("Pasal 5 dan 3 (tiga) orang", ["pasal-5"]),
    ("Pasal 5 dan 3 orang", ["pasal-5"]),
    ("Pasal 5 sampai 31 Maret 2020", ["pasal-5"]),
    ("Pasal 5, 14 hari kerja", ["pasal-5"]),
    ("angka 5 persen, angka 5.000, angka 37,5", []),
    ("angka kemiskinan, huruf besar, ayat suci, pasal karet", []),
    ("bab ini, Lampirannya, penjelasannya", []),
    ("huruf a, b. bahwa", ["huruf-a"]),
    ("Angka 3 huruf b", ["angka-3.huruf-b"]),
    ("subayat (1)", []),
]


@pytest.mark.parametrize(("text", "expected"), BARE)
def test_find_places_lists_and_ranges_give_an_item_each(text: str, expected: list[str]) -> None:
    written = [
        place.locator + (f"..{join_units(place.through)}" if place.through else "") for place in find_pinpoints(text)
    ]
    assert written == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("pasal-14", "pasal-16", ("pasal-14", "pasal-15", "pasal-16")),
        ("pasal-14", "pasal-15", ("pasal-14", "pasal-15")),
        ("pasal-5a", "pasal-7", ("pasal-5a", "pasal-6", "pasal-7")),
        ("pasal-5.ayat-1", "pasal-5.ayat-3", ("pasal-5.ayat-1", "pasal-5.ayat-2", "pasal-5.ayat-3")),
        ("huruf-a", "huruf-d", ("huruf-a", "huruf-b", "huruf-c", "huruf-d")),
        ("diktum-kesatu", "diktum-ketiga", ("diktum-kesatu", "diktum-kedua", "diktum-ketiga")),
        ("lampiran-i", "lampiran-iii", ("lampiran-i", "lampiran-ii", "lampiran-iii")),
        # ends at different depths: what lies between can't be counted
        ("pasal-5.ayat-2", "pasal-7", ("pasal-5.ayat-2", "pasal-7")),
        ("pasal-1", "pasal-9999", ("pasal-1", "pasal-9999")),
    ],
)
def test_expand_range_gives_both_ends_and_what_lies_between(first: str, last: str, expected: tuple[str, ...]) -> None:
    assert expand_range(first, last) == expected


def test_find_references_range_lists_all_that_it_covers() -> None:
    (found,) = find_references("Pasal 14 sampai dengan Pasal 16 UU 24/2011")
    assert found.locators == ("pasal-14", "pasal-15", "pasal-16")
