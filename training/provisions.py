"""Cut a statute's article as the product does: whole where it is short, else at its paragraphs, letters and numbers.

The training sets hold articles as plain text on one line; the product's own parser reads whole documents. A passage is
written as it is searched: the work's name, the article, the lead of what it was cut out of, then the words
(``kb.chunk``). Invariant: a unit's text is a verbatim stretch of its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1_200
"""Characters of a chunk, as in the product's setting."""

LEAD_CHARACTERS = 240
"""A longer opening isn't repeated above what it leads to."""

_HEAD = re.compile(r"^\s*Pasal\s+\d+\s?[A-Z]?\b\s*")
_REFERRED = re.compile(r"(?:ayat|huruf|angka|pasal)\s*$", re.I)
_LISTED = re.compile(r"\)\s*(?:dan|atau|dan/atau|sampai dengan|,)\s*$", re.I)
"""What stands before a number that is referred to: "ayat (1)", and "(2)" in "ayat (1) dan (2)"."""
_MARKS = {
    "ayat": re.compile(r"(?<![\w(])\((\d{1,2})\)\s?(?=\S)"),
    "huruf": re.compile(r"(?<![\w.])([a-z])\.\s(?=\S)"),
    "angka": re.compile(r"(?<![\w.,])(\d{1,3})\.\s(?=\S)"),
}
"""Kind of unit → how its number is printed."""

_LABELS = {"ayat": "ayat ({})", "huruf": "huruf {}", "angka": "angka {}"}


@dataclass(frozen=True)
class Unit:
    """A numbered part of an article.

    Args:
        kind: ayat, huruf or angka.
        number: as printed, without its signs.
        start, end: its place in the article's text, its printed number among it.
        leads: the openings of the units around it, outermost first.
        labels: of the units around it and of its own, outermost first.
        parts: the units inside it.
    """

    kind: str
    number: str
    start: int
    end: int
    leads: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    parts: tuple[Unit, ...] = ()

    def find(self, path: list[str]) -> Unit | None:
        """Find a unit inside by its numbers, this one's first."""
        if not path or path[0] != self.number:
            return None
        if len(path) == 1:
            return self
        return next((found for part in self.parts if (found := part.find(path[1:]))), None)


def find_units(text: str) -> tuple[Unit, ...]:
    """Find an article's outermost units; none where it has no numbered parts.

    Example:
        >>> [unit.number for unit in find_units("Pasal 3 (1) Satu. (2) Dua menurut ayat (1).")]
        ['1', '2']
    """
    head = _HEAD.match(text)
    return _find_inside(text, head.end() if head else 0, len(text), tuple(_MARKS), (), ())


def _find_inside(
    text: str, start: int, end: int, kinds: tuple[str, ...], leads: tuple[str, ...], labels: tuple[str, ...]
) -> tuple[Unit, ...]:
    for place, kind in enumerate(kinds):
        marks = _find_marks(text, start, end, kind)
        if len(marks) < 2:
            continue
        lead = " ".join(text[start : marks[0][0]].split())
        inner = (*leads, lead) if 0 < len(lead) <= LEAD_CHARACTERS else leads
        ends = [at for at, _ in marks[1:]] + [end]
        return tuple(
            _build(text, kind, number, at, until, kinds[place + 1 :], inner, labels)
            for (at, number), until in zip(marks, ends, strict=True)
        )
    return ()


def _build(
    text: str,
    kind: str,
    number: str,
    start: int,
    end: int,
    kinds: tuple[str, ...],
    leads: tuple[str, ...],
    labels: tuple[str, ...],
) -> Unit:
    own = (*labels, _LABELS[kind].format(number))
    parts = _find_inside(text, start + len(number) + 2, end, kinds, leads, own)
    return Unit(kind, number, start, end, leads, own, parts)


def _find_marks(text: str, start: int, end: int, kind: str) -> list[tuple[int, str]]:
    """Find the numbers that follow each other from the first on; one that is referred to is none."""
    marks: list[tuple[int, str]] = []
    wanted = "a" if kind == "huruf" else "1"
    for match in _MARKS[kind].finditer(text, start, end):
        before = text[max(start, match.start() - 20) : match.start()]
        if match[1] == wanted and not (_REFERRED.search(before) or _LISTED.search(before)):
            marks.append((match.start(), wanted))
            wanted = chr(ord(wanted) + 1) if kind == "huruf" else str(int(wanted) + 1)
    return marks


@dataclass(frozen=True)
class Passage:
    """A stretch of an article, as it is searched.

    Args:
        start, end: its place in the article's text.
        headings: the article, then leads and labels, outermost first.
        text: its words, blanks made one.
    """

    start: int
    end: int
    headings: tuple[str, ...]
    text: str

    def format(self, title: str = "") -> str:
        """Write it under its headings and, where one is given, the work's name."""
        return "\n".join([*([title] if title else []), *self.headings, self.text])


def build_passage(article: str, number: str, unit: Unit | None = None) -> Passage:
    """Make a passage of a whole article or of one of its units."""
    if unit is None:
        return Passage(0, len(article), (f"Pasal {number}",), " ".join(article.split()))
    words = " ".join(article[unit.start : unit.end].split())
    return Passage(unit.start, unit.end, (f"Pasal {number}", *unit.leads, *unit.labels), words)


def cut_article(article: str, number: str, longest: int = LONGEST) -> Iterator[Passage]:
    """Cut an article into the passages that the product would search.

    Args:
        article: its text.
        number: of the article, as printed.
        longest: characters up to which a unit stays whole.
    """
    units = find_units(article)
    if len(article) <= longest or not units:
        yield build_passage(article, number)
        return
    for unit in units:
        yield from _cut_unit(article, number, unit, longest)


def _cut_unit(article: str, number: str, unit: Unit, longest: int) -> Iterator[Passage]:
    if unit.end - unit.start <= longest or not unit.parts:
        yield build_passage(article, number, unit)
        return
    for part in unit.parts:
        yield from _cut_unit(article, number, part, longest)
