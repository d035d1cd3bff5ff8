"""Read a text of no legal form: Markdown sections, paragraphs and lists.

Sections and paragraphs have no numbers of their own and are counted where they stand, so a pinpoint names a place that
everyone can count to. A paragraph is never cut, however long it is.
"""

from __future__ import annotations

from kb.model import Notice, Span
from kb.reading.outline.blocks import Block, check_item, find_blocks, item_segment
from kb.reading.outline.tree import OutlineUnit

SECTION, PARAGRAPH, ITEM, NESTED = 10, 70, 80, 90
"""Levels; a section's own depth is added to the first, so six depths of headings fit."""


def parse_plain(text: str, body: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """Find the sections, paragraphs and list items of a text.

    Args:
        text: canonical text, noise blanked out by blanks of the same length.
        body: the part that is the document.

    Returns:
        Units for :func:`kb.reading.outline.tree.build_outline`, and gaps in the numbering of lists.

    Example:
        >>> units, _ = parse_plain("# Judul\\n\\n## Isi\\n\\nTeks.\\n\\n- satu\\n- dua", Span(0, 38))
        >>> [(unit.kind, unit.number or unit.segment) for unit in units]
        [('judul', ''), ('seksi', '1'), ('paragraf', '1'), ('butir', 'butir-1'), ('butir', 'butir-2')]
    """
    reader = _FormlessReader()
    for block in find_blocks(text, body, by_line=False):
        reader.read(block)
    return reader.units, reader.notices


class _FormlessReader:
    """Turn blocks into units, counting in each section anew."""

    def __init__(self) -> None:
        self.units: list[OutlineUnit] = []
        self.notices: list[Notice] = []
        self.sections: dict[int, int] = {}
        self.paragraphs = 0
        self.items = {ITEM: 0, NESTED: 0}
        self.last_item = 0

    def read(self, block: Block) -> None:
        """Read the next block."""
        if block.kind == "heading":
            self._add_heading(block)
        elif block.kind == "item":
            self._add_item(block)
        else:
            self.paragraphs += 1
            self.units.append(OutlineUnit("paragraf", block.span.start, PARAGRAPH, str(self.paragraphs)))
            self._begin_list()

    def _begin_list(self) -> None:
        self.items = {ITEM: 0, NESTED: 0}
        self.last_item = 0

    def _add_heading(self, block: Block) -> None:
        """Take the first heading of depth 1 for the title, every other one for a section."""
        if block.depth == 1 and not self.units:
            self.units.append(OutlineUnit("judul", block.span.start, 0, end=block.span.end, heading=block.title))
            return
        self.sections = {depth: count for depth, count in self.sections.items() if depth <= block.depth}
        self.sections[block.depth] = self.sections.get(block.depth, 0) + 1
        level, number = SECTION + block.depth, str(self.sections[block.depth])
        self.units.append(OutlineUnit("seksi", block.span.start, level, number, heading=block.title))
        self.paragraphs = 0
        self._begin_list()

    def _add_item(self, block: Block) -> None:
        level = NESTED if block.depth >= 2 and self.items[ITEM] else ITEM
        self.items[level] += 1
        kind, segment = item_segment(block, self.items[level])
        self.units.append(OutlineUnit(kind, block.span.start, level, block.number, segment=segment))
        if level == ITEM:
            self.items[NESTED] = 0
            self.notices.extend(check_item(block, self.last_item))
            self.last_item = int(block.number) if block.number.isdigit() else 0
