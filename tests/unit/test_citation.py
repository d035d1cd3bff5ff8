"""Citations, references and citation queries: each row guards one way of writing or asking."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.law.citation import Target, find_references, format_citation, parse_citation, parse_query
from kb.law.citation.scan import find_mentions
from kb.model import Instrument
from kb.model.errors import CitationError
from tests.unit.test_citation_instruments import instruments
from tests.unit.test_citation_pinpoint import LOCATORS

UU24, INPRES2, PP22 = Instrument("UU", "24", 2011), Instrument("Inpres", "2", 2021), Instrument("PP", "22", 2020)

REFERENCES: list[tuple[str, list[tuple[str, Instrument, str]]]] = [
    # a mention with its pinpoint before, after, and without
    ("Sesuai Pasal 15 ayat (1) UU 24/2011, wajib.", [("Pasal 15 ayat (1) UU 24/2011", UU24, "pasal-15.ayat-1")]),
    ("dalam UU 24/2011 Pasal 15 ayat (1) ada", [("UU 24/2011 Pasal 15 ayat (1)", UU24, "pasal-15.ayat-1")]),
    ("target dalam Inpres No. 2 Tahun 2021.", [("Inpres No. 2 Tahun 2021", INPRES2, "")]),
    (
        "menurut Diktum KEDUA angka 13 Inpres 2/2021 itu",
        [("Diktum KEDUA angka 13 Inpres 2/2021", INPRES2, "diktum-kedua.angka-13")],
    ),
    (
        "Pasal 26 dalam Peraturan Pemerintah Nomor 22 Tahun 2020",
        [("Pasal 26 dalam Peraturan Pemerintah Nomor 22 Tahun 2020", PP22, "pasal-26")],
    ),
    # several articles of one instrument
    (
        "Pasal 30J ayat (3), Pasal 42 ayat (3) dan Pasal 43 PP 22/2020",
        [
            ("Pasal 30J ayat (3)", PP22, "pasal-30j.ayat-3"),
            ("Pasal 42 ayat (3)", PP22, "pasal-42.ayat-3"),
            ("Pasal 43 PP 22/2020", PP22, "pasal-43"),
        ],
    ),
    # an article of this text is not one of the instrument named later
    ("Pasal 5 mengatur hal lain. UU 24/2011 tidak.", [("UU 24/2011", UU24, "")]),
    # circulars named by issuer and date, and with an issuer without its place
    (
        "dengan surat edaran Wali Kota Bogor tertanggal 8 Juli 2025,” terang",
        [("surat edaran Wali Kota Bogor tertanggal 8 Juli 2025", Instrument("SE", "", 2025, "Wali Kota Bogor"), "")],
    ),
    (
        "menerbitkan Surat Edaran Wali Kota Nomor 19349 Tahun 2024 yang mewajibkan",
        [("Surat Edaran Wali Kota Nomor 19349 Tahun 2024", Instrument("SE", "19349", 2024, "Wali Kota"), "")],
    ),
    # names in common use
    ("sejak UU Cipta Kerja berlaku", [("UU Cipta Kerja", Instrument("UU", "11", 2020), "")]),
    # a line broken in the middle of a name
    ("UndangUndang\nNomor 24 Tahun\n2011", [("UndangUndang\nNomor 24 Tahun\n2011", UU24, "")]),
    # not mentions
    ("Surat edaran Wali Kota menjadi dorongan", []),
    ("Undang-Undang ini dan peraturan pelaksanaan lain", []),
    ("se-Kota Bogor, 2 pp per hari", []),
    ("surat nomor 5 dan peraturan nomor 6", []),
    # a number or year that can't be read
    ("Undang-Undang Nomor lT Tahun 2020", []),
    ("Undang-Undang Nomor 30 Tahun 2074", []),
    ("Undang-Undang Nomor 18 Tahun lggg tentang", []),
    ("Peraturan Pemerintah Nomor 22 ^Tahun ^2020", [("Peraturan Pemerintah Nomor 22 ^Tahun ^2020", PP22, "")]),
    # a number without its year names many
    ("Undang-Undang Nomor 18 tentang", []),
    # an article number whose letter is a misread digit
    ("pasal 2r UU 24/2011", [("UU 24/2011", UU24, "")]),
]


@pytest.mark.parametrize(("text", "expected"), REFERENCES)
def test_find_references_finds_mentions_with_their_place(
    text: str, expected: list[tuple[str, Instrument, str]]
) -> None:
    found = find_references(text)
    assert [(r.text, r.instrument, r.locator) for r in found] == expected
    assert all(r.span.text_of(text) == r.text for r in found)


def test_find_references_on_real_texts_are_verbatim_and_disjoint(real_corpus: Path) -> None:
    paths = sorted([*real_corpus.glob("regulations/*.md"), *real_corpus.glob("news/*.txt")])
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        end = 0
        for reference in find_references(text):
            assert reference.span.text_of(text) == reference.text
            assert reference.span.start >= end
            end = reference.span.end


QUERIES: list[tuple[str, Target | None]] = [
    ("Inpres 2/2021 diktum kedua", Target(INPRES2, "diktum-kedua")),
    ("diktum 2 inpres 2/2021", Target(INPRES2, "diktum-kedua")),
    ("Inpres No. 2 Tahun 2021 diktum KEDUA angka 13 huruf a", Target(INPRES2, "diktum-kedua.angka-13.huruf-a")),
    ("SE 19349 tahun 2024", Target(Instrument("SE", "19349", 2024))),
    ("pasal 15 ayat (1) UU 24/2011", Target(UU24, "pasal-15.ayat-1")),
    ("pasal 15 ayat 1 uu nomor 24 tahun 2011", Target(UU24, "pasal-15.ayat-1")),
    ("uu bpjs pasal 15", Target(UU24, "pasal-15")),
    ("uu sjsn", Target(Instrument("UU", "40", 2004))),
    ("UU Jasa Konstruksi", Target(Instrument("UU", "2", 2017))),
    ("UU Cipta Kerja", Target(Instrument("UU", "11", 2020))),
    ("UU Ketenagakerjaan pasal 99", Target(Instrument("UU", "13", 2003), "pasal-99")),
    ("19349/2024", Target(Instrument("", "19349", 2024))),
    ("04/SE/M/2022", Target(Instrument("", "04/SE/M/2022", 2022))),
    ("400.5.7/765/Keuda", Target(Instrument("", "400.5.7/765/Keuda"))),
    ("nomor 19349 tahun 2024", Target(Instrument("", "19349", 2024))),
    (
        "permenaker 2 tahun 2022 pasal 5",
        Target(Instrument("Permen", "2", 2022, "Menteri Ketenagakerjaan"), "pasal-5"),
    ),
    (
        "se menteri pupr 04/se/m/2022 huruf e angka 2",
        Target(Instrument("SE", "04/SE/M/2022", 2022, "Menteri PUPR"), "huruf-e.angka-2"),
    ),
    ("apa isi pasal 15 UU 24/2011?", Target(UU24, "pasal-15")),
    ("bagaimana bunyi pasal 15 dari UU 24/2011", Target(UU24, "pasal-15")),
    # an issuer and a year: a lone year is no number
    ("SE Bupati Minahasa Tenggara 2025", Target(Instrument("SE", "", 2025, "Bupati Minahasa Tenggara"))),
    ("surat edaran wali kota bogor tahun 2025", Target(Instrument("SE", "", 2025, "Wali Kota Bogor"))),
    ("SE Wali Kota Bogor nomor 2025", Target(Instrument("SE", "2025", None, "Wali Kota Bogor"))),
    ("SE 2025", None),
    ("SE Gubernur 2025", None),
    ("SE Wali Kota 2025", None),
    ("UU 2011", None),
    # questions with words of their own
    ("siapa yang wajib melapor menurut inpres 2/2021", None),
    ("kewajiban kontraktor SE 19349/2024", None),
    ("pasal 53 pp 44/2015 dan pp 82/2019", None),
    ("pasal 15 dan 16 UU 24/2011", None),
    # no number
    ("pasal 15", None),
    ("UU", None),
    ("surat edaran wali kota bogor", None),
    ("bpjs ketenagakerjaan", None),
    ("jaminan sosial pekerja konstruksi", None),
    ("", None),
    # amounts and dates
    ("154.008", None),
    ("24/7", None),
    ("1/2", None),
    ("2 tahun 2021", None),
    ("9/7/2025", None),
    ("dan/atau", None),
]


@pytest.mark.parametrize(("query", "target"), QUERIES)
def test_parse_query_only_a_whole_citation_is_one(query: str, target: Target | None) -> None:
    assert parse_query(query) == target


@given(st.text(max_size=120))
def test_parse_query_of_any_text_names_an_instrument_or_nothing(query: str) -> None:
    target = parse_query(query)
    assert target is None or target.instrument.kind or target.instrument.number


def test_format_citation_of_a_statute_a_release_and_a_digest() -> None:
    title = "Badan Penyelenggara Jaminan Sosial"
    assert format_citation(UU24, "pasal-15.ayat-1", title, 7) == (
        "Pasal 15 ayat (1) Undang-Undang Nomor 24 Tahun 2011 tentang Badan Penyelenggara Jaminan Sosial, hlm. 7"
    )
    news = format_citation(Instrument("Berita"), "paragraf-5", "Judul", publisher="InfoPublik", date=date(2025, 7, 10))
    assert news == '"Judul", InfoPublik, 10 Juli 2025, paragraf 5'
    digest = format_citation(INPRES2, "diktum-kedua", "Optimalisasi", text_status="digest")
    assert digest == (
        "Diktum KEDUA Instruksi Presiden Nomor 2 Tahun 2021 tentang Optimalisasi (ringkasan Rujukan, bukan teks resmi)"
    )


TITLES = st.sampled_from(
    [
        "",
        "Jasa Konstruksi",
        "Perubahan atas Undang-Undang Nomor 2 Tahun 2017 tentang Jasa Konstruksi, hlm. 3",
        'Ia: "Ya", 5',
    ]
)


@given(
    instruments() | st.just(Instrument("Berita")) | st.just(Instrument("Dokumen")),
    LOCATORS | st.just(""),
    TITLES,
    st.none() | st.integers(1, 999),
    st.sampled_from(["", "InfoPublik", "BOGOR-KITA.com"]),
    st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["copy", "digest", "official"]),
)
def test_parse_citation_inverts_format_citation(
    instrument: Instrument,
    locator: str,
    title: str,
    page: int | None,
    publisher: str,
    day: date | None,
    status: str,
) -> None:
    formatted = format_citation(instrument, locator, title, page, publisher=publisher, date=day, text_status=status)
    assert parse_citation(formatted) == Target(instrument, locator)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Pasal 15 ayat (1) UU 24/2011", Target(UU24, "pasal-15.ayat-1")),
        ("UU 24/2011 Pasal 15", Target(UU24, "pasal-15")),
        ("Inpres 2/2021, Diktum KEDUA", Target(INPRES2, "diktum-kedua")),
        ("UU 24/2011", Target(UU24)),
    ],
)
def test_parse_citation_typed_by_hand(text: str, target: Target) -> None:
    assert parse_citation(text) == target


@pytest.mark.parametrize("text", ["", "Pasal 15", "menurut UU 24/2011", "UU 24/2011 dan lain-lain", "Judul berita"])
def test_parse_citation_other_text_is_refused(text: str) -> None:
    with pytest.raises(CitationError):
        parse_citation(text)


@pytest.mark.parametrize(
    "unit",
    [
        "Pasal 5 ",
        "Pasal 5, ",
        "Undang-",
        "Undang ",
        "UU ",
        "Nomor ",
        "Surat Edaran Wali Kota ",
        "1/",
        "A.1-",
        "SE 1/1/",
        "UU Nomor 1",
        "Peraturan Menteri Aa Bb Cc ",
        "Diktum KEDUA PULUH ",
        "(1)",
        " ",
        "\n",
        "0",
    ],
)
def test_find_references_of_adversarial_repeats_is_bounded(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(find_references(text)) <= len(text)
    assert len(list(find_mentions(text))) <= len(text)
