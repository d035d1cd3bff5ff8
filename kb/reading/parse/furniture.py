"""Find page furniture: running heads, page numbers, stamps and catchwords.

What is marked stands at the top or bottom of a page, in an unbroken row from its edge, or is of a form that no sentence
has. When in doubt nothing is marked: a line of the law is worth more than a clean page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from kb.model import Noise, Page, Span

HEADS = ("PRESIDEN", "REPUBLIKINDONESIA")
"""The two lines under the emblem on every page that the State Secretariat prints, as their letters."""

HEAD_LINES = 10
TAIL_LINES = 4
"""Non-blank lines from a page's edge in which furniture is looked for."""

ALIKE = 0.75
"""Least similarity, as ``difflib`` measures it, for a line that OCR damaged to be the line that it looks like."""

MIN_REPEATS = 3
REPEAT_SHARE = 0.5
"""A line is a running head when it opens or closes that many pages and that share of them."""

MAX_CRUMB = 16
"""Characters of one line that OCR made of the emblem above a running head."""

_DASHED_NUMBER = re.compile(r"[-–—_]\s{0,2}[0-9OIltS]{1,4}\s{0,2}[-–—_.]")
_BARE_NUMBER = re.compile(r"[0-9]{1,4}")
_COUNTED_PAGE = re.compile(r"(?:halaman|hal\.?|page)\s{0,2}[0-9]{1,4}(?:\s{0,2}(?:dari|of|/)\s{0,2}[0-9]{1,4})?", re.I)
_UNIT = re.compile(r"(?:pasal|ayat|huruf|angka|bab|bagian|paragraf|cukup)\b|.{0,3}$|.*[.;:,]$", re.I)
_ADDRESS = re.compile(r"(?:https?://)?(?:[a-z0-9-]{1,40}\.){1,4}(?:go\.id|or\.id|ac\.id|co\.id|com|net|org)/?", re.I)
_STAMP = re.compile(r"SK\s?No\.?\s?[0-9A-Z]{5,7}\s?[A-C]|SALINAN")
_DOTS = re.compile(r"(?:\s?\.){2,5}$|…$")
_SPACES = re.compile(r"\s+")


class _Line(NamedTuple):
    text: str
    span: Span


def find_page_furniture(text: str, pages: Sequence[Page]) -> tuple[Noise, ...]:
    """Find the furniture of every page.

    Args:
        text: the canonical text.
        pages: its pages, in order.

    Returns:
        Noise in order, one per line, reasons ``running-head``, ``page-number``, ``stamp`` and ``catchword``.
    """
    lines = [_split_lines(text, page.span) for page in pages]
    repeated = _find_repeated(lines)
    numbers = _find_numbers(lines)
    judges = [_Judge(repeated, numbers.get(index, ""), index == 0) for index in range(len(pages))]
    found = [noise for page, judge in zip(lines, judges, strict=True) for noise in _mark_head(page, judge)]
    found += _mark_tails(lines, judges, found)
    found += _find_catchwords(lines, found)
    found += _mark_tails(lines, judges, found)
    return tuple(sorted(found, key=lambda noise: noise.span))


class _Judge(NamedTuple):
    """What is known of a page's furniture before its lines are looked at."""

    repeated: frozenset[str]
    number: str
    is_first: bool

    def find_reason(self, line: str) -> str:
        """Name what a line is; empty where it may be text."""
        if _STAMP.fullmatch(line) or _is_damaged_stamp(line):
            return "stamp"
        if line == self.number or _DASHED_NUMBER.fullmatch(line) or _COUNTED_PAGE.fullmatch(line):
            return "page-number"
        if is_state_head(line):
            return "" if self.is_first else "running-head"
        return "running-head" if _ADDRESS.fullmatch(line) or _key(line) in self.repeated else ""


def is_state_head(line: str) -> bool:
    """Say whether a line is half of "PRESIDEN / REPUBLIK INDONESIA", however OCR read it.

    Example:
        >>> is_state_head("REPUBL!K INDONESTA")
        True
        >>> is_state_head("PRESIDEN REPUBLIK INDONESIA,")
        False
    """
    letters = "".join(char for char in line if char.isalpha())
    is_upper = sum(char.islower() for char in letters) <= len(letters) / 4
    return is_upper and not line.endswith(",") and any(_is_alike(letters.upper(), head) for head in HEADS)


def _mark_head(page: Sequence[_Line], judge: _Judge) -> list[Noise]:
    lines = page[:HEAD_LINES]
    start = _count_crumbs(lines, judge)
    marked = [Noise(line.span, "stamp") for line in lines[:start]]
    for line in lines[start:]:
        reason = judge.find_reason(line.text)
        if not reason:
            break
        marked.append(Noise(line.span, reason))
    return marked


def _count_crumbs(lines: Sequence[_Line], judge: _Judge) -> int:
    """Count the leading lines that OCR made of the emblem: short, and right above the state's head."""
    for number, line in enumerate(lines[:6]):
        if is_state_head(line.text) and len(line.text) < MAX_CRUMB:
            return number
        if len(line.text) > MAX_CRUMB or judge.find_reason(line.text):
            return 0
    return 0


def _mark_tails(pages: Sequence[Sequence[_Line]], judges: Sequence[_Judge], found: Sequence[Noise]) -> list[Noise]:
    marked: list[Noise] = []
    for page, judge in zip(_drop_marked(pages, found), judges, strict=True):
        for line in reversed(page[-TAIL_LINES:]):
            reason = judge.find_reason(line.text)
            if not reason:
                break
            marked.append(Noise(line.span, reason))
    return marked


