"""Pinpoints: the machine path of a provision (locator) and the words that people write for it (label).

A locator is segments joined by ``.``; a segment is ``kind`` or ``kind-number``, followed by ``_k`` (k ≥ 2) when the
same path occurs again in the document: ``pasal-5.ayat-2.huruf-a``, ``diktum-kedua-puluh.angka-13``, ``pasal-5_2``.
For every such locator ``parse_pinpoint(format_pinpoint(locator)) == locator``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kb.language.numbers import ORDINALS, format_ordinal, parse_roman
from kb.model.errors import CitationError

LOCATOR = re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?:_[0-9]+)?(?:\.[a-z]+(?:-[a-z0-9]+)*(?:_[0-9]+)?)*")
"""What every locator matches in full."""

_SEGMENT = re.compile(r"([a-z]+)(?:-([a-z0-9]+(?:-[a-z0-9]+)*))?(?:_([0-9]+))?")


class _Unit(NamedTuple):
    """How one kind of segment is written: its words and its number's form."""

    words: str
    number: Callable[[str], str]


def _plain(number: str) -> str:
    return number.replace("-", " ")


def _upper(number: str) -> str:
    return _plain(number).upper()


def _title(number: str) -> str:
    return _plain(number).title()


def _bracketed(number: str) -> str:
    return f"({number})"


def _ranked(number: str) -> str:
    return f"ke-{number}"


# Kinds that stand without a number, and kinds that may. "Paragraf" is a heading under a chapter
# and plain text elsewhere, so its case depends on its parent: see _word.
_UNITS = {
    "pembukaan": _Unit("Pembukaan", _plain),
    "menimbang": _Unit("Menimbang", _plain),
    "mengingat": _Unit("Mengingat", _plain),
    "memperhatikan": _Unit("Memperhatikan", _plain),
    "memutuskan": _Unit("Memutuskan", _plain),
    "kepada": _Unit("Kepada", _plain),
    "bab": _Unit("BAB", _upper),
    "bagian": _Unit("Bagian", _title),
    "paragraf": _Unit("paragraf", _upper),
    "pasal": _Unit("Pasal", _upper),
    "ayat": _Unit("ayat", _bracketed),
    "huruf": _Unit("huruf", _plain),
    "angka": _Unit("angka", _plain),
    "diktum": _Unit("Diktum", _upper),
    "romawi": _Unit("romawi", _upper),
    "penjelasan": _Unit("Penjelasan", _plain),
    "umum": _Unit("Umum", _plain),
    "lampiran": _Unit("Lampiran", _upper),
    "penutup": _Unit("Penutup", _plain),
    "judul": _Unit("Judul", _plain),
    "dateline": _Unit("Dateline", _plain),
    "subjudul": _Unit("subjudul", _plain),
    "kutipan": _Unit("kutipan", _plain),
    "seksi": _Unit("seksi", _plain),
    "butir": _Unit("butir", _ranked),
    "boilerplate": _Unit("bukan isi", _plain),
}

# What people type for a kind. "point" and "poin" are left out: they may mean huruf or angka.
_SPELLINGS = {"psl": "pasal", "lamp": "lampiran", "alinea": "paragraf", "bukan": "boilerplate"}

_LETTERED = frozenset({"huruf", "paragraf"})
_HEADING_PARENTS = frozenset({"bab", "bagian"})
_ORDINAL_KINDS = frozenset({"diktum", "bagian"})
_BARE = frozenset(kind for kind, unit in _UNITS.items() if unit.number is _plain) - {
    "huruf", "angka", "subjudul", "kutipan", "seksi", "boilerplate",
}  # fmt: skip
_ALWAYS_NUMBERED = frozenset(_UNITS) - _BARE - {"lampiran"}

_ORDINAL_PARTS = frozenset(part for words in ORDINALS for part in words.split())
# Each number is one bounded word: no alternative can start where another one failed half-way.
_NUMBER = re.compile(r"[0-9]{1,5}[a-z]{0,3}|[a-z]{1,3}|[0-9]{1,3}[a-z][0-9]{1,3}")
_TOKEN = re.compile(r"\[([0-9]{1,4})\]|([A-Za-z0-9]+)|([^\s()\[\].,:;/'\"-])")


def format_pinpoint(locator: str) -> str:
    """Write a locator as Indonesian lawyers do.

    Args:
        locator: machine path, ``"diktum-kedua.angka-13.huruf-a"``.

    Returns:
        ``"Diktum KEDUA angka 13 huruf a"``; empty for an empty locator (the whole document).

    Raises:
        CitationError: the text is no locator, or has a kind that nothing makes.

    Example:
        >>> format_pinpoint("pasal-5.ayat-2.huruf-a"), format_pinpoint("huruf-e.angka-2")
        ('Pasal 5 ayat (2) huruf a', 'Huruf E angka 2')
    """
    if not locator:
        return ""
    parts = []
    parent = ""
    for segment in locator.split("."):
        kind, number, again = _split_segment(locator, segment)
        parts.append(_format_segment(kind, number, parent) + (f" [{again}]" if again else ""))
        parent = kind
    return " ".join(parts)


