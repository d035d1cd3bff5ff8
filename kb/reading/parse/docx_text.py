"""The lines of a Word file's part: paragraphs with their numbers, table rows, and the text boxes anchored in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from lxml import etree

from kb.reading.parse.docx_numbers import Numbering, W, is_on
from kb.reading.parse.html_blocks import join_cells
from kb.reading.parse.list_numbers import format_list_number

_BLANKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_BOX = f"{W}txbxContent"
# What an older program would show instead of the same thing's newer form.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset({f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}moveFrom", _FALLBACK})


def find_shown_lines(element: etree._Element, numbering: Numbering) -> Iterator[str]:
    """List the lines that Word shows of an element, in order; an empty paragraph is an empty line."""
    for child in element:
        if child.tag == f"{W}p":
            yield from _read_paragraph(child, numbering)
        elif child.tag == f"{W}tr":
            yield from _read_row(child, numbering)
        elif child.tag not in _UNSEEN:
            yield from find_shown_lines(child, numbering)


def find_note_numbers(document: etree._Element, kind: str) -> Iterator[tuple[str, str]]:
    """List the ids of the notes that a document refers to, ``footnote`` or ``endnote``, with what Word prints for each.

    Footnotes are counted in digits, endnotes in small Roman numbers, as Word does unless it is told otherwise.
    """
    numbers = count(1)
    for reference in document.iter(f"{W}{kind}Reference"):
        if not any(above.tag in _UNSEEN for above in reference.iterancestors()):
            number = format_list_number(next(numbers), "1" if kind == "footnote" else "i")
            yield reference.get(f"{W}id", ""), number


def _read_row(row: etree._Element, numbering: Numbering) -> Iterator[str]:
    if row.find(f"{W}trPr/{W}del") is None:
        cells = [" ".join(filter(None, find_shown_lines(cell, numbering))) for cell in _find_cells(row)]
        yield join_cells(cells) if cells else ""


def _find_cells(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == f"{W}tc":
            yield child
        else:
            yield from _find_cells(child)


def _read_paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    text = "".join(_read_text(paragraph))
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if not text and mark is not None and (mark.find(f"{W}del") is not None or is_on(mark.find(f"{W}vanish"))):
        return
    yield f"{numbering.number(paragraph)} {text}".strip()
    for box in _find_boxes(paragraph):
        yield from find_shown_lines(box, numbering)


def _find_boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _find_boxes(child)


def _read_text(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _BLANKS:
            yield _BLANKS[child.tag]
        elif child.tag not in _UNSEEN and child.tag != _BOX and not is_on(child.find(f"{W}rPr/{W}vanish")):
            yield from _read_text(child)
