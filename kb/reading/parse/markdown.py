"""Markdown → canonical text, with its front matter as hints.

Step 3. Invariant: the text stays verbatim, markup included; front matter is told apart, never cut off.
"""

from __future__ import annotations

import re

from kb.model import Noise, ParsedText, Span
from kb.reading.parse.decode import decode_text
from kb.reading.parse.furniture import find_inline_furniture
from kb.reading.parse.sniff import MARKDOWN

_FENCE = "---"
_PAIR = re.compile(r"([A-Za-z][\w-]{0,63})[ \t]{0,9}:(?:[ \t]+(.*))?")
MAX_FRONT_LINES = 200
"""A rule `---` at the top of a long text is no front matter."""


def parse_markdown(data: bytes, filename: str) -> ParsedText:
    """Read Markdown; a leading block of ``key: value`` lines between ``---`` becomes hints.

    Args:
        data: the whole file.
        filename: for messages.

    Raises:
        UndecodableSource: no encoding is certain.
        DamagedSource: it is not text.
    """
    decoded = decode_text(data, filename)
    text = decoded.text
    front, hints = _find_front_matter(text)
    furniture = find_inline_furniture(text)
    if front is None:
        return ParsedText(text, noise=furniture, media_type=MARKDOWN, mended=decoded.mended)
    return ParsedText(
        text,
        noise=(Noise(front, "markup"), *(noise for noise in furniture if noise.span.start >= front.end)),
        hints=hints,
        body=Span(front.end, len(text)),
        media_type=MARKDOWN,
        mended=decoded.mended,
    )


def _find_front_matter(text: str) -> tuple[Span | None, dict[str, str]]:
    lines = text.split("\n", MAX_FRONT_LINES)
    if lines[0].rstrip() != _FENCE:
        return None, {}
    hints: dict[str, str] = {}
    end = len(lines[0]) + 1
    for line in lines[1:MAX_FRONT_LINES]:
        end += len(line) + 1
        if line.rstrip() == _FENCE:
            return Span(0, min(end, len(text))), hints
        pair = _PAIR.fullmatch(line.rstrip())
        if pair:
            hints[pair[1]] = _unquote(pair[2] or "")
        elif line.strip() and not line.lstrip().startswith("#"):
            return None, {}
    return None, {}


def _unquote(value: str) -> str:
    value = value.strip()
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
