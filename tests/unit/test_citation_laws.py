"""The laws of finding: what is written in a usual spelling is found again as the same, and no text breaks anything."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.language import ORDINALS, format_roman
from kb.law.citation import (
    LOCATOR,
    Context,
    FoundReference,
    find_references,
    format_instrument,
    format_long_instrument,
    format_pinpoint,
    format_reference,
    parse_instrument,
)
from kb.model import Instrument
from tests.unit.test_citation_instruments import instruments

# A busy machine is no failure.
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

DIGITS = st.integers(1, 999).map(str)
LETTERS = st.sampled_from([*"abcdefghijklmnopqrstuvwxyz", "aa", "bb"])
ROMAN = st.integers(1, 60).map(lambda n: format_roman(n).lower())
ORDINAL = st.sampled_from(sorted(ORDINALS)).map(lambda words: words.replace(" ", "-"))
# Articles printed with an O would be read as a zero: no statute has them.
ARTICLE = st.tuples(DIGITS, st.sampled_from(["", "", "a", "b", "h", "i", "j"])).map("".join) | st.sampled_from(
    ["i", "ii"]
)


def _chain(*parts: tuple[str, st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    """Any beginning of a path, from its first unit on."""
    full = st.tuples(*(numbers.map(f"{kind}-{{}}".format) for kind, numbers in parts))
    return st.tuples(full, st.integers(1, len(parts))).map(lambda drawn: ".".join(drawn[0][: drawn[1]]))


PLACES = st.one_of(
    _chain(("pasal", ARTICLE), ("ayat", DIGITS), ("huruf", LETTERS), ("angka", DIGITS)),
    _chain(("diktum", ORDINAL), ("angka", DIGITS), ("huruf", LETTERS)),
    _chain(("bab", ROMAN), ("bagian", ORDINAL), ("paragraf", DIGITS)),
    _chain(("lampiran", ROMAN), ("huruf", LETTERS), ("angka", DIGITS)),
    _chain(("pasal", DIGITS), ("ayat", DIGITS)).map("penjelasan.".__add__),
    LETTERS.map("menimbang.huruf-".__add__),
    DIGITS.map("mengingat.angka-".__add__),
    st.sampled_from(["lampiran", "penjelasan", "penjelasan.umum"]),
)
NAMES = st.sampled_from(
    [
        format_instrument,
        format_long_instrument,
        lambda i: format_long_instrument(i).replace("Nomor", "No."),
        lambda i: format_long_instrument(i).replace("Nomor", "Nomor:"),
        lambda i: format_long_instrument(i).replace(" ", "\n"),
        lambda i: format_long_instrument(i).replace("Tahun", "Thn."),
        lambda i: format_long_instrument(i) + " tentang Jaminan Sosial",
        lambda i: format_instrument(i).replace("/", " / ") if i.number.isdecimal() else format_instrument(i),
    ]
)
SHAPES = st.sampled_from(
    [
        "{place} {name}",
        "{place} dari {name}",
        "Sesuai {place} {name}, setiap orang wajib.",
        "{name} {place}",
        "{name}, {place}.",
        "(lihat {place}\n{name})",
    ]
)


@QUIET
@given(instruments(), NAMES)
def test_find_references_finds_an_instrument_in_each_of_its_spellings(instrument: Instrument, name: object) -> None:
    assert callable(name)
    found = find_references(f"menurut {name(instrument)}, wajib")
    assert [reference.instrument for reference in found] == [instrument]
    assert [reference.locator for reference in found] == [""]


@QUIET
@given(instruments(), PLACES, NAMES, SHAPES)
def test_find_references_finds_a_place_in_each_of_its_spellings(
    instrument: Instrument, locator: str, name: object, shape: str
) -> None:
    assert callable(name)
    written = name(instrument)
    if "{name} {place}" in shape or "{name}, {place}" in shape:
        written = written.removesuffix(" tentang Jaminan Sosial")
    text = shape.format(place=format_pinpoint(locator), name=written)
    (found,) = find_references(text)
    assert (found.instrument, found.locator) == (instrument, locator)


@QUIET
@given(instruments(), PLACES)
def test_format_reference_is_one_form_for_the_short_and_the_long_spelling(instrument: Instrument, locator: str) -> None:
    place = format_pinpoint(locator)
    short, long = f"{place} {format_instrument(instrument)}", f"{place} {format_long_instrument(instrument)}"
    assert format_reference(find_references(short)[0]) == format_reference(find_references(long)[0])


UU = Instrument("UU", "24", 2011)
CONTEXTS = st.sampled_from(
    [
        None,
        Context(),
        Context(UU, datetime.date(2011, 11, 25), "pasal-15.ayat-2.huruf-a"),
        Context(parse_instrument("SE Menteri PUPR 04/SE/M/2022"), None, "huruf-e.angka-2"),
        Context(parse_instrument("PP 82/2019"), None, "pasal-i.angka-3.pasal-26.ayat-1"),
    ]
)
PIECES = st.sampled_from(
    (
        "Pasal|pasal 5|Pasa1|ayat (1)|ayat (21|(2)|huruf a|, b|angka 13|Diktum KEDUA|KETIGA|Bab IV|Lampiran|Lampiran II"
        "|Penjelasan|Menimbang|UU|UU 24/2011|PP|Undang-Undang|Undang-\nUndang|Nomor|Nomor 24|Tahun|Tahun 2011|2O11"
        "|/2011|SE Wali Kota|Surat Edaran|tertanggal 8 Juli 2025|ini|tersebut|itu|dan|, |. |; |\n|\n\n|s.d.|jo.|-|–"
        "|(|)|^|sampai dengan|tentang Jasa Konstruksi|dalam|dari|sebagaimana|yakni|ı|İ|ſ|K"
        "|ſE 1/2020|ınpres 2/2021|SE Bupati A tanggal 8 Junı 2025|ß|\u0301|\u2028|\x00|😀|٣"
    ).split("|")
)
MUTATED = st.lists(PIECES | st.text(max_size=4), max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join)


def _check(text: str, found: list[FoundReference]) -> None:
    spans = [reference.span for reference in found]
    assert spans == sorted(spans)
    end = 0
    for reference in found:
        assert reference.span.text_of(text) == reference.text
        assert end <= reference.span.start < reference.span.end
        end = reference.span.end
        for locator in (reference.locator, reference.through):
            assert not locator or LOCATOR.fullmatch(locator)
        assert reference.locators[0] == reference.locator
        format_reference(reference)


@settings(QUIET, max_examples=1000)
@given(MUTATED | st.text(max_size=200), CONTEXTS)
def test_find_references_of_any_text_gives_slices_in_order(text: str, context: Context | None) -> None:
    _check(text, find_references(text, context, unresolved=True))


@QUIET
@given(MUTATED, CONTEXTS)
def test_find_references_resolved_are_those_of_all_that_are_resolved(text: str, context: Context | None) -> None:
    everything = find_references(text, context, unresolved=True)
    assert find_references(text, context) == [reference for reference in everything if reference.is_resolved]


ADVERSARIAL = [
    "Pasal 5 ", "Pasal 5, ", "Pasal ", "pasal5", "ayat (1) ", "ayat (1), ", "(1)", "(1", "huruf a, ", "huruf a dan ",
    "a, ", "angka 1 dan 2 ", "Pasal 1 sampai dengan ", "Pasal 1-", "Diktum KEDUA PULUH ", "Lampiran ", "Penjelasan ",
    "Undang-", "Undang ", "UU ", "UU Nomor ", "UU Nomor 1", "UU 24/2011 ", "UU 24/2011 dan ", "Undang-Undang ini ",
    "Undang-Undang tersebut ", "UU 24/2011. Pasal tersebut. ", "Surat Edaran Wali Kota ", "SE Menteri Aa Bb Cc ",
    "Peraturan Menteri Aa Bb Cc ", "SE 1/1/", "1/", "A.1-", "Nomor ", "Tahun ", " ", "\n", "0", "^", ",", "(", ")", "“",
    "dan ", "jo. ", "tentang ", "UU 24/2011 tentang Aa Bb ", "ayat (6) Pasal 25 ", "Menimbang huruf a ", "ini ",
    "Pasal I angka 1 Pasal 2 ", "s.d. ", "I", "KEDUA ", "Undang-Undang Aa Bb ",
]  # fmt: skip


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_find_references_of_adversarial_repeats_comes_to_an_end(unit: str) -> None:
    """A step that looks at all that is before it, or tries every split, would take minutes here."""
    text = unit * (30_000 // len(unit))
    _check(text, find_references(text, Context(UU, datetime.date(2030, 1, 1)), unresolved=True))
