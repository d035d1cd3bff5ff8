"""Read a news release: headline, dateline, subheads, paragraphs with their lists and quotes.

Paragraphs are counted over real content only, so a number stays the same whatever adverts the page shows between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.model import BOILERPLATE, Noise, Notice, Span
from kb.reading.outline.blocks import Block, check_item, find_blocks, item_segment
from kb.reading.outline.boilerplate import find_boilerplate
from kb.reading.outline.speech import find_speech
from kb.reading.outline.tree import OutlineUnit

PARAGRAPH, ITEM_LEVEL, NESTED, QUOTE = 0, 1, 2, 3
"""Levels: a list stands in its paragraph, a quote in the paragraph or item where it begins."""

_BYLINE = re.compile(r"(?:oleh|penulis|reporter|pewarta|by)\b[ \t:]", re.I)
_TIMED = re.compile(
    r"(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum['’]at|Sabtu|Minggu)?,?[ \t]*[0-9]{1,2}[ \t]+[A-Z][a-z]{2,8}[ \t]+[0-9]{4}"
    r"|\b[0-9]{1,2}[:.][0-9]{2}[ \t]+WI(?:B|TA|T)\b|^[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
)
_LONGEST_HEADLINE = 220
"""In characters; the longest of the releases at hand has 94, and leads that lack a full stop are longer."""
_LONGEST_BYLINE = 160
_SHOUTED = re.compile(r"[^a-z]{6,120}")
_BOLD = re.compile(r"\*\*[^*\n]{3,120}\*\*:?")


def parse_news(text: str, body: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """Find the units of a news release, or of a digest of one in Markdown.

    Args:
        text: canonical text.
        body: the part that is the document.

    Returns:
        Units for :func:`kb.reading.outline.tree.build_outline`, and gaps in the numbering of lists.

    Example:
        >>> text = "Pemkot Lindungi Pekerja\\n\\nWali kota membuka acara itu.\\n\\nAcara selesai."
        >>> [(unit.kind, unit.number) for unit in parse_news(text, Span(0, len(text)))[0]]
        [('judul', ''), ('paragraf', '1'), ('paragraf', '2')]
    """
    noise = find_boilerplate(text, body)
    plain = _blanked(text, noise)
    is_markdown = re.search(r"^#{1,6} ", plain[body.start : body.end], re.M)
    reader = _NewsReader(plain, find_blocks(plain, body, by_line=not is_markdown))
    for at in range(len(reader.blocks)):
        reader.read(at)
    units = [*reader.units, *reader.quotes(), *_boilerplate_units(noise)]
    return sorted(units, key=lambda unit: (unit.start, unit.level)), reader.notices


def _boilerplate_units(noise: Sequence[Noise]) -> list[OutlineUnit]:
    return [
        OutlineUnit(BOILERPLATE, item.span.start, PARAGRAPH, str(number), item.span.end)
        for number, item in enumerate(noise, start=1)
    ]


def _blanked(text: str, noise: Sequence[Noise]) -> str:
    for item in noise:
        blank = re.sub(r"[^\n]", " ", item.span.text_of(text))
        text = text[: item.span.start] + blank + text[item.span.end :]
    return text


class _NewsReader:
    """Turn blocks into units one by one."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self.text = text
        self.blocks = blocks
        self.units: list[OutlineUnit] = []
        self.notices: list[Notice] = []
        self.spoken: list[Span] = []
        self.paragraphs = 0
        self.subheads = 0
        self.has_headline = False
        self.items = {ITEM_LEVEL: 0, NESTED: 0}
        self.last_item = 0

    def read(self, at: int) -> None:
        """Read the next block."""
        block = self.blocks[at]
        if block.kind == "heading":
            self._add_heading(block, block.title, is_headline=not self.has_headline and block.depth == 1)
        elif block.kind == "item" and self.units and self.units[-1].kind != "judul":
            self._add_item(block)
        elif self._is_headline(at):
            self._add_heading(block, self._text(block), is_headline=True)
        elif self._is_byline(block):
            self.units.append(OutlineUnit("dateline", block.span.start, PARAGRAPH, end=block.span.end))
        elif self._is_subhead(at):
            self._add_heading(block, self._text(block).strip("*: "), is_headline=False)
        else:
            self._add_paragraph(block)

    def quotes(self) -> list[OutlineUnit]:
        """List the quoted speech, numbered in its paragraph or item."""
        speeches = find_speech(self.text, self.spoken)
        return [
            OutlineUnit("kutipan", one.span.start, QUOTE, str(number), one.span.end, speaker=one.speaker, role=one.role)
            for span in self.spoken
            for number, one in enumerate((one for one in speeches if span.contains(one.span)), start=1)
        ]

    def _text(self, block: Block) -> str:
        return block.span.text_of(self.text)

    def _is_headline(self, at: int) -> bool:
        """Take the first line for the headline when it has no full stop and something follows it."""
        line = self._text(self.blocks[at])
        is_first = not self.has_headline and not self.paragraphs and not self.subheads
        is_short = len(line) <= _LONGEST_HEADLINE and not line.endswith((".", ":", "”", '"'))
        return is_first and is_short and at + 1 < len(self.blocks) and not self._is_byline(self.blocks[at])

    def _is_byline(self, block: Block) -> bool:
        line = self._text(block)
        if self.paragraphs or len(line) > _LONGEST_BYLINE or line.endswith("."):
            return False
        return bool(_BYLINE.match(line) or _TIMED.search(line))

    def _is_subhead(self, at: int) -> bool:
        """Take a line in capitals or all bold for a subhead, and a line without a full stop under the headline."""
        line = self._text(self.blocks[at])
        is_shouted = _SHOUTED.fullmatch(line) and len(re.findall(r"[A-Z]{2,}", line)) > 1
        is_deck = at > 0 and self.units and self.units[-1].kind == "judul" and not re.search(r"[.!?:”\"]$", line)
        return bool(is_shouted or _BOLD.fullmatch(line) or (is_deck and len(line) <= _LONGEST_HEADLINE))

    def _add_heading(self, block: Block, title: str, *, is_headline: bool) -> None:
        self.has_headline = self.has_headline or is_headline
        self.subheads += not is_headline
        kind, number = ("judul", "") if is_headline else ("subjudul", str(self.subheads))
        self.units.append(OutlineUnit(kind, block.span.start, PARAGRAPH, number, heading=title))

    def _add_paragraph(self, block: Block) -> None:
        self.paragraphs += 1
        self.units.append(OutlineUnit("paragraf", block.span.start, PARAGRAPH, str(self.paragraphs)))
        self.spoken.append(block.span)
        self._begin_list()

    def _begin_list(self) -> None:
        self.items = {ITEM_LEVEL: 0, NESTED: 0}
        self.last_item = 0

    def _add_item(self, block: Block) -> None:
        """Put a list item into the paragraph above it; a list under a heading is a paragraph of its own."""
        if self.units[-1].kind in ("subjudul", "dateline"):
            self.paragraphs += 1
            self.units.append(OutlineUnit("paragraf", block.span.start, PARAGRAPH, str(self.paragraphs)))
            self._begin_list()
        level = NESTED if block.depth >= 2 and self.items[ITEM_LEVEL] else ITEM_LEVEL
        self.items[level] += 1
        kind, segment = item_segment(block, self.items[level])
        self.units.append(OutlineUnit(kind, block.span.start, level, block.number, segment=segment))
        self.spoken.append(block.span)
        if level == ITEM_LEVEL:
            self.items[NESTED] = 0
            self.notices.extend(check_item(block, self.last_item))
            self.last_item = int(block.number) if block.number.isdigit() else 0
