"""Read the units of a pinpoint in running text: ``Pasal 5``, ``ayat (2)``, ``huruf a``, ``Diktum KEDUA``.

A unit looks at a bounded stretch after its word, so that finding all is linear. What OCR mistook is read only where no
other reading is left (``Pasa1 2O``, ``ayat (l)``); a number that stays unreadable makes a unit that is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kb.language.numbers import ORDINALS, fold_digits, format_ordinal, format_roman, parse_roman
from kb.language.tables import join_longest

# The gazette's scans put carets before words of a running head, and blanks where there are none.
GAP = r"[\s^]"


class PinpointUnit(NamedTuple):
    """One unit at ``[start, end)``.

    Args:
        kind: as in locators.
        number: as in locators; empty where the kind needs none, or where it can't be read.
        is_certain: whether the number was read without doubt.
    """

    kind: str
    number: str
    start: int
    end: int
    is_certain: bool = True

    @property
    def segment(self) -> str:
        """The unit as a segment of a locator."""
        return f"{self.kind}-{self.number}" if self.number else self.kind


_ORDINAL_WORD = join_longest({part for words in ORDINALS for part in words.split()})
_ORDINAL = rf"(?:{_ORDINAL_WORD})\b(?:{GAP}{{1,3}}(?:{_ORDINAL_WORD})\b){{0,2}}|ke-[0-9]{{1,2}}\b|[0-9]{{1,2}}\b"
_ROMAN = r"(?:[ivxl]{1,7}[a-z]?|[0-9]{1,2})(?!\w)"

# Kind → the words for it with their known misreadings, then the number's form.
_FORMS = {
    "pasal": (r"pasa[l1I]|psl\.?", r"[0-9OolIL]{1,4}[A-Za-z]{0,2}(?!\w)|[IVX]{1,5}[A-Z]?(?!\w)"),
    "ayat": (
        r"ayat|ayai|ayal|avat",
        rf"\({GAP}?[0-9OolI]{{1,3}}[a-z]?{GAP}?\)|\([0-9]{{1,3}}(?![\w)])|[0-9]{{1,3}}[a-z]?(?!\w)",
    ),
    "huruf": (r"huruf|hurlf|hurrf|hunrf|huruI", r"(?:[a-z]|aa|bb|cc|dd|ee|ff)(?!\w)"),
    "angka": (r"angka", r"[0-9OlI]{1,3}[a-z]?(?!\w)|[IVX]{1,6}(?!\w)|\([0-9]{1,3}\)"),
    "butir": (r"butir", r"(?:ke-)?[0-9]{1,3}(?!\w)|[a-z](?!\w)"),
    "diktum": (r"diktum", rf"{_ORDINAL}|[ivx]{{1,5}}\b"),
    "bab": (r"bab", _ROMAN),
    "bagian": (r"bagian", _ORDINAL),
    "paragraf": (r"paragraf|alinea", r"[0-9]{1,3}(?!\w)"),
    "kutipan": (r"kutipan", r"[0-9]{1,3}(?!\w)"),
    "romawi": (r"romawi", _ROMAN),
    "lampiran": (r"lampiran", _ROMAN),
    "penjelasan": (r"penjelasan", ""),
    "umum": (r"umum", ""),
    "menimbang": (r"menimbang", ""),
    "mengingat": (r"mengingat", ""),
}
_HEAD = re.compile(
    "(?<![\\w-])(?:" + "|".join(rf"(?P<{kind}>{words})" for kind, (words, _) in _FORMS.items()) + ")(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBERS = {
    kind: re.compile(rf"{GAP}{{0,4}}({number})", re.IGNORECASE) for kind, (_, number) in _FORMS.items() if number
}
_BARE = frozenset({"lampiran", "penjelasan", "umum", "menimbang", "mengingat"})

# Something stands where an article's or a paragraph's number should, and the pinpoint goes on after it.
_UNREADABLE = re.compile(rf"{GAP}{{1,3}}([^\s,;:.]{{1,6}})(?={GAP}{{1,3}}(?:ayat|huruf)\b)", re.IGNORECASE)
_AMOUNT = re.compile(
    r"[.,][0-9]|\s{0,2}(?:%|persen\b|juta\b|ribu\b|miliar\b|triliun\b|orang\b|pekerja\b|tahun\b|hari\b)|-[0-9]{3}"
)
_ARTICLE = re.compile(r"[IlL]?[0-9][0-9Ool]*")
_LEADING = str.maketrans("IlLOo", "11100")


def find_units(text: str) -> Iterator[PinpointUnit]:
    """Find every unit with its number, and the units that have none (``Lampiran``), in order."""
    for head in _HEAD.finditer(text):
        kind = head.lastgroup or ""
        unit = _read_unit(text, kind, head)
        if unit is not None:
            yield unit


def _read_unit(text: str, kind: str, head: re.Match[str]) -> PinpointUnit | None:
    number = _NUMBERS[kind].match(text, head.end()) if kind in _NUMBERS else None
    read = read_unit_number(kind, number[1], text[number.end() : number.end() + 12]) if number else None
    # "angkanya", "Pasalnya" and "ayat-ayat" have no number; a word needs a blank before its own.
    if number and read is not None and (number.start(1) > head.end() or not number[1][0].isalpha()):
        return PinpointUnit(kind, read, head.start(), number.end(), _is_certain(kind, number[1]))
    if kind in _BARE:
        return PinpointUnit(kind, "", head.start(), head.end())
    unreadable = _UNREADABLE.match(text, head.end()) if kind in ("pasal", "ayat") else None
    if unreadable and any(c.isdigit() or not c.isalnum() for c in unreadable[1]):
        return PinpointUnit(kind, "", head.start(), unreadable.end(), False)
    return None


def _is_certain(kind: str, written: str) -> bool:
    # Printed articles end in a capital (5A): a small letter there is a digit that OCR mistook.
    return kind != "pasal" or not written[-1].islower() or written[-1] in "ol" or not any(map(str.isdigit, written))


def read_unit_number(kind: str, written: str, following: str = "") -> str | None:
    """Read a unit's number as locators write it; None when it is none.

    Args:
        following: what stands after it, which tells an amount (``angka 5 persen``) from a number.

    Example:
        >>> read_unit_number("pasal", "2O"), read_unit_number("ayat", "(l)"), read_unit_number("diktum", "KEDUA PULUH")
        ('20', '1', 'kedua-puluh')
    """
    # A pattern that ignores case takes "ı" for an i.
    return _READERS.get(kind, _read_plain)(written.replace("^", ""), following) if written.isascii() else None


def _read_article(written: str, following: str) -> str | None:
    if following[:1] in {".", ","} and following[1:2].isdigit():
        return None
    digits = _ARTICLE.match(written)
    if digits is None:
        roman = parse_roman(written) or parse_roman(written[:-1])
        return written.lower() if roman and roman <= 20 else None
    number = digits.group().translate(_LEADING).lstrip("0")
    return (number + written[digits.end() :].lower()) if number else None


def _read_paragraph(written: str, following: str) -> str | None:
    if written.startswith("(") and not written.endswith(")"):
        # The closing bracket was read as a 1, or was lost.
        written = written[:-1] if len(written) > 2 and written.endswith("1") else written
    bare = written.strip("()").strip()
    folded = bare.translate(_LEADING) if all(c in "IlLOo" for c in bare) else fold_digits(bare)
    match = re.fullmatch(r"([0-9]{1,3})([a-z]?)", folded.lower())
    number = match[1].lstrip("0") if match else ""
    return number + match[2] if match and number and not _AMOUNT.match(following) else None


def _read_point(written: str, following: str) -> str | None:
    if written.isalpha() and written.isupper() and parse_roman(written):
        return written.lower()
    return _read_paragraph(written, following)


def _read_ordinal(written: str, following: str) -> str | None:
    words = written.lower().split()
    while words:
        if " ".join(words) in ORDINALS:
            return "-".join(words)
        words.pop()
    digits = written.lower().removeprefix("ke-")
    if digits.isdecimal():
        return format_ordinal(int(digits)).replace(" ", "-") if 0 < int(digits) < 100 else None
    return written.lower() if parse_roman(written) else None


def _read_roman(written: str, following: str) -> str | None:
    if written.isdecimal():
        return format_roman(int(written)).lower() if int(written) else None
    roman = parse_roman(written) or parse_roman(written[:-1])
    return written.lower() if roman else None


def _read_plain(written: str, following: str) -> str | None:
    return written.lower().removeprefix("ke-")


_READERS: dict[str, Callable[[str, str], str | None]] = {
    "pasal": _read_article,
    "ayat": _read_paragraph,
    "angka": _read_point,
    "diktum": _read_ordinal,
    "bagian": _read_ordinal,
    "bab": _read_roman,
    "romawi": _read_roman,
    "lampiran": _read_roman,
}
