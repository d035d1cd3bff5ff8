"""Turn the units that a family parser found into an outline that keeps the laws.

Every family parser lists its units flat and in document order and leaves the rest to :func:`build_outline`: ends,
parents, depth, locators, labels, uncovered text and boilerplate. Whatever the units were,

- provisions stand in document order, a parent before its children;
- children lie inside their parent, ordered and disjoint;
- the top-level provisions cover every non-blank character of the text;
- every locator is unique;
- every noise span is a ``boilerplate`` provision inside the deepest provision that holds it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from kb.law.citation import format_pinpoint
from kb.model import BOILERPLATE, Family, Notice, Outline, ParsedText, Provision, Span

NUMBERED = frozenset(
    {"bab", "bagian", "paragraf", "pasal", "ayat", "huruf", "angka", "romawi", "diktum", "butir", "seksi"}
    | {"subjudul", "kutipan", BOILERPLATE}
)
"""Kinds that mean nothing without a number: one without becomes ``butir-n``, by its place among its siblings."""

GROUPING = frozenset({"bab", "bagian", "paragraf"})
"""Kinds that group articles: a pasal is counted through the whole law, so its locator never carries them."""


@dataclass(frozen=True, slots=True)
class OutlineUnit:
    """One numbered unit as a family parser found it.

    A unit belongs to the nearest unit before it that has a lower ``level`` and has not ended. Levels only
    have to be ordered, so a parser may leave gaps (bab 10, pasal 40, ayat 50, huruf 60 …).

    Args:
        kind: provision kind, also the first part of its locator segment (``"pasal"``, ``"huruf"``).
        start: offset of its first character (its number, or its text where the number stands elsewhere).
        level: how deep it lies, compared with its neighbours.
        number: as the source prints it, without brackets and full stops (``"5"``, ``"KEDUA"``, ``"a"``). Kinds in
            :data:`NUMBERED` that have none are named ``butir-n``; the parser adds the Notice.
        end: offset after its last character. None: up to the next unit of the same or a lower level. Text
            between a unit's end and the next unit belongs to the parent; at the top to the unit before it.
        heading: its title or addressee, verbatim.
        segment: locator segment, where it can't be made from kind and number (``"umum"``, ``"angka-2"``).
        speaker: who said it, for quoted speech.
        role: the speaker's office, for quoted speech.
    """

    kind: str
    start: int
    level: int
    number: str = ""
    end: int | None = None
    heading: str = ""
    segment: str = ""
    speaker: str = ""
    role: str = ""


@dataclass(slots=True)
class _Node:
    """A unit on its way to become a provision."""

    unit: OutlineUnit
    start: int
    end: int
    parent: _Node | None = None
    depth: int = 0
    locator: str = ""


def build_outline(
    parsed: ParsedText, family: Family, units: Sequence[OutlineUnit], notices: Iterable[Notice] = ()
) -> Outline:
    """Build the outline of a text from the units that a family parser found in it.

    Args:
        parsed: the whole parsed text; ``noise`` and everything outside ``body`` become boilerplate.
        family: the layout that the units were read by.
        units: flat; sorted here by start, then level. Those of kind ``boilerplate`` (with an ``end``) are taken as
            noise that the family's parser found. Units that hold nothing but noise are dropped. A unit that
            reaches beyond its parent or into its next sibling is cut there.
        notices: what the parser found wrong with the numbering.

    Returns:
        The outline. Text before the first top-level unit becomes ``pembukaan``; other text outside every
        unit is joined to the top-level unit before it.

    Example:
        >>> text = "Judul\\nPasal 1\\n(1) Satu.\\n(2) Dua.\\n"
        >>> found = [("pasal", 6, 40, "1"), ("ayat", 14, 50, "1"), ("ayat", 24, 50, "2")]
        >>> units = [OutlineUnit(*one) for one in found]
        >>> [p.locator for p in build_outline(ParsedText(text), "statute", units).provisions]
        ['pembukaan', 'pasal-1', 'pasal-1.ayat-1', 'pasal-1.ayat-2']
    """
    loose = [unit for unit in units if unit.kind == BOILERPLATE and unit.end is not None]
    cover = _Cover(parsed, [Span(unit.start, unit.end) for unit in loose if unit.end is not None])
    nodes = _resolve(cover, [unit for unit in units if unit.kind != BOILERPLATE])
    _fill_top(cover, nodes)
    _name(nodes)
    provisions = [_to_provision(node, cover.text) for node in nodes]
    return Outline(family, tuple(_with_boilerplate(provisions, cover)), tuple(notices))


def make_segment(kind: str, number: str) -> str:
    """Write the locator segment of a kind and a printed number.

    Example:
        >>> make_segment("diktum", "KEDUA PULUH"), make_segment("ayat", "(2)"), make_segment("penutup", "")
        ('diktum-kedua-puluh', 'ayat-2', 'penutup')
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", number.lower()))
    return f"{kind}-{slug}" if slug else kind


