"""A web page's tree → the text that a reader sees, in blocks.

What isn't shown is left out: scripts, styles, templates, comments, attributes and hidden elements. Two kinds of text
are added, both as a browser shows them: the numbers of ordered lists, for a "huruf b" that only the browser counts
must stay citable, and " | " between the cells of a table's row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from kb.reading.parse.decode import canonise
from kb.reading.parse.list_numbers import format_list_number


def _split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNSEEN = _split_words(
    "script style template noscript head title meta link iframe object embed svg math audio video canvas datalist map"
)
BLOCKS = _split_words(
    "html body address article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr label legend li main menu nav ol option p pre search "
    "section select summary table caption colgroup thead tbody tfoot tr td th textarea ul"
)
CELLS = frozenset(("td", "th"))

_HIDDEN_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.I)
_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s{0,9}:(?:[^;]{0,40}[\s:])?"
    r"((?:lower|upper)-(?:alpha|latin|roman|greek)|decimal(?:-leading-zero)?|none|disc|circle|square|armenian|georgian)(?![\w-])",
    re.I,
)
LONGEST_STYLE = 400
"""Characters of an element's style that are read: nobody writes so many for a list."""

LIST_STYLES = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
"""What style sheets call the forms of list numbers → what ``ol`` does."""

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_ENUMERATED = re.compile(r"\s*(?:\(?[0-9]{1,3}[.)]|\(?[a-z][.)]|\(?[ivx]{1,5}[.)])(?:\s|$)", re.I)
_ENUMERATOR = re.compile(r"\(?(?:[0-9]{1,3}[a-z]?|[a-z]|[ivx]{1,5})[.)]{1,2}|:", re.I)
_BREAK = "\x00"
_BLANK_CHARS = " \t\n\r\f\x00"


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One paragraph, heading, list item or table row as it is shown.

    Args:
        text: canonical, without blank ends.
        element: the innermost element that holds all of it.
        linked: share of its characters that stand in links, 0 to 1.
        joined: whether it follows the block before it on the next line, as rows and list items do.
    """

    text: str
    element: HtmlElement
    linked: float
    joined: bool


def find_page_blocks(root: HtmlElement) -> list[PageBlock]:
    """Read the visible text of a page.

    Args:
        root: the page's tree.
    """
    builder = _Builder()
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and _is_unseen(element):
            walk.skip_subtree()
        elif event == "start":
            builder.start(element)
        elif event == "end" and not _is_unseen(element):
            builder.end(element)
        if event != "start":
            builder.add(element.tail, element.getparent())
    builder.flush(root)
    return builder.blocks


def _is_unseen(element: HtmlElement) -> bool:
    if element.tag in UNSEEN or element.get("hidden") is not None:
        return True
    is_hidden_input = element.tag == "input" and element.get("type", "").lower() == "hidden"
    return is_hidden_input or bool(_HIDDEN_STYLE.search(element.get("style", "")))


class _Builder:
    """Gathers text until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._parts: list[tuple[str, bool]] = []
        self._element: HtmlElement | None = None
        self._links = 0
        self._verbatim = 0
        self._number = ""
        self._cells: list[str] | None = None

    def start(self, element: HtmlElement) -> None:
        """Open an element, ending the block before it where it starts a new one."""
        if element.tag in CELLS and self._cells is not None:
            self._end_cell()
        elif element.tag in BLOCKS:
            self.flush(element)
        if element.tag == "tr" and is_data_row(element):
            self._cells = []
        if element.tag == "li":
            self._number = find_list_number(element)
        self._links += element.tag == "a"
        self._verbatim += element.tag in ("pre", "textarea")
        self.add(_BREAK if element.tag == "br" else element.text, element)

    def end(self, element: HtmlElement) -> None:
        """Close an element."""
        self._links -= element.tag == "a"
        if element.tag in CELLS and self._cells is not None:
            self._cells.append(self._take_text())
        elif element.tag == "tr" and self._cells is not None:
            self._end_row(element)
        elif element.tag in BLOCKS:
            self.flush(element)
        self._verbatim -= element.tag in ("pre", "textarea")

    def add(self, text: str | None, element: HtmlElement | None) -> None:
        """Add text that stands directly in ``element``."""
        if not text or element is None:
            return
        self._parts.append((text.replace("\n", _BREAK) if self._verbatim else text, self._links > 0))
        if text.strip(_BLANK_CHARS) and self._element is None:
            self._element = element

    def flush(self, element: HtmlElement) -> None:
        """End the block that is being gathered, at the edge of ``element``."""
        if self._cells is not None:
            return
        linked = self._share_linked()
        text = self._take_text()
        if text:
            number, self._number = self._number, ""
            self._keep(f"{number} {text}".lstrip(), self._element if self._element is not None else element, linked)
        self._element = None

    def _end_cell(self) -> None:
        if any(part.strip(_BLANK_CHARS) for part, _ in self._parts):
            assert self._cells is not None
            self._cells.append(self._take_text())

    def _end_row(self, row: HtmlElement) -> None:
        self._end_cell()
        cells, self._cells = self._cells or [], None
        linked = 1.0 if row.find(".//a") is not None and all(_is_link(cell) for cell in row if len(cell)) else 0.0
        if any(cells):
            self._keep(join_cells(cells), row, linked)
        self._element = None

    def _keep(self, text: str, element: HtmlElement, linked: float) -> None:
        tag = element.tag if element.tag in ("tr", "li") else ""
        last = self.blocks[-1].element if self.blocks else None
        joined = bool(tag) and last is not None and last.getparent() is element.getparent() and last.tag == tag
        self.blocks.append(PageBlock(text, element, linked, joined))

    def _take_text(self) -> str:
        text = "".join(part for part, _ in self._parts)
        self._parts = []
        lines = (_BLANKS.sub(" ", line).strip(" ") for line in text.split(_BREAK))
        return canonise("\n".join(lines)).text.strip()

    def _share_linked(self) -> float:
        size = sum(len(part.strip()) for part, _ in self._parts)
        return sum(len(part.strip()) for part, linked in self._parts if linked) / max(1, size)


