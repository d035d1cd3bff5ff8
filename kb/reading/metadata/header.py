"""Read a legal text's head: its instrument, and what it is about.

A mention of another instrument is never taken for the document's own name: the head is printed in capitals or opens the
text, and a document without a head says in its own words what it is (``Surat Edaran ini``); then, and only then, the
file's name may add the number.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from kb.language import fold_digits
from kb.language.patterns import YEAR
from kb.law.citation import KINDS, normalise_issuer, title_case
from kb.law.citation.kinds import JOINED, UNNUMBERED
from kb.law.citation.scan import KIND_NAME, InstrumentMention, find_mentions, read_kind
from kb.model import Instrument, Reading, Span
from kb.reading.metadata.values import read_name, read_text

_HEAD = 4000
_OPENING = 200
_TITLE_REACH = 700
SMALL_SHARE = 0.3
"""Share of small letters that a line in capitals has in a bad scan."""

_SELF = re.compile(r"\s{1,3}ini\b", re.IGNORECASE)
_TENTANG = re.compile(r"[\s,]{0,3}\bTENTANG\b\s*", re.IGNORECASE)
_ISSUER_LINE = re.compile(
    r"^[ \t]*((?:MENTERI|GUBERNUR|WALI ?KOTA|BUPATI|DIREKTUR JENDERAL|SEKRETARIS|KEPALA)\b[A-Z ,./]{3,80}"
    r"(?:\n[A-Z ,./]{3,80}){0,2})$",
    re.MULTILINE,
)
# What follows the title in a head: the invocation, who decides, the addressees or the first section.
_AFTER_TITLE = re.compile(
    r"\bDENGAN\s+RAHMAT\b|\b(?:PRESIDEN|MENTERI|GUBERNUR|WALI\s?KOTA|BUPATI|DIREKTUR\s+JENDERAL)\b[A-Z\s/]{0,90},"
    r"|\n\s*(?:KEPALA|SEKRETARIS|DIREKTUR|DIREKSI|KETUA|REKTOR|INSPEKTUR|CAMAT|LURAH|DEWAN)\b[^\n]{0,120},\s*(?=\n)|\n\s*Oleh\b"
    r"|\bMenimbang\b|\bYth\b|\n\s*[A-Z0-9]{1,3}\.\s|\n\s*\n|\bPRESIDEN\s+REPUBLIK\b|\bKepada\b|\bBAB\s+I\b"
)
_SENTENCE_END = re.compile(r"[.;:]\s|[.;:]$|\n\s*\n")
_YEAR = re.compile(YEAR)
_ANNEX = re.compile(r"\bLAMPIRAN\b[^.;]{0,50}$", re.IGNORECASE)
_MISREAD_TENTANG = re.compile(r"\bT[a-z]{1,4}NTANG\b")


def find_own_instrument(text: str) -> InstrumentMention | None:
    """Find the document's own name in its head; None when the text has no head."""
    for mention in find_mentions(text[:_HEAD]):
        match = KIND_NAME.match(text, mention.start)
        is_capitals = match is not None and match.group().isupper() and len(match.group()) > 5
        if is_capitals or (mention.start < _OPENING and not text[: mention.start].strip(" \n#*")):
            return _with_issuer(text, mention)
    return None


def is_annex(text: str, mention: InstrumentMention) -> bool:
    """Say whether a head names the instrument only as the one that this text is annexed to."""
    return _ANNEX.search(text[max(0, mention.start - 60) : mention.start]) is not None


def _with_issuer(text: str, mention: InstrumentMention) -> InstrumentMention:
    """Find who issued a circular whose head names the office on a line of its own."""
    instrument = mention.instrument
    if instrument.issuer or not KINDS[instrument.kind].has_issuer:
        return mention
    for other in find_mentions(text):
        same = (other.instrument.kind, other.instrument.number) == (instrument.kind, instrument.number)
        if same and other.instrument.issuer:
            return mention._replace(instrument=replace(instrument, issuer=other.instrument.issuer))
    line = _ISSUER_LINE.search(text[: mention.start])
    if line is None:
        return mention
    return mention._replace(instrument=replace(instrument, issuer=normalise_issuer(line[1], instrument.kind)))


def find_own_kind(text: str) -> Reading | None:
    """Find what a text without a head calls itself: ``Surat Edaran ini``, or the kind that it says it decides on."""
    counts: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for match in KIND_NAME.finditer(text):
        kind = read_kind(match.group())
        if _SELF.match(text, match.end()) or find_own_title(text, match):
            counts[kind] = counts.get(kind, 0) + 1
            spans.setdefault(kind, Span(*match.span()))
    if not counts:
        return None
    kind = max(counts, key=lambda name: counts[name])
    return Reading(kind, spans[kind], "text")


