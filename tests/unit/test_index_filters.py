"""Haystack filters on Qdrant Edge: every operator against Haystack's own evaluation of the same filter."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from haystack.dataclasses import Document
from haystack.errors import FilterError
from haystack.utils.filters import document_matches_filter

from kb.model.errors import InvalidFilter
from kb.stores.index.edge import QdrantEdgeDocumentStore
from kb.stores.index.filters import format_key, translate_filter

METAS: list[dict[str, Any]] = [
    {
        "kind": "se",
        "year": 2024,
        "score": 0.5,
        "final": True,
        "date": "2024-07-08T00:00:00",
        "place": {"city": "A"},
    },
    {"kind": "uu", "year": 2011, "score": 1.5, "final": False, "date": "2011-11-25T00:00:00"},
    {"kind": "se", "year": 2022, "score": 2.0, "final": True, "date": "2022-05-01T00:00:00", "odd key": 1},
    {"kind": None, "year": None, "score": -1.5, "final": None},
    {},
    {"kind": "1", "year": 1, "final": True, "score": 1.0},
]


def condition(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


SE, YOUNG = condition("meta.kind", "==", "se"), condition("meta.year", ">=", 2022)

SAME_AS_HAYSTACK = [
    condition("meta.kind", "==", "se"),
    condition("kind", "==", "se"),  # the prefix may be left out
    condition("meta.kind", "!=", "se"),  # what has no kind is not "se" either
    condition("meta.kind", "==", None),
    condition("meta.kind", "!=", None),
    condition("meta.final", "==", True),  # True is no 1
    condition("meta.final", "==", False),
    condition("meta.final", "!=", True),
    condition("meta.score", "==", 1.5),
    condition("meta.score", ">", 0.5),
    condition("meta.score", "<=", 1),
    condition("meta.year", "==", 2022),
    condition("meta.year", ">", 2011),
    condition("meta.year", "<", 2011.5),
    condition("meta.year", ">=", None),
    condition("meta.kind", "in", ["se", "uu"]),
    condition("meta.year", "in", [2011, 2024, 7]),
    condition("meta.score", "in", [0.5, 2.0]),
    condition("meta.kind", "in", ["uu", None]),
    condition("meta.kind", "in", []),
    condition("meta.kind", "not in", ["se", "uu"]),
    condition("meta.kind", "not in", ["se", None]),
    condition("meta.kind", "not in", []),
    condition("meta.date", ">", "2022-05-01T00:00:00"),
    condition("meta.date", ">=", "2022-05-01T00:00:00"),
    condition("meta.date", "<=", "2022-05-01T07:00:00+07:00"),  # the same moment, said in Jakarta
    condition("meta.place.city", "==", "A"),
    condition("meta.place.city", "!=", "A"),
    condition("meta.odd key", "==", 1),
    condition("id", "==", "d2"),
    condition("id", "in", ["d1", "d5", "none"]),
    condition("content", "==", "text 1"),
    {"operator": "AND", "conditions": [SE, YOUNG]},
    {"operator": "OR", "conditions": [SE, YOUNG]},
    {"operator": "NOT", "conditions": [SE, YOUNG]},  # not both; either alone passes
    {"operator": "NOT", "conditions": [{"operator": "OR", "conditions": [SE, YOUNG]}]},
    {
        "operator": "AND",
        "conditions": [
            {"operator": "OR", "conditions": [condition("meta.kind", "==", "uu"), YOUNG]},
            {"operator": "NOT", "conditions": [condition("meta.final", "==", False)]},
        ],
    },
]

MALFORMED: list[Any] = [
    {"conditions": [SE]},
    {"operator": "AND"},
    {"operator": "XOR", "conditions": [SE]},
    {"operator": "==", "value": 1},
    {"operator": "==", "field": "meta.kind"},
    condition("meta.kind", "like", "se"),
    condition("meta.kind", "in", "se"),
    condition("meta.kind", "in", ("se",)),
    condition("meta.kind", "not in", {"se"}),
    condition("meta.kind", ">", "se"),
    condition("meta.kind", ">", [1]),
    condition("meta.kind", "==", ["se"]),
    condition("meta.kind", "in", [["se"]]),
    {"operator": "AND", "conditions": ["se"]},
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QdrantEdgeDocumentStore]:
    store = QdrantEdgeDocumentStore(tmp_path_factory.mktemp("filters"), embedding_dim=2)
    store.write_documents([Document(id=f"d{at}", content=f"text {at}", meta=meta) for at, meta in enumerate(METAS)])
    yield store
    store.close()


@pytest.mark.parametrize("filters", SAME_AS_HAYSTACK, ids=str)
def test_filter_finds_what_haystack_says(store: QdrantEdgeDocumentStore, filters: dict[str, Any]) -> None:
    documents = [Document(id=f"d{at}", content=f"text {at}", meta=meta) for at, meta in enumerate(METAS)]
    expected = sorted(document.id for document in documents if document_matches_filter(filters, document))
    assert sorted(document.id for document in store.filter_documents(filters)) == expected
    assert store.count_documents_by_filter(filters) == len(expected)


@pytest.mark.parametrize("value", [datetime(2022, 5, 1), date(2022, 5, 1)])
def test_filter_takes_dates_as_objects(store: QdrantEdgeDocumentStore, value: date) -> None:
    found = store.filter_documents(condition("meta.date", ">=", value))
    assert sorted(document.id for document in found) == ["d0", "d2"]


@pytest.mark.parametrize("filters", MALFORMED, ids=str)
def test_malformed_filter_is_refused(store: QdrantEdgeDocumentStore, filters: Any) -> None:
    with pytest.raises(InvalidFilter):
        translate_filter(filters)
    with pytest.raises(FilterError):
        store.filter_documents(filters)


@pytest.mark.parametrize("filters", [None, {}])
def test_empty_filter_is_none(filters: Any) -> None:
    assert translate_filter(filters) is None


KEYS = [
    # (field, Qdrant path)
    ("meta.kind", "meta.kind"),
    ("kind", "meta.kind"),
    ("meta.a.b", "meta.a.b"),
    ("a.b", "meta.a.b"),
    ("id", "id"),
    ("content", "content"),
    ("meta", "meta.meta"),
    ("meta.a key", 'meta."a key"'),
    ("meta.no-embedding", "meta.no-embedding"),
]


@pytest.mark.parametrize(("field", "key"), KEYS)
def test_field_becomes_a_path(field: str, key: str) -> None:
    assert format_key(field) == key
