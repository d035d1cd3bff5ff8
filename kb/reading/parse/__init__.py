"""Bytes → canonical text: one function, one table media type → parser.

The canonical text is NFC with ``\\n`` line ends and leaves nothing printed out; pages and noise are in order, don't
overlap and lie inside it; whatever can't be read raises a ``SourceError``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from kb.model import ParsedText
from kb.model.errors import EmptySource, UnsupportedSource
from kb.reading.parse.sniff import DOC, DOCX, HTML, MARKDOWN, PDF, PLAIN, find_label, sniff_media_type

Parser = Callable[[bytes, str], ParsedText]

PARSERS: dict[str, str] = {
    PLAIN: "kb.reading.parse.plain:parse_text",
    MARKDOWN: "kb.reading.parse.markdown:parse_markdown",
    HTML: "kb.reading.parse.html:parse_html",
    PDF: "kb.reading.parse.pdf:parse_pdf",
    DOCX: "kb.reading.parse.docx:parse_docx",
}
"""Media type → ``module:function``; named, not imported, because each parser's library is heavy."""


def parse_source(data: bytes, filename: str, media_type: str | None = None) -> ParsedText:
    """Turn a source's bytes into canonical text.

    What the bytes hold decides which parser takes them; the name and the declared type are only labels, and a
    label that doesn't fit is noted in ``mended``.

    Args:
        data: the whole source.
        filename: last part of its path or address.
        media_type: what a server said it is; None where nobody said.

    Raises:
        SourceError: a subclass that says why this source can't be read.

    Example:
        >>> parse_source(b"Pasal 1\\r\\nCukup jelas.", "uu.txt").text
        'Pasal 1\\nCukup jelas.'
    """
    if not data.strip():
        raise EmptySource(f"{filename} is empty.", "Is it the file that you meant?")
    found = sniff_media_type(data, filename, media_type)
    parsed = _load_parser(found, filename)(data, filename)
    if not parsed.text.strip():
        raise EmptySource(f"{filename} holds no text.", "Is it the file that you meant?")
    return _note_label(parsed, found, find_label(filename, media_type))


def _load_parser(media_type: str, filename: str) -> Parser:
    if media_type not in PARSERS:
        raise UnsupportedSource(f"{filename} is {media_type}; no parser takes that.", "Give it as PDF or plain text.")
    module, _, name = PARSERS[media_type].partition(":")
    parser: Parser = getattr(import_module(module), name)
    return parser


def _note_label(parsed: ParsedText, found: str, label: str) -> ParsedText:
    if label not in {*PARSERS, DOC} or label == found or {label, found} <= {PLAIN, MARKDOWN}:
        return parsed
    return replace(parsed, mended=(f"labelled {label}, is {found}", *parsed.mended))
