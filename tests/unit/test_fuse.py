"""Fusion: a pure function that keeps ranks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.evaluate.reciprocal import RRF_K, fuse
from kb.search.fusion import fuse_scores

Ranked = list[tuple[str, float]]

ROWS = [
    # One leg alone keeps its order.
    ({"sparse": ["a", "b", "c"]}, {"sparse": 1.0}, ["a", "b", "c"]),
    # What both legs return comes before what one does.
    ({"dense": ["a", "b"], "sparse": ["b", "c"]}, {"dense": 0.5, "sparse": 0.5}, ["b", "a", "c"]),
    # A small share cannot lift a stranger over the heavy leg's list.
    ({"dense": ["x"], "sparse": ["a", "b", "c"]}, {"dense": 0.1, "sparse": 0.9}, ["a", "b", "c", "x"]),
    # A leg without a weight counts nothing but keeps its ranks.
    ({"dense": ["x", "a"], "sparse": ["a"]}, {"sparse": 1.0}, ["a", "x"]),
    # Ties go by key, so that the same input gives the same list.
    ({"dense": ["b"], "sparse": ["a"]}, {"dense": 0.5, "sparse": 0.5}, ["a", "b"]),
    ({"dense": [], "sparse": []}, {"dense": 0.5, "sparse": 0.5}, []),
]


@pytest.mark.parametrize(("legs", "weights", "expected"), ROWS)
def test_fuse_orders_by_weighted_reciprocal_ranks(
    legs: dict[str, list[str]], weights: dict[str, float], expected: list[str]
) -> None:
    assert [item.key for item in fuse(legs, weights)] == expected


def test_fuse_keeps_the_rank_of_each_leg() -> None:
    fused = {item.key: item for item in fuse({"dense": ["a", "b"], "sparse": ["b"]}, {"dense": 0.5, "sparse": 0.5})}
    assert fused["b"].ranks == {"dense": 2, "sparse": 1}
    assert fused["a"].ranks == {"dense": 1}
    assert fused["b"].score == pytest.approx(0.5 / (RRF_K + 2) + 0.5 / (RRF_K + 1))


@given(
    st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True),
    st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True),
)
def test_fuse_returns_every_key_once_best_first(dense: list[str], sparse: list[str]) -> None:
    fused = fuse({"dense": dense, "sparse": sparse}, {"dense": 0.3, "sparse": 0.7})
    assert sorted(item.key for item in fused) == sorted({*dense, *sparse})
    assert [item.score for item in fused] == sorted((item.score for item in fused), reverse=True)


SCORED = [
    # A clear winner of one leg comes before the first of many equals of the other.
    (
        {
            "dense": [("a", 0.9), ("b", 0.3), ("c", 0.3), ("d", 0.3), ("e", 0.3)],
            "sparse": [("b", 5.1), ("c", 5.0), ("d", 4.95), ("a", 4.9), ("e", 4.8)],
        },
        {"dense": 0.5, "sparse": 0.5},
        "a",
    ),
    # What both legs like comes before what one does.
    (
        {"dense": [("a", 0.9), ("b", 0.88), ("c", 0.1)], "sparse": [("d", 9.0), ("b", 8.9), ("c", 1.0)]},
        {"dense": 0.5, "sparse": 0.5},
        "b",
    ),
    # The only one that a leg returned is worth something.
    ({"dense": [("a", 0.5), ("b", 0.49), ("c", 0.1)], "sparse": [("b", 7.0)]}, {"dense": 0.5, "sparse": 0.5}, "b"),
    # A leg without a weight counts nothing.
    ({"dense": [("x", 1.0), ("a", 0.1)], "sparse": [("a", 2.0), ("y", 1.0)]}, {"sparse": 1.0}, "a"),
]


@pytest.mark.parametrize(("legs", "weights", "first"), SCORED)
def test_fuse_scores_puts_first(legs: dict[str, Ranked], weights: dict[str, float], first: str) -> None:
    assert fuse_scores(legs, weights)[0].key == first


def test_single_leg_keeps_its_order_with_scores_alike_too() -> None:
    leg = [("c", 0.5), ("a", 0.5), ("b", 0.4)]
    assert [item.key for item in fuse_scores({"sparse": leg, "dense": []}, {"sparse": 1.0})] == ["a", "c", "b"]
    assert [item.key for item in fuse_scores({"sparse": [("b", 3.0)]}, {"sparse": 1.0})] == ["b"]


LEG = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.floats(-50, 50)).map(
    lambda found: sorted(found.items(), key=lambda pair: -pair[1])
)


@given(LEG, LEG, st.floats(0, 1))
def test_fuse_scores_returns_every_key_once_best_first_with_its_ranks(
    dense: Ranked, sparse: Ranked, share: float
) -> None:
    fused = fuse_scores({"dense": dense, "sparse": sparse}, {"dense": share, "sparse": 1.0 - share})
    assert sorted(item.key for item in fused) == sorted({key for key, _ in (*dense, *sparse)})
    assert [item.score for item in fused] == sorted((item.score for item in fused), reverse=True)
    assert all(0.0 <= item.score <= 1.0 for item in fused)
    for place, (key, _) in enumerate(dense, start=1):
        assert next(item for item in fused if item.key == key).ranks["dense"] == place
