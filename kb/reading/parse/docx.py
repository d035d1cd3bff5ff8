"""Word documents (.docx) → canonical text.

Step 3. Invariants: every paragraph and table row of the body is in the text, in order, with the list number that
Word prints before it; deleted text (tracked changes) and comments aren't. A .docx has no pages of its own.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from kb.model import ParsedText
from kb.model.errors import DamagedSource, SourceTooLarge, UnsupportedSource
from kb.reading.parse.decode import canonise
from kb.reading.parse.html_blocks import format_list_number, join_cells
from kb.reading.parse.sniff import DOCX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

MAX_PART = 256 * 1024 * 1024
"""Bytes that one part of the archive may unpack to; a page of text takes about 20 KB of markup."""

STYLES: dict[str, str] = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}

_PLACEHOLDER = re.compile(r"%([1-9])")
_BLANKS: dict[str, str] = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SKIPPED = frozenset({f"{W}del", f"{W}pPr", f"{W}rPr", f"{W}moveFrom"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    pattern: str
    start: int


@dataclass(slots=True)
class _Numbering:
    """Counts list paragraphs as Word does: a level's count starts anew under each number above it."""

    levels: Mapping[tuple[str, int], _Level]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def number(self, list_id: str, depth: int) -> str:
        """Return the label of the next paragraph of a list, and count it."""
        level = self.levels.get((list_id, depth))
        if level is None:
            return ""
        counts = self.counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.style == "bullet":
            return ""
        return _PLACEHOLDER.sub(lambda match: self._format(list_id, int(match[1]) - 1), level.pattern)

    def _format(self, list_id: str, depth: int) -> str:
        level = self.levels.get((list_id, depth))
        if level is None:
            return ""
        return format_list_number(self.counts[list_id].get(depth, level.start), STYLES.get(level.style, "1"))


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
    numbering = _read_part(data, "word/numbering.xml", filename)
    if body is None:
        raise DamagedSource(f"{filename} is a Word file without a text.", "Save it again with Word.")
    counter = _Numbering({} if numbering is None else _read_levels(numbering))
    canonical = canonise("\n".join(_find_lines(body, counter)))
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


def _find_lines(root: etree._Element, counter: _Numbering) -> Iterator[str]:
    for element in root.iter(f"{W}p", f"{W}tr"):
        above = [other.tag for other in element.iterancestors()]
        if f"{W}tr" in above or f"{W}txbxContent" in above or _FALLBACK in above:
            continue
        if element.tag == f"{W}tr":
            cells = [_read_cell(cell, counter) for cell in element.iter(f"{W}tc")]
            yield join_cells(cells) if cells else ""
        else:
            yield _read_paragraph(element, counter)


def _read_cell(cell: etree._Element, counter: _Numbering) -> str:
    return " ".join(_read_paragraph(paragraph, counter) for paragraph in cell.iter(f"{W}p"))


def _read_paragraph(paragraph: etree._Element, counter: _Numbering) -> str:
    number = ""
    link = paragraph.find(f"{W}pPr/{W}numPr")
    if link is not None:
        list_id, depth = link.find(f"{W}numId"), link.find(f"{W}ilvl")
        if list_id is not None:
            number = counter.number(list_id.get(f"{W}val", ""), _parse_int(depth, 0))
    return f"{number} {''.join(_read_text(paragraph))}".strip()


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


def _read_levels(root: etree._Element) -> dict[tuple[str, int], _Level]:
    drafts = {draft.get(f"{W}abstractNumId"): draft for draft in root.iter(f"{W}abstractNum")}
    levels: dict[tuple[str, int], _Level] = {}
    for number in root.iter(f"{W}num"):
        link = number.find(f"{W}abstractNumId")
        draft = drafts.get(link.get(f"{W}val")) if link is not None else None
        for level in () if draft is None else draft.iter(f"{W}lvl"):
            key = number.get(f"{W}numId", ""), _parse_digits(level.get(f"{W}ilvl", "0"), 0)
            style, pattern = _get_value(level, "numFmt", "decimal"), _get_value(level, "lvlText", "")
            levels[key] = _Level(style, pattern, _parse_int(level.find(f"{W}start"), 1))
    return levels


def _get_value(element: etree._Element, name: str, default: str) -> str:
    child = element.find(f"{W}{name}")
    return default if child is None else str(child.get(f"{W}val", default))


def _parse_int(element: etree._Element | None, default: int) -> int:
    return default if element is None else _parse_digits(element.get(f"{W}val", ""), default)


def _parse_digits(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
