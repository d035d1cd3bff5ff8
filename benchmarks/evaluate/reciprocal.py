"""Reciprocal rank fusion, by which a stock stack merges its lists: what the product's own is measured against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.search.fusion import Fused

RRF_K = 60
"""Cormack, Clarke and Büttcher 2009, section 2: found robust, and kept by everybody since."""


def fuse(legs: Mapping[str, Sequence[str]], weights: Mapping[str, float], k: int = RRF_K) -> list[Fused]:
    """Merge ranked lists by weighted reciprocal ranks.

    Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
    Learning Methods" (SIGIR 2009), with a weight per list.

    Args:
        legs: leg name → keys, best first, each key once.
        weights: leg name → its share; a leg without one counts nothing but keeps its ranks.
        k: damping constant; larger makes the first ranks less special.

    Returns:
        Best first; ties in the order of the key, so that the same input gives the same list.

    Example:
        >>> [f.key for f in fuse({"dense": ["a", "b"], "sparse": ["b", "c"]}, {"dense": 0.5, "sparse": 0.5})]
        ['b', 'a', 'c']
    """
    ranks: dict[str, dict[str, int]] = {}
    for leg, keys in legs.items():
        for rank, key in enumerate(keys, start=1):
            ranks.setdefault(key, {}).setdefault(leg, rank)
    fused = [
        Fused(key, sum(weights.get(leg, 0.0) / (k + rank) for leg, rank in of.items()), of) for key, of in ranks.items()
    ]
    return sorted(fused, key=lambda item: (-item.score, item.key))
