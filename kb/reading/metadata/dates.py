"""Read when an instrument was signed.

A signing date falls in the instrument's own year; where OCR damaged the year, it is read only when each of its
characters can be a damaged form of that year's.
"""

from __future__ import annotations

import re
from datetime import date

from kb.language import MONTHS, fold_digits
from kb.model import Reading, Span

_DAY = (
    r"(?P<day>(?P<d>[0-9OoIl]{1,2})[\s.]{1,3}(?P<month>[A-Za-z]{3,12}?)[\s.]{0,3}(?P<year>[12][0-9OoIlLZS]{3})"
    r"|(?P<d2>[0-9]{1,2})(?P<sign>\s?[-./]\s?)(?P<m2>[0-9]{1,2})\s?[-./]\s?(?P<y2>[12][0-9]{3}))(?!\w)"
)
_SIGNED = re.compile(
    r"\b(?P<verb>ditetapkan|disahkan|dikeluarkan|diundangkan)\s{1,3}di\s{0,3}:?\s{1,3}[A-Za-z. ]{3,30}?\s{1,3}"
    rf"(?:pada\s{{1,3}})?tanggal\s{{0,3}}:?\s{{0,3}}{_DAY}",
    re.IGNORECASE,
)
# "Lembah Biru, 7 April 2031", on a line of its own: over a letter, or over its signature.
_DATELINE = re.compile(
    rf"^[ \t]*[A-Z][A-Za-z]{{2,20}}(?: [A-Z][A-Za-z]{{2,20}}){{0,3}}[ \t]?,[ \t]{{1,4}}{_DAY}[ \t.]*$", re.MULTILINE
)
# What OCR makes of a digit, as seen in the gazette's scans.
_DAMAGED = {"0": "0OoQ", "1": "1IlLi7", "2": "2Z", "5": "5S", "7": "7Z1", "8": "8B"}


def find_signing_date(text: str, year: int | None) -> Reading | None:
    """Find the date of signing, or of promulgation where no signing date can be read.

    Args:
        year: the instrument's year; None believes the printed one.
    """
    by_weight = sorted(_SIGNED.finditer(text), key=lambda match: match["verb"].lower() == "diundangkan")
    for match in (*by_weight, *_DATELINE.finditer(text)):
        day = _read_day(match, year)
        if day is not None:
            return Reading(day.isoformat(), Span(*match.span("day")), "text")
    return None


def _read_day(match: re.Match[str], year: int | None) -> date | None:
    written = match["d"] or match["d2"]
    month = _read_month(match["month"]) if match["month"] else int(match["m2"])
    printed = _read_year(match["year"] or match["y2"], year)
    folded = fold_digits(written if any(c.isdigit() for c in written) else "")
    if month is None or printed is None or not folded.isdecimal():
        return None
    try:
        return date(printed, month, int(folded))
    except ValueError:
        return None


def _read_month(word: str) -> int | None:
    """Read a month by name, or by a beginning of five letters that no other month has (``Februan``)."""
    name = word.lower()
    if name in MONTHS:
        return MONTHS[name]
    return next((number for full, number in MONTHS.items() if len(full) > 5 and full[:5] == name[:5]), None)


def _read_year(printed: str, year: int | None) -> int | None:
    folded = fold_digits(printed)
    if year is None:
        return int(folded) if folded.isdecimal() else None
    is_same = all(seen in _DAMAGED.get(digit, digit) for seen, digit in zip(printed, str(year), strict=True))
    return year if is_same else None
