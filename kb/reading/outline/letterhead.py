"""Read the head of a circular, and know its foot: addressees, title, closing words, annexes.

The head ends before the first lettered or Roman section, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.reading.outline.numbering import Line
from kb.reading.outline.tree import OutlineUnit

CIRCULAR_CLOSING = re.compile(r"(?:Demikian|Ditetapkan di|Dikeluarkan di|Tembusan|Salinan disampaikan)\b")
"""How the closing of a circular begins."""

CIRCULAR_ANNEX = re.compile(
    r"LAMPIRAN(?:[ \t]+(?P<number>[IVXL]{1,6}|[0-9]{1,2}))?[ \t]*[.:]?"
    r"(?:$|[ \t]+(?=SURAT|KEPUTUSAN|PERATURAN|INSTRUKSI))"
)
"""An annex's first line; "Lampiran : 1 berkas" in a letter's head is none."""

_ADDRESSEES = re.compile(r"(?:Kepada[ \t]*:?[ \t]*)?Yth\b|Kepada[ \t]*:?$", re.I)
_TITLE = re.compile(
    r"SURAT EDARAN|NOMOR\b|TENTANG\b|(?:Nomor|Sifat|Lampiran|Perihal|Hal)[ \t]*:|Dengan hormat|Dalam rangka|Sehubungan"
)
_PLACE = re.compile(r"di[ \t]*[-–]|di[ \t]+(?:tempat|[A-Z])", re.I)
_NUMBER = re.compile(r"(?:[^\n]{0,20}?Yth\.?[ \t]*:?[ \t]*)?(?=([0-9]{1,3})[.)])")
_SECTIONS = frozenset({"bab", "upper.", "roman."})


def find_head(lines: Sequence[Line], start: int) -> tuple[list[OutlineUnit], int]:
    """Find the opening, the addressees with their numbers, and the title.

    Args:
        lines: of the whole body.
        start: where the body begins.

    Returns:
        The units and the index of the first line after them; nothing and 0 where the head names nobody.
    """
    head = _find_addressees(lines)
    if head is None:
        return [], 0
    units = [OutlineUnit("pembukaan", start, 0)] if lines[head.start].start > start else []
    units.append(OutlineUnit("kepada", lines[head.start].start, 0))
    units.extend(_numbered(lines[at] for at in head))
    if head.stop < len(lines) and not lines[head.stop].is_marked:
        units.append(OutlineUnit("pembukaan", lines[head.stop].start, 0))
    return units, head.stop


def _numbered(lines: Iterator[Line]) -> Iterator[OutlineUnit]:
    expected = 1
    for line in lines:
        match = _NUMBER.match(line.text)
        if match and int(match[1]) == expected:
            yield OutlineUnit("angka", line.start + match.end(), 1, match[1])
            expected += 1


def _find_addressees(lines: Sequence[Line]) -> range | None:
    for at, line in enumerate(lines):
        if _ADDRESSEES.match(line.text):
            return range(at, _end(lines, at))
        if line.is_contents or is_section(line):
            return None
    return None


def _end(lines: Sequence[Line], first: int) -> int:
    """Stop at the title, after the place line ("di Tempat"), or at the first section, whichever comes first."""
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if _TITLE.match(line.text) or is_section(line):
            return at
        if _PLACE.match(line.text) and not line.is_marked:
            return at + (2 if line.text.endswith(("-", "–")) else 1)
    return first + 1


def is_section(line: Line) -> bool:
    """Say whether a line begins with the number of a chapter, a lettered or a Roman section."""
    return any(reading.style in _SECTIONS for reading in line.readings)
