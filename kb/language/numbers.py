"""Numbers as Indonesian legal texts print them: Roman, ordinal words, digits that OCR mistook.

``fold_digits`` never changes a text's length, so that spans found in the folded text hold in the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
# Four M at most: no chapter or annex comes near, and it keeps "MMMM…" noise out.
_ROMAN_FORM = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

UNIT_WORDS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "L": "1", "i": "1", "|": "1"})
_MIXED_DIGITS = re.compile(r"(?<![^\W_])[0-9OoQIlLi|]+(?![^\W_])")


def parse_roman(text: str) -> int | None:
    """Read a Roman number, in either case.

    Returns:
        The number, or None when the text is not a well-formed Roman number (``"IIX"``, ``""``).

    Example:
        >>> parse_roman("XIV"), parse_roman("iv"), parse_roman("IIX")
        (14, 4, None)
    """
    upper = text.upper()
    if not upper or not _ROMAN_FORM.fullmatch(upper):
        return None
    total = 0
    for value, letters in _ROMAN:
        while upper.startswith(letters):
            total += value
            upper = upper[len(letters) :]
    return total


def format_roman(number: int) -> str:
    """Write a number from 1 to 3999 as a Roman number in capitals.

    Raises:
        ValueError: the number has no Roman form.

    Example:
        >>> format_roman(14)
        'XIV'
    """
    if not 0 < number < 4000:
        raise ValueError(f"{number} has no Roman form")
    letters = []
    for value, form in _ROMAN:
        count, number = divmod(number, value)
        letters.append(form * count)
    return "".join(letters)


def fold_digits(text: str) -> str:
    """Read the letters that OCR takes for digits as digits, in words that hold at least one real digit.

    Only O, o, Q (0) and I, i, l, L, | (1) are folded: they have no other reading beside a digit, while
    ``B`` and ``S`` end real article numbers (``Pasal 5B``). The length never changes.

    Example:
        >>> fold_digits("TAHUN 2O2O"), fold_digits("2Ol7"), fold_digits("OLI")
        ('TAHUN 2020', '2017', 'OLI')
    """
    return _MIXED_DIGITS.sub(_fold_word, text)


def _fold_word(match: re.Match[str]) -> str:
    word = match.group()
    return word.translate(_LOOKALIKES) if any(c.isdigit() for c in word) else word


def _ordinal_words() -> Iterator[tuple[str, int]]:
    yield "pertama", 1
    yield "kesepuluh", 10
    yield "kesebelas", 11
    for unit, word in enumerate(UNIT_WORDS, start=1):
        yield f"ke{word}", unit
        if unit > 1:
            yield f"ke{word} belas", 10 + unit
            yield f"ke{word}belas", 10 + unit
            yield from _tens(word, 10 * unit)


def _tens(word: str, ten: int) -> Iterator[tuple[str, int]]:
    yield f"ke{word} puluh", ten
    yield f"ke{word}puluh", ten
    for unit, unit_word in enumerate(UNIT_WORDS, start=1):
        yield f"ke{word} puluh {unit_word}", ten + unit


ORDINALS = MappingProxyType(dict(_ordinal_words()))
"""Ordinal words in lower case → number, 1 to 99: ``kesatu`` and ``pertama`` are both 1, ``kedua belas`` 12."""

_WORDS = MappingProxyType({number: word for word, number in reversed(list(ORDINALS.items())) if word != "pertama"})


def format_ordinal(number: int) -> str:
    """Write a number from 1 to 99 as an ordinal word in lower case, as dicta and ``Bagian`` headings do.

    Raises:
        KeyError: the number is outside 1 to 99.

    Example:
        >>> format_ordinal(2), format_ordinal(12), format_ordinal(21)
        ('kedua', 'kedua belas', 'kedua puluh satu')
    """
    return _WORDS[number]


def parse_ordinal(text: str) -> int | None:
    """Read an ordinal word in any case and spacing (``"KEDUA  BELAS"`` → 12); None when it is none."""
    return ORDINALS.get(" ".join(text.lower().replace("-", " ").split()))
