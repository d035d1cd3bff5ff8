"""Born-digital PDF → canonical text with pages, by pypdfium2.

Every printed character of the text layer is in the text, once; the page spans are in order and hold all of it. PDFium
is not thread-safe: one lock guards it, and nothing else imports it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from ctypes import c_double
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from kb.model import Page, ParsedText, Span
from kb.model.errors import DamagedSource, NeedsOCR, UnsupportedSource
from kb.reading.parse.decode import canonise
from kb.reading.parse.furniture import find_page_furniture
from kb.reading.parse.lines import Run, order_lines
from kb.reading.parse.sniff import PDF

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_PDFIUM_LOCK = threading.Lock()
_REPLACED = b"\xef\xbf\xbd"
MAX_REPLACED = 32
"""How often the bytes of U+FFFD stand in a sound PDF's compressed streams is chance: once in 16 million bytes."""

MAX_SLANT = 45
"""Degrees. PDFium reports italics as turned by about 18; text that runs up the page is turned by 90."""

JUMP = 0.8
"""Font sizes by which the next character stands higher or lower on another line; superscripts stay below."""

HYPHEN_MARKS = "\x02\ufffe"
"""What PDFium puts in place of a hyphen at a line's end. ``canonise`` makes it a hyphen and joins the two lines, so
that "Undang-Undang" stays one word."""

_BREAKS = "\r\n"


def parse_pdf(data: bytes, filename: str) -> ParsedText:
    """Read the text layer of a PDF, page by page.

    Args:
        data: the whole file.
        filename: for messages.

    Raises:
        DamagedSource: PDFium can't open it, or it was re-encoded as text on its way.
        UnsupportedSource: it is encrypted.
        NeedsOCR: no page has a text layer.
    """
    _refuse_reencoded(data, filename)
    pages = _load_pages(data, filename)
    if not any(page.strip() for page in pages):
        hint = "Its pages are pictures. Give a PDF with a text layer, or run OCR over it first."
        raise NeedsOCR(f"{filename} has {len(pages)} pages and no text layer.", hint)
    return _join_pages(pages)


def _join_pages(pages: list[str]) -> ParsedText:
    texts: list[str] = []
    spans: list[Page] = []
    mended: dict[str, None] = {}
    at = 0
    for number, raw in enumerate(pages, start=1):
        page = canonise(raw)
        mended.update(dict.fromkeys(page.mended))
        spans.append(Page(number, Span(at, at + len(page.text))))
        texts.append(page.text)
        at += len(page.text) + 1
    empty = ",".join(str(number) for number, page in enumerate(pages, start=1) if not page.strip())
    hints = {"pages_without_text": empty} if empty else {}
    text = "\n".join(texts)
    return ParsedText(text, tuple(spans), find_page_furniture(text, spans), hints, None, PDF, tuple(mended))


def _refuse_reencoded(data: bytes, filename: str) -> None:
    replaced = data.count(_REPLACED)
    if replaced > MAX_REPLACED:
        raise DamagedSource(
            f"{filename} is a PDF whose binary parts were saved as text: {replaced} times the bytes EF BF BD (U+FFFD) "
            "stand where data was.",
            "What was lost can't be brought back. Download the original again, as a binary file.",
        )


def _load_pages(data: bytes, filename: str) -> list[str]:
    import pypdfium2

    with _PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as exc:
            raise _explain(exc, filename) from exc
        try:
            return [_read_page(document, index) for index in range(len(document))]
        except pypdfium2.PdfiumError as exc:
            raise _explain(exc, filename) from exc
        finally:
            document.close()


def _explain(exc: Exception, filename: str) -> DamagedSource | UnsupportedSource:
    if "password" in str(exc).lower() or "security" in str(exc).lower():
        hint = "Save a copy without password, then ingest that."
        return UnsupportedSource(f"{filename} is encrypted and needs a password.", hint)
    hint = "Download it again; if it opens in a viewer, print it to a new PDF."
    return DamagedSource(f"{filename} is not a sound PDF: {exc}", hint)


def _read_page(document: PdfDocument, index: int) -> str:
    page = document[index]
    textpage = page.get_textpage()
    width, height = page.get_size()
    try:
        return "\n".join(order_lines(_find_runs(textpage, _Frame(width, height, page.get_rotation()))))
    finally:
        textpage.close()
        page.close()


class _Frame(NamedTuple):
    """A page as it is shown: its size in points and how far its content is turned clockwise."""

    width: float
    height: float
    rotation: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the content stands on the page as shown."""
        if self.rotation == 90:
            return y, self.height - x
        if self.rotation == 180:
            return self.width - x, self.height - y
        if self.rotation == 270:
            return self.width - y, x
        return x, y


class _Char(NamedTuple):
    text: str
    x: float
    y: float
    size: float
    upright: bool


def _find_runs(textpage: PdfTextPage, frame: _Frame) -> list[Run]:
    runs: list[Run] = []
    chars: list[_Char] = []
    for char in _read_chars(textpage, frame):
        if chars and (char.text in _BREAKS or _starts_run(chars[-1], char)):
            runs.append(_build_run(chars))
            chars = []
        if char.text not in _BREAKS:
            chars.append(char)
        if char.text in HYPHEN_MARKS:
            runs.append(_build_run(chars))
            chars = []
    return [*runs, _build_run(chars)] if chars else runs


def _read_chars(textpage: PdfTextPage, frame: _Frame) -> Iterator[_Char]:
    import pypdfium2.raw as pdfium

    x, y = c_double(), c_double()
    for index in range(textpage.count_chars()):
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index)) + frame.rotation
        yield _Char(
            chr(pdfium.FPDFText_GetUnicode(textpage, index)),
            *frame.place(x.value, y.value),
            pdfium.FPDFText_GetFontSize(textpage, index),
            abs((angle + 180) % 360 - 180) < MAX_SLANT,
        )


def _starts_run(last: _Char, char: _Char) -> bool:
    if char.text.isspace():
        return False
    if last.upright != char.upright:
        return True
    fell = abs(char.y - last.y) > JUMP * max(last.size, char.size)
    went_back = last.x - char.x > 2 * max(last.size, char.size)
    return char.upright and (fell or went_back)


def _build_run(chars: list[_Char]) -> Run:
    xs = [char.x for char in chars]
    size = median(char.size for char in chars)
    text = "".join(char.text for char in chars)
    return Run(text, min(xs), max(xs) + size / 2, chars[0].y, chars[-1].y, size, chars[0].upright)
