"""Word documents (.docx) → canonical text.

The text holds what Word shows, in order: a letterhead from the page's head, the body with its automatic numbers
(``docx_numbers``), tables row by row, text boxes behind the paragraph that holds them, and the notes at the end.
Deleted and hidden text and comments aren't shown. A .docx has no pages of its own.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from kb.model import Noise, ParsedText, Span
from kb.model.errors import DamagedSource, SourceTooLarge, UnsupportedSource
from kb.reading.parse.decode import canonise
from kb.reading.parse.docx_numbers import W, read_numbering
from kb.reading.parse.docx_text import find_note_numbers, find_shown_lines
from kb.reading.parse.sniff import DOCX

MAX_PART = 256 * 1024 * 1024
"""Bytes that one part of the archive may unpack to; a page of text takes about 20 KB of markup."""

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LETTERHEAD = re.compile(
    r"(?:PEMERINTAH|KEMENTERIAN|SEKRETARIAT|BADAN|DINAS|LEMBAGA|DIREKTORAT|KANTOR|BUPATI|GUBERNUR|WALI ?KOTA)\b"
    r"|\b(?:Jalan|Jln?\.|Telp|Telepon|Kode Pos|Laman)\b"
)


class _Archive:
    """A Word file's parts, each parsed when it is asked for."""

    def __init__(self, data: bytes, filename: str) -> None:
        self._data = data
        self._filename = filename

    def read(self, name: str) -> etree._Element | None:
        """Return the root of a part; None where the file has none of this name."""
        content = self._read_bytes(name)
        if content is None:
            return None
        try:
            return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as exc:
            raise self._broken(exc) from exc

    def _read_bytes(self, name: str) -> bytes | None:
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
                if name not in archive.namelist():
                    return None
                if archive.getinfo(name).file_size > MAX_PART:
                    message = f"{self._filename} unpacks to more than {MAX_PART:,} bytes."
                    raise SourceTooLarge(message, "Split it.")
                return archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as exc:
            raise self._broken(exc) from exc
        except RuntimeError as exc:
            raise UnsupportedSource(f"{self._filename} is encrypted.", "Save a copy without password.") from exc

    def _broken(self, exc: Exception) -> DamagedSource:
        return DamagedSource(f"{self._filename} is a broken Word file: {exc}", "Open it with Word and save it again.")


def parse_docx(data: bytes, filename: str) -> ParsedText:
    """Read what a Word document shows.

    Args:
        data: the whole file.
        filename: for messages.

    Raises:
        DamagedSource: the archive or its markup is broken.
        UnsupportedSource: it is encrypted.
        SourceTooLarge: it unpacks to more than a document can hold.
    """
    archive = _Archive(data, filename)
    document = archive.read("word/document.xml")
    if document is None:
        raise DamagedSource(f"{filename} is a Word file without a text.", "Save it again with Word.")
    numbering = read_numbering(archive.read("word/numbering.xml"), archive.read("word/styles.xml"))
    head = _read_head(archive, document)
    body = canonise("\n".join([*find_shown_lines(document, numbering), *_read_notes(archive, document)]))
    if not head:
        return ParsedText(body.text, media_type=DOCX, mended=body.mended)
    # A running head is kept, but it is no part of what the document says.
    noise = () if _LETTERHEAD.search(head) else (Noise(Span(0, len(head)), "running-head"),)
    return ParsedText(f"{head}\n{body.text}", noise=noise, media_type=DOCX, mended=body.mended)


def _read_head(archive: _Archive, document: etree._Element) -> str:
    """Return the text of the first page's head, its lines together; empty where it has none."""
    section = next(document.iter(f"{W}sectPr"), None)
    references = {} if section is None else {one.get(f"{W}type"): one for one in section.iter(f"{W}headerReference")}
    has_own = section is not None and section.find(f"{W}titlePg") is not None
    reference = references.get("first" if has_own else "default")
    part = None if reference is None else _find_part(archive, reference.get(_RELATION, ""))
    root = None if part is None else archive.read(part)
    lines = [] if root is None else [line.strip() for line in find_shown_lines(root, read_numbering(None, None))]
    return canonise("\n".join(line for line in lines if any(map(str.isalpha, line)))).text


def _find_part(archive: _Archive, relation: str) -> str | None:
    root = archive.read("word/_rels/document.xml.rels")
    targets = {} if root is None else {one.get("Id"): one.get("Target", "") for one in root}
    target = targets.get(relation)
    return None if target is None else posixpath.normpath(posixpath.join("word", target)).lstrip("/")


def _read_notes(archive: _Archive, document: etree._Element) -> Iterator[str]:
    """List the footnotes, then the endnotes, each with its number; where it is referred to, the text has no mark."""
    for kind in ("footnote", "endnote"):
        root = archive.read(f"word/{kind}s.xml")
        notes = {} if root is None else {one.get(f"{W}id"): one for one in root.iter(f"{W}{kind}")}
        for note, number in find_note_numbers(document, kind):
            if note in notes:
                text = " ".join(line for line in find_shown_lines(notes[note], read_numbering(None, None)) if line)
                yield f"{number} {text}"
