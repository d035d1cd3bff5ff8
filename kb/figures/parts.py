"""Read the figures of a long text part by part, and only of the parts that are asked for.

Reading all figures of a statute takes longer than a whole search. A part begins at a word
behind a blank line, or at an item behind the end of one: no sentence and no number runs over that. It is read with what
stands around it, so that its figures are those of the whole text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from kb.figures.exclude import FRONT_MATTER
from kb.figures.find import find_figures
from kb.figures.likely import LikelyPlaces
from kb.figures.values import Figure, Number
from kb.model import Span

AROUND = 64
"""Characters on either side of a part that are read with it: numbers beyond a border are no nearer neighbours."""

_BORDER = re.compile(
    r"\n(?:[^\S\n]{0,200}\n\s{0,200}(?=[^\W\d_]{2})"
    r"|(?<=[^\W\d_][.;:!?]\n)(?=(?:[a-z]{1,2}|[0-9]{1,3})[.)][ \t]|\([0-9a-z]{1,3}\)[ \t]))"
)


class FigureParts:
    """One text, whose figures are read when they are asked for and then kept.

    Args:
        text: as for ``find_figures``.
        skip: stretches whose figures don't count.
    """

    def __init__(self, text: str, skip: Iterable[Span] = ()) -> None:
        self._text = text
        self._skip = tuple(skip)
        front = FRONT_MATTER.match(text)
        least = front.end() if front else 0
        self._starts = [0, *(match.end() for match in _BORDER.finditer(text, least))]
        self._read: dict[int, tuple[Figure, ...]] = {}

    @cached_property
    def _likely(self) -> LikelyPlaces:
        return LikelyPlaces(self._text)

    def find_in(self, span: Span) -> tuple[Figure, ...]:
        """List the figures that begin in a stretch."""
        if not self._likely.is_numeric(span):
            return ()
        found = self._read_parts(self._list_parts(span))
        return tuple(one for one in found if span.start <= one.span.start < span.end)

    def may_have(self, unit: str, span: Span) -> bool:
        """Say whether a figure of a unit may begin in a stretch, without reading the figures."""
        parts = self._list_parts(span)
        around = self._span_of(parts[0], parts[-1])
        return self._likely.is_numeric(span) and self._likely.has_unit(unit, Span(around.start, around.end + AROUND))

    def find_all(self) -> tuple[Figure, ...]:
        """List all figures."""
        return tuple(self._read_parts(range(len(self._starts))))

    def find_with(self, value: Number, unit: str) -> list[Figure]:
        """List the figures that have a value and a unit."""
        found = self._read_parts(self._find_likely(value, unit))
        return [one for one in found if one.unit == unit and one.value == value]

    def find_near(self, figure: Figure) -> tuple[Figure, ...]:
        """List the figures of a figure's sentence, and of the sentences with figures before and after it, at least."""
        first = last = self._find_part(figure.span.start)
        found = self._read_parts(range(first, last + 1))
        while first and found[0].sentence == figure.sentence:
            first -= 1
            found = [*self._read_parts(range(first, first + 1)), *found]
        while last + 1 < len(self._starts) and found[-1].sentence == figure.sentence:
            last += 1
            found = [*found, *self._read_parts(range(last, last + 1))]
        return tuple(found)

    def _list_parts(self, span: Span) -> range:
        return range(self._find_part(span.start), self._find_part(max(span.start, span.end - 1)) + 1)

    def _find_part(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1

    def _span_of(self, first: int, last: int) -> Span:
        end = self._starts[last + 1] if last + 1 < len(self._starts) else len(self._text)
        return Span(self._starts[first], end)

    def _find_likely(self, value: Number, unit: str) -> list[int]:
        """List the parts that may have such a figure."""
        found: set[int] = set()
        for at in self._likely.find_values(value):
            part = self._find_part(at)
            if part not in found and self._likely.may_have(at, unit, self._span_of(part, part)):
                found.add(part)
        return sorted(found)

    def _read_parts(self, parts: Iterable[int]) -> list[Figure]:
        wanted = list(parts)
        lacking = [part for part in wanted if part not in self._read]
        for first, last in _find_runs(lacking):
            self._read_run(first, last)
        return [figure for part in wanted for figure in self._read[part]]

    def _read_run(self, first: int, last: int) -> None:
        """Read neighbouring parts in one go, with what stands around them."""
        core = self._span_of(first, last)
        start = max(0, core.start - AROUND)
        figures: dict[int, list[Figure]] = {part: [] for part in range(first, last + 1)}
        for one in find_figures(self._text[start : core.end + AROUND]):
            figure = replace(one, span=_shift(one.span, start), sentence=_shift(one.sentence, start))
            if core.start <= figure.span.start < core.end and not self._is_skipped(figure.span):
                figures[self._find_part(figure.span.start)].append(figure)
        self._read.update({part: tuple(found) for part, found in figures.items()})

    def _is_skipped(self, span: Span) -> bool:
        return any(hole.overlaps(span) for hole in self._skip)


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _find_runs(parts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Put numbers that follow each other together."""
    for _, group in groupby(enumerate(parts), key=lambda one: one[1] - one[0]):
        members = [part for _, part in group]
        yield members[0], members[-1]
