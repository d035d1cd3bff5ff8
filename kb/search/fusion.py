"""Merge ranked lists into one and keep each list's ranks for "why this hit".

Pure. One fusion for every backend, by standardised scores (decision 007): Haystack and Qdrant fuse by ranks, each with
a constant of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Fused:
    """One item after the merge: its score, and its rank (from 1) on each leg that returned it."""

    key: str
    score: float
    ranks: dict[str, int]


def fuse_scores(legs: Mapping[str, Sequence[tuple[str, float]]], weights: Mapping[str, float]) -> list[Fused]:
    """Merge scored lists by their weighted standard scores.

    Each leg's scores are brought to mean 0 and deviation 1 over what it returned, so that a clear winner counts for
    more than the first of many equals. A key that a leg didn't return counts as the last that it did; where the leg had
    room for more (it returned fewer than another), as a score of 0.

    Args:
        legs: leg name → (key, score), best first, each key once.
        weights: leg name → its share; a leg without one counts nothing but keeps its ranks.

    Returns:
        Best first, with scores between 0 and 1 (the logistic function of the sum: 0.5 is an average chunk of the
        lists); ties in the order of the key.

    Example:
        >>> legs = {"dense": [("a", 0.9), ("b", 0.2), ("c", 0.1)], "sparse": [("c", 8.0), ("b", 7.0)]}
        >>> [f.key for f in fuse_scores(legs, {"dense": 0.5, "sparse": 0.5})]
        ['b', 'c', 'a']
    """
    ranks: dict[str, dict[str, int]] = {}
    for leg, scored in legs.items():
        for rank, (key, _) in enumerate(scored, start=1):
            if key in ranks:
                ranks[key][leg] = rank
            else:
                ranks[key] = {leg: rank}
    return [Fused(key, 1.0 / (1.0 + math.exp(-total)), ranks[key]) for key, total in mix_scores(legs, weights)]


def lower_first(fused: Sequence[Fused], count: int, lower: Callable[[Fused], Fused]) -> tuple[Fused, ...]:
    """Lower some of the first items and order those anew; none behind them gets a better score than their last.

    Example:
        >>> fused = [Fused("a", 0.9, {}), Fused("b", 0.8, {}), Fused("c", 0.7, {})]
        >>> found = lower_first(fused, 2, lambda item: replace(item, score=0.5) if item.key == "a" else item)
        >>> [(item.key, item.score) for item in found]
        [('b', 0.8), ('a', 0.5), ('c', 0.5)]
    """
    head = sorted((lower(item) for item in fused[:count]), key=lambda item: -item.score)
    last = head[-1].score if head else 0.0
    return (*head, *(replace(item, score=min(item.score, last)) for item in fused[count:]))


def mix_scores(
    legs: Mapping[str, Sequence[tuple[str, float]]], weights: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Merge scored lists by their weighted standard scores, as :func:`fuse_scores` does.

    Returns:
        (key, sum), best first, ties in the order of the key.

    Example:
        >>> lists = {"whole": [("a", 0.9), ("b", 0.7)], "parts": [("a", 0.8), ("c", 0.6)]}
        >>> mix_scores(lists, {"whole": 0.5, "parts": 0.5})
        [('a', 1.0), ('b', -1.0), ('c', -1.0)]
    """
    sums = dict.fromkeys([key for scored in legs.values() for key, _ in scored], 0.0)
    longest = max((len(scored) for scored in legs.values()), default=0)
    for leg, scored in legs.items():
        room = [0.0] if 0 < len(scored) < longest else []
        shares = [weights.get(leg, 0.0) * one for one in _standardise([*(score for _, score in scored), *room])]
        known = dict(zip((key for key, _ in scored), shares, strict=False))
        last = min(shares, default=0.0)
        for key in sums:
            sums[key] += known.get(key, last)
    return sorted(sums.items(), key=lambda item: (-item[1], item[0]))


def _standardise(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    middle = math.fsum(scores) / len(scores)
    apart = [score - middle for score in scores]
    # Much faster than ``statistics.pstdev``, which reckons in fractions, and the same to the last digits.
    spread = math.sqrt(math.fsum(one * one for one in apart) / len(apart))
    return [one / spread if spread else 0.0 for one in apart]
