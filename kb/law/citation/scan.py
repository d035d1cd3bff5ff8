"""Read one instrument from a given position of a text; parsing and finding both build on it.

A scan looks at a bounded stretch after the kind's name, so that finding every mention in a text is linear in its
length. Nothing is guessed: where the number or the year can't be read, there is no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from kb.language.dates import find_dates
from kb.language.numbers import fold_digits
from kb.language.tables import join_longest
from kb.law.citation.kinds import JOINED, KINDS, OFFICES, normalise_issuer
from kb.model import Instrument

# The Republic's first year, and a bound that keeps OCR's "2074" for 2014 from being believed.
_FIRST_YEAR, _LAST_YEAR = 1945, 2049
_REACH = 260


class InstrumentMention(NamedTuple):
    """An instrument read at ``[start, end)``.

    Args:
        has_number_word: whether "Nomor" or the like stood there.
        day: of the instrument, where the text gives it (``tertanggal 8 Juli 2025``).
        basis: how the text names it: ``"named"``, ``"alias"``, ``"this"``, ``"that"``, or ``"unreadable"`` where a
            number or year stands there that can't be read; see ``kb.law.citation.found``.
    """

    instrument: Instrument
    start: int
    end: int
    has_number_word: bool
    day: date | None = None
    basis: str = "named"


def _pattern(spelling: str) -> str:
    escaped = re.escape(spelling.lower())
    # "Undang-Undang" also stands as "UndangUndang" and "Undang- Undang" where a line broke in the original.
    # The gazette's scans put carets before words.
    return escaped.replace(r"\-", r"[-\s‐‑\u00ad\u0002_]{0,3}").replace(r"\ ", r"[\s^]{1,4}")


def _spellings() -> dict[str, tuple[str, str]]:
    table = dict(JOINED)
    for kind in KINDS.values():
        for spelling in (kind.short, kind.long, *kind.spellings):
            table[spelling.lower()] = (kind.short, "")
    del table["berita"], table["dokumen"]
    return table


_TABLE = _spellings()
_ALTERNATIVES = join_longest(_TABLE, _pattern)
KIND_NAME = re.compile(rf"(?<![\w/.-])(?:{_ALTERNATIVES})(?![\w/-])", re.IGNORECASE)
"""A kind's name in any spelling."""

# Short names that are also words or parts of words in lower case ("se", "pp", "sk"): capitals only in a running text.
_ACRONYMS = frozenset({"se", "pp", "uu", "sk", "skb", "uud"})
# What a pattern that ignores case takes for these letters, and a table doesn't.
_TWINS = str.maketrans("ıİſ\u212a", "iisk")
_BLANK = re.compile(r"[\s,^]{1,4}")

