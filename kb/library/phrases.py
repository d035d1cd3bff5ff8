"""Quoted phrases of a question: words that every hit must have, in this order.

A phrase is compared without case, with any blanks between its words and any kind of quotation mark or
dash: what a line break or a typographer changed is not a difference in the words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb.model import Span

QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]{2,300})[\"“”»]")

_EXCHANGED = {'"“”': '["“”„«»]', "'‘’": "['‘’`´]", "-–—": "[-‐‑–—]"}
_SAME = {character: group for characters, group in _EXCHANGED.items() for character in characters}
"""Characters of a phrase that typographers exchange → what may stand for them in a text."""

_MOST_BLANKS = 200
"""Blanks beside those of the phrase itself that a text may have between its words."""


def find_phrases(query: str) -> list[str]:
    """List the quoted phrases of a question.

    Example:
        >>> find_phrases('siapa wajib "mendaftarkan pekerjanya" ?')
        ['mendaftarkan pekerjanya']
    """
    return [match.group(1).strip() for match in QUOTED.finditer(query) if match.group(1).strip()]


def write_pattern(phrase: str) -> str:
    """Write a phrase as an expression, with any blanks between its words and any kind of mark or dash."""
    words = ("".join(_SAME.get(character, re.escape(character)) for character in word) for word in phrase.split())
    return r"\s+".join(words)


@lru_cache(maxsize=256)
def _compile(phrase: str) -> re.Pattern[str]:
    pattern = write_pattern(phrase)
    left = r"(?<!\w)" if phrase[:1].isalnum() else ""
    right = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.compile(left + pattern + right, re.IGNORECASE)


def find_phrase(text: str, phrase: str, within: Span | None = None) -> list[Span]:
    """List where a phrase stands in a text, as whole words.

    Args:
        within: only where it begins in this stretch; its words may run on behind it.

    Example:
        >>> find_phrase("Pemberi  Kerja wajib", "pemberi kerja")
        [Span(start=0, end=14)]
    """
    if within is None:
        return [Span(*match.span()) for match in _compile(phrase).finditer(text)]
    last = within.end + 2 * len(phrase) + _MOST_BLANKS
    found = (Span(*match.span()) for match in _compile(phrase).finditer(text, within.start, last))
    return [span for span in found if span.start < within.end]