def find_own_title(text: str, match: re.Match[str]) -> tuple[Reading, Reading] | None:
    """Read issuer and title from a decision's own words: ``ditetapkan Surat Edaran … tentang …``."""
    if not re.search(r"\b(?:menetapkan|ditetapkan|menerbitkan|diterbitkan)\s{1,3}$", text[: match.start()][-20:]):
        return None
    tentang = re.compile(r"\btentang\s", re.IGNORECASE).search(text, match.end(), match.end() + 160)
    if tentang is None or re.search(r"\bnomor\b", text[match.end() : tentang.start()], re.IGNORECASE):
        return None
    end = _SENTENCE_END.search(text, tentang.end(), tentang.end() + _TITLE_REACH)
    stop = end.start() if end else min(len(text), tentang.end() + _TITLE_REACH)
    issuer = replace(read_text(text, match.end(), tentang.start()), span=_trim(text, match.end(), tentang.start()))
    return issuer, tidy_title(read_text(text, tentang.end(), stop))


def read_own_words(text: str) -> tuple[Reading, Reading] | None:
    """Find the first decision's own words in a text without a head."""
    for match in KIND_NAME.finditer(text[: 5 * _HEAD]):
        found = find_own_title(text, match)
        if found:
            return found
    return None


def read_title(text: str, end: int) -> Reading | None:
    """Read the title that follows an instrument's name, over as many lines as it takes."""
    tentang = _TENTANG.match(text, end)
    if tentang is None:
        return None
    window = text[tentang.end() : tentang.end() + _TITLE_REACH]
    stop = _AFTER_TITLE.search(window)
    length = stop.start() if stop else len(window.split("\n", 1)[0])
    length = min(length, _measure_capitals(window))
    span = _trim(text, tentang.end(), tentang.end() + length)
    return tidy_title(read_text(text, *span)) if span.end > span.start else None


def _measure_capitals(window: str) -> int:
    """Return how far a title in capitals goes: up to the first line that is none; the whole for any other title."""
    lines = window.split("\n")
    if not _is_capitals(lines[0]):
        return len(window)
    title = takewhile(lambda line: not line.strip() or _is_capitals(line), lines)
    return sum(len(line) + 1 for line in title)


def _is_capitals(line: str) -> bool:
    """Say whether a line is in capitals, but for a few letters that a scan misread."""
    letters = [sign for sign in line if sign.isalpha()]
    return sum(sign.islower() for sign in letters) <= SMALL_SHARE * len(letters)


def tidy_title(reading: Reading) -> Reading:
    """Write a title in capitals as people write titles, with digits that OCR mistook read as digits."""
    words = _MISREAD_TENTANG.sub("TENTANG", fold_digits(reading.value)).strip(" .;,")
    return replace(reading, value=title_case(words) if words.upper() == words else words)


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def read_filename(stem: str) -> dict[str, Reading]:
    """Read kind, issuer, number and year from a name like ``se-dirjen-binakonstruksi-54-2024``.

    Returns:
        Nothing when the name doesn't begin with a kind; no number where only a year stands there.
    """
    words = stem.lower().replace("_", "-").split("-")
    named = _kind_of_word(words[0])
    if named is None:
        return {}
    kind, issuer = named
    at = next((i for i, word in enumerate(words) if i and word.isdecimal()), len(words))
    issuer = issuer or normalise_issuer(" ".join(words[1:at]), kind)
    number, year = _split_numbers(words[at : at + 2])
    values = {"kind": kind, "issuer": issuer, "number": number, "year": year}
    return {name: read_name(value) for name, value in values.items() if value}


def _split_numbers(words: list[str]) -> tuple[str, str]:
    """Tell number and year apart: ``54-2024``; ``2025-07`` is a year, and the rest a date."""
    if words and _YEAR.fullmatch(words[0]):
        return "", words[0]
    if len(words) == 2 and _YEAR.fullmatch(words[1]):
        return words[0], words[1]
    return "", ""


def _kind_of_word(word: str) -> tuple[str, str] | None:
    kinds = {short.lower(): (short, "") for short in KINDS if short not in UNNUMBERED}
    return {**kinds, **JOINED}.get(word)


def build_instrument(readings: dict[str, Reading], default: str) -> Instrument:
    """Put an instrument together from its readings; ``default`` is the kind where none was read."""
    values = {name: readings[name].value for name in ("kind", "number", "issuer") if name in readings}
    year = int(readings["year"].value) if "year" in readings else None
    return Instrument(values.get("kind", default), values.get("number", ""), year, values.get("issuer", ""))
