"""Quoted phrases of a question: words that every hit must have, in this order.

Step 3. A phrase is compared without case, with any blanks between its words and any kind of quotation mark or
dash: what a line break or a typographer changed is not a difference in the words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kb.model import Span

QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]{2,300})[\"“”»]")

_GROUPS = ('"“”„«»', "'‘’`´", "-‐‑–—")
SAME = {character: f"[{group}]" for group in _GROUPS for character in group if character not in "`´‐‑„«»"}
"""Characters that typographers exchange for one another."""


def find_phrases(query: str) -> list[str]:
    """List the quoted phrases of a question.

    Example:
        >>> find_phrases('siapa wajib "mendaftarkan pekerjanya" ?')
        ['mendaftarkan pekerjanya']
    """
    return [match.group(1).strip() for match in QUOTED.finditer(query) if match.group(1).strip()]


@lru_cache(maxsize=256)
def _compile(phrase: str) -> re.Pattern[str]:
    words = ["".join(SAME.get(character, re.escape(character)) for character in word) for word in phrase.split()]
    pattern = r"\s+".join(words)
    left = r"(?<!\w)" if phrase[:1].isalnum() else ""
    right = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.compile(left + pattern + right, re.IGNORECASE)


def find_phrase(text: str, phrase: str) -> list[Span]:
    """List where a phrase stands in a text, as whole words.

    Example:
        >>> find_phrase("Pemberi  Kerja wajib", "pemberi kerja")
        [Span(start=0, end=14)]
    """
    return [Span(*match.span()) for match in _compile(phrase).finditer(text)]
