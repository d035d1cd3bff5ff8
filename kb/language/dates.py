"""Dates as Indonesian (and a few English) texts write them.

Only days that the calendar has are dates. Numeric dates are read day first, as Indonesia writes them, and year first
only when the year has four digits.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType

from kb.language.numbers import fold_digits
from kb.language.tables import join_longest
from kb.model import Span

_MONTH_NAMES = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar", "mrt"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "agt", "agst", "ags", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)

MONTHS = MappingProxyType({name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names})
"""Month name or abbreviation in lower case, Indonesian or English → 1 to 12."""

MONTH_NAME = join_longest(MONTHS)
"""Any name of a month, to be built into other expressions."""

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad")

_DAY = r"([0-9OoIl]{1,2})"
_YEAR_DIGITS = r"([0-9OoIlL]{4})"
# Every part is bounded, so that a run of digits or spaces costs the same at each position.
_DATE = re.compile(
    rf"(?<![\w/.,-]){_DAY}(?:st|nd|rd|th)?[\s-]{{1,3}}({MONTH_NAME})\.?,?[\s-]{{1,3}}{_YEAR_DIGITS}(?!\w)"
    rf"|(?<![\w/.,-])({MONTH_NAME})\.?\s{{1,3}}{_DAY},?\s{{1,3}}{_YEAR_DIGITS}(?!\w)"
    r"|(?<![\w/.,-])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![\w/-])"
    r"|(?<![\w/.,-])([0-9]{1,2})([/.-])([0-9]{1,2})\11([0-9]{4})(?![\w/-])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b,?\s*",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[tuple[Span, date]]:
    """Find every date in a running text, in order; days that no calendar has are passed over.

    Example:
        >>> find_dates("Rabu (9/7/2025) dan 31 Februari 2025")
        [(Span(start=6, end=14), datetime.date(2025, 7, 9))]
    """
    found = []
    for match in _DATE.finditer(text):
        day = _read_date(match)
        if day is not None:
            found.append((Span(*match.span()), day))
    return found


def parse_date(text: str) -> date | None:
    """Read a text that is one date and nothing else, but for a weekday, brackets and the word ``tanggal``.

    Returns:
        The day; None when the text is no date, or one that no calendar has (``"31 Februari 2025"``).

    Example:
        >>> parse_date("Kamis, 10 Juli 2025"), parse_date("(9/7/2025)"), parse_date("31/02/2025")
        (datetime.date(2025, 7, 10), datetime.date(2025, 7, 9), None)
    """
    bare = text.strip().strip("().,;").strip()
    bare = _WEEKDAY.sub("", bare, count=1).strip("() ") if _WEEKDAY.match(bare) else bare
    bare = bare[len("tanggal") :].strip() if bare.lower().startswith("tanggal ") else bare
    match = _DATE.fullmatch(bare)
    return _read_date(match) if match else None


def _read_date(match: re.Match[str]) -> date | None:
    parts = match.groups()
    if parts[0]:
        return _make_date(parts[2], _read_month(parts[1]), parts[0])
    if parts[3]:
        return _make_date(parts[5], _read_month(parts[3]), parts[4])
    if parts[6]:
        return _make_date(parts[6], parts[7], parts[8])
    return _make_date(parts[12], parts[11], parts[9])


def _read_month(name: str) -> str:
    # What matches without regard to case need not be the same in lower case: "JUNİ", "Junı", "Deſember".
    return str(MONTHS[name.casefold().replace("ı", "i").replace("i\u0307", "i")])


def _make_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(fold_digits(year)), int(month), int(_fold_day(day)))
    except ValueError:
        return None


def _fold_day(day: str) -> str:
    # A lone "l" before a month's name is a 1: nothing else can stand there.
    return fold_digits(day) if any(c.isdigit() for c in day) else fold_digits("1" + day)[1:]