class _Cover:
    """The text with its noise: answers where real text begins and ends."""

    def __init__(self, parsed: ParsedText, loose: Sequence[Span]) -> None:
        self.text = parsed.text
        self.body = parsed.body or Span(0, len(parsed.text))
        self.noise = _merge_noise([*(item.span for item in parsed.noise), *loose], self.body, len(parsed.text))
        self._starts = [span.start for span in self.noise]
        self._ends = [span.end for span in self.noise]

    def trim_end(self, start: int, end: int) -> int:
        """Move ``end`` back over blanks and noise, not beyond ``start``."""
        while True:
            stop = start + len(self.text[start:end].rstrip())
            at = bisect_left(self._starts, stop) - 1
            if at < 0 or self._ends[at] < stop or stop <= start:
                return max(stop, start)
            end = max(self._starts[at], start)

    def trim_start(self, start: int, end: int) -> int:
        """Move ``start`` forward over blanks and noise, not beyond ``end``."""
        while True:
            piece = self.text[start:end]
            begin = start + len(piece) - len(piece.lstrip())
            at = bisect_right(self._starts, begin) - 1
            if at < 0 or self._ends[at] <= begin or begin >= end:
                return min(begin, end)
            start = min(self._ends[at], end)


def _merge_noise(noise: Sequence[Span], body: Span, length: int) -> list[Span]:
    spans = [*noise, Span(0, body.start), Span(body.end, length)]
    merged: list[Span] = []
    for span in sorted(spans):
        start = max(span.start, merged[-1].end) if merged else span.start
        if start < span.end:
            merged.append(Span(start, span.end))
    return merged


def _resolve(cover: _Cover, units: Sequence[OutlineUnit]) -> list[_Node]:
    """Give every unit its parent, end and depth."""
    nodes: list[_Node] = []
    stack: list[_Node] = []
    for unit in sorted(units, key=lambda item: (item.start, item.level)):
        start = max(unit.start, cover.body.start)
        while stack and (unit.level <= stack[-1].unit.level or start >= stack[-1].end):
            _close(stack.pop(), start)
        limit = stack[-1].end if stack else cover.body.end
        end = limit if unit.end is None else min(unit.end, limit)
        node = _Node(unit, start, end, stack[-1] if stack else None, len(stack))
        nodes.append(node)
        stack.append(node)
    return _trimmed(cover, nodes)


def _close(node: _Node, start: int) -> None:
    node.end = min(node.end, start)


def _trimmed(cover: _Cover, nodes: list[_Node]) -> list[_Node]:
    for node in nodes:
        piece = cover.text[node.start : node.end]
        node.start += len(piece) - len(piece.lstrip())
        node.end = cover.trim_end(node.start, node.end)
    return [node for node in nodes if cover.trim_start(node.start, node.end) < node.end]


