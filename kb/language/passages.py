"""Cut texts into passages that overlap, and fold their words for a full text.

Folded words have no case, and letters that scanners take for one another are alike (I, l and 1, O and 0, rn and m).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from kb.language.typography import EMPHASIS, INVISIBLE, LIGATURES, LINE_END_HYPHENS
from kb.model import Span

LONGEST = 2_000
"""Characters of a passage: few enough that a PostgreSQL ``tsvector`` counts all its words."""

OVERLAP = 300
"""Characters that a passage shares with the one before it: words in a row that take no more stand whole in one."""

_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans(dict(LIGATURES) | dict.fromkeys(INVISIBLE + EMPHASIS, ""))
_SHAPES = str.maketrans({"i": "l", "1": "l", "0": "o"})
_HYPHENATED = re.compile(rf"(?<![^\W\d_])([^\W\d_]++)(?:[{LINE_END_HYPHENS}]\s*|[-‐‑]\s+)([^\W\d_]+)")
_GAP = "0"
"""No word is folded to it, so that no phrase runs over it."""

_NEIGHBOURS = 60
_LONGEST_WORD = 60


class Passage(NamedTuple):
    """A stretch of a text, and its words as the full text has them, joined by blanks."""

    span: Span
    words: str


def read_passages(text: str) -> list[Passage]:
    """Cut a text into passages, in order, with their words."""
    return [Passage(span, index_words(span.text_of(text))) for span in cut_passages(text)]


def fold_words(text: str) -> list[str]:
    """List the words of a text in the form that the full text has them.

    Example:
        >>> fold_words("Undang-Undang Nomor 2/2021 ﬁnal")
        ['undang', 'undang', 'nomor', '2', '2o2l', 'flnal']
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    shaped = plain.translate(_PLAIN).casefold().translate(_SHAPES).replace("rn", "m").replace("vv", "w")
    return [word[:_LONGEST_WORD] for word in _WORD.findall(shaped)]


def cut_passages(text: str) -> Iterator[Span]:
    """Cut a text at blanks into stretches that overlap and leave nothing out."""
    start = 0
    while True:
        end = _find_blank(text, start + LONGEST, start + OVERLAP) if len(text) - start > LONGEST else len(text)
        yield Span(start, end)
        if end == len(text):
            return
        start = _find_blank(text, end - OVERLAP, start + 1)


def _find_blank(text: str, at: int, least: int) -> int:
    """Return the last place up to ``at`` that has a blank before it; ``at`` itself where there is none."""
    return next((place for place in range(at, max(least, at - OVERLAP), -1) if text[place - 1].isspace()), at)


def index_words(text: str) -> str:
    """Write the words of a passage for the full text; behind them those that a line's end parts, put together."""
    words = fold_words(text)
    for match in _HYPHENATED.finditer(text.translate(_PLAIN)):
        before = fold_words(match.string[max(0, match.start() - _NEIGHBOURS) : match.start()])[-2:]
        behind = fold_words(match.string[match.end() : match.end() + _NEIGHBOURS])[:2]
        words += [_GAP, *before, *fold_words(match[1] + match[2]), *behind]
    return " ".join(words)