def _is_link(cell: HtmlElement) -> bool:
    return len(cell) == 1 and cell[0].tag == "a" and not (cell.text or "").strip()


def is_data_row(row: HtmlElement) -> bool:
    """Say whether a table's row holds values, and not blocks that a table only lays out."""
    return not any(element.tag in BLOCKS - CELLS for element in row.iterdescendants() if isinstance(element.tag, str))


def join_cells(cells: Sequence[str]) -> str:
    """Put a row's cells on one line: " | " between values, a blank after a list number or before a colon.

    Example:
        >>> join_cells(["a.", "bahwa negara menjamin;"]), join_cells(["Tahun", "Iuran"])
        ('a. bahwa negara menjamin;', 'Tahun | Iuran')
    """
    line = cells[0].replace("\n", " ")
    for before, cell in pairwise(cells):
        glue = " " if _ENUMERATOR.fullmatch(before) or cell == ":" else " | "
        line += glue + cell.replace("\n", " ")
    return line.strip(" |")


def find_list_number(item: HtmlElement) -> str:
    """Return what a browser prints before a list item: "3." in an ordered list, else nothing.

    Nothing either where the list says that it has no numbers, or where its items bring their own.
    """
    parent = item.getparent()
    style = "" if parent is None or parent.tag != "ol" else _find_list_style(item, parent)
    if parent is None or not style:
        return ""
    items = [child for child in parent if child.tag == "li"]
    if all(_ENUMERATED.match(child.text_content()) for child in items):
        return ""
    return format_list_number(_count_item(item, parent, items), style) + "."


def _find_list_style(item: HtmlElement, parent: HtmlElement) -> str:
    """Return an item's form of number; empty where it has none, or one that we can't write."""
    for element in (item, parent):
        styled = _LIST_STYLE.search(element.get("style", "")[:LONGEST_STYLE])
        if styled:
            return LIST_STYLES.get(styled[1].lower(), "")
        if element.get("type") in ("1", "a", "A", "i", "I"):
            return str(element.get("type"))
    return "1"


def _count_item(item: HtmlElement, parent: HtmlElement, items: Sequence[HtmlElement]) -> int:
    step = -1 if parent.get("reversed") is not None else 1
    number = _parse_int(parent.get("start")) or (len(items) if step < 0 else 1)
    for other in items:
        given = _parse_int(other.get("value"))
        number = number if given is None else given
        if other is item:
            break
        number += step
    return number


def _parse_int(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,6}", text) else None
