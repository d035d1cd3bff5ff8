"""Indonesian numerals → exact numbers: digits, words, fractions.

A numeral that isn't well formed is None, never a guess; nothing here looks at what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from kb.figures.values import Number
from kb.language.tables import join_longest

_DIGITS = MappingProxyType(
    {word: n for n, word in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan".split())}
)
SCALES = MappingProxyType(
    {
        "ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "milyard": 10**9,
        "triliun": 10**12, "trilyun": 10**12,
    }
)  # fmt: skip
"""Scale word → what it multiplies by."""

SHORT_SCALES = MappingProxyType({"rb": 10**3, "jt": 10**6, "m": 10**9, "t": 10**12})
"""Abbreviated scale, read only after a currency: ``Rp1,2 T``."""

_FIXED = MappingProxyType({"sepuluh": 10, "sebelas": 11, "seratus": 100})
_ONE_SCALES = MappingProxyType({"seribu": 10**3, "sejuta": 10**6, "semiliar": 10**9, "setriliun": 10**12})
_DENOMINATORS = MappingProxyType(
    {"dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10}
)
_HALVES = MappingProxyType({"setengah": Fraction(1, 2)}) | {
    f"seper{word}": Fraction(1, n) for word, n in _DENOMINATORS.items() if n > 2
}
_PARTS = MappingProxyType({f"per{word}": n for word, n in _DENOMINATORS.items() if n > 2})

UNIT_WORDS = tuple(word for word in _DIGITS if word != "nol")
"""One to nine."""

ONE_WORDS = (*_FIXED, *_ONE_SCALES, "belas")
"""Words that a number which begins with 1 may have instead of "satu"."""

_STARTS = join_longest([*_DIGITS, *_FIXED, *_ONE_SCALES, *_HALVES])
_MULTIPLES = join_longest(["belas", "puluh", "ratus", *SCALES])
_AFTER = "|".join(
    ["koma", *sorted(_PARTS, key=len, reverse=True), rf"per\s{{1,3}}(?:{'|'.join(_DENOMINATORS)}|seribu)"]
)
WORDS = re.compile(
    rf"(?<![\w-])(?:{_STARTS})(?:\s{{0,3}}(?:{_MULTIPLES})|\s{{1,3}}(?:{_STARTS}|{_AFTER})){{0,20}}(?![\w-])",
    re.IGNORECASE,
)
"""A run of number words; whether it is a number, ``parse_words`` decides."""
_NUMBER_WORD = re.compile(rf"{_STARTS}|{_MULTIPLES}|{join_longest(_PARTS)}|koma|per", re.IGNORECASE)

_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){1,5}(?:,[0-9]{1,6})?")
_PLAIN = re.compile(r"[0-9]{1,15}(?:,[0-9]{1,6})?")
_DOT_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{1,2}")
VULGAR = MappingProxyType(
    {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
)


def parse_digits(numeral: str, is_share: bool = False) -> Decimal | None:
    """Read digits with Indonesian separators: a dot before each three digits, a comma before the decimals.

    Args:
        numeral: digits, dots and commas only.
        is_share: whether a percent sign follows; then ``12.29`` can be nothing but a decimal typed with a dot.

    Example:
        >>> parse_digits("154.008"), parse_digits("29,86"), parse_digits("14.06"), parse_digits("1.2.3")
        (Decimal('154008'), Decimal('29.86'), None, None)
    """
    if _GROUPED.fullmatch(numeral) or _PLAIN.fullmatch(numeral):
        return Decimal(numeral.replace(".", "").replace(",", "."))
    if is_share and _DOT_DECIMAL.fullmatch(numeral):
        return Decimal(numeral)
    return None


@lru_cache(maxsize=1024)
def parse_words(text: str) -> Number | None:
    """Read a number written in words.

    Example:
        >>> parse_words("dua puluh lima"), parse_words("satu koma tujuh puluh empat"), parse_words("dua pertiga")
        (Decimal('25'), Decimal('1.74'), Fraction(2, 3))
        >>> parse_words("seratus ribu"), parse_words("dua tiga")
        (Decimal('100000'), None)
    """
    words = [word.lower() for word in _NUMBER_WORD.findall(text)]
    if not words:
        return None
    if words[-1] in _HALVES:
        return _add(words[:-1], _HALVES[words[-1]])
    if words[-1] in _PARTS:
        return _divide(words[:-1], _PARTS[words[-1]])
    if "per" in words:
        at = words.index("per")
        below = _parse_cardinal(words[at + 1 :])
        return _divide(words[:at], below) if below else None
    if "koma" in words:
        return _parse_decimal(words)
    whole = _parse_cardinal(words)
    return None if whole is None else Decimal(whole)


def _add(words: Sequence[str], part: Fraction) -> Number | None:
    whole = _parse_cardinal(words) if words else 0
    return None if whole is None else tidy(whole + part)


def _divide(words: Sequence[str], below: int) -> Number | None:
    above = _parse_cardinal(words)
    return None if above is None else tidy(Fraction(above, below))


def tidy(number: Fraction) -> Number:
    """Give a fraction as the decimal that equals it, where a short one does (½ → 0.5; ⅔ stays)."""
    top, below = number.numerator, number.denominator
    rest = below
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return Decimal(top) / Decimal(below) if rest == 1 else number


def _parse_decimal(words: Sequence[str]) -> Decimal | None:
    at = words.index("koma")
    whole, decimals = _parse_cardinal(words[:at]), _read_decimals(words[at + 1 :])
    return None if whole is None or not decimals else Decimal(f"{whole}.{decimals}")


def _read_decimals(words: Sequence[str]) -> str:
    """Read what follows the comma: one by one ("tujuh empat") or as a number ("tujuh puluh empat"), zeros first."""
    if all(word in _DIGITS for word in words):
        return "".join(str(_DIGITS[word]) for word in words)
    zeros = next((n for n, word in enumerate(words) if word != "nol"), 0)
    rest = _parse_cardinal(words[zeros:])
    return "" if rest is None else "0" * zeros + str(rest)


def _parse_cardinal(words: Sequence[str]) -> int | None:
    total, group, limit, ceiling = 0, 0, 1000, 10**15
    at = 0
    while at < len(words):
        word = words[at]
        scale = SCALES.get(word) or _ONE_SCALES.get(word)
        if scale:
            count = 1 if word in _ONE_SCALES else group
            if not count or scale >= ceiling or (word in _ONE_SCALES and group):
                return None
            total, group, limit, ceiling, at = total + count * scale, 0, 1000, scale, at + 1
            continue
        value, used, below = _read_part(words, at)
        if not used or value >= limit:
            return None
        group, limit, at = group + value, below, at + used
    return total + group


def _read_part(words: Sequence[str], at: int) -> tuple[int, int, int]:
    """Read one part below a thousand: its value, how many words it takes, what the next one must stay below."""
    word = words[at]
    if word in _FIXED:
        return _FIXED[word], 1, 100 if word == "seratus" else 0
    digit = _DIGITS.get(word)
    if digit is None:
        return 0, 0, 0
    multiple = words[at + 1] if at + 1 < len(words) else ""
    if multiple == "belas" and digit > 1:
        return 10 + digit, 2, 0
    if multiple in ("puluh", "ratus") and digit:
        return (10 * digit, 2, 10) if multiple == "puluh" else (100 * digit, 2, 100)
    return digit, 1, 0
