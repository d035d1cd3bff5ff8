"""References as they are found in a text: what they name, how, and where they stand.

A reference whose instrument has no kind stays open: nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.language.numbers import format_ordinal, format_roman, parse_ordinal, parse_roman
from kb.law.citation.instruments import format_instrument
from kb.model import Instrument, Provision, Reference
from kb.model.vocabulary import Basis

MOST_EXPANDED = 500
"""A longer range is no range of articles but a misreading: only its ends are given."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text stands that cites.

    Args:
        instrument: what the citing document is; None for a free passage, whose "Pasal 5" belongs to what it names.
        date: of the citing document; nothing published after it is cited by it. None where unknown.
        locator: the provision in which the text stands, when the text is one provision.
        provisions: of the text's outline, when the text is a whole document; spans count in the text.
    """

    instrument: Instrument | None = None
    date: datetime.date | None = None
    locator: str = ""
    provisions: Sequence[Provision] = ()


@dataclass(frozen=True, slots=True)
class FoundReference(Reference):
    """A reference as ``find_references`` gives it.

    Args:
        through: the last place of a range (``Pasal 14 sampai dengan Pasal 16``), whose first is ``locator``.
        day: of the instrument, where the text gives it: it names an instrument that has no number.
        basis: how it was resolved, or why not.
    """

    through: str = ""
    day: datetime.date | None = None
    basis: Basis = "named"

    @property
    def is_resolved(self) -> bool:
        """Whether exactly one instrument is meant."""
        return bool(self.instrument.kind)

    @property
    def locators(self) -> tuple[str, ...]:
        """Every place that is named: one, or both ends of a range and what lies between by number."""
        return expand_range(self.locator, self.through) if self.through else (self.locator,)


def format_reference(reference: FoundReference) -> str:
    """Write a reference in its canonical form: ``UU 24/2011#pasal-14..pasal-16``; empty while it is open.

    Example:
        >>> from kb.law.citation import find_references
        >>> [format_reference(found) for found in find_references("Pasal 14 s.d. Pasal 16 UU No. 24 Thn. 2011")]
        ['UU 24/2011#pasal-14..pasal-16']
    """
    if not reference.is_resolved:
        return ""
    name = format_instrument(reference.instrument)
    day = f" ({reference.day.isoformat()})" if reference.day and not reference.instrument.number else ""
    place = f"#{reference.locator}" if reference.locator else ""
    return name + day + place + (f"..{reference.through}" if reference.through else "")


def expand_range(first: str, last: str) -> tuple[str, ...]:
    """List the places from one to another; only the ends where what lies between can't be counted.

    Inserted articles (``Pasal 5A``) between whole numbers aren't listed: no citation tells whether there are any.

    Example:
        >>> expand_range("pasal-14", "pasal-16"), expand_range("pasal-5.huruf-a", "pasal-5.huruf-c")
        (('pasal-14', 'pasal-15', 'pasal-16'), ('pasal-5.huruf-a', 'pasal-5.huruf-b', 'pasal-5.huruf-c'))
    """
    prefix, _, low = first.rpartition(".")
    other_prefix, _, high = last.rpartition(".")
    kind, _, start = low.partition("-")
    other_kind, _, end = high.partition("-")
    numbers = _count_up(kind, start, end) if (prefix, kind) == (other_prefix, other_kind) else []
    stem = f"{prefix}.{kind}-" if prefix else f"{kind}-"
    between = [stem + number for number in numbers]
    return (first, *(place for place in between if place not in (first, last)), last)


def _count_up(kind: str, start: str, end: str) -> list[str]:
    low, high = re.match(r"[0-9]+", start), re.match(r"[0-9]+", end)
    if low and high:
        return [str(n) for n in _between(int(low.group()), int(high.group()))]
    if kind == "huruf" and len(start) == len(end) == 1:
        return [chr(n) for n in _between(ord(start), ord(end))]
    first, last = parse_ordinal(start), parse_ordinal(end)
    if first and last:
        return [format_ordinal(n).replace(" ", "-") for n in _between(first, last)]
    first, last = parse_roman(start), parse_roman(end)
    return [format_roman(n).lower() for n in _between(first, last)] if first and last else []


def _between(low: int, high: int) -> range:
    return range(low + 1, high) if high - low <= MOST_EXPANDED else range(0)
