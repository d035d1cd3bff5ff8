"""Which words of a quote the full text is asked for, so that few texts have to be read.

A text that has the quote has all of its inner words in a row; one that has it damaged or altered has most short runs of
them. The first and the last word may be cut, so they are left out where enough others remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from kb.checking.quotation.verify import PartedQuote
from kb.stores.catalog import MOST_WORDS, Phrase, fold_words

T = TypeVar("T")

_WINDOWS = 3
_RUN = 3
_RUNS = 10
_FEW = 8
"""Words of a quote that is looked for by pairs as well: one altered word breaks all of its longer runs."""

_SINGLES = 6
_LONG_WORD = 6


def list_windows(quote: PartedQuote) -> list[Phrase]:
    """List the runs of words that a text has which has the quote; a few, from its longest part."""
    words = _read_longest(quote)
    if len(words) < 4:
        ends = [Phrase(tuple(words), is_prefix=True)]
        return ends + ([Phrase(tuple(words[1:]), is_prefix=True)] if len(words) > 1 else [])
    inner = words[1:-1]
    if len(inner) <= MOST_WORDS:
        return [Phrase(tuple(inner))]
    starts = _spread(range(len(inner) - MOST_WORDS + 1), _WINDOWS)
    return [Phrase(tuple(inner[at : at + MOST_WORDS])) for at in starts]


def list_runs(quote: PartedQuote) -> list[Phrase]:
    """List short runs of words, of which a text has most that has something like the quote."""
    words = _read_longest(quote)
    runs = _cut(words, _RUN, _RUNS)
    return runs + _cut(words, 2, _FEW) if len(words) <= _FEW else runs


def list_words(quote: PartedQuote) -> list[Phrase]:
    """List pairs of words and long single words, for a quote of which no text has a longer run."""
    words = _read_longest(quote)
    long = [word for word in dict.fromkeys(words) if len(word) >= _LONG_WORD]
    return _cut(words, 2, _RUNS) + [Phrase((word,)) for word in _spread(long, _SINGLES)]


def _read_longest(quote: PartedQuote) -> list[str]:
    return max((fold_words(piece.text) for piece in quote.pieces), key=len, default=[])


def _cut(words: Sequence[str], length: int, most: int) -> list[Phrase]:
    starts = _spread(range(len(words) - length + 1), most)
    return [Phrase(tuple(words[at : at + length])) for at in starts]


def _spread(items: Sequence[T], count: int) -> list[T]:
    """Choose some of a list, evenly, its first and its last among them."""
    if len(items) <= count:
        return list(items)
    return [items[at * (len(items) - 1) // (count - 1)] for at in range(count)]