_BRACKET = re.compile(r"\s{0,3}\(\s?[A-Za-z][A-Za-z .-]{1,24}\)")
_STATE = re.compile(r"[\s,^]{1,4}(?:(?:negara[\s^]{1,4})?republik[\s^]{1,4}\w{7,10}|r\.?i\.?)(?![\w/])", re.IGNORECASE)
_NUMBER_WORD = re.compile(
    r"[\s,:^]{0,4}\b(?:nomor|nornor|nomer|number|no|nr)(?![A-Za-z])\.?[\s^]{0,4}:?[\s^]{0,4}", re.IGNORECASE
)
_CODE = re.compile(
    r"(?:[A-Za-z]{1,6}[./-])?[0-9OolIL][0-9OolIL.]{0,11}[A-Ea-e]?(?:(?![^\W_])|(?=[tT]ahun|TAHUN))"
    r"(?:\s{0,2}[/-]\s{0,2}(?!TENTANG)[A-Za-z0-9][A-Za-z0-9.-]{0,23}){0,7}",
)
# The gazette's scans put carets before words of a running head.
_YEAR_WORDS = r"[\s,^]{0,4}(?<![A-Za-z])(?:tahun|rahun|thn|th)(?![A-Za-z])\.?"
_STATED_YEAR = re.compile(rf"{_YEAR_WORDS}[\s^]{{0,4}}([0-9OolIL]{{4}})(?!\w)", re.IGNORECASE)
_YEAR_WORD = re.compile(rf"{_YEAR_WORDS}[\s^]{{0,4}}[0-9lLIO]", re.IGNORECASE)
# "Undang-Undang Kecelakaan Tahun 1947 Nomor 33", "Undang-Undang Kerja Nomor 12 Tahun 1948": of the first years.
_NAMED = re.compile(r"(?:\s{1,3}[A-Z][A-Za-z]{2,20}){1,4}(?=\s{1,3}(?:Nomor|No\.?|Tahun)\s{1,3}[0-9])")
_DAMAGED_YEAR = re.compile(rf"{_YEAR_WORDS}[\s^]{{0,4}}([0-9OolILgqSBZz]{{4}})(?!\w)", re.IGNORECASE)
_GAZETTE_YEAR = re.compile(r"Lembaran[\s^]{1,4}Negara[^()]{0,60}?\bTahun[\s^]{1,4}([0-9]{4})(?!\w)", re.IGNORECASE)
_LETTERS_FOR_DIGITS = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "l": "1",
        "I": "1",
        "i": "1",
        "L": "1",
        "g": "9",
        "q": "9",
        "G": "9",
        "S": "5",
        "B": "8",
        "Z": "2",
        "z": "2",
    }
)
_SOMETHING = re.compile(
    r"[^\s,;:.()]{1,12}(?:[\s^]{1,4}(?:tahun|rahun|thn)\b\.?[\s^]{0,4}[^\s,;:.()]{1,8})?", re.IGNORECASE
)
_PLAIN_YEAR = re.compile(r"(?:[0-9A-Za-z.]{1,14})/([12][0-9]{3})")
_CODE_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})$")
_DATED = re.compile(r"[\s,]{0,3}\b(?:tertanggal|bertanggal|tanggal|tgl\.?|per)\s{1,3}", re.IGNORECASE)
_UUD_YEAR = re.compile(
    r"(?:\s{1,3}negara)?(?:\s{1,3}republik\s{1,3}\w{7,10})?(?:\s{1,3}(?:tahun|thn\.?))?\s{1,3}([1Ilt]9[4a][5S\\])",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    rf"\s{{1,3}}(?:{join_longest(OFFICES, _pattern)})(?![\w])",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(r"[\s,^]{1,4}([^\W\d_][^\s,;:()\"“”]{0,30})")
_ENDS_ISSUER = frozenset(
    "nomor nomer no no. nr number tentang tertanggal bertanggal tanggal tgl tgl. per tahun thn thn. th yang untuk ini "
    "itu tersebut pada telah dapat wajib akan juga menjadi adalah ke dari dalam sebagaimana serta atau huruf pasal "
    "diktum ayat angka lampiran bab penjelasan".split()
)
# "Menteri Dalam Negeri": the one office with a preposition in its name.
_HOME_AFFAIRS = re.compile(r"dalam\s{1,3}negeri\b", re.IGNORECASE)
_MOST_WORDS = 14


def find_mentions(text: str, unreadable: bool = False) -> Iterator[InstrumentMention]:
    """Find the instruments that a running text names with a number, or with an issuer and a date.

    Args:
        unreadable: give also what has "Nomor" and then a number or year that can't be read or isn't there.
    """
    at = 0
    while match := KIND_NAME.search(text, at):
        mention = scan_mention(text, match) if is_name(match.group()) else None
        if mention is not None and _is_certain(mention):
            yield mention
            at = mention.end
            continue
        at = match.end()
        damaged = _scan_unreadable(text, match) if unreadable and is_name(match.group()) else None
        if damaged is not None:
            yield damaged
            at = damaged.end


def _scan_unreadable(text: str, match: re.Match[str]) -> InstrumentMention | None:
    name = match.group()
    kind, issuer = read_kind(name), _TABLE[_name_of(name)][1]
    if kind in ("Surat", "Peraturan", "Keputusan", "UUD"):
        return None
    window = text[match.end() : match.end() + _REACH]
    at = _skip(_STATE, window, _skip(_BRACKET, window, 0))
    if KINDS[kind].has_issuer and not issuer:
        at = _skip(_STATE, window, _scan_issuer(window, at, kind, False)[1])
    word = _NUMBER_WORD.match(window, at)
    something = _SOMETHING.match(window, word.end()) if word else None
    if something is None or not any(c.isalnum() for c in something.group()):
        return None
    return InstrumentMention(Instrument(""), match.start(), match.end() + something.end(), True, basis="unreadable")


def is_name(written: str) -> bool:
    """Say whether a kind's short name is written as a name: ``SE`` is, ``se`` is a word."""
    return written.lower().replace(".", "") not in _ACRONYMS or written.isupper()


def _is_certain(mention: InstrumentMention) -> bool:
    instrument = mention.instrument
    if instrument.kind in ("Surat", "Peraturan", "Keputusan") and not instrument.issuer:
        return mention.has_number_word and "/" in instrument.number
    if instrument.number:
        return instrument.year is not None or "/" in instrument.number
    return instrument.kind == "UUD" or bool(instrument.issuer and instrument.year)


def scan_mention(text: str, match: re.Match[str], is_query: bool = False) -> InstrumentMention | None:
    """Read the instrument whose kind's name is ``match``.

    Args:
        is_query: read what a person typed: an issuer needs no capitals and the name may end anywhere.

    Returns:
        None when a number or year stands there but can't be read.
    """
    start = match.start()
    mention = _scan_window(text[start : match.end() + _REACH], match.group(), is_query)
    return mention._replace(start=start, end=start + mention.end) if mention else None


def read_kind(written: str) -> str:
    """Return the kind that a spelling names, as ``KIND_NAME`` matches it."""
    return _TABLE[_name_of(written)][0]


def _scan_window(text: str, name: str, is_query: bool) -> InstrumentMention | None:
    """Scan a short text that begins with the kind's name: a copy of the window, not of all that is before it."""
    kind, issuer = _TABLE[_name_of(name)]
    if kind == "UUD":
        return _scan_constitution(text, len(name))
    at = _skip(_STATE, text, _skip(_BRACKET, text, len(name)))
    if KINDS[kind].has_issuer and not issuer:
        issuer, at = _scan_issuer(text, at, kind, is_query)
        at = _skip(_BRACKET, text, _skip(_STATE, text, at))
    elif kind == "UU":
        at = _skip(_NAMED, text, at)
    return _scan_number(text, at, kind, issuer)


@lru_cache(maxsize=512)
def _name_of(written: str) -> str:
    written = written.translate(_TWINS)
    name = re.sub(r"[\s^‐‑\u00ad\u0002_-]+", " ", written.lower())
    if name in _TABLE:
        return name
    name = name.replace("undangundang", "undang undang").replace("undang undang", "undang-undang")
    return name if name in _TABLE else written.lower()


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _scan_constitution(text: str, at: int) -> InstrumentMention:
    return InstrumentMention(Instrument("UUD", "", 1945), 0, _skip(_UUD_YEAR, text, at), False)


def _scan_issuer(text: str, at: int, kind: str, is_query: bool) -> tuple[str, int]:
    """Read the office's words up to the number, the date or the title; none when no office stands there."""
    if KINDS[kind].any_issuer and not _OFFICE.match(text, at):
        return "", at
    end = at
    for _ in range(_MOST_WORDS):
        word = _NEXT_WORD.match(text, end)
        if word is None or not _is_issuer_word(text, word, is_query):
            break
        end = word.end()
    return normalise_issuer(text[at:end], kind), end


def scan_issuer(text: str, at: int, kind: str) -> tuple[str, int]:
    """Read the office that stands at an offset after a kind's name, and where it ends; none leaves the offset."""
    window = text[at : at + _REACH]
    issuer, end = _scan_issuer(window, 0, kind, is_query=False)
    return issuer, at + (_skip(_STATE, window, end) if issuer else end)


def _is_issuer_word(text: str, word: re.Match[str], is_query: bool) -> bool:
    written = word[1]
    if _HOME_AFFAIRS.match(text, word.start(1)):
        return True
    if any(c.isdigit() for c in written) or written.lower() in _ENDS_ISSUER or KIND_NAME.fullmatch(written):
        return False
    if is_query or written[0].isupper() or written == "&":
        return True
    following = _NEXT_WORD.match(text, word.end())
    return written in ("dan", "bidang") and following is not None and following[1][0].isupper()


def _scan_number(text: str, at: int, kind: str, issuer: str) -> InstrumentMention | None:
    number_word = _NUMBER_WORD.match(text, at)
    at = number_word.end() if number_word else at
    code = _CODE.match(text, at if number_word else _skip(_BLANK, text, at))
    if code is None or not any(c.isdigit() for c in code.group()):
        return None if number_word else _scan_unnumbered(text, at, kind, issuer)
    number, year = _split_code(code.group())
    end = code.start() + len(code.group().rstrip(".-/ "))
    stated = _read_stated_year(text, end)
    if stated is not None:
        year, end = stated
    elif _YEAR_WORD.match(text, end):
        return None
    end, day = _scan_date(text, end)
    year = year or (day.year if day else None)
    return InstrumentMention(Instrument(kind, number, year, issuer), 0, end, number_word is not None, day)


def _scan_unnumbered(text: str, at: int, kind: str, issuer: str) -> InstrumentMention | None:
    stated = _STATED_YEAR.match(text, at)
    if stated is None:
        end, day = _scan_date(text, at)
        return InstrumentMention(Instrument(kind, "", day.year if day else None, issuer), 0, end, False, day)
    year = _read_year(stated[1])
    if year is None:
        return None
    # "Tahun 1947 Nomor 33": the order of the first years.
    number_word = _NUMBER_WORD.match(text, stated.end())
    code = _CODE.match(text, number_word.end()) if number_word else None
    if code is None or not code.group().isdecimal():
        return InstrumentMention(Instrument(kind, "", year, issuer), 0, stated.end(), False)
    return InstrumentMention(Instrument(kind, _plain_number(code.group()), year, issuer), 0, code.end(), True)


def _scan_date(text: str, at: int) -> tuple[int, date | None]:
    dated = _DATED.match(text, at)
    if dated is None:
        return at, None
    for span, day in find_dates(text[dated.end() : dated.end() + 30].translate(_TWINS))[:1]:
        if span.start == 0:
            return dated.end() + span.end, day
    return at, None


def _read_stated_year(text: str, at: int) -> tuple[int, int] | None:
    """Read the year behind "Tahun", and where it ends; one that a scan made letters of where the text has it again.

    The gazette's own year stands beside a statute's ("Nomor 18 Tahun lggg tentang … (Lembaran Negara … Tahun 1999 …)").
    """
    stated = _STATED_YEAR.match(text, at)
    year = _read_year(stated[1]) if stated else None
    if stated and year is not None:
        return year, stated.end()
    damaged = _DAMAGED_YEAR.match(text, at)
    if damaged is None:
        return None
    read = _read_year(damaged[1].translate(_LETTERS_FOR_DIGITS))
    is_said_again = any(_read_year(again[1]) == read for again in _GAZETTE_YEAR.finditer(text, damaged.end()))
    return (read, damaged.end()) if read is not None and is_said_again else None


def _read_year(text: str) -> int | None:
    folded = fold_digits(text)
    is_year = folded.isdecimal() and _FIRST_YEAR <= int(folded) <= _LAST_YEAR
    return int(folded) if is_year else None


def _split_code(written: str) -> tuple[str, int | None]:
    """Split ``2/2021`` into number and year; a longer code stays whole and only tells its year."""
    code = re.sub(r"\s*([/-])\s*", r"\1", written.strip()).rstrip(".-/")
    plain = _PLAIN_YEAR.fullmatch(code)
    if plain and _read_year(plain[1]):
        return _plain_number(code[: plain.start(1) - 1]), _read_year(plain[1])
    if "/" not in code and "-" not in code:
        return _plain_number(code), None
    tail = _CODE_YEAR.search(code)
    return (code.upper() if code.islower() else code), _read_year(tail[1]) if tail else None


def _plain_number(number: str) -> str:
    folded = fold_digits(number)
    return (folded.lstrip("0") or "0") if folded.isdecimal() else folded.upper()


def read_code(written: str) -> tuple[str, int | None] | None:
    """Read a number that stands alone, ``19349/2024`` or ``04/SE/M/2022``, into number and year."""
    match = _CODE.fullmatch(written)
    return _split_code(written) if match and any(c.isdigit() for c in written) else None
