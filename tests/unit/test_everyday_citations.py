"""Citations as people type them in a question, and questions that only look like one."""

import pytest

from kb.law.citation import find_cited, format_instrument, parse_citations
from kb.law.citation.everyday import write_out
from kb.law.citation.kinds import KINDS, UNNUMBERED, Kind


def read(question: str) -> list[str]:
    """Write each place that a question names as ``instrument > locator``."""
    return [f"{format_instrument(found.instrument)} > {found.locator}" for found in find_cited(question)]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        # short units
        ("psl 7 ay 3 hrf b uu 8 1999", ["UU 8/1999 > pasal-7.ayat-3.huruf-b"]),
        ("pasl 12 uu no 4 thn 1996", ["UU 4/1996 > pasal-12"]),
        ("pp nmr 22 th 2021 psl. 3 (1)", ["PP 22/2021 > pasal-3.ayat-1"]),
        ("uu no. 24 taun 2011 ps 15 ayat 1 hrp a", ["UU 24/2011 > pasal-15.ayat-1.huruf-a"]),
        ("permendagri 77 2020 lamp I", ["Permendagri 77/2020 > lampiran-i"]),
        # two-digit years
        ("uu 40/07 ps 97 itu soal apa", ["UU 40/2007 > pasal-97"]),
        ("UU 1 TH 74 PS 2", ["UU 1/1974 > pasal-2"]),
        ("uu 1 th '70 ps 3", ["UU 1/1970 > pasal-3"]),
        ("perpu 1/20 ps 2", ["Perppu 1/2020 > pasal-2"]),
        # nicknames
        ("pp jht ps 22", ["PP 46/2015 > pasal-22"]),
        ("perpres pbj ps 38", ["Perpres 16/2018 > pasal-38"]),
        ("uu perlindungan konsumen 8/1999 ps 4", ["UU 8/1999 > pasal-4"]),
        ("keputusan presiden pengadaan lama 80 2003 ps 4", ["Keppres 80/2003 > pasal-4"]),
        # lists
        ("Perpres 8 2021 pasal 38 ayat 1,2", ["Perpres 8/2021 > pasal-38.ayat-1", "Perpres 8/2021 > pasal-38.ayat-2"]),
        ("uu 2/17 ps 5,6", ["UU 2/2017 > pasal-5", "UU 2/2017 > pasal-6"]),
        ("uu 13 2003 ps 59 & ps 60", ["UU 13/2003 > pasal-59", "UU 13/2003 > pasal-60"]),
        # ranges
        ("ps 5 sd 7 uu 2 2017", ["UU 2/2017 > pasal-5", "UU 2/2017 > pasal-6", "UU 2/2017 > pasal-7"]),
        ("pp 5 2021 psl 9 ay 2-3", ["PP 5/2021 > pasal-9.ayat-2", "PP 5/2021 > pasal-9.ayat-3"]),
        ("pp 5 2021 psl 9 ay 2 s/d 3", ["PP 5/2021 > pasal-9.ayat-2", "PP 5/2021 > pasal-9.ayat-3"]),
        # several instruments
        ("uu 2 2017 ps 3 sama pp 22 2020 ps 8", ["UU 2/2017 > pasal-3", "PP 22/2020 > pasal-8"]),
        # a region's rule needs the region
        ("perwako lembah biru 7 2019 ps 3", ["Perwali Lembah Biru 7/2019 > pasal-3"]),
    ],
)  # fmt: skip
def test_places_are_read_as_people_type_them(question: str, places: list[str]) -> None:
    assert read(question) == places


@pytest.mark.parametrize(
    "question",
    [
        "uu 13 tahun kerja",
        "PP 30 hari",
        "gaji 12 2024",
        "pph 21 2024",
        "iuran 3 2019",
        "pp 13 bulan 2024",
        "se-kota 12 2024",
        "perda 5 orang 2020",
        "pp 12.500 2024",
        "skb 3 menteri 2021",
        "masa kerja 10 th 5 bulan",
        "ps 5 juta per bulan",
        "surat 12 2024",
        "keputusan 7 2021",
    ],
)
def test_numbers_beside_a_word_are_no_citation(question: str) -> None:
    assert find_cited(question) == ()
    assert parse_citations(question) == ()


@pytest.mark.parametrize(
    ("question", "instrument"),
    [
        ("keppres 80 2003", "Keppres 80/2003"),
        ("peraturan pemerintah pengganti undang-undang 2 2022", "Perppu 2/2022"),
        ("peraturan presiden 16 2018", "Perpres 16/2018"),
        ("instruksi presiden 2 2021", "Inpres 2/2021"),
        ("permenaker 5 21", None),  # two numbers without a sign between them may be anything
        ("pp 44 th 15", "PP 44/2015"),
        ("UU 18 / 99", "UU 18/1999"),
    ],
)
def test_instrument_alone_is_read_as_people_type_it(question: str, instrument: str | None) -> None:
    found = [format_instrument(one.instrument) for one in parse_citations(question)]
    assert found == ([instrument] if instrument else [])


ALONE = [kind for kind in KINDS.values() if not kind.has_issuer and kind.short not in (*UNNUMBERED, "UUD")]


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.short)
def test_every_kind_with_one_issuer_may_be_typed_without_signs(kind: Kind) -> None:
    assert [write_out(f"{name.lower()} 7 2019") for name in (kind.short, kind.long)] == [
        f"{name.lower()} 7 tahun 2019" for name in (kind.short, kind.long)
    ]


def test_text_too_long_for_a_question_stays_as_it_is() -> None:
    pasted = "psl 7 uu 8 1999 " * 30
    assert write_out(pasted) == pasted


def test_a_question_looks_up_no_more_places_than_it_may() -> None:
    ranges = ", ".join(f"{first}-{first + 15}" for first in range(1, 400, 20))
    assert len(parse_citations(f"pasal {ranges} UU 13/2003")) <= 20
    assert len(find_cited(f"sanksi pasal {ranges} UU 13/2003")) <= 20
