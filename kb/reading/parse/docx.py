"""Word documents (.docx) → canonical text.

Every paragraph and table row of the body is in the text, in order, with the list number that Word prints before it
(``docx_numbers``); deleted text (tracked changes) and comments aren't. A .docx has no pages of its own.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from kb.model import ParsedText
from kb.model.errors import DamagedSource, SourceTooLarge, UnsupportedSource
from kb.reading.parse.decode import canonise
from kb.reading.parse.docx_numbers import Numbering, W, read_numbering
from kb.reading.parse.html_blocks import join_cells
from kb.reading.parse.sniff import DOCX

MAX_PART = 256 * 1024 * 1024
"""Bytes that one part of the archive may unpack to; a page of text takes about 20 KB of markup."""

_BLANKS: dict[str, str] = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SKIPPED = frozenset({f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}moveFrom"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def parse_docx(data: bytes, filename: str) -> ParsedText:
    """Read the body of a Word document.

    Args:
        data: the whole file.
        filename: for messages.

    Raises:
        DamagedSource: the archive or its markup is broken.
        UnsupportedSource: it is encrypted.
        SourceTooLarge: it unpacks to more than a document can hold.
    """
    body = _read_part(data, "word/document.xml", filename)
    if body is None:
        raise DamagedSource(f"{filename} is a Word file without a text.", "Save it again with Word.")
    parts = [_read_part(data, f"word/{name}.xml", filename) for name in ("numbering", "styles")]
    canonical = canonise("\n".join(_find_lines(body, read_numbering(*parts))))
    return ParsedText(canonical.text, media_type=DOCX, mended=canonical.mended)


def _read_part(data: bytes, name: str, filename: str) -> etree._Element | None:
    hint = "Open it with Word and save it again."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if name not in archive.namelist():
                return None
            if archive.getinfo(name).file_size > MAX_PART:
                raise SourceTooLarge(f"{filename} unpacks to more than {MAX_PART:,} bytes.", "Split it.")
            content = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as exc:
        raise DamagedSource(f"{filename} is a broken Word file: {exc}", hint) from exc
    except RuntimeError as exc:
        raise UnsupportedSource(f"{filename} is encrypted.", "Save a copy without password.") from exc
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as exc:
        raise DamagedSource(f"{filename} is a broken Word file: {exc}", hint) from exc


def _find_lines(root: etree._Element, numbering: Numbering) -> Iterator[str]:
    for element in root.iter(f"{W}p", f"{W}tr"):
        above = [other.tag for other in element.iterancestors()]
        if f"{W}tr" in above or f"{W}txbxContent" in above or _FALLBACK in above:
            continue
        if element.tag == f"{W}tr":
            cells = [_read_cell(cell, numbering) for cell in element.iter(f"{W}tc")]
            yield join_cells(cells) if cells else ""
        else:
            yield _read_paragraph(element, numbering)


def _read_cell(cell: etree._Element, numbering: Numbering) -> str:
    return " ".join(_read_paragraph(paragraph, numbering) for paragraph in cell.iter(f"{W}p"))


def _read_paragraph(paragraph: etree._Element, numbering: Numbering) -> str:
    return f"{numbering.number(paragraph)} {''.join(_read_text(paragraph))}".strip()


def _read_text(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _BLANKS:
            yield _BLANKS[child.tag]
        else:
            yield from _read_text(child)
