"""Pinpoints: each row guards one kind of the locator grammar, in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import ORDINALS, format_roman
from kb.law.citation import LOCATOR, format_pinpoint, parse_pinpoint
from kb.model.errors import CitationError

PAIRS = [
    ("pembukaan", "Pembukaan"),
    ("menimbang.huruf-a", "Menimbang huruf a"),
    ("mengingat.angka-2", "Mengingat angka 2"),
    ("memperhatikan.angka-1", "Memperhatikan angka 1"),
    ("memutuskan", "Memutuskan"),
    ("kepada", "Kepada"),
    ("kepada.angka-13", "Kepada angka 13"),
    ("bab-iv", "BAB IV"),
    ("bab-via", "BAB VIA"),
    ("bab-iv.bagian-kesatu", "BAB IV Bagian Kesatu"),
    ("bab-iv.bagian-kedua-belas.paragraf-2", "BAB IV Bagian Kedua Belas Paragraf 2"),
    ("pasal-5", "Pasal 5"),
    ("pasal-5a", "Pasal 5A"),
    ("pasal-i", "Pasal I"),
    ("pasal-5.ayat-2.huruf-a.angka-1", "Pasal 5 ayat (2) huruf a angka 1"),
    ("pasal-5.ayat-1a", "Pasal 5 ayat (1a)"),
    ("pasal-i.angka-3.pasal-26.ayat-1", "Pasal I angka 3 Pasal 26 ayat (1)"),
    ("diktum-kedua", "Diktum KEDUA"),
    ("diktum-kesebelas", "Diktum KESEBELAS"),
    ("diktum-kedua-puluh-satu.huruf-b", "Diktum KEDUA PULUH SATU huruf b"),
    ("diktum-kedua.angka-13.huruf-a", "Diktum KEDUA angka 13 huruf a"),
    ("huruf-e", "Huruf E"),
    ("huruf-e.angka-2.huruf-a.angka-1", "Huruf E angka 2 huruf a angka 1"),
    ("huruf-i.angka-1", "Huruf I angka 1"),
    ("romawi-ii.angka-1", "Romawi II angka 1"),
    ("angka-3.huruf-b", "Angka 3 huruf b"),
    ("penjelasan", "Penjelasan"),
    ("penjelasan.umum", "Penjelasan Umum"),
    ("penjelasan.pasal-5.ayat-2", "Penjelasan Pasal 5 ayat (2)"),
    ("lampiran", "Lampiran"),
    ("lampiran-ii", "Lampiran II"),
    ("lampiran.huruf-a", "Lampiran huruf a"),
    ("lampiran-ii.huruf-a.angka-3", "Lampiran II huruf a angka 3"),
    ("penutup", "Penutup"),
    ("judul", "Judul"),
    ("paragraf-4", "Paragraf 4"),
    ("paragraf-4.kutipan-1", "Paragraf 4 kutipan 1"),
    ("subjudul-2", "Subjudul 2"),
    ("paragraf-9.angka-1", "Paragraf 9 angka 1"),
    ("seksi-2", "Seksi 2"),
    ("seksi-2.paragraf-1", "Seksi 2 paragraf 1"),
    ("butir-3", "Butir ke-3"),
    ("pasal-5.butir-3", "Pasal 5 butir ke-3"),
    ("boilerplate-7", "Bukan isi 7"),
    ("pasal-5_2", "Pasal 5 [2]"),
    ("pasal-5_2.ayat-1", "Pasal 5 [2] ayat (1)"),
    ("menimbang_2.huruf-a_3", "Menimbang [2] huruf a [3]"),
]


@pytest.mark.parametrize(("locator", "label"), PAIRS)
def test_format_pinpoint_each_kind_is_written_as_documented(locator: str, label: str) -> None:
    assert format_pinpoint(locator) == label


@pytest.mark.parametrize(("locator", "label"), PAIRS)
def test_parse_pinpoint_each_label_gives_its_locator(locator: str, label: str) -> None:
    assert parse_pinpoint(label) == locator
    assert parse_pinpoint(label.lower()) == locator


TYPED = [
    ("pasal 15 ayat 1", "pasal-15.ayat-1"),
    ("Psl. 15 (1)", "pasal-15.ayat-1"),
    ("Pasal 15(1) huruf A", "pasal-15.ayat-1.huruf-a"),
    ("Pasal 15, ayat (1), huruf a", "pasal-15.ayat-1.huruf-a"),
    ("diktum ke-2", "diktum-kedua"),
    ("DIKTUM  KEDUA   PULUH", "diktum-kedua-puluh"),
    ("bab iv bagian ke-2", "bab-iv.bagian-kedua"),
    ("alinea 3", "paragraf-3"),
    ("angka (3)", "angka-3"),
]


@pytest.mark.parametrize(("text", "locator"), TYPED)
def test_parse_pinpoint_as_typed_gives_the_locator(text: str, locator: str) -> None:
    assert parse_pinpoint(text) == locator


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Pasal",
        "pasal lima",
        "ayat",
        "5",
        "Pasal 5 sampai 7",
        "Pasal 5-7",
        "diktum",
        "huruf",
        "Pasal 5 = 3",
        "bab q",
    ],
)
def test_parse_pinpoint_other_text_is_refused(text: str) -> None:
    with pytest.raises(CitationError):
        parse_pinpoint(text)


@pytest.mark.parametrize("locator", ["Pasal-5", "pasal 5", "kolom-3", "pasal-5..ayat-1", "pasal-5.", "."])
def test_format_pinpoint_of_no_locator_is_refused(locator: str) -> None:
    with pytest.raises(CitationError):
        format_pinpoint(locator)


def test_format_pinpoint_of_the_whole_document_is_empty() -> None:
    assert format_pinpoint("") == ""


def _numbered(kind: str, numbers: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return numbers.map(lambda number: f"{kind}-{number}")


DIGITS = st.integers(1, 999).map(str)
DIGITS_LETTER = st.tuples(DIGITS, st.sampled_from(["", "", "a", "b", "k"])).map("".join)
ROMAN = st.integers(1, 60).map(lambda n: format_roman(n).lower())
ORDINAL = st.sampled_from(sorted(ORDINALS)).map(lambda words: words.replace(" ", "-"))
LETTER = st.sampled_from([*"abcdefghijklmnopqrstuvwxyz", "aa", "bb"])
SEGMENTS = st.one_of(
    st.sampled_from("pembukaan menimbang mengingat memperhatikan memutuskan kepada penjelasan umum".split()),
    st.sampled_from("lampiran penutup judul".split()),
    _numbered("bab", ROMAN),
    _numbered("bagian", ORDINAL),
    _numbered("diktum", ORDINAL),
    _numbered("pasal", DIGITS_LETTER | ROMAN),
    _numbered("ayat", DIGITS_LETTER),
    _numbered("huruf", LETTER),
    _numbered("romawi", ROMAN),
    _numbered("lampiran", ROMAN),
    *(_numbered(kind, DIGITS) for kind in "angka paragraf kutipan subjudul seksi butir boilerplate".split()),
)
REPEATED = st.tuples(SEGMENTS, st.sampled_from(["", "", "", "_2", "_13"])).map("".join)
LOCATORS = st.lists(REPEATED, min_size=1, max_size=6).map(".".join)


@given(LOCATORS)
def test_parse_pinpoint_inverts_format_pinpoint(locator: str) -> None:
    assert LOCATOR.fullmatch(locator)
    assert parse_pinpoint(format_pinpoint(locator)) == locator


@given(st.text(max_size=80) | st.text("pasl aytbhurf(1)[2].KEDUA", max_size=80))
def test_parse_pinpoint_any_text_gives_a_locator_or_an_error(text: str) -> None:
    try:
        locator = parse_pinpoint(text)
    except CitationError:
        return
    assert LOCATOR.fullmatch(locator)
    assert parse_pinpoint(format_pinpoint(locator)) == locator
