"""Plain text → canonical text, character by character after ``decode``."""

from __future__ import annotations

from kb.model import ParsedText
from kb.reading.parse.decode import decode_text
from kb.reading.parse.furniture import find_inline_furniture
from kb.reading.parse.sniff import PLAIN


def parse_text(data: bytes, filename: str) -> ParsedText:
    """Read plain text as it stands.

    Args:
        data: the whole file.
        filename: for messages.

    Raises:
        UndecodableSource: no encoding is certain.
        DamagedSource: it is not text.
    """
    decoded = decode_text(data, filename)
    return ParsedText(decoded.text, noise=find_inline_furniture(decoded.text), media_type=PLAIN, mended=decoded.mended)
