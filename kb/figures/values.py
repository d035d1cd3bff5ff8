"""What a figure is, and what a contradiction between figures is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from fractions import Fraction

from kb.model import Span
from kb.model.vocabulary import ContradictionKind

Number = Decimal | Fraction
"""A decimal as printed; a fraction only where the text has one that no decimal equals (``dua pertiga``)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text with what it counts.

    Args:
        value: the number, with its scale word worked in (``1,8 juta`` → 1800000); of a range, its lower end.
        low: lower end of a range; None where the figure is one number.
        high: upper end of a range; None where the figure is one number.
        step: the place of the last printed digit (``29,86`` → 0.01; ``1,8 juta`` → 100000): the number is known to
            half a step either way.
        unit: canonical: ``persen``, ``rupiah``, ``orang``, ``hari kerja``, ``tahun``, ``kali``, or the counted noun in
            lower case (``proyek``); empty where the text names none.
        subject: the noun phrase that is counted or measured, in lower case, without the number; may be empty.
        qualifier: ``target``, ``minimal``, ``maksimal``, ``lebih dari``, ``kurang dari``, ``sekitar``, ``baru``,
            ``total``, ``tambahan``, ``naik``, ``turun``; empty where there is none.
        date: ISO day, month or year that the sentence ties it to (``2025-07-09``, ``2025-07``, ``2025``); None if none.
        span: from the currency or first sign of the number to its last, with ``persen`` and a repetition in words.
        sentence: the sentence that it stands in.
    """

    value: Number
    low: Number | None
    high: Number | None
    step: Decimal
    unit: str
    subject: str
    qualifier: str
    date: str | None
    span: Span
    sentence: Span


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures of one text that can't all be right.

    Args:
        kind: ``percentage`` (part, whole and share disagree), ``part-over-whole``, ``sum`` (the parts don't make up the
            stated total), ``two-values`` (one subject, two values at the same time).
        figures: those that it rests on, in the order of the arithmetic.
        spans: where they stand, in the same order.
        computed: what the arithmetic gives.
        stated: what the text says instead.
        arithmetic: the working, with Indonesian number signs (``42.591 ÷ 154.008 × 100 = 27,66``).
        explanation: one Indonesian sentence for the reader.
    """

    kind: ContradictionKind
    figures: tuple[Figure, ...]
    spans: tuple[Span, ...]
    computed: Number
    stated: Number
    arithmetic: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure with the document that says it: what a time line is made of."""

    document_id: str
    place: str
    date: Date | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class Point:
    """One value on a time line; ``when`` is an ISO day, month or year, empty where nothing dates it."""

    when: str
    document_id: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Timeline:
    """One subject, unit and place over time.

    Args:
        points: by time, undated ones first.
        differing: points of the same time whose values differ by more than their printed precision, group by group.
    """

    subject: str
    unit: str
    place: str
    is_target: bool
    points: tuple[Point, ...]
    differing: tuple[tuple[Point, ...], ...]
