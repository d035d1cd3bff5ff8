"""Tables of words, kept beside the code as lines of two columns: read, turned round, and looked for in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SUFFIXES = ("", "nya", "kah", "lah")


def read_table(name: str) -> dict[str, str]:
    """Read a table of this folder: first column → second.

    Raises:
        ValueError: a line hasn't two columns.
    """
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def turn_round(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Gather the first halves of pairs under their second halves, in order.

    Example:
        >>> turn_round([("upah", "gaji"), ("tunjangan", "gaji"), ("upah", "bayaran")])
        {'gaji': ('upah', 'tunjangan'), 'bayaran': ('upah',)}
    """
    turned: dict[str, tuple[str, ...]] = {}
    for first, second in pairs:
        turned[second] = (*turned.get(second, ()), first)
    return turned


def join_longest(words: Iterable[str], write: Callable[[str], str] = re.escape) -> str:
    """Write words as the alternatives of an expression, longest first: of two that fit the longer is meant.

    Args:
        write: makes a word's expression.

    Example:
        >>> join_longest(["kerja", "kerja sama"])
        'kerja\\\\ sama|kerja'
    """
    return "|".join(write(word) for word in sorted(words, key=len, reverse=True))


class FoundPhrase(NamedTuple):
    """A phrase in a text, ``text[start:end]``, and the suffix that it has there."""

    start: int
    end: int
    phrase: str
    suffix: str


class Phrases:
    """Phrases in small letters, looked for word by word: of several that begin at a word the longest is meant.

    In a text they may have capitals, and the last word "-nya", "-kah" or "-lah"; between words is only space.

    Example:
        >>> [found.phrase for found in Phrases(["kerja", "kerja sama", "gaji"]).find("Gajinya, kerja sama; kerja.")]
        ['gaji', 'kerja sama', 'kerja']
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(phrases)
        self._beginnings = frozenset(phrase.split(" ")[0] for phrase in self._phrases)
        self._longest = max((len(phrase.split()) for phrase in self._phrases), default=0)

    def find(self, text: str) -> Iterator[FoundPhrase]:
        """Find them from left to right; none overlaps another."""
        words = list(_COMPOUND.finditer(text))
        at = 0
        while at < len(words):
            found = self._find_at(text, words[at : at + self._longest])
            if found is None:
                at += 1
                continue
            yield found
            at += len(found.phrase.split())

    def replace(self, text: str, say: Callable[[str, FoundPhrase], str]) -> str:
        """Put what ``say`` makes of each, given as it stands in the text and as it was found, in its place."""
        pieces, at = [], 0
        for found in self.find(text):
            pieces += [text[at : found.start], say(text[found.start : found.end], found)]
            at = found.end
        return "".join((*pieces, text[at:]))

    def _may_begin(self, word: str) -> bool:
        return any(word.removesuffix(suffix) in self._beginnings for suffix in _SUFFIXES)

    def _find_at(self, text: str, words: list[re.Match[str]]) -> FoundPhrase | None:
        if not self._may_begin(words[0][0].casefold()):
            return None
        run = 1
        while run < len(words) and text[words[run - 1].end() : words[run].start()].isspace():
            run += 1
        said = [word[0].casefold() for word in words[:run]]
        for count in range(run, 0, -1):
            whole = " ".join(said[:count])
            for suffix in _SUFFIXES:
                phrase = whole.removesuffix(suffix)
                if phrase + suffix == whole and phrase in self._phrases:
                    return FoundPhrase(words[0].start(), words[count - 1].end(), phrase, suffix)
        return None
