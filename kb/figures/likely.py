"""Tell where in a text a certain figure may stand, without reading the text's figures.

Every spelling that ``find_figures`` reads is thought of; what is told is a candidate, and reading it decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from kb.figures.numerals import ONE_WORDS, UNIT_WORDS
from kb.figures.units import list_unit_words
from kb.figures.values import Number
from kb.model import Span

REACH = 400
"""Characters behind a number in which its unit stands, or that of the number which it shares one with."""

_LOOKALIKES = frozenset("oqil|")
"""Letters, in lower case, that may stand for digits."""

_NUMERAL = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_ASIDE = re.compile(r"(?:pasal|ayat)\s{1,3}\(?$")
_ENDS = frozenset(["", ".", ",", ";", ")", "\n"])
_MARK = re.compile(r"[.)]\s")
_PARTS = ("½", "⅓", "⅔", "¼", "¾", "setengah", "per")
_WORDS = ("nol", *UNIT_WORDS, *ONE_WORDS, "setengah", "seper")
_NUMERIC = re.compile(f"[0-9½⅓⅔¼¾]|{'|'.join(_WORDS)}")
_FIRST_WORD = 16
"""Characters within which a number shows itself: "setriliun", "US$ 3"."""

_UNIT_BEFORE = 40
_FAR_UNIT = re.compile(r"antara|tetapi|tapi|sedangkan|sementara|jumlah|banyaknya|cacah")
"""Where one of these stands, a number may have its unit from anywhere in its sentence."""

_ONES = (("seratus",), ("seribu", "sejuta", "semiliar", "setriliun"), ("sepuluh", "sebelas", "belas"))
"""Words for a first digit 1, by how many digits a whole number has beyond groups of three."""

_SCALES = ("rib", "jut", "mil", "tril")
_WORDS_LONG = 160
_SIGNS = MappingProxyType(
    {
        "persen": ("%", "persen", "seratus"),
        "permil": ("‰", "permil", "perseribu"),
        "rupiah": ("rp", "idr", "rupiah"),
        "dolar": ("usd", "us$"),
        "kali": ("x", "×", "kali"),
    }
)


class LikelyPlaces:
    """One text, ready to be asked where a figure may stand; its numerals are looked through once."""

    def __init__(self, text: str) -> None:
        lower = text.lower()
        self._text = lower if len(lower) == len(text) else "".join(one.lower()[:1] for one in text)
        self._by_digits: dict[str, list[int]] = {}
        for match in _NUMERAL.finditer(text):
            digits = _read_digits(self._text, match)
            if digits is not None:
                self._by_digits.setdefault(digits, []).append(match.start())

    def is_numeric(self, span: Span) -> bool:
        """Say whether any figure may begin in a stretch."""
        return _NUMERIC.search(self._text, span.start, span.end + _FIRST_WORD) is not None

    def has_unit(self, unit: str, span: Span) -> bool:
        """Say whether a unit is named in a stretch; what has none is always there."""
        return not unit or any(self._text.find(word, span.start, span.end) >= 0 for word in list_signs(unit))

    def find_values(self, value: Number) -> list[int]:
        """List where numbers of a value may begin, in no order."""
        found = [at for digits in ("?", read_digits(value)) for at in self._by_digits.get(digits, ())]
        said = (at for word in list_first_words(value) for at in _find_word(self._text, word))
        return [*found, *(at for at in said if value < 1000 or self._has_scale(at))]

    def _has_scale(self, at: int) -> bool:
        return any(self._text.find(word, at, at + _WORDS_LONG) >= 0 for word in _SCALES)

    def may_have(self, at: int, unit: str, sentence: Span) -> bool:
        """Say whether a number may have a unit.

        Args:
            at: where the number begins.
            sentence: a stretch that holds its sentence.
        """
        if self.has_unit(unit, Span(max(0, at - _UNIT_BEFORE), at + REACH)):
            return True
        return self.has_unit(unit, sentence) and _FAR_UNIT.search(self._text, sentence.start, sentence.end) is not None


def _read_digits(text: str, match: re.Match[str]) -> str | None:
    """Return the significant digits of a numeral; ``?`` where they don't tell its value, None where it is no figure."""
    start, end = match.span()
    head, after = text[max(0, start - 4) : start], text[end : end + 3]
    before, behind = head[-1:], after[:1]
    if before in _LOOKALIKES or behind in _LOOKALIKES or _is_reckoned(head, after):
        return "?"
    if before == "(" and behind == ")":
        return None
    if before == "\n" and _MARK.match(after):
        return None
    if behind in _ENDS and _ASIDE.search(text, max(0, start - 12), start):
        return None
    return match.group().replace(".", "").replace(",", "").strip("0")


def _is_reckoned(head: str, after: str) -> bool:
    """Say whether a numeral with so much before and behind it is part of "2 x 24 jam" or "6/10 bagian"."""
    if "x" in after or "x" in head or "/" in head:
        return True
    return after.startswith("/") or "×" in after or "×" in head


def _find_word(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def read_digits(value: Number) -> str:
    """Return the significant digits of a number; none for a fraction that no decimal equals.

    Example:
        >>> read_digits(Decimal(1500000)), read_digits(Decimal("0.3"))
        ('15', '3')
    """
    return f"{value:f}".replace(".", "").strip("0") if isinstance(value, Decimal) else "?"


@lru_cache(maxsize=1024)
def list_first_words(value: Number) -> tuple[str, ...]:
    """List the words one of which every spelling in words of a number has.

    Example:
        >>> list_first_words(Decimal(15000)), list_first_words(Decimal(7))
        (('satu', 'sepuluh', 'sebelas', 'belas'), ('tujuh',))
    """
    digits = read_digits(value)
    parts = _PARTS if value % 1 else ()
    if not digits or digits == "?":
        return parts or ("nol",)
    first = UNIT_WORDS[int(digits[0]) - 1]
    if value < 1:
        return (first, "nol", *ONE_WORDS, *parts)
    return (first, *(_ONES[len(str(int(value))) % 3] if digits[0] == "1" else ()), *parts)


@lru_cache(maxsize=1024)
def list_signs(unit: str) -> tuple[str, ...]:
    """List the words and signs one of which stands by every figure of a unit, in lower case.

    Example:
        >>> list_signs("minggu"), list_signs("permil")
        (('minggu', 'pekan', 'mingguan'), ('‰', 'permil', 'perseribu'))
    """
    return _SIGNS.get(unit) or tuple(list_unit_words(unit))
