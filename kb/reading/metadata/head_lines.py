"""Read the lines of a head one by one: ``PERATURAN … / NOMOR … / TENTANG``, whatever stands or lacks in each.

Drafts leave the number blank, and local kinds of instruments have names that no citation is read by; neither may cost
the other values. A blank number is no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.law.citation import KINDS, normalise_issuer
from kb.law.citation.scan import find_mentions
from kb.model import Instrument, Span

_REACH = 2500
_HEAD = re.compile(
    r"^[ \t#*]*(?P<name>(?P<word>PERATURAN|KEPUTUSAN|SURAT\s{1,2}EDARAN|QANUN|UNDANG-UNDANG|INSTRUKSI)\b[^\n]{0,120}"
    r"(?:\n[ \t]*(?!NO)[A-Z][A-Z ,.()/-]{2,120}){0,2}?)[ \t]*\n"
    r"[ \t#*]*(?:NOMOR|NO\b)[ \t]{0,4}[.:]?(?P<number>[^\n]{0,80}?)"
    r"(?:\s{0,20}TAHUN[ \t:]{0,4}(?P<year>[12][0-9]{3})?[^\n]{0,20})?"
    r"[ \t*]*\n\s{0,40}[#*]{0,4}(?=TENTANG\b)",
    re.M,
)
_NUMBER = re.compile(r"[A-Za-z0-9]{1,20}(?:[./-][A-Za-z0-9]{1,20}){0,9}")
_CODE_YEAR = re.compile(r"/((?:19|20)[0-9]{2})$")
_KINDS = {
    "PERATURAN": "Peraturan",
    "KEPUTUSAN": "Keputusan",
    "SURAT EDARAN": "SE",
    "QANUN": "Qanun",
    "UNDANG-UNDANG": "UU",
}


@dataclass(frozen=True, slots=True)
class HeadLines:
    """What the lines of a head say, where they stand, and where the title begins."""

    instrument: Instrument
    span: Span


def find_head_lines(text: str) -> HeadLines | None:
    """Find the first head of a text that has a line for its kind, one for its number, and a title.

    Example:
        >>> find_head_lines("PERATURAN BUPATI BOGOR\\nNOMOR ... TAHUN 2031\\nTENTANG\\nUPAH\\n").instrument
        Instrument(kind='Perbup', number='', year=2031, issuer='Bupati Bogor')
    """
    match = _HEAD.search(text[:_REACH])
    if match is None:
        return None
    name = " ".join(match["name"].split())
    kind, issuer = _read_name(name, " ".join(match["word"].split()))
    if not kind:
        return None
    printed = "".join(match["number"].split())
    year = match["year"] or (found[1] if (found := _CODE_YEAR.search(printed)) else "")
    instrument = Instrument(
        kind, _read_number(printed), int(year) if year else None, issuer if KINDS[kind].has_issuer else ""
    )
    return HeadLines(instrument, Span(match.start("name"), match.end()))


def _read_name(name: str, word: str) -> tuple[str, str]:
    """Read kind and office from the first line, as if a number stood behind it."""
    mention = next(find_mentions(f"{name} NOMOR 1 TAHUN 2000"), None)
    if mention is not None and mention.start == 0:
        return mention.instrument.kind, mention.instrument.issuer
    kind = _KINDS.get(word, "")
    return kind, normalise_issuer(name[len(word) :].strip(), kind) if kind else ""


def _read_number(printed: str) -> str:
    """Read a number without blanks; one with a sign at its end, or two in a row, is still to be filled in."""
    is_whole = _NUMBER.fullmatch(printed) and any(map(str.isdigit, printed))
    return printed if is_whole else ""
