"""Look for one quote in several texts.

Each text is first searched for the quote itself and for pairs of its words, at the speed of a byte search; only the few
that have most of them are compared. A text that has the quote exactly or but for typography is always found.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from kb.checking.quotation.letter_index import LetterIndex
from kb.checking.quotation.model import QuoteMatch
from kb.checking.quotation.nearest import Probes, build_probes
from kb.checking.quotation.verify import find_damaged, find_verbatim, rank_match, read_quote

COMPARED = 8
"""Texts that are compared word by word: those with the largest share of the quote's pairs of words."""

LEAST_SHARE = 0.15

DAMAGED_SHARE = 0.4
"""The same where another text has the quote verbatim: a damaged copy has nearly all pairs; what is merely near isn't
told then."""

Key = TypeVar("Key")

_Likely: TypeAlias = tuple[float, int, Key, LetterIndex]
"""Share of the quote's pairs, place in the order of the texts, which text, and its index."""


@dataclass(frozen=True, slots=True)
class FoundQuote(Generic[Key]):
    """What a quote is in one of many texts."""

    key: Key
    match: QuoteMatch


def find_quote(texts: Iterable[tuple[Key, str]], quote: str, limit: int = 3) -> list[FoundQuote[Key]]:
    """Find a quote in many texts, the best tier first.

    Args:
        texts: read one after the other; few are kept.
        limit: when no text has the quote, how many of the nearest are told.

    Returns:
        All texts that have it, in whichever tier, of equals the first; or else the nearest ones.

    Example:
        >>> texts = [("a", "Gubernur melapor tiap tahun."), ("b", "Pemberi kerja wajib mendaftarkan pekerja.")]
        >>> [(found.key, found.match.tier) for found in find_quote(texts, "wajib  mendaftarkan")]
        [('b', 'typographic')]
    """
    read = read_quote(quote)
    probes = [build_probes(piece.text, LetterIndex("", read.is_latin)) for piece in read.pieces]
    found: list[FoundQuote[Key]] = []
    likely: list[_Likely[Key]] = []
    for number, (key, text) in enumerate(texts):
        index = LetterIndex(text, read.is_latin)
        match = find_verbatim(index, read)
        if match is not None:
            found.append(FoundQuote(key, match))
        elif (share := _share(index, probes)) >= LEAST_SHARE:
            _keep(likely, (share, -number, key, index))
    least = DAMAGED_SHARE if found else LEAST_SHARE
    compared = [(key, index) for share, _, key, index in _best(likely) if share >= least]
    near = [FoundQuote(key, find_damaged(index, read)) for key, index in compared]
    found.extend(one for one in near if one.match.is_found)
    if not found:
        found = [one for one in near if one.match.spans]
        return sorted(found, key=lambda one: rank_match(one.match))[:limit]
    return sorted(found, key=lambda one: rank_match(one.match))


def _share(index: LetterIndex, probes: list[Probes]) -> float:
    return max((one.score(index.shapes) for one in probes), default=0.0)


def _keep(likely: list[_Likely[Key]], one: _Likely[Key]) -> None:
    heapq.heappush(likely, one)
    if len(likely) > COMPARED:
        heapq.heappop(likely)


def _best(likely: list[_Likely[Key]]) -> list[_Likely[Key]]:
    return sorted(likely, key=lambda one: (-one[0], -one[1]))
