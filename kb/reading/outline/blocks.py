"""Cut running text into blocks: headings, list items, paragraphs. For news and for texts of no legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kb.model import Notice, Span

HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>[^\n]*?)[ \t#]*$")
ITEM = re.compile(r"(?:(?P<number>[0-9]{1,3})[.)]|\(?(?P<letter>[a-z])\)|[-*•●▪–])[ \t]+(?=\S)")
_ENDED = re.compile(r"[.!?:;”\"»)\]]$|\|$")
_FULL_LINE = 40
"""A line that is shorter was not broken by its width."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text with its form.

    Args:
        kind: ``"heading"``, ``"item"`` or ``"text"``.
        span: without blanks at either end.
        depth: of a heading, its number of signs; of an item, its indentation in characters.
        number: of a numbered item; empty for a bullet.
        title: of a heading, without its signs.
    """

    kind: str
    span: Span
    depth: int = 0
    number: str = ""
    title: str = ""


def find_blocks(text: str, body: Span, *, by_line: bool) -> list[Block]:
    """Cut a stretch into blocks.

    Args:
        text: canonical text.
        body: the stretch.
        by_line: each line is a paragraph, unless the lines turn out to be broken by width; otherwise
            paragraphs are what blank lines divide.

    Example:
        >>> [block.kind for block in find_blocks("# Judul\\n\\nTeks\\nlanjut.\\n1. Satu", Span(0, 30), by_line=False)]
        ['heading', 'text', 'item']
    """
    groups = [list(group) for group in _groups(text, body)]
    is_joined = not by_line or _is_wrapped(text, groups)
    return [block for group in groups for block in _join(text, group, is_joined)]


def _groups(text: str, body: Span) -> Iterator[list[Block]]:
    """List the lines between blank lines."""
    group: list[Block] = []
    for match in re.finditer(r"[^\n]*\n|[^\n]+$", text[body.start : body.end]):
        line = _read_line(match[0], body.start + match.start())
        if line is not None:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _read_line(line: str, start: int) -> Block | None:
    piece = line.strip()
    if not piece:
        return None
    indent = len(line) - len(line.lstrip())
    span = Span(start + indent, start + indent + len(piece))
    if match := HEADING.match(piece):
        return Block("heading", span, len(match["marks"]), title=match["title"])
    if match := ITEM.match(piece):
        return Block("item", span, indent, match["number"] or match["letter"] or "")
    return Block("text", span)


def _is_wrapped(text: str, groups: Sequence[Sequence[Block]]) -> bool:
    """Say whether lines are broken by width: most that another line follows end in the middle of a sentence."""
    followed = [line for group in groups for line, after in pairwise(group) if line.kind == after.kind == "text"]
    broken = [line for line in followed if _is_broken(line.span.text_of(text))]
    return 2 * len(broken) > len(followed)


def _is_broken(line: str) -> bool:
    return len(line) > _FULL_LINE and not _ENDED.search(line)


def _join(text: str, group: Sequence[Block], is_joined: bool) -> Iterator[Block]:
    """Join the lines of one group to blocks."""
    open_block: Block | None = None
    for line in group:
        if open_block and line.kind == "text" and _goes_on(text, open_block, line, is_joined):
            open_block = replace(open_block, span=Span(open_block.span.start, line.span.end))
            continue
        if open_block:
            yield open_block
        open_block = line
    if open_block:
        yield open_block


def _goes_on(text: str, before: Block, line: Block, is_joined: bool) -> bool:
    if before.kind == "heading":
        return False
    is_table = text[line.span.start] == "|" and text[before.span.start] == "|"
    is_broken = text[line.span.start].islower() and not _ENDED.search(text[before.span.start : before.span.end])
    return is_joined or is_table or is_broken


def item_segment(block: Block, place: int) -> tuple[str, str]:
    """Name an item's kind and locator segment: by its own number, or a bullet by its place in its list."""
    if block.number.isdigit():
        return "angka", f"angka-{int(block.number)}"
    return ("huruf", f"huruf-{block.number}") if block.number else ("butir", f"butir-{place}")


def check_item(block: Block, last: int) -> list[Notice]:
    """Compare a numbered item with the one before it; a list may begin anew with 1."""
    if not block.number.isdigit() or int(block.number) in (1, last + 1):
        return []
    code = "number-missing" if int(block.number) > last else "number-out-of-order"
    return [Notice(code, f"Item {block.number} follows {last or 'no item'}.", block.span)]
