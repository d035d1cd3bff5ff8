"""A text's letters and figures alone, quick to search, with the way back to the text.

Blanks, punctuation and case are what quotes change most. An index is made at some 300 million characters a second, so
that it needn't be kept; a stretch of it and the stretch of the text that ``find_span`` gives for it have the same
letters and figures.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from kb.language.patterns import WORD
from kb.language.typography import LIGATURES
from kb.model import Span

_BLOCK = 4096
_FOREIGN_BLOCK = 512
"""Characters folded at once: a place is found again by bisection inside one block; other scripts fold slowly."""

_OFTEN = 8
"""Letters of one block that are found by bisection before all of its letters are listed."""

_LOWER = bytes(range(256)).lower()
_DROPPED = bytes(b for b in range(256) if b > 127 or not chr(b).isalnum())
_SHAPES = bytes.maketrans(b"i10", b"llo")
_LEAST = 0.5


def fold_latin(text: str) -> bytes:
    """Keep ASCII letters and figures, in lower case; ligatures are opened.

    Example:
        >>> fold_latin("“Undang-Undang” Nomor 2/2021")
        b'undangundangnomor22021'
    """
    if not text.isascii():
        for ligature, letters in LIGATURES.items():
            text = text.replace(ligature, letters)
    return text.encode("ascii", "ignore").translate(_LOWER, _DROPPED)


def fold_any(text: str) -> bytes:
    """Keep the letters and figures of every script; slower."""
    return "".join(WORD.findall(text)).casefold().encode("utf-8", "surrogatepass")


class LetterIndex:
    """One text's letters and figures, made when it is first asked for.

    Args:
        is_latin: whether other letters than ASCII's may be left out: told by the quotes that are searched.
    """

    def __init__(self, text: str, is_latin: bool = True) -> None:
        self.text = text
        self.fold = fold_latin if is_latin else fold_any
        self._block = _BLOCK if is_latin else _FOREIGN_BLOCK
        self._asked: Counter[int] = Counter()
        self._maps: dict[int, list[int]] = {}

    @cached_property
    def _pieces(self) -> list[bytes]:
        return [self.fold(self.text[at : at + self._block]) for at in range(0, len(self.text), self._block)]

    @cached_property
    def letters(self) -> bytes:
        """The letters and figures of the whole text, one after another."""
        return b"".join(self._pieces)

    @cached_property
    def shapes(self) -> bytes:
        """The same with I, l and 1 alike, O and 0: as long, so places are the same."""
        return self.letters.translate(_SHAPES)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(piece) for piece in self._pieces)]

    def count_before(self, place: int) -> int:
        """Return how many letters stand before a place of the text."""
        block = place // self._block
        return self._starts[block] + len(self.fold(self.text[block * self._block : place]))

    def find_all(self, letters: bytes, limit: int, start: int = 0) -> Iterator[int]:
        """Find where letters stand in the text's, overlapping ones too, ``limit`` at most."""
        at = self.letters.find(letters, start)
        while at >= 0 and limit > 0:
            yield at
            limit -= 1
            at = self.letters.find(letters, at + 1)

    def find_like(self, letters: bytes, limit: int) -> Iterator[Span]:
        """Find where letters of the same shapes stand in the text."""
        wanted = fold_shapes_of(letters)
        at = self.shapes.find(wanted) if wanted else -1
        while at >= 0 and limit > 0:
            yield self.find_span(at, at + len(wanted))
            limit -= 1
            at = self.shapes.find(wanted, at + 1)

    def find_span(self, start: int, end: int) -> Span:
        """Return the stretch of the text that a stretch of the letters was made of, from letter to letter."""
        return Span(self.find_place(start), self.find_place(end - 1) + 1)

    def find_place(self, position: int) -> int:
        """Return the place in the text of one letter of the index."""
        block = max(0, bisect_right(self._starts, position) - 1)
        wanted = position - self._starts[block]
        self._asked[block] += 1
        if self._asked[block] > _OFTEN:
            places = self._maps.get(block) or self._maps.setdefault(block, self._map(block))
            return places[min(wanted, len(places) - 1)]
        return self._bisect(block, wanted)

    def _bisect(self, block: int, wanted: int) -> int:
        base = block * self._block
        low, high = base, min(base + self._block, len(self.text)) - 1
        while low < high:
            middle = (low + high) // 2
            if len(self.fold(self.text[base : middle + 1])) > wanted:
                high = middle
            else:
                low = middle + 1
        return low

    def _map(self, block: int) -> list[int]:
        """List the place of every letter of a block; worth it once many are asked for."""
        base = block * self._block
        signs = self.text[base : base + self._block]
        widths = {sign: len(self.fold(sign)) for sign in set(signs)}
        return [base + at for at, sign in enumerate(signs) for _ in range(widths[sign])]


def fold_shapes_of(letters: bytes) -> bytes:
    """Fold a quote's letters as ``LetterIndex.shapes`` does a text's."""
    return letters.translate(_SHAPES)


def is_latin(quote: str) -> bool:
    """Say whether a quote is mostly ASCII letters, so that the quick folding serves."""
    letters = sum(len(word) for word in WORD.findall(quote))
    return len(fold_latin(quote)) >= _LEAST * letters
