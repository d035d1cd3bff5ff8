"""Read the explanation of a statute: the general part, then article by article.

A point ("Ayat (2)", "Huruf a") becomes a unit only with text of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from kb.model import Notice, Span
from kb.reading.outline.marks import (
    LOOKALIKES,
    MENTION_WORDS,
    SUFFIXES,
    Mark,
    choose_sequence,
    find_gaps,
    format_article_number,
    is_line_start,
    read_number,
    word_before,
)
from kb.reading.outline.quoted import find_articles
from kb.reading.outline.tree import OutlineUnit

PART, GENERAL, PASAL, POINT, CHANGE, QUOTED, QUOTED_POINT = 10, 20, 40, 50, 60, 70, 80
"""Levels of the units."""

_GENERAL = re.compile(r"(?:(?<![A-Za-z])I\s?\.\s{0,3})?(?<![A-Za-z])UMUM(?![A-Za-z])|^#{1,6} (?=Umum\b)", re.M)
_BY_ARTICLE = re.compile(
    r"(?:(?<![A-Za-z])II\s?\.\s{0,3})?PASAL[\s-]{1,3}DEMI[\s-]{1,3}PASAL|^#{1,6} (?=Pasal demi pasal\b)", re.M
)
_APPENDED = re.compile(r"TAMBAHAN\s{1,3}LEMBARAN\s{1,3}NEGARA\s{1,3}REPUBLIK\s{1,3}INDONESIA\s{1,3}NOMOR")
_CHANGE = re.compile(
    r"(?<![A-Za-z])Angka[\s^]{1,4}(?P<n>[0-9OlIT]{1,3}(?: \d)?)[\s.^]{1,4}"
    r"(?:Angka[\s^]{1,4}\S{1,3}[\s.^]{1,4})?(?=Pasal|Cukup)"
)
_UNDER_CHANGE = re.compile(r"Angka[\s^]{1,4}\S{1,3}(?: \d)?[\s.^]{1,4}$")
_POINT = re.compile(
    r"(?<![A-Za-z])(?:Ayat[\s^]{0,3}\((?:(?P<ayat>\d{1,2}|[asl])\)|(?P<open>\d{1,2})(?=[\s^]))|Huruf[\s^]{1,3}(?P<huruf>[a-z])(?![a-z])"
    r"|Angka[\s^]{1,3}(?P<angka>\d{1,2}|\d \d|[lI]\d|\d[lIO])(?!\d))"
)
_ROMAN = re.compile(r"(?<![\w-])Pasal[\s^]{1,4}(?P<n>I{1,3}|IV|l{1,2})(?!\w)")
_MENTION_AFTER = re.compile(r"[\s^]{0,3}(?:[,;)]|dan\b|atau\b|sampai\b|s\.d\.)")


def parse_explanation(text: str, span: Span, notices: list[Notice]) -> list[OutlineUnit]:
    """List the units of an explanation.

    Args:
        text: the whole canonical text, noise blanked.
        span: from the heading to the next part.
        notices: gets what is wrong with the numbering.
    """
    units = [OutlineUnit("penjelasan", span.start, PART, end=span.end)]
    detailed = _last(_BY_ARTICLE, text, span)
    general = _GENERAL.search(text, span.start, detailed.start if detailed else span.end)
    if general:
        units.append(OutlineUnit("umum", general.start(), GENERAL, end=detailed.start if detailed else span.end))
    if detailed:
        units += _parse_articles(text, Span(detailed.end, _content_end(text, span)), notices)
    return units


def _last(pattern: re.Pattern[str], text: str, span: Span) -> Span | None:
    """Return the first heading, grown over repeats of it that follow at once."""
    found: Span | None = None
    for match in pattern.finditer(text, span.start, span.end):
        if found is not None and text[found.end : match.start()].strip(" .…\n\t^"):
            break
        found = Span(found.start if found else match.start(), match.end())
    return found


def _content_end(text: str, span: Span) -> int:
    appended = _APPENDED.search(text, span.start, span.end)
    return appended.start() if appended else span.end


def _parse_articles(text: str, span: Span, notices: list[Notice]) -> list[OutlineUnit]:
    marks = find_articles(text, span)
    own = [mark for mark in marks if not _UNDER_CHANGE.search(text, max(0, mark.start - 30), mark.start)]
    articles = _roman_articles(text, span)
    if not articles:
        chain = choose_sequence(own)
        notices += find_gaps(chain, "Penjelasan Pasal")
        articles = [(item.mark.start, item.mark.end, format_article_number(item.value)) for item in chain]
    units: list[OutlineUnit] = []
    for (start, end, number), following in zip_longest(articles, articles[1:]):
        stop = following[0] if following else span.end
        units.append(OutlineUnit("pasal", start, PASAL, number, end=stop))
        units += _parse_article(text, Span(end, stop), [mark for mark in marks if end <= mark.start < stop], notices)
    return units


def _roman_articles(text: str, span: Span) -> list[tuple[int, int, str]]:
    first = _ROMAN.search(text, span.start, min(span.end, span.start + 40))
    if first is None:
        return []
    found = [(match.start(), match.end(), match["n"].replace("l", "I")) for match in _ROMAN.finditer(text, *span)]
    return [entry for at, entry in enumerate(found) if entry[2] == "I" * (at + 1)]


def _parse_article(text: str, span: Span, marks: list[Mark], notices: list[Notice]) -> list[OutlineUnit]:
    changes = _find_changes(text, span)
    if not changes:
        return _parse_points(text, span, POINT, notices)
    units: list[OutlineUnit] = []
    for (start, end, number), following in zip_longest(changes, changes[1:]):
        stop = following[0] if following else span.end
        units.append(OutlineUnit("angka", start, CHANGE, number, end=stop))
        units += _parse_quoted(text, Span(end, stop), [mark for mark in marks if end <= mark.start < stop], notices)
    return units


def _find_changes(text: str, span: Span) -> list[tuple[int, int, str]]:
    """Find ``Angka 3`` followed by ``Pasal 8``; only where the article begins with one does it explain changes."""
    matches = list(_CHANGE.finditer(text, span.start, span.end))
    if not matches or matches[0].start() - span.start > 40 or not text.startswith("Pasal", matches[0].end()):
        return []
    by_start = {match.start(): match for match in matches}
    marks = [Mark(match.start(), match.end(), match["n"], *read_number(match["n"]), _weigh(match)) for match in matches]
    chain = choose_sequence([mark for mark in marks if mark.values], gap_cost=0.1)
    return [(item.mark.start, by_start[item.mark.start].end(), format_article_number(item.value)) for item in chain]


def _weigh(match: re.Match[str]) -> float:
    """Weigh a change by what follows: an article makes it one, "Cukup jelas" may as well follow an angka of an ayat."""
    return 4.0 if match.string.startswith("Pasal", match.end()) else 0.5


def _parse_quoted(text: str, span: Span, marks: list[Mark], notices: list[Notice]) -> list[OutlineUnit]:
    chosen: list[tuple[Mark, int]] = []
    for mark in marks:
        first = not text[span.start : mark.start].strip(" \n\t^.")
        if (first or mark.weight >= 3) and (not chosen or mark.values[0] > chosen[-1][1]):
            chosen.append((mark, mark.values[0]))
    units: list[OutlineUnit] = []
    for (mark, value), following in zip_longest(chosen, chosen[1:]):
        stop = following[0].start if following else span.end
        certain = mark.clean or len(mark.values) == 1 or " " in mark.printed
        if mark.printed != format_article_number(value):
            read = f"is read as {format_article_number(value)}" if certain else "can't be read"
            told = f"Penjelasan Pasal {mark.printed!r} {read}."
            notices.append(Notice("number-unreadable", told, Span(mark.start, mark.end)))
        units.append(
            OutlineUnit("pasal", mark.start, QUOTED, format_article_number(value) if certain else "", end=stop)
        )
        units += _parse_points(text, Span(mark.end, stop), QUOTED_POINT, notices)
    return units


@dataclass(slots=True)
class _Open:
    kind: str
    last: int


def _parse_points(text: str, span: Span, level: int, notices: list[Notice]) -> list[OutlineUnit]:
    """Read ``Ayat (1)``, ``Huruf a``, ``Angka 1`` inside one article's explanation."""
    points = [match for match in _POINT.finditer(text, span.start, span.end) if _is_point(text, match, span)]
    units: list[OutlineUnit] = []
    stack: list[_Open] = []
    for match, following in zip_longest(points, points[1:]):
        limit = following.start() if following else span.end
        kind, value = _read_point(match)
        holds = following is not None and _read_point(following)[0] != kind
        if not re.search(r"[A-Za-z]{3}", text[match.end() : limit]) and not holds:
            told = f"Penjelasan {match[0]} stands apart from its text."
            notices.append(Notice("unit-detached", told, Span(match.start(), match.end())))
        elif _place(stack, kind, value):
            number = chr(96 + value) if kind == "huruf" else str(value)
            units.append(OutlineUnit(kind, match.start(), level + len(stack), number, end=span.end))
        else:
            told = f"Penjelasan {match[0]} is out of order and stays part of the point before it."
            notices.append(Notice("number-out-of-order", told, Span(match.start(), match.end())))
    return units


