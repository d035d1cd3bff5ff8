"""Say whether a number of a claim is a source's number, exactly or in the rounded form that its words announce.

Without a word or a scale that announces rounding, only the same value fits; two borders that point in opposite
directions never do. The rules are those of ``benchmarks/claims/README.md``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kb.figures import Figure
from kb.model import Span

Mode = Literal["exact", "about", "above", "below", "least", "most"]

_MODES: tuple[tuple[Mode, str], ...] = (
    ("most", r"tidak\s{1,3}(?:boleh\s{1,3})?(?:lebih\s{1,3}dari|melebihi|melampaui|melewati)"),
    ("least", r"tidak\s{1,3}kurang\s{1,3}dari"),
    ("about", r"sekitar|kurang\s{1,3}lebih|lebih\s{1,3}kurang|kira-kira|kisaran|diperkirakan|±"),
    ("below", r"hampir|nyaris|mendekati|kurang\s{1,3}dari|di\s{1,3}bawah|tidak\s{1,3}sampai|belum\s{1,3}sampai"),
    ("above", r"lebih\s{1,3}dari|di\s{1,3}atas|melampaui|melebihi|melewati|menembus"),
    (
        "least",
        r"paling\s{1,3}(?:sedikit|singkat|rendah|kurang)|minimal|minimum|sekurang-kurangnya|sekurangnya|sedikitnya|"
        r"setidaknya|serendah-rendahnya",
    ),
    (
        "most",
        r"paling\s{1,3}(?:banyak|lama|lambat|tinggi|besar)|maksimal|maksimum|selambat-lambatnya|"
        r"selama-lamanya|sebanyak-banyaknya|setinggi-tingginya",
    ),
)
_BEFORE = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"({pattern})" for _, pattern in _MODES) + r")(?:\s{1,3}[a-z]{2,12}){0,2}\s{1,3}$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s{1,3}(?:[a-z]{3,12}\s{1,3})?lebih\b(?!\s{1,3}(?:dari|kurang|tinggi|rendah|besar|kecil))")
_OR_MORE = re.compile(r"[^.;:,\d]{0,24}\batau\s{1,3}lebih\b")
_REACH = 48


def read_mode(text: str, span: Span) -> Mode:
    """Read which words around a number round it or make it a border.

    Example:
        >>> read_mode("ada 154 ribu lebih pekerja", Span(4, 12)), read_mode("paling lama 5 hari", Span(12, 13))
        ('above', 'most')
    """
    match = _BEFORE.search(text[max(0, span.start - _REACH) : span.start])
    if match and match.lastindex:
        return _MODES[match.lastindex - 1][0]
    if _OR_MORE.match(text, span.end):
        return "least"
    return "above" if _MORE.match(text, span.end) else "exact"


def fits(claim: Figure, claim_mode: Mode, source: Figure, source_mode: Mode) -> bool:
    """Say whether a claim's number may be called the source's.

    Units are compared elsewhere. A range fits only the same range.
    """
    if (claim.high, source.high) != (None, None):
        return (claim.value, claim.high) == (source.value, source.high)
    if source_mode in ("about", "above", "below"):
        return claim.value == source.value and claim_mode == source_mode
    if source_mode in ("least", "most"):
        return claim.value == source.value and claim_mode in ("exact", source_mode)
    return _fits_value(Fraction(claim.value), claim, claim_mode, Fraction(source.value))


def _fits_value(value: Fraction, claim: Figure, mode: Mode, source: Fraction) -> bool:
    if mode in ("least", "most"):
        return value == source
    if mode == "exact":
        return value == source or (_is_short_form(claim) and _round(source, Fraction(claim.step)) == value)
    place = find_roundness(value)
    if mode == "about":
        return _round(source, place) == value
    if mode == "above":
        return source > value == source // place * place
    return source < value == -(-source // place) * place


def _is_short_form(claim: Figure) -> bool:
    """Say whether a number is printed short with a scale word, in at least two digits: "154 ribu", "Rp1,2 triliun"."""
    return claim.step > 1 and Fraction(claim.value) / Fraction(claim.step) >= 10


def _round(value: Fraction, place: Fraction) -> Fraction:
    return (value / place + Fraction(1, 2)) // 1 * place


def find_roundness(value: Fraction) -> Fraction:
    """Find the place of a number's last digit that isn't zero.

    Example:
        >>> find_roundness(Fraction(11700)), find_roundness(Fraction(Decimal("29.86")))
        (Fraction(100, 1), Fraction(1, 100))
    """
    if value == 0:
        return Fraction(1)
    place = Fraction(1)
    for _ in range(18):
        if value % (place * 10) == 0:
            place *= 10
        elif value % place == 0:
            return place
        else:
            place /= 10
    return place


__all__ = ["Decimal", "Mode", "find_roundness", "fits", "read_mode"]
