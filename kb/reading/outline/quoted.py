"""Choose the articles that one change of an amending law quotes.

A quoted article whose number has several readings is named only by one that the change itself announces; otherwise it
stays without a number.
"""

from __future__ import annotations

import re

from kb.model import Notice, Span
from kb.reading.outline.marks import (
    MENTION_WORDS,
    SUFFIXES,
    Mark,
    format_article_number,
    read_number,
    weigh_heading,
    word_before,
)

PASAL_MARK = re.compile(
    r"(?<![\w-])[PpF]asa[l1iI],?\s{0,3}"
    r"(?P<n>[0-9OoIlLTZSgBirst]{1,4}(?:(?: [0-9OlIi]{1,2}){1,2}(?![0-9\w.,]))?"
    r"(?:[A-HJKMNP]| [A-D](?=\s{0,2}[\n(]))?)(?!\w|\.\d)"
)
"""``Pasal 5`` with the spellings of scanned texts: ``Pasal2l``, ``Pasai 7``, ``Pasal 1 1``."""

MAX_STEP = 2
"""Articles that one change quotes follow one another; a larger step is a mention."""

_ANNOUNCED = re.compile(r"seba\S{2,5}[\s^]{1,4}be\S{3,6}[\s.:;^_]{0,8}|berbunyi[\s^]{1,4}sebagai[\s^]{1,4}(?=Pasal)")
_ANNOUNCE_REACH = 900
_NEAR = 60


def find_articles(text: str, span: Span) -> list[Mark]:
    """List every ``Pasal n`` of a stretch with its readings and its weight as a heading.

    Args:
        text: the whole canonical text, noise blanked.
        span: where to look.
    """
    marks = []
    for match in PASAL_MARK.finditer(text, span.start, span.end):
        values, clean = read_number(match["n"])
        weight = weigh_heading(text, match.start(), match.end())
        if weight and match[0][0] == "p":
            weight -= 0.25  # a heading in lower case is a scanning error, a mention in lower case is common
        if values:
            marks.append(Mark(match.start(), match.end(), match["n"], values, clean, weight))
    return marks


def choose_quoted(text: str, span: Span, notices: list[Notice]) -> list[tuple[Mark, int]]:
    """Choose the quoted articles of one change with their values (0: unreadable).

    Args:
        text: the whole canonical text, noise blanked.
        span: the change, from its first word to the next change.
        notices: gets what could not be read, or was read by the change's own words.
    """
    start = find_new_text(text, span)
    if start is None:
        return []
    named = _named(text, Span(span.start, start))
    chosen: list[tuple[Mark, int]] = []
    for mark in find_articles(text, Span(start, span.end)):
        is_mention = word_before(text, mark.start) in MENTION_WORDS
        near = not chosen and mark.start - start < _NEAR and not is_mention
        if mark.weight < 3 and not near:
            continue
        value = _read(mark, named, chosen[-1][1] if chosen else 0)
        if not chosen or _follows(chosen[-1][1], value, named):
            chosen.append((mark, value))
            _tell(mark, value, notices)
    return chosen


def find_new_text(text: str, span: Span) -> int | None:
    """Return where the new text of a change begins, behind "berbunyi sebagai berikut"; None where it has none."""
    announced = _ANNOUNCED.search(text, span.start, min(span.end, span.start + _ANNOUNCE_REACH))
    return announced.end() if announced else None


def _named(text: str, span: Span) -> frozenset[int]:
    """Collect the articles that the change names before it quotes them."""
    found = (read_number(match["n"]) for match in PASAL_MARK.finditer(text, *span))
    return frozenset(value for values, clean in found for value in (values if clean else ()))


def _read(mark: Mark, named: frozenset[int], last: int) -> int:
    letter_b = _as_letter_b(mark, last)
    if letter_b and (letter_b in named or mark.values[0] not in named):
        return letter_b
    if mark.clean and (mark.values[0] in named or len(mark.values) == 1 or not named):
        return mark.values[0]
    told = [value for value in mark.values if value in named]
    if len(told) == 1:
        return told[0]
    return mark.values[0] if mark.clean or len(mark.values) == 1 else 0


def _as_letter_b(mark: Mark, last: int) -> int:
    """Read 78 after 7A as 7B: scanned texts show B as 8."""
    token = mark.printed
    if not token.endswith("8") or not token.isdigit() or last % SUFFIXES != 1:
        return 0
    return last + 1 if token[:-1] == str(last // SUFFIXES) else 0


def _follows(last: int, value: int, named: frozenset[int]) -> bool:
    if not value or not last:
        return False
    return value > last and (value in named or value // SUFFIXES - last // SUFFIXES <= MAX_STEP)


def _tell(mark: Mark, value: int, notices: list[Notice]) -> None:
    span = Span(mark.start, mark.end)
    if not value:
        notices.append(Notice("number-unreadable", f"Pasal {mark.printed!r} in a change can't be read.", span))
    elif mark.printed != format_article_number(value):
        told = f"Pasal {mark.printed!r} in a change is read as {format_article_number(value)}."
        notices.append(Notice("number-unreadable", told, span))