def _split_segment(locator: str, segment: str) -> tuple[str, str, str]:
    match = _SEGMENT.fullmatch(segment)
    if match is None or match[1] not in _UNITS:
        raise CitationError(f"{locator!r} is not a locator: {segment!r}.", "One looks like 'pasal-5.ayat-2'.")
    return match[1], match[2] or "", match[3] or ""


def _format_segment(kind: str, number: str, parent: str) -> str:
    unit = _UNITS[kind]
    word = _word(kind, unit, parent)
    if not number:
        return word
    written = number.upper() if kind == "huruf" and not parent else unit.number(number)
    return f"{word} {written}"


def _word(kind: str, unit: _Unit, parent: str) -> str:
    is_capital = not parent or (kind == "paragraf" and parent in _HEADING_PARENTS)
    return unit.words[0].upper() + unit.words[1:] if is_capital else unit.words


def parse_pinpoint(label: str) -> str:
    """Read a pinpoint as people write or type it, back into a locator.

    Case, brackets and punctuation don't matter: ``"Pasal 15 ayat (1)"``, ``"pasal 15 ayat 1"``,
    ``"Psl. 15 (1)"`` (a bracketed number after an article is its ayat) are the same place.

    Args:
        label: ``"Diktum KEDUA angka 13 huruf a"``.

    Returns:
        ``"diktum-kedua.angka-13.huruf-a"``.

    Raises:
        CitationError: the text is not a pinpoint, or only begins as one.

    Example:
        >>> parse_pinpoint("Pasal 5 ayat (2) huruf a"), parse_pinpoint("Huruf E angka 2")
        ('pasal-5.ayat-2.huruf-a', 'huruf-e.angka-2')
    """
    words = _lex(label)
    segments: list[str] = []
    at = 0
    while at < len(words):
        segment, at = _read_segment(label, words, at, segments)
        segments.append(segment)
    if not segments:
        raise _not_a_pinpoint(label)
    return ".".join(segments)


def _lex(label: str) -> list[str]:
    """Split into lower-case words; ``[2]`` stays as it is and ``(2)`` right after an article gets its ``ayat``."""
    words: list[str] = []
    for match in _TOKEN.finditer(label):
        if match[3]:
            raise _not_a_pinpoint(label)
        is_bare_ayat = label[match.start() - 1 : match.start()] == "(" and words[-2:-1] == ["pasal"]
        if is_bare_ayat:
            words.append("ayat")
        words.append(match[0] if match[1] else _SPELLINGS.get(match[0].lower(), match[0].lower()))
    return words


def _read_segment(label: str, words: list[str], at: int, before: list[str]) -> tuple[str, int]:
    kind = words[at]
    at += 1
    if kind not in _UNITS:
        raise _not_a_pinpoint(label)
    if kind == "boilerplate":
        at = _skip(words, at, "isi")
    if kind == "butir":
        at = _skip(words, at, "ke")
    number, at = _read_number(kind, words, at)
    if kind in _ALWAYS_NUMBERED and not number:
        raise _not_a_pinpoint(label)
    again = ""
    if at < len(words) and words[at].startswith("["):
        again, at = "_" + words[at].strip("[]"), at + 1
    return (f"{kind}-{number}" if number else kind) + again, at


def _skip(words: list[str], at: int, word: str) -> int:
    return at + 1 if at < len(words) and words[at] == word else at


def _read_number(kind: str, words: list[str], at: int) -> tuple[str, int]:
    if kind in _BARE:
        return "", at
    if kind in _ORDINAL_KINDS:
        return _read_ordinal(words, at)
    if at < len(words) and words[at] not in _UNITS and _is_number(kind, words[at]):
        return words[at], at + 1
    return "", at


def _read_ordinal(words: list[str], at: int) -> tuple[str, int]:
    end = at
    while end < len(words) and end < at + 3 and words[end] in _ORDINAL_PARTS:
        end += 1
    while end > at and " ".join(words[at:end]) not in ORDINALS:
        end -= 1
    if end > at:
        return "-".join(words[at:end]), end
    if at < len(words) and words[at] != "ke" and _is_number("diktum", words[at]):
        return words[at], at + 1
    at = _skip(words, at, "ke")
    if at < len(words) and words[at].isdecimal() and 0 < int(words[at]) < 100:
        return format_ordinal(int(words[at])).replace(" ", "-"), at + 1
    return "", at


def _is_number(kind: str, word: str) -> bool:
    if word.isalpha() and kind not in _LETTERED:
        return parse_roman(word) is not None or parse_roman(word[:-1]) is not None
    return _NUMBER.fullmatch(word) is not None


def _not_a_pinpoint(label: str) -> CitationError:
    return CitationError(f"{label!r} is not a pinpoint.", "One looks like 'Pasal 5 ayat (2) huruf a'.")
