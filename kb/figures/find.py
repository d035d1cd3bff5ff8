"""Find the figures of a text: its amounts that count something, with unit, subject, qualifier and date.

Figures are in order and disjoint; ``figure.span`` slices the number as printed and lies inside ``figure.sentence``.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from kb.figures.amounts import Amount, find_amounts
from kb.figures.context import SIGNS, find_qualifier, find_subject
from kb.figures.exclude import Exclusions
from kb.figures.numerals import tidy
from kb.figures.periods import Periods
from kb.figures.units import MEASURES, CountedUnit, find_unit
from kb.figures.values import Figure, Number
from kb.language import find_dates, find_sentences, fold_digits
from kb.model import Span

TABLE = 40
"""A sentence with more figures than this is a table without its lines: neighbours say nothing about a number there."""

_NOTHING = Decimal(0)
_OF_THEM = re.compile(r"\s{1,3}di\s?antara(?:nya|\s+mereka)\b", re.IGNORECASE)
_COORDINATED = re.compile(
    r"\s{0,3}(?:,|dan|atau|serta|dari|,\s{0,3}dan)\s{1,3}(?:(?:total|jumlah|potensi|sekitar)\s{1,3}){0,2}",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\s{0,2}[x×]\s")
_BUT = re.compile(r"\b(?:tetapi|sedangkan|sementara|tapi)\s{1,3}$")
_NUMBER_OF = re.compile(r"^(?:total\s)?(?:jumlah|banyaknya|cacah)\s+(\S+.*)$")
_JOINT = re.compile(
    r"[^.;\d\n]{0,90}?(?:(?:,\s|\s)(?:atau|yaitu|yakni|setara(?:\s+dengan)?)\s(?:[a-z]+\s){0,2}|\s\()$", re.IGNORECASE
)


def find_figures(text: str) -> list[Figure]:
    """Find every figure of a text, in order, each with what it counts.

    Args:
        text: running Indonesian text of any kind.

    Example:
        >>> [one.subject for one in find_figures("Dari 154.008 pekerja konstruksi, baru 42.591 pekerja terdaftar.")]
        ['pekerja konstruksi', 'pekerja']
        >>> find_figures("Pasal 5 ayat (2) UU Nomor 24 Tahun 2011, 25 November 2011")
        []
    """
    folded = fold_digits(text)
    dates = find_dates(folded)
    exclusions = Exclusions(folded, [span for span, _ in dates])
    counted = []
    for amount in find_amounts(text, folded):
        unit = None if amount.unit else find_unit(folded, amount.span.end)
        if not exclusions.names(amount, unit):
            counted.append((amount, unit))
    return _FigureReader(folded, Periods(folded, dates)).read(counted) if counted else []


class _FigureReader:
    """Reads the surroundings of one text's amounts."""

    def __init__(self, text: str, periods: Periods) -> None:
        self._text = text
        self._sentences = find_sentences(text)
        self._starts = [span.start for span in self._sentences]
        self._periods = periods

    def read(self, counted: list[tuple[Amount, CountedUnit | None]]) -> list[Figure]:
        """Make figures of amounts, then hand on what neighbours share."""
        homes = [self._find_sentence(amount.span) for amount, _ in counted]
        crowd = Counter(homes)
        figures = [
            self._make(amount, unit, home, crowd[home] > TABLE)
            for (amount, unit), home in zip(counted, homes, strict=True)
        ]
        return self._share(figures, crowd)

    def _find_sentence(self, span: Span) -> Span:
        """Return the sentence of a span; where a number runs over a border, what holds both."""
        at = max(0, bisect.bisect_right(self._starts, span.start) - 1)
        sentence = self._sentences[at]
        return Span(sentence.start, max(sentence.end, span.end))

    def _make(self, amount: Amount, unit: CountedUnit | None, sentence: Span, is_crowded: bool) -> Figure:
        name = amount.unit or (unit.name if unit else "")
        low = _tidy(amount.low)
        is_exact = amount.is_words and low % 1 != 0
        where = unit.span if unit else None
        return Figure(
            value=low,
            low=None if amount.high is None else low,
            high=None if amount.high is None else _tidy(amount.high),
            step=_NOTHING if is_exact else amount.step,
            unit=name,
            subject="" if is_crowded else find_subject(self._text, name, amount.span, where, sentence),
            qualifier="" if is_crowded else find_qualifier(self._text, amount.span, sentence),
            date=None if is_crowded else self._periods.find_nearest(amount.span, sentence),
            span=amount.span,
            sentence=sentence,
        )

    def _share(self, figures: list[Figure], crowd: Counter[Span]) -> list[Figure]:
        """Give a figure the unit and subject of the neighbour that it plainly leans on."""
        shared = list(figures)
        for at in reversed(range(len(shared) - 1)):
            if crowd[shared[at].sentence] <= TABLE:
                shared[at] = self._lean_on_next(shared[at], shared[at + 1])
        for at in range(len(shared)):
            if crowd[shared[at].sentence] <= TABLE:
                shared[at] = self._lean_on_previous(shared, at)
        return shared

    def _lean_on_next(self, figure: Figure, following: Figure) -> Figure:
        """Read "60.656 dan 7.455 proyek", "15.493 dari 91.620 proyek", "55 persen atau 42.591 pekerja"."""
        gap = self._text[figure.span.end : following.span.start]
        if following.unit in ("", *SIGNS) or len(gap) > 40:
            return figure
        if figure.unit == "persen" and _JOINT.fullmatch(gap):
            return replace(figure, subject=following.subject)
        if figure.unit or not _COORDINATED.fullmatch(gap):
            return figure
        subject = following.subject if following.unit not in MEASURES else figure.subject
        return replace(figure, unit=following.unit, subject=subject or figure.subject)

    def _lean_on_previous(self, figures: list[Figure], at: int) -> Figure:
        figure = figures[at]
        previous = figures[at - 1] if at and figures[at - 1].sentence == figure.sentence else None
        if not figure.unit:
            figure = self._find_lost_unit(figure, previous)
        if previous is None:
            return figure
        gap = self._text[previous.span.end : figure.span.start]
        if len(gap) <= 120 and _JOINT.fullmatch(gap):
            subject = previous.subject if figure.unit == "persen" else figure.subject
            return replace(figure, qualifier=figure.qualifier or previous.qualifier, subject=subject or figure.subject)
        if not figure.subject and figure.unit == "persen":
            return replace(figure, subject=previous.subject)
        return figure

    def _find_lost_unit(self, figure: Figure, previous: Figure | None) -> Figure:
        """Read the unit of a number whose noun stands elsewhere: "24 x Rp…", "154.008 di antaranya", "tetapi 220"."""
        if _TIMES.match(self._text, figure.span.end):
            return replace(figure, unit="kali")
        gap = self._text[previous.span.end : figure.span.start] if previous else ""
        is_one_of = _OF_THEM.match(self._text, figure.span.end)
        if previous and (is_one_of or (len(gap) <= 60 and _BUT.search(gap))):
            return replace(figure, unit=previous.unit, subject=previous.subject)
        match = _NUMBER_OF.match(figure.subject)
        unit = find_unit(" " + match[1], 0) if match else None
        return replace(figure, unit=unit.name if unit else "", subject=match[1]) if match else figure


def _tidy(number: Number) -> Number:
    """Give the shortest equal form: 250000 for 250000.00, 0.3 for 0.30."""
    if isinstance(number, Fraction):
        return tidy(number)
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
