"""Born-digital PDF → canonical text with pages, by pypdfium2.

Step 3, and the only door to pypdfium2. Invariants: every printed character of the text layer is in the text,
once; the page spans are in order and hold all of it. PDFium is not thread-safe: one lock guards it.
"""

from __future__ import annotations

import threading
from typing import Any

from kb.errors import DamagedSource, NeedsOCR, UnsupportedSource
from kb.model import Page, ParsedText, Span
from kb.parse.decode import canonise
from kb.parse.sniff import PDF

_PDFIUM_LOCK = threading.Lock()
_REPLACED = b"\xef\xbf\xbd"
MAX_REPLACED = 32
"""How often the bytes of U+FFFD stand in a sound PDF's compressed streams is chance: once in 16 million bytes."""


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
    return ParsedText("\n".join(texts), tuple(spans), (), hints, None, PDF, tuple(mended))


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


def _read_page(document: Any, index: int) -> str:
    page = document[index]
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_range()).rstrip()
    finally:
        textpage.close()
        page.close()
