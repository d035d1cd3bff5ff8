"""Say what bytes are, by what they hold and not by what they are called.

A label (the file's suffix, a server's header) only chooses between kinds of text that look alike.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from kb.model.errors import UnsupportedSource

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"

TYPES_BY_SUFFIX: dict[str, str] = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".doc": DOC,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN,
    ".text": PLAIN,
}

FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a WebP picture, a sound or a video"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls, .ppt)"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"ID3", "a sound file"),
    (b"SQLite format 3\x00", "a database"),
    (b"%!PS", "a PostScript file"),
)
"""First bytes of what we can't read, with a name that people know."""

_HTML_START = re.compile(
    rb"(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--[^>]{0,2000}>\s{0,99}){0,9}<(?:!doctype\s+html|html|head|body)[\s>]", re.I
)
_HTML_TAG = re.compile(rb"<(?:p|div|h[1-6]|table|article|ul|ol|br|span|a|meta|title)[\s>/]", re.I)
_BINARY_STARTS_NEED_CONTROLS = (b"MZ", b"ID3", b"RIFF", b"GIF8")


def sniff_media_type(data: bytes, filename: str, declared: str | None = None) -> str:
    """Return the media type that the bytes have.

    Args:
        data: the whole source.
        filename: its last path part; the suffix counts only between kinds of text.
        declared: what a server said it is, parameters allowed; counts like the suffix, and after it.

    Raises:
        UnsupportedSource: they are a picture, a program, an archive or an old Office file.
    """
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n\x0c")
    label = find_label(filename, declared)
    if head.startswith(b"%PDF-") or (label == PDF and b"%PDF-" in data[:1024]):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(data, filename)
    _refuse_foreign(head, filename)
    if _HTML_START.match(head) or (label == HTML and _HTML_TAG.search(data[:65536])):
        return HTML
    return label if label in (MARKDOWN, PLAIN) else PLAIN


def find_label(filename: str, declared: str | None) -> str:
    """Return the media type that the name promises, else the declared one; empty where neither says."""
    by_suffix = TYPES_BY_SUFFIX.get(PurePath(filename).suffix.lower(), "")
    return by_suffix or (declared or "").partition(";")[0].strip().lower()


def _refuse_foreign(head: bytes, filename: str) -> None:
    for start, name in FOREIGN:
        if head.startswith(start) and (start not in _BINARY_STARTS_NEED_CONTROLS or b"\x00" in head):
            hint = "Give it as PDF with a text layer, .docx, HTML, Markdown or plain text."
            raise UnsupportedSource(f"{filename} is {name}; no parser takes that.", hint)


def _sniff_zip(data: bytes, filename: str) -> str:
    hint = "Unpack it, and give each document as PDF, .docx, HTML, Markdown or plain text."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as exc:
        raise UnsupportedSource(f"{filename} is a broken ZIP archive or Office file.", hint) from exc
    if "word/document.xml" in names:
        return DOCX
    raise UnsupportedSource(f"{filename} is a ZIP archive or an Office file that is no Word document.", hint)
