"""Read a Markdown text of a statute, instruction or decree: its headings are its units.

A heading that names no unit is a ``seksi``, numbered by position, so no text is taken for an article or dictum that it
does not name.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from kb.language import parse_ordinal
from kb.model import Notice, Span
from kb.reading.outline.lists import parse_items
from kb.reading.outline.marks import MARKDOWN_HEADING
from kb.reading.outline.tree import OutlineUnit

ITEM_LEVEL = 100
"""Level of the lists below any heading."""

_NUMBERED = (
    ("pasal", re.compile(r"Pasal (?P<n>\d{1,3}[A-Z]?|[IVX]{1,5})\b")),
    ("diktum", re.compile(r"Diktum (?P<n>[A-Za-z]{4,16}(?: [A-Za-z]{4,10}){0,3})")),
    ("bab", re.compile(r"(?:BAB|Bab) (?P<n>[IVXLC]{1,7})\b")),
    ("bagian", re.compile(r"Bagian (?P<n>Ke[a-z]{3,12}(?: (?:Belas|Puluh)(?: [A-Z][a-z]{3,9})?)?)")),
    ("paragraf", re.compile(r"Paragraf (?P<n>\d{1,2})\b")),
    ("ayat", re.compile(r"[Aa]yat \((?P<n>\d{1,2})\)")),
    ("huruf", re.compile(r"[Hh]uruf (?P<n>[A-Za-z])\b")),
    ("angka", re.compile(r"[Aa]ngka (?P<n>\d{1,3})\b")),
    ("lampiran", re.compile(r"Lampiran(?: (?P<n>[IVXL]{1,6}|\d{1,2}))?\b")),
)
"""What a heading may name, each with its number."""

_BARE = ("menimbang", "mengingat", "memperhatikan", "memutuskan", "kepada", "penjelasan", "penutup", "umum")


def has_headings(text: str, body: Span) -> bool:
    """Say whether the text is laid out by Markdown headings."""
    return len(MARKDOWN_HEADING.findall(text, body.start, body.end)) >= 2


def parse_headed(text: str, body: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """List the units that the Markdown headings name, and the lists below them.

    Args:
        text: the whole canonical text, noise blanked.
        body: the document proper.
    """
    headings = list(MARKDOWN_HEADING.finditer(text, body.start, body.end))
    units: list[OutlineUnit] = []
    notices: list[Notice] = []
    sections = 0
    for heading, following in zip_longest(headings, headings[1:]):
        depth = len(heading["marks"])
        if depth == 1 and not units:
            continue
        unit = _to_unit(heading, depth, sections + 1)
        sections += unit.kind == "seksi"
        units.append(unit)
        end = following.start() if following else body.end
        items, told = parse_items(text, Span(heading.end(), end), ITEM_LEVEL)
        units += items
        notices += told
    return units, notices


def _to_unit(heading: re.Match[str], depth: int, section: int) -> OutlineUnit:
    words = heading["words"].strip()
    for kind, pattern in _NUMBERED:
        match = pattern.match(words)
        if match and (kind != "diktum" or _ordinal(match["n"])):
            number = _ordinal(match["n"]) if kind == "diktum" else match["n"] or ""
            title = words[match.end() :].strip(" .:–—-") if kind != "diktum" else ""
            return OutlineUnit(kind, heading.start(), depth, number, heading=title)
    kind = words.lower().rstrip(":")
    if kind in _BARE:
        return OutlineUnit(kind, heading.start(), depth)
    return OutlineUnit("seksi", heading.start(), depth, str(section), heading=words)


def _ordinal(words: str) -> str:
    """Return the longest leading part that is an ordinal: ``KEDUA tentang iuran`` → ``KEDUA``."""
    parts = words.split()
    for count in range(len(parts), 0, -1):
        if parse_ordinal(" ".join(parts[:count])):
            return " ".join(parts[:count])
    return ""
