"""Read an article that changes another law: its numbered changes and the articles that they quote.

A change without a readable number gets one only where exactly one number is left for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from kb.model import Notice, Span
from kb.reading.outline.lists import parse_items
from kb.reading.outline.marks import (
    SUFFIXES,
    Mark,
    choose_sequence,
    format_article_number,
    is_line_start,
    read_number,
    word_before,
)
from kb.reading.outline.quoted import choose_quoted, find_new_text
from kb.reading.outline.tree import OutlineUnit

CHANGE, QUOTED, QUOTED_ITEM = 60, 70, 80
"""Levels below the amending article."""

_HEAD = re.compile(
    r"[\s^:.(1)]{0,8}(?:Beberapa|Ketentuan[\s^]+(?:Pasal|ayat|huruf|angka)|Di\s?antara|Mengubah|Pasal[\s^]+\d|Setelah)"
)
_AS_FOLLOWS = re.compile(r"sebagai[\s^]{1,4}berikut|diubah[\s^]{0,3}:")
_CHANGED = re.compile(r"diubah|berbunyi|disisipkan|dihapus|ditambah")
_SOME_PROVISIONS = re.compile(r"[Bb]eberapa[\s^]{1,4}ketentuan[\s^]{1,4}(?:dalam|pada)[\s^]{1,4}(?:Undang|Peraturan)")
_AYAT = re.compile(r"[\s^]{0,6}\([1-9]")
_LATER_AYAT = re.compile(r"[\s^]{0,6}(?P<label>\((?P<n>(?!1\))[1-9][0-9]?[a-z]?)\))")
_RENAMED = re.compile(r"^[^.;]{0,200}\b(?:diubah|diganti)\b")
_HEAD_REACH = 1200
_CHANGE_REACH = 500

_INTRO = re.compile(
    r"(?:(?<=[\s^.])(?P<n>[0-9OlIiTSZt]{1,3}(?: [0-9O](?=[. ]))?)\s?[.,]?[\s^]{1,4})?"
    r"(?P<verb>Ketent[a-z]{2,5}[\s^]{1,4}(?:Pasal|pasal|aya[ti]|huruf|angka|judul|Judul|BAB|Bagian|Paragraf|Lampiran|Penjelasan|umum)"
    r"|Di\s?antara[\s^]|Diantara\s|(?:Setelah|Sesudah)[\s^]{1,4}(?:Pasal|ayat|huruf|angka|BAB)|Penjelasan[\s^]{1,4}(?:Pasal|pasal|ayat)"
    r"|Judul[\s^]{1,4}(?:BAB|Bab|Bagian|Paragraf)|(?:Pasal|BAB|Bagian|Paragraf)[\s^]{1,4}\S{1,8}[\s^]{1,4}dihapus"
    r"|Lampiran[\s^]{1,4}\S{1,6}[\s^]{1,4}(?:diubah|dihapus)|Mengubah[\s^]|Menghapus[\s^]|(?P<word>Penyebutan|Sebutan|Frasa|Frase|Kata|Istilah)[\s^])"
)


@dataclass(frozen=True, slots=True)
class _Change:
    """One change as it is introduced: its number as printed, where it stands, where its words begin."""

    start: int
    verb: int
    printed: str
    number: str = ""


def is_amending(text: str, start: int) -> bool:
    """Say whether the article whose text begins here changes another law.

    Args:
        text: the whole canonical text.
        start: offset after the article's own number.
    """
    head = text[start : start + _HEAD_REACH]
    follows = _AS_FOLLOWS.search(head)
    if follows is None or _CHANGED.search(head, 0, follows.end()) is None:
        return False
    return _HEAD.match(head) is not None or _SOME_PROVISIONS.search(head, 0, follows.start()) is not None


def parse_amendment(text: str, span: Span, level: int) -> tuple[list[OutlineUnit], list[Notice]]:
    """List the changes of an amending article, the articles that they quote, and the items of those.

    Args:
        text: the whole canonical text, noise blanked.
        span: the article after its own number.
        level: taken for the same signature as ``parse_items``; the levels here are fixed.
    """
    notices: list[Notice] = []
    changes = _number(_find_changes(text, span), notices)
    units: list[OutlineUnit] = []
    single = len(changes) == 1 and not changes[0].printed
    for change, following in zip_longest(changes, changes[1:]):
        end = following.start if following else span.end
        if not single:
            units.append(OutlineUnit("angka", change.start, CHANGE, change.number, end=end))
        units += _parse_quoted(text, Span(change.verb, end), notices)
    return units, notices


def _find_changes(text: str, span: Span) -> list[_Change]:
    changes = []
    for match in _INTRO.finditer(text, span.start, span.end):
        reach = text[match.start("verb") : min(match.end() + _CHANGE_REACH, span.end)]
        if (match["word"] or _CHANGED.search(reach)) and _begins(text, match, span, reach):
            changes.append(_Change(match.start(), match.start("verb"), match["n"] or ""))
    return changes


def _begins(text: str, match: re.Match[str], span: Span, reach: str) -> bool:
    before = text[max(0, match.start() - 40) : match.start()].rstrip()
    if before.endswith(",") or word_before(text, match.start()) in _NUMBER_NAMES:
        return False
    if match["verb"].startswith(("Pasal", "BAB", "Bagian", "Paragraf")) and not match["n"]:
        return before[-1:] in tuple(".;:")
    if match["word"]:
        # A definition may begin so too; only its verb and its number at a line's beginning tell a change.
        return bool(match["n"]) and is_line_start(text, match.start()) and _RENAMED.search(reach) is not None
    if match["n"] or is_line_start(text, match.start()) or not text[span.start : match.start()].strip(" \t\n^:"):
        return True
    return text[max(0, match.start() - 20) : match.start()].rstrip(" \t\n^")[-1:] in tuple(".;:\"”)'")


_NUMBER_NAMES = frozenset({"angka", "ayat", "huruf", "pasal", "nomor", "antara", "dan", "bab", "sehingga"})


def _number(changes: list[_Change], notices: list[Notice]) -> list[_Change]:
    """Number the changes by the best rising sequence; those left over by the one number left for them."""
    marks = []
    for at, change in enumerate(changes):
        values, clean = read_number(change.printed) if change.printed else ((), True)
        if values:
            marks.append(Mark(at, at + 1, change.printed, values, clean, 3.0))
    chosen = choose_sequence(marks, gap_cost=0.4)
    known = {item.mark.start: item.value // SUFFIXES for item in chosen}
    for at, change in enumerate(changes):
        if at not in known and len(changes) > 1:
            value = _only_number_left(at, known, len(changes))
            _tell(change, value, notices)
            if value:
                known[at] = value
        elif at in known and change.printed != str(known[at]):
            _tell(change, known[at], notices)
    _tell_gaps(changes, known, notices)
    return [_with_number(change, known.get(at)) for at, change in enumerate(changes)]


def _tell_gaps(changes: list[_Change], known: dict[int, int], notices: list[Notice]) -> None:
    last = 0
    for at, number in sorted(known.items()):
        span = Span(changes[at].start, changes[at].verb + 20)
        for missing in range(last + 1, number):
            notices.append(Notice("number-missing", f"angka {missing} was not found before angka {number}.", span))
        last = number


def _only_number_left(at: int, known: dict[int, int], count: int) -> int:
    before = max((place for place in known if place < at), default=-1)
    after = min((place for place in known if place > at), default=count)
    if after == count:
        return 0
    low = known[before] if before >= 0 else 0
    fits = known[after] - low == after - before
    return low + at - before if fits else 0


def _with_number(change: _Change, number: int | None) -> _Change:
    return _Change(change.start, change.verb, change.printed, str(number) if number else "")


def _tell(change: _Change, value: int, notices: list[Notice]) -> None:
    span = Span(change.start, change.verb + 20)
    if value:
        printed = repr(change.printed) if change.printed else "without a number"
        notices.append(Notice("number-unreadable", f"angka {printed} is read as {value} by its place.", span))
    else:
        notices.append(Notice("number-missing", f"A change has no readable number ({change.printed!r}).", span))


def _parse_quoted(text: str, span: Span, notices: list[Notice]) -> list[OutlineUnit]:
    units: list[OutlineUnit] = []
    quoted = choose_quoted(text, span, notices)
    start = find_new_text(text, span)
    if start is not None and not quoted:
        # New text without the heading of its article: its items belong to the change.
        return _parse_headless(text, Span(start, span.end), notices)
    for (mark, value), following in zip_longest(quoted, quoted[1:]):
        end = following[0].start if following else span.end
        number = format_article_number(value) if value else ""
        units.append(OutlineUnit("pasal", mark.start, QUOTED, number, end=end))
        items, told = parse_items(text, Span(mark.end, end), QUOTED_ITEM)
        units += items
        notices += told
    return units


def _parse_headless(text: str, span: Span, notices: list[Notice]) -> list[OutlineUnit]:
    if not _AYAT.match(text, *span):
        # Where it begins otherwise, a damaged heading may stand there, and the numbers be those of several articles.
        return []
    first = _LATER_AYAT.match(text, *span)
    level = QUOTED_ITEM + (10 if first else 0)
    units, told = parse_items(text, Span(first.end() if first else span.start, span.end), level)
    notices += told
    return [OutlineUnit("ayat", first.start("label"), QUOTED_ITEM, first["n"]), *units] if first else units


def find_quoted(text: str, marks: Sequence[Mark]) -> frozenset[int]:
    """Return the starts of marks that a change quotes: they are never articles of the law itself."""
    quoted: set[int] = set()
    for before, mark in zip(chain([None], marks), marks, strict=False):
        repeated = before is not None and before.start in quoted and not text[before.end : mark.start].strip(" \n\t^_*")
        if repeated or _QUOTING.search(text, max(0, mark.start - 40), mark.start):
            quoted.add(mark.start)
    return frozenset(quoted)


_QUOTING = re.compile(r"(?:berikut|sebagai)[\s.:;^_]{0,8}(?:\d{1,3}[\s.^]{1,4})?(?:\(\d\)\s{0,3}){0,3}$")
