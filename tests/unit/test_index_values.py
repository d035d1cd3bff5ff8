"""Pure parts of the index: choosing the best of a tied list, and telling what metadata holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.stores.index.contract import TIE_CEILING, Found, take_top
from kb.stores.index.metadata_values import find_matching, find_min_max, find_types, find_values


class Engine:
    """Rank points like an engine that cuts ties in an order of its own."""

    def __init__(self, scores: list[int], order: list[int]) -> None:
        self.points = sorted(order, key=lambda at: -scores[at])
        self.scores = scores
        self.asked: list[int] = []

    def fetch(self, count: int, with_payload: bool) -> list[Found[str]]:
        self.asked.append(count)
        best = self.points[:count]
        return [Found(f"p{at:04}", self.scores[at], stored(at) if with_payload else None) for at in best]

    def load(self, point_ids: list[str]) -> dict[str, Mapping[str, Any]]:
        return {each: stored(int(each[1:])) for each in point_ids}


def stored(at: int) -> Mapping[str, Any]:
    return {"id": f"c{at:04}", "content": "x", "meta": {}}


@given(st.lists(st.integers(0, 3), max_size=80), st.integers(0, 30), st.randoms())
def test_take_top_depends_on_the_points_alone(scores: list[int], limit: int, random: Any) -> None:
    order = list(range(len(scores)))
    expected = sorted(order, key=lambda at: (-scores[at], at))[:limit]
    random.shuffle(order)
    engine = Engine(scores, order)
    found = take_top(engine.fetch, engine.load, limit)
    assert [hit.chunk_id for hit in found] == [f"c{at:04}" for at in expected]
    assert all(hit.payload["text"] == "x" for hit in found)


def test_take_top_without_a_tie_asks_once() -> None:
    engine = Engine(list(range(100)), list(range(100)))
    take_top(engine.fetch, engine.load, 5)
    assert len(engine.asked) == 1


def test_take_top_follows_a_tie_to_its_ceiling_only() -> None:
    engine = Engine([1] * 3000, list(range(3000)))
    take_top(engine.fetch, engine.load, 5)
    assert engine.asked[1:] == [5 + TIE_CEILING]


def test_take_top_passes_over_a_point_deleted_meanwhile() -> None:
    engine = Engine([1] * 100, list(range(100)))
    assert take_top(engine.fetch, lambda point_ids: {}, 5) == []


METAS: list[dict[str, Any]] = [
    {"a": 2, "tags": ["x", "y"], "n": {"m": 1}},
    {"a": 10, "tags": ["y", 1], "d": "2021-03-25"},
    {"a": None, "d": "2011-11-25", "b": True},
    {"a": 2.5, "b": False},
]

VALUES = [
    # (field, distinct values, {min, max})
    ("a", [2.5, 2, 10], (2, 10)),
    ("meta.a", [2.5, 2, 10], (2, 10)),
    ("d", ["2011-11-25", "2021-03-25"], ("2011-11-25", "2021-03-25")),
    ("tags", [1, "x", "y"], (1, 1)),  # numbers before texts: the two can't be compared
    ("b", [False, True], (None, None)),
    ("n.m", [1], (1, 1)),
    ("n", [{"m": 1}], (None, None)),
    ("none", [], (None, None)),
]


@pytest.mark.parametrize(("field", "values", "ends"), VALUES)
def test_values_of_a_field(field: str, values: list[Any], ends: tuple[Any, Any]) -> None:
    assert find_values(METAS, field) == values
    assert find_min_max(METAS, field) == {"min": ends[0], "max": ends[1]}


@pytest.mark.parametrize(
    ("term", "found"), [(None, ["Se", "uu", 5]), ("s", ["Se"]), ("SE", ["Se"]), ("5", [5]), ("z", [])]
)
def test_values_that_hold_a_term(term: str | None, found: list[Any]) -> None:
    assert find_matching(["Se", "uu", 5], term) == found


def test_types_of_fields() -> None:
    assert find_types(METAS) == {
        "a": {"type": "mixed"},
        "b": {"type": "boolean"},
        "d": {"type": "keyword"},
        "n": {"type": "object"},
        "tags": {"type": "list"},
    }
