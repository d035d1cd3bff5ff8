"""Read what stands before the articles or dicta: opening, considerations, legal basis, the deciding words.

Statutes, instructions and decrees share it. A label that the text layer tore from its text is reported as detached; the
text after it is never said to be its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from kb.model import Notice, Span
from kb.reading.outline.lists import ANGKA, HURUF, parse_items
from kb.reading.outline.tree import OutlineUnit

LABELS = {
    "menimbang": re.compile(r"(?<![A-Za-z])Me ?ni(?:m|rn)bang(?![a-z])\s{0,3}:?"),
    "mengingat": re.compile(r"(?:(?<![A-Za-z])|(?<=[A-Z]))Me ?ngingat(?![a-z])\s{0,3}:?"),
    "memperhatikan": re.compile(r"(?<![A-Za-z])Memperhatikan(?![a-z])\s{0,3}:?"),
    "memutuskan": re.compile(r"(?<![A-Za-z])M ?E ?M ?U ?T ?U ?S ?(?:K|I\() ?A ?N(?![A-Z])\s{0,3}:?"),
}
"""The labels of the parts, with the spellings of scanned texts."""

_TEXT_AFTER = {
    "menimbang": re.compile(r"\s{0,3}(?:a[.)]?\s{1,3})?bahwa\b"),
    "mengingat": re.compile(
        r"\s{0,3}(?:1[.)]?\s{1,3})?(?:Pasal|pasal|Undang|Peraturan|Ketentuan|Instruksi|Keputusan|Surat)"
    ),
    "memperhatikan": re.compile(r"\s{0,3}\w"),
    "memutuskan": re.compile(r""),
}
_CONSIDERATION = re.compile(r"(?<![A-Za-z])(?:a[.)]?\s{1,3})?bahwa\b")
_LISTS = {"menimbang": (HURUF,), "mengingat": (ANGKA,), "memperhatikan": (ANGKA, HURUF)}


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    start: int
    label_end: int


def parse_preamble(text: str, span: Span, level: int = 10) -> tuple[list[OutlineUnit], list[Notice]]:
    """Read the parts between the title and the first article or dictum.

    Args:
        text: the whole canonical text, noise blanked.
        span: from the body's start to the first article or dictum.
        level: level of the parts; their items lie 10 deeper.
    """
    notices: list[Notice] = []
    parts = [part for kind in LABELS if (part := _find_part(text, span, kind, notices))]
    parts = _in_order(parts)
    units: list[OutlineUnit] = []
    for part, following in zip_longest(parts, parts[1:]):
        end = following.start if following else span.end
        units.append(OutlineUnit(part.kind, part.start, level, end=end))
        items, told = parse_items(text, Span(part.label_end, end), level + 10, _LISTS.get(part.kind, ()))
        units.extend(items)
        notices.extend(told)
    return units, notices


def _find_part(text: str, span: Span, kind: str, notices: list[Notice]) -> _Part | None:
    found = list(LABELS[kind].finditer(text, span.start, span.end))
    if kind == "memutuskan" and found:
        return _Part(kind, found[-1].start(), found[-1].end())
    for match in found:
        if _TEXT_AFTER[kind].match(text, match.end(), span.end):
            return _Part(kind, match.start(), match.end())
    if found:
        return _find_detached(text, span, kind, found[0], notices)
    return None


def _find_detached(text: str, span: Span, kind: str, label: re.Match[str], notices: list[Notice]) -> _Part | None:
    told = f"The label {kind.capitalize()} stands apart from its text."
    notices.append(Notice("unit-detached", told, Span(label.start(), label.end())))
    basis = _CONSIDERATION if kind == "menimbang" else re.compile(r"(?<![A-Za-z])1\.\s{1,3}(?:Pasal|Undang-Undang)")
    match = basis.search(text, label.end(), span.end)
    return _Part(kind, match.start(), match.start()) if match else None


def _in_order(parts: list[_Part]) -> list[_Part]:
    ordered: list[_Part] = []
    for part in sorted(parts, key=lambda item: item.start):
        if not ordered or part.start > ordered[-1].start:
            ordered.append(part)
    return ordered
