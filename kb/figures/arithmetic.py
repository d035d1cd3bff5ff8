"""Arithmetic with printed numbers: what a number may be, given how precisely it is printed.

Intervals are exact fractions, so that no rounding of ours decides whether a text contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from kb.figures.context import SIGNS
from kb.figures.units import MEASURES
from kb.figures.values import Figure

ROUGH = Fraction(1, 20)
"""A number called "sekitar" or "hampir" may be off by this share of itself."""

BOUNDS = frozenset(["minimal", "maksimal", "lebih dari", "kurang dari"])
"""Qualifiers that make a number a border and no value."""


class Interval(NamedTuple):
    """What a number may be, both ends included."""

    low: Fraction
    high: Fraction

    def meets(self, other: Interval) -> bool:
        """Say whether one number could be both."""
        return self.low <= other.high and other.low <= self.high


def is_value(figure: Figure) -> bool:
    """Say whether a figure is one number, neither a range nor a border."""
    return figure.high is None and figure.qualifier not in BOUNDS


def is_count(figure: Figure) -> bool:
    """Say whether a figure counts things, so that it can be a part or a whole."""
    return is_value(figure) and figure.unit != "" and figure.unit not in SIGNS and figure.unit not in MEASURES


def is_amount(figure: Figure) -> bool:
    """Say whether a figure counts things or money."""
    return is_count(figure) or (is_value(figure) and figure.unit == "rupiah")


def read_interval(figure: Figure) -> Interval:
    """Return what a figure may be: half a printed step either way; a count printed to its last digit is exact.

    "29,86 persen" is 29.855 to 29.865, "1,8 juta pekerja" is 1,750,000 to 1,850,000, "154.008 pekerja" is just that.
    """
    value = Fraction(figure.value)
    high = Fraction(figure.high) if figure.high is not None else value
    slack = Fraction(figure.step) / 2 if figure.unit == "persen" or figure.step > 1 else Fraction(0)
    if figure.qualifier == "sekitar":
        slack += abs(value) * ROUGH
    return Interval(value - slack, high + slack)


def read_share(part: Interval, whole: Interval) -> Interval:
    """Return what percentage one number may be of another; the whole must be above zero."""
    return Interval(part.low / whole.high * 100, part.high / whole.low * 100)


def read_sum(parts: Iterable[Interval]) -> Interval:
    """Return what several numbers may be together."""
    intervals = list(parts)
    return Interval(sum((one.low for one in intervals), Fraction(0)), sum((one.high for one in intervals), Fraction(0)))
