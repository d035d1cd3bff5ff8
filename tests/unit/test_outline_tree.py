"""The tree builder keeps the laws of an outline, whatever units and noise it is given."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model import BOILERPLATE, Noise, Outline, ParsedText, Span
from kb.reading.outline.tree import OutlineUnit, build_outline, make_segment

LOCATOR = re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?:_[0-9]+)?(?:\.[a-z]+(?:-[a-z0-9]+)*(?:_[0-9]+)?)*")


def check_laws(parsed: ParsedText, outline: Outline) -> None:
    """Fail unless the outline is a tree that covers the text, with unique, well-formed locators."""
    text, provisions = parsed.text, outline.provisions
    by_locator = {provision.locator: provision for provision in provisions}
    assert len(by_locator) == len(provisions)
    last_end: dict[str | None, int] = {}
    covered = 0
    for at, provision in enumerate(provisions):
        start, end = provision.span
        assert LOCATOR.fullmatch(provision.locator)
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert start >= last_end.get(provision.parent, 0), provision.locator
        last_end[provision.parent] = end
        if provision.parent is None:
            assert provision.depth == 0
            assert not text[covered:start].strip(), text[covered:start]
            covered = end
        else:
            parent = by_locator[provision.parent]
            assert parent.span.contains(provision.span)
            assert provision.depth == parent.depth + 1
            assert provisions.index(parent, 0, at) < at
    assert not text[covered:].strip()
    check_noise(parsed, outline)


def check_noise(parsed: ParsedText, outline: Outline) -> None:
    """Fail unless the noise and everything outside the body is boilerplate."""
    body = parsed.body or Span(0, len(parsed.text))
    noisy = {at for item in parsed.noise for at in range(*item.span)}
    noisy |= set(range(body.start)) | set(range(body.end, len(parsed.text)))
    found = {at for unit in outline.provisions if unit.kind == BOILERPLATE for at in range(*unit.span)}
    blank = {at for at, character in enumerate(parsed.text) if character.isspace()}
    assert noisy - blank <= found


def locators(outline: Outline) -> list[str]:
    return [provision.locator for provision in outline.provisions]


@st.composite
def parsed_texts(draw: st.DrawFn) -> ParsedText:
    text = draw(st.text(alphabet="ab \n", max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    noise = [Noise(Span(*pair), "advert") for pair in zip(cuts[::2], cuts[1::2], strict=False) if pair[0] < pair[1]]
    body = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    return ParsedText(text, noise=tuple(noise), body=draw(st.sampled_from([None, Span(*body)])))


@st.composite
def unit_lists(draw: st.DrawFn) -> list[OutlineUnit]:
    kinds = st.sampled_from(["bab", "pasal", "ayat", "huruf", "penutup", "lampiran"])
    numbers = st.sampled_from(["", "1", "2", "a", "KEDUA PULUH"])
    ends = st.one_of(st.none(), st.integers(0, 60))
    one = st.builds(OutlineUnit, kinds, st.integers(0, 60), st.integers(0, 4), numbers, ends)
    return draw(st.lists(one, max_size=12))


@given(parsed_texts(), unit_lists())
def test_build_outline_any_units_and_noise_keeps_the_laws(parsed: ParsedText, units: list[OutlineUnit]) -> None:
    check_laws(parsed, build_outline(parsed, "plain", units))


@pytest.mark.parametrize(
    ("kind", "number", "segment"),
    [
        ("pasal", "5A", "pasal-5a"),
        ("ayat", "(2)", "ayat-2"),
        ("diktum", "KEDUA  PULUH", "diktum-kedua-puluh"),
        ("bab", "IV", "bab-iv"),
        ("penutup", "", "penutup"),
    ],
)
def test_make_segment_printed_number_gives_segment(kind: str, number: str, segment: str) -> None:
    assert make_segment(kind, number) == segment


def test_build_outline_pasal_under_bab_leaves_bab_out_of_locator() -> None:
    units = [OutlineUnit("bab", 0, 10, "I"), OutlineUnit("bagian", 2, 20, "Kesatu"), OutlineUnit("pasal", 4, 40, "1")]
    outline = build_outline(ParsedText("a b c d"), "statute", units)
    assert locators(outline) == ["bab-i", "bab-i.bagian-kesatu", "pasal-1"]
    assert outline.provisions[2].parent == "bab-i.bagian-kesatu"


def test_build_outline_same_path_twice_numbers_the_second() -> None:
    units = [OutlineUnit("pasal", 0, 40, "1"), OutlineUnit("pasal", 2, 40, "1"), OutlineUnit("ayat", 4, 50, "1")]
    outline = build_outline(ParsedText("a b c"), "statute", units)
    assert locators(outline) == ["pasal-1", "pasal-1_2", "pasal-1_2.ayat-1"]


def test_build_outline_number_missing_names_by_place() -> None:
    units = [OutlineUnit("pasal", 0, 40, "1"), OutlineUnit("ayat", 2, 50, "1"), OutlineUnit("ayat", 4, 50)]
    outline = build_outline(ParsedText("a b c"), "statute", units)
    assert locators(outline) == ["pasal-1", "pasal-1.ayat-1", "pasal-1.butir-2"]


def test_build_outline_text_between_units_joins_the_one_before() -> None:
    units = [OutlineUnit("pasal", 2, 40, "1", end=3), OutlineUnit("pasal", 6, 40, "2")]
    outline = build_outline(ParsedText("a b c d e"), "statute", units)
    assert [(p.locator, tuple(p.span)) for p in outline.provisions] == [
        ("pembukaan", (0, 1)),
        ("pasal-1", (2, 5)),
        ("pasal-2", (6, 9)),
    ]


def test_build_outline_noise_over_a_border_is_split_at_it() -> None:
    parsed = ParsedText("a b c d e", noise=(Noise(Span(4, 7), "advert"),))
    units = [OutlineUnit("paragraf", 0, 1, "1", end=5), OutlineUnit("paragraf", 6, 1, "2")]
    outline = build_outline(parsed, "news", units)
    assert [(p.locator, p.parent, tuple(p.span)) for p in outline.provisions] == [
        ("paragraf-1", None, (0, 3)),
        ("boilerplate-1", None, (4, 5)),
        ("paragraf-2", None, (6, 9)),
        ("boilerplate-2", "paragraf-2", (6, 7)),
    ]
