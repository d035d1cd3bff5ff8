"""Read an annex: its chapters or Roman sections, its articles, and the lists in each."""

from __future__ import annotations

import re
from itertools import pairwise

from kb.language import parse_roman
from kb.model import Notice, Span
from kb.reading.outline.lists import ANGKA, AYAT, HURUF, UPPER, parse_items
from kb.reading.outline.marks import SUFFIXES, Chosen, Mark, choose_sequence, format_article_number
from kb.reading.outline.quoted import find_articles
from kb.reading.outline.tree import OutlineUnit

BAB, ROMAWI, PASAL, ITEM = 20, 22, 40, 50
"""Levels of the units inside an annex, as in a statute."""

_ITEMS, _ARTICLE_ITEMS = (HURUF, ANGKA, UPPER), (AYAT, HURUF, ANGKA)

ALONE = 5.0
"""Weight of a heading on a line of its own."""

FEWEST = 2
"""One Roman number at a line's beginning is a letter, and one article a mention."""

_HEADING = len("LAMPIRAN")
_BAB = re.compile(r"^[ \t^]*(?P<label>(?:BAB|Bab)[ \t]{0,3}(?P<n>[IVXLC]{1,7}))(?=[ \t.:^]*$|[ \t]{1,3}[A-Z]{3})", re.M)
_ROMAN = re.compile(r"^[ \t^]*(?P<label>(?P<n>[IVX]{1,6})\.)(?=[ \t]{1,4}[A-Z])", re.M)
_TITLE = re.compile(r"[\s.:^]{0,4}(?P<title>[^\n]{2,200})")


def parse_annex(text: str, span: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """List the units inside an annex.

    Args:
        text: the whole canonical text, noise blanked.
        span: the annex with its heading.
    """
    heads = {unit.start: (unit, end) for unit, end in (*_find_sections(text, span), *_find_articles(text, span))}
    units, notices = [unit for unit, _ in heads.values()], list[Notice]()
    stretches = [(span.start + _HEADING, _ITEMS), *((end, _styles_of(unit)) for unit, end in _in_order(heads))]
    for (start, styles), end in zip(stretches, [*sorted(heads), span.end], strict=True):
        inner, told = parse_items(text, Span(min(start, end), end), ITEM, styles)
        units += inner
        notices += told
    return units, notices


_Head = tuple[OutlineUnit, int]
"""A unit with the end of its label."""


def _in_order(heads: dict[int, _Head]) -> list[_Head]:
    return [heads[start] for start in sorted(heads)]


def _styles_of(unit: OutlineUnit) -> tuple[str, ...]:
    return _ARTICLE_ITEMS if unit.kind == "pasal" else _ITEMS


def _find_sections(text: str, span: Span) -> list[_Head]:
    """Find the chapters, each with its Roman sections; without chapters the Roman sections alone."""
    chapters = _choose(_BAB, text, span)
    borders = [*(item.mark.start for item in chapters), span.end]
    parts = [Span(*pair) for pair in pairwise(borders)] if chapters else [span]
    romans = [found for part in parts if len(found := _choose(_ROMAN, text, part)) >= FEWEST]
    return [_to_head("bab", BAB, item, text) for item in chapters] + [
        _to_head("romawi", ROMAWI, item, text) for found in romans for item in found
    ]


def _choose(pattern: re.Pattern[str], text: str, span: Span) -> list[Chosen]:
    """Choose the labels that count up from I."""
    marks = [
        Mark(match.start("label"), match.end(), match["n"], ((parse_roman(match["n"]) or 0) * SUFFIXES,), True, 4.0)
        for match in pattern.finditer(text, *span)
    ]
    chosen = choose_sequence(marks)
    return chosen if chosen and chosen[0].value == SUFFIXES else []


def _to_head(kind: str, level: int, item: Chosen, text: str) -> _Head:
    title = _TITLE.match(text, item.mark.end)
    heading = " ".join(title["title"].split()) if title else ""
    return OutlineUnit(kind, item.mark.start, level, item.mark.printed, heading=heading), item.mark.end


def _find_articles(text: str, span: Span) -> list[_Head]:
    """Find the articles that an annex has of its own, each on a line of its own."""
    chosen = choose_sequence([mark for mark in find_articles(text, span) if mark.weight >= ALONE])
    if len(chosen) < FEWEST or chosen[0].value != SUFFIXES:
        return []
    return [
        (OutlineUnit("pasal", item.mark.start, PASAL, format_article_number(item.value)), item.mark.end)
        for item in chosen
    ]
