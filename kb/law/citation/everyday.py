"""Write a citation out as texts print it: people type "ps 93 ayat 2 uu 13 2003" and "permen pupr 14 th 20 ps. 102 (2)".

For questions alone: in a running text a number beside another is no citation.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.language.tables import join_longest
from kb.law.citation.aliases import PLAIN_NAMES
from kb.law.citation.kinds import KINDS, UNNUMBERED, Kind

_SHORT_UNITS = (
    (r"(?:pasal|pasl|psal|psl|ps)\b\.?\s{0,2}(?=[0-9])", "pasal "),
    (r"(?:ayat|ayt|ay)\b\.?\s{0,2}(?=\(?[0-9])", "ayat "),
    (r"(?:huruf|hrf|hrp|hurup)\b\.?\s{0,2}(?=[a-z]\b)", "huruf "),
    (r"(?:angka|angk|agk)\b\.?\s{0,2}(?=[0-9])", "angka "),
    (r"(?:lampiran|lamp)\b\.?\s{0,2}(?=[IVX0-9]{1,4}\b)", "lampiran "),
    (r"(?:nomor|nomer|nmr|no|nr)\b\.?\s{0,2}(?=[0-9])", "nomor "),
    (r"(?:tahun|taun|thn|th)\b\.?\s{0,2}(?=['’]?[0-9]{2}(?:[0-9]{2})?\b)", "tahun "),
    (r"(?:s\s?/\s?d|s\.\s?d\.?|sd|smp|sampe|sampai(?:\s{1,2}dengan)?)(?=\s{1,2}(?:pasal\s|ayat\s)?\(?[0-9])", "s.d."),
    (r"(?:&|\+|sama|ama|dgn|plus)\s{1,2}(?=(?:pasal|psl|ps|ayat|ay|huruf|hrf|angka|uu|pp)\b|\(?[0-9])", "dan "),
)
_AYAT_LIST = re.compile(r"(?<=\bayat )[0-9]{1,2}(?:\s?(?:,|dan|s\.d\.|-)\s?[0-9]{1,2})+(?![\w/])", re.IGNORECASE)
_PASAL_LIST = re.compile(r"(?<=\bpasal )[0-9]{1,3}(?:\s?,\s?[0-9]{1,3})+(?![\w/])", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_COMMA = re.compile(r"\s?,\s?")

_PLAIN_WORDS = frozenset(("Surat", "Peraturan", "Keputusan", "UUD", *UNNUMBERED))
"""Kinds whose name is a word of any question, or that have no number."""


def _list_names(kind: Kind) -> list[str]:
    """List how a kind is typed: of one that any office issues only the short forms."""
    names = [kind.short, *kind.spellings] if kind.has_issuer else [kind.short, kind.long, *kind.spellings]
    return [name.lower() for name in names if not (kind.has_issuer and " " in name)]


def _write_name(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"\s{1,2}").replace(r"\-", r"[-\s]{0,2}")


_WORDS = r"(?:[a-z][a-z-]{1,20}\s{1,2}){0,4}?"
_YEAR = r"(?:19[4-9]|20[0-4])[0-9]"

_LAST_OF_NINETEEN = 45
"""Two digits above this are of the last century: the Republic's first rule is of 1945."""

_LONGEST = 300


class _Patterns(NamedTuple):
    """What citations are looked for by."""

    units: tuple[tuple[re.Pattern[str], str], ...]
    split_number: re.Pattern[str]
    short_year: re.Pattern[str]
    nicknamed: re.Pattern[str]
    plain_name: re.Pattern[str]


@cache
def _build_patterns() -> _Patterns:
    """Write the expressions when the first question with a number comes: it takes 15 ms."""
    typed = [kind for kind in KINDS.values() if kind.short not in _PLAIN_WORDS]
    alone = join_longest([name for kind in typed if not kind.has_issuer for name in _list_names(kind)], _write_name)
    issued = join_longest([name for kind in typed if kind.has_issuer for name in _list_names(kind)], _write_name)
    ministry = join_longest([kind.short.lower() for kind in typed if kind.office == "Menteri"])
    named = rf"(?:{alone}|{issued}|(?:{ministry})[a-z]{{1,9}})\s{{1,2}}{_WORDS}"
    number, joint = r"(?:nomor\s)?[0-9]{1,3}", r"(?:\s?/\s?|\s{1,2}tahun\s)"
    forms = (
        rf"({named})(?:nomor\s)?([0-9]{{1,3}})\s{{1,2}}({_YEAR})(?![\w/])",
        rf"({named}{number}{joint})['’]?([0-9]{{2}})(?![\w/.])",
        # Kinds that number and year alone tell apart: a ministry's or a region's rule needs its issuer.
        rf"({alone})\s{{1,2}}(?!pengganti\b|pasal\b|ayat\b|nomor\b|tahun\b|tentang\b)(?:[a-z][a-z-]{{1,20}}\s{{1,2}}){{1,5}}"
        rf"(?={number}{joint}{_YEAR}(?!\w))",
    )
    units = ((_compile(form), written) for form, written in _SHORT_UNITS)
    plain = re.compile(rf"(?<![\w/-])(?:{join_longest(PLAIN_NAMES)})(?![\w/-])", re.IGNORECASE)
    split_number, short_year, nicknamed = map(_compile, forms)
    return _Patterns(tuple(units), split_number, short_year, nicknamed, plain)


def _compile(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/.-]){form}", re.IGNORECASE)


def write_out(question: str) -> str:
    """Write citations of a question out.

    What is no citation stays as it is; so does a text that is too long for a question.

    Example:
        >>> write_out("ps 93 ay 2 uu 13 2003"), write_out("permen pupr 14 th 20 psl. 102 (2)")
        ('pasal 93 ayat 2 uu 13 tahun 2003', 'permen pupr 14 tahun 2020 pasal 102 (2)')
        >>> write_out("UU BPJS 24 tahun 2011 ps 17"), write_out("uu jakon lama 18/99")
        ('UU 24 tahun 2011 pasal 17', 'uu 18/1999')
        >>> write_out("pp jaminan pensiun psl 28")
        'PP 45/2015 pasal 28'
    """
    text = " ".join(question.split())
    if len(text) > _LONGEST or not any(letter.isdigit() for letter in text):
        return question
    patterns = _build_patterns()
    for pattern, written in patterns.units:
        text = pattern.sub(written, text)
    text = _AYAT_LIST.sub(lambda found: _DIGITS.sub(lambda number: f"({number[0]})", _part(found[0])), text)
    text = _PASAL_LIST.sub(lambda found: _part(found[0]), text)
    text = patterns.split_number.sub(r"\1\2 tahun \3", text)
    text = patterns.short_year.sub(lambda match: match[1] + _write_year(match[2]), text)
    text = patterns.nicknamed.sub(r"\1 ", text)
    return patterns.plain_name.sub(_look_up, text)


def _part(numbers: str) -> str:
    """Put a blank behind each comma of a list: without one it is a decimal sign."""
    return _COMMA.sub(", ", numbers)


def _write_year(digits: str) -> str:
    return ("19" if int(digits) > _LAST_OF_NINETEEN else "20") + digits


def _look_up(match: re.Match[str]) -> str:
    return PLAIN_NAMES[" ".join(match[0].lower().split())]