def _place(stack: list[_Open], kind: str, value: int) -> bool:
    if kind == "ayat" and stack and stack[0].kind != "ayat":
        stack.clear()
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].kind == kind:
            if value <= stack[depth].last:
                return False
            del stack[depth + 1 :]
            stack[depth].last = value
            return True
    stack.append(_Open(kind, value))
    return True


def _read_point(match: re.Match[str]) -> tuple[str, int]:
    if match["huruf"]:
        return "huruf", ord(match["huruf"]) - 96
    if match["open"]:
        return "ayat", int(match["open"][0])  # the closing bracket was read as a 1
    if match["ayat"]:
        printed = match["ayat"]
        return "ayat", int(printed) if printed.isdigit() else int(LOOKALIKES[printed][0])
    values, _ = read_number(match["angka"])
    return "angka", values[0] // SUFFIXES


def _is_point(text: str, match: re.Match[str], span: Span) -> bool:
    if _MENTION_AFTER.match(text, match.end()) or word_before(text, match.start()) in MENTION_WORDS:
        return False
    before = text[span.start : match.start()].rstrip(" \n\t^")
    if not before or before[-1] in ".;:\"”')" or is_line_start(text, match.start()):
        return True
    return re.search(r"(?:[jJ]elas|Dihapus|\d|Huruf [a-z])$", before) is not None
