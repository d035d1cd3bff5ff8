"""Find the days, months and years of a text, and which of them a figure is tied to.

A period is an ISO day, month or year; the year of an instrument ("Nomor 2 Tahun 2021") is none.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kb.language import MONTHS
from kb.language.dates import MONTH_NAME
from kb.language.patterns import YEAR
from kb.model import Span

_PERIOD = re.compile(
    rf"(?<![\w/.,-])(?:({MONTH_NAME})\.?\s{{1,3}}(?:tahun\s{{1,3}})?)?({YEAR})(?![\w/-]|[.,][0-9])",
    re.IGNORECASE,
)
_INSTRUMENT = re.compile(r"[0-9][\w/.-]{0,30}\s{1,3}(?:tahun|thn\.?|th\.?)\s{1,3}$", re.IGNORECASE)
_OPEN_BRACKET = re.compile(r"\([^()]{0,40}$")


class Period(NamedTuple):
    """A day, month or year with its place; ``is_aside`` where it stands in brackets."""

    span: Span
    iso: str
    is_aside: bool


class Periods:
    """One text's periods, in order, ready to be asked which is nearest."""

    def __init__(self, text: str, dates: Sequence[tuple[Span, date]]) -> None:
        days = [(span, day.isoformat()) for span, day in dates]
        starts = {span.end for span, _ in days}
        others = [
            (Span(*match.span()), _format_month(match))
            for match in _PERIOD.finditer(text)
            if match.end() not in starts and not _is_instruments_year(text, match)
        ]
        self._all = [Period(span, iso, _is_aside(text, span)) for span, iso in sorted([*days, *others])]
        self._starts = [period.span.start for period in self._all]

    def find_nearest(self, span: Span, sentence: Span) -> str | None:
        """Return the period of the sentence that stands nearest; one in brackets only where there is no other."""
        low = bisect.bisect_left(self._starts, sentence.start)
        high = bisect.bisect_left(self._starts, sentence.end)
        inside = self._all[low:high]
        candidates = [period for period in inside if not period.is_aside] or inside
        if not candidates or len(inside) > MANY:
            return None
        return min(candidates, key=lambda period: max(period.span.start - span.end, span.start - period.span.end)).iso


MANY = 12
"""A sentence with more periods than this is a table: nearness says nothing there."""


def _format_month(match: re.Match[str]) -> str:
    return f"{match[2]}-{MONTHS[match[1].lower()]:02}" if match[1] else match[2]


def _is_instruments_year(text: str, match: re.Match[str]) -> bool:
    return _INSTRUMENT.search(text[max(0, match.start() - 48) : match.start()]) is not None


def _is_aside(text: str, span: Span) -> bool:
    return _OPEN_BRACKET.search(text[max(0, span.start - 41) : span.start]) is not None