def _fill_top(cover: _Cover, nodes: list[_Node]) -> None:
    """Make the top level cover the body: an opening before it, gaps joined to the unit before them."""
    tops = [node for node in nodes if node.parent is None]
    first = tops[0].start if tops else cover.body.end
    start = cover.trim_start(cover.body.start, first)
    if start < first:
        _open(cover, nodes, tops, start, first)
    for node, following in zip_longest(tops, tops[1:]):
        limit = following.start if following else cover.body.end
        if cover.trim_start(node.end, limit) < limit:
            node.end = cover.trim_end(node.end, limit)


def _open(cover: _Cover, nodes: list[_Node], tops: list[_Node], start: int, first: int) -> None:
    if tops and tops[0].unit.kind == "pembukaan":
        tops[0].start = start
        return
    end = cover.trim_end(start, first)
    nodes.insert(0, _Node(OutlineUnit("pembukaan", start, 0), start, end))


def _name(nodes: Sequence[_Node]) -> None:
    """Write the locators, parents first, repeats with ``_2``, ``_3`` …"""
    seen: Counter[str] = Counter()
    places: Counter[int] = Counter()
    for node in nodes:
        places[id(node.parent)] += 1
        node.unit = _numbered(node.unit, places[id(node.parent)])
        prefix = _prefix(node)
        segment = node.unit.segment or make_segment(node.unit.kind, node.unit.number)
        path = f"{prefix}.{segment}" if prefix else segment
        seen[path] += 1
        node.locator = path if seen[path] == 1 else f"{path}_{seen[path]}"


def _numbered(unit: OutlineUnit, place: int) -> OutlineUnit:
    if unit.kind not in NUMBERED or unit.segment or re.search(r"[A-Za-z0-9]", unit.number):
        return unit
    return replace(unit, kind="butir", segment=f"butir-{place}")


def _prefix(node: _Node) -> str:
    holder = node.parent
    while node.unit.kind == "pasal" and holder is not None and holder.unit.kind in GROUPING:
        holder = holder.parent
    return holder.locator if holder else ""


def _to_provision(node: _Node, text: str) -> Provision:
    unit = node.unit
    return Provision(
        locator=node.locator,
        kind=unit.kind,
        label=format_pinpoint(node.locator),
        number=unit.number,
        heading=unit.heading,
        span=Span(node.start, node.end),
        parent=node.parent.locator if node.parent else None,
        depth=node.depth,
        speaker=unit.speaker,
        role=unit.role,
    )


def _with_boilerplate(provisions: list[Provision], cover: _Cover) -> list[Provision]:
    """Put the noise in, split at provision borders, numbered through the document."""
    result: list[Provision] = []
    stack: list[Provision] = []
    number = 0
    pieces = _cut(cover, provisions)
    at = 0
    for provision in [*provisions, None]:
        while at < len(pieces) and (provision is None or pieces[at].start < provision.span.start):
            number += 1
            _pop_ended(stack, pieces[at].start)
            result.append(_boilerplate(number, pieces[at], stack[-1] if stack else None))
            at += 1
        if provision is not None:
            _pop_ended(stack, provision.span.start)
            stack.append(provision)
            result.append(provision)
    return result


def _pop_ended(stack: list[Provision], start: int) -> None:
    while stack and stack[-1].span.end <= start:
        stack.pop()


def _cut(cover: _Cover, provisions: Sequence[Provision]) -> list[Span]:
    borders = sorted({offset for provision in provisions for offset in provision.span})
    pieces: list[Span] = []
    for span in cover.noise:
        inner = borders[bisect_right(borders, span.start) : bisect_left(borders, span.end)]
        edges = [span.start, *inner, span.end]
        pieces.extend(_stripped(cover.text, Span(*pair)) for pair in pairwise(edges))
    return [piece for piece in pieces if piece.start < piece.end]


def _stripped(text: str, span: Span) -> Span:
    piece = span.text_of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def _boilerplate(number: int, span: Span, holder: Provision | None) -> Provision:
    locator = f"{BOILERPLATE}-{number}"
    return Provision(
        locator=locator,
        kind=BOILERPLATE,
        label=format_pinpoint(locator),
        number=str(number),
        heading="",
        span=span,
        parent=holder.locator if holder else None,
        depth=holder.depth + 1 if holder else 0,
    )
