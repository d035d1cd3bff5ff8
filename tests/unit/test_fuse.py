"""Fusion: a pure function that keeps ranks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.fuse import RRF_K, fuse

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
def test_fuse_orders_by_weighted_reciprocal_ranks(legs, weights, expected) -> None:
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
def test_fuse_returns_every_key_once_best_first(dense, sparse) -> None:
    fused = fuse({"dense": dense, "sparse": sparse}, {"dense": 0.3, "sparse": 0.7})
    assert sorted(item.key for item in fused) == sorted({*dense, *sparse})
    assert [item.score for item in fused] == sorted((item.score for item in fused), reverse=True)