def _drop_marked(pages: Sequence[Sequence[_Line]], found: Sequence[Noise]) -> list[list[_Line]]:
    marked = {noise.span for noise in found}
    return [[line for line in page if line.span not in marked] for page in pages]


def _is_damaged_stamp(line: str) -> bool:
    """Recognise "SK No 103403 A" however OCR read it: no word in it, and an "A" set off at the end."""
    tokens = line.split()
    if len(line) > 26 or len(tokens) < 3 or tokens[-1] != "A":
        return False
    return sum(not char.isalpha() for char in line) >= 6 and not re.search(r"[a-zA-Z]{4}", line)


def _find_repeated(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_key(line.text) for line in (*page[:3], *page[-2:]) if not _UNIT.match(line.text)})
    filled = sum(bool(page) for page in pages)
    return frozenset(key for key, count in edges.items() if count >= max(MIN_REPEATS, REPEAT_SHARE * filled))


def _find_numbers(pages: Sequence[Sequence[_Line]]) -> dict[int, str]:
    """Find the bare numbers at pages' edges that go on from page to page: page index → the number as printed."""
    offsets = [
        {int(line.text) - index: line.text for line in (*page[:1], *page[-1:]) if _BARE_NUMBER.fullmatch(line.text)}
        for index, page in enumerate(pages)
    ]
    usual = Counter(offset for page in offsets for offset in page)
    numbers: dict[int, str] = {}
    for index, here in enumerate(offsets):
        near = {offset for other in (index - 1, index + 1) if 0 <= other < len(pages) for offset in offsets[other]}
        shared = here.keys() & near
        if shared:
            numbers[index] = here[max(shared, key=lambda offset: usual[offset])]
    return numbers


def _find_catchwords(pages: Sequence[Sequence[_Line]], found: Sequence[Noise]) -> list[Noise]:
    bodies = _drop_marked(pages, found)
    pairs = [(page[-1], after[0]) for page, after in pairwise(bodies) if page[1:] and after]
    dotted = any(_DOTS.search(last.text) and _repeats(last.text, first.text) for last, first in pairs)
    if not dotted:
        return []
    return [Noise(last.span, "catchword") for last, first in pairs if _repeats(last.text, first.text)]


def _repeats(last: str, first: str) -> bool:
    """Say whether a page's last line is only the first words of the next page."""
    word = _fold(_DOTS.sub("", last))
    if not word or len(last) > 40 or len(word) > len(_fold(first)):
        return False
    return _is_alike(word, _fold(first)[: len(word)])


def _is_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def _fold(text: str) -> str:
    """Reduce a text to what OCR reads the same way twice."""
    kept = "".join(char for char in text.lower() if char.isalnum())
    return kept.translate(str.maketrans("oilts", "01115"))


def _key(line: str) -> str:
    return "".join(char for char in line.casefold() if char.isalnum())


def _split_lines(text: str, span: Span) -> list[_Line]:
    lines: list[_Line] = []
    at = span.start
    for raw in span.text_of(text).split("\n"):
        kept = raw.strip()
        if kept:
            start = at + raw.index(kept)
            lines.append(_Line(kept, Span(start, start + len(kept))))
        at += len(raw) + 1
    return lines


_INLINE_NUMBER = re.compile(r"(?<=\s)[-–—] ?[0-9]{1,3} ?[-–—](?=\s)")
_INLINE_STAMP = re.compile(r"(?<=\s)SK No\.? ?[0-9]{6} ?[A-C](?=\s)")
_HEAD_REACH = 48
_STATE_HEAD = "".join(HEADS)


def find_inline_furniture(text: str) -> tuple[Noise, ...]:
    """Find furniture that was swept into running text when somebody else took it out of a PDF.

    Only page numbers between dashes, with the state's head before them, and the printer's stamp: forms that no
    sentence has.

    Args:
        text: the canonical text of a source without pages.
    """
    found = [Noise(Span(*match.span()), "stamp") for match in _INLINE_STAMP.finditer(text)]
    for match in _INLINE_NUMBER.finditer(text):
        found.append(Noise(Span(*match.span()), "page-number"))
        found += _find_head_before(text, match.start())
    return tuple(sorted(found, key=lambda noise: noise.span))


def _find_head_before(text: str, end: int) -> Iterator[Noise]:
    """Find "PRESIDEN REPUBLIK INDONESIA" right before a page number, however OCR read it."""
    words = list(re.finditer(r"\S+", text[max(0, end - _HEAD_REACH) : end]))[1:]
    base = max(0, end - _HEAD_REACH)
    best, start = 0.0, 0
    for count in range(2, min(8, len(words)) + 1):
        tail = words[-count:]
        likeness = _measure_head("".join(word.group() for word in tail))
        if likeness > best:
            best, start = likeness, base + tail[0].start()
    if best >= ALIKE:
        yield Noise(Span(start, base + words[-1].end()), "running-head")


def _measure_head(word: str) -> float:
    letters = "".join(char for char in word if char.isalpha())
    if sum(char.islower() for char in letters) > len(letters) / 4:
        return 0.0
    return SequenceMatcher(None, letters.upper(), _STATE_HEAD, autojunk=False).ratio()
