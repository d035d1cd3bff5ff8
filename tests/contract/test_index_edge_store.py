"""QdrantEdgeDocumentStore beyond Haystack's contract: queries, retrievers, serialising, what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from haystack import Pipeline
from haystack.dataclasses import ByteStream, Document, SparseEmbedding
from haystack.document_stores.errors import DocumentStoreError, DuplicateDocumentError
from haystack.document_stores.types import DocumentStore, DuplicatePolicy
from haystack.errors import FilterError

from kb.model import Filters
from kb.model.errors import IndexMismatch, IndexUnavailable
from kb.stores.index import QdrantEdgeDocumentStore, QdrantEdgeEmbeddingRetriever, QdrantEdgeSparseRetriever
from kb.stores.index.edge_chunks import EdgeChunkIndex, build_shape
from kb.stores.index.shard import Shard

INDEXES = [
    {"field_name": "meta.kind", "field_schema": "keyword"},
    {"field_name": "meta.day", "field_schema": "datetime"},
]
IS_SE = {"field": "meta.kind", "operator": "==", "value": "se"}
IS_NEW = {"field": "meta.year", "operator": ">", "value": 2021}


def make_documents() -> list[Document]:
    return [
        Document(
            id="a",
            content="satu",
            meta={"kind": "se", "year": 2021},
            embedding=[1.0, 0.0],
            sparse_embedding=SparseEmbedding([1, 2], [1.0, 1.0]),
        ),
        Document(
            id="b",
            content="dua",
            meta={"kind": "uu", "year": 2024},
            embedding=[0.8, 0.6],
            sparse_embedding=SparseEmbedding([1], [1.0]),
        ),
        Document(id="c", content="tiga", meta={"kind": "se", "year": 2024}, embedding=[0.0, 1.0]),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[QdrantEdgeDocumentStore]:
    store = QdrantEdgeDocumentStore(tmp_path / "store", embedding_dim=2)
    store.write_documents(make_documents())
    yield store
    store.close()


def ids(documents: list[Document]) -> list[str]:
    return [document.id for document in documents]


def test_store_is_a_haystack_document_store(store: QdrantEdgeDocumentStore) -> None:
    checked: DocumentStore = store
    assert checked.count_documents() == 3


def test_store_touches_no_disk_until_used(tmp_path: Path) -> None:
    store = QdrantEdgeDocumentStore(tmp_path / "later", embedding_dim=2)
    assert not (tmp_path / "later").exists()
    store.warm_up()
    assert (tmp_path / "later").is_dir()
    store.close()


def test_store_keeps_documents_when_closed_and_used_again(store: QdrantEdgeDocumentStore) -> None:
    store.close()
    assert store.count_documents() == 3


def test_store_survives_a_round_trip_through_its_dictionary(store: QdrantEdgeDocumentStore) -> None:
    store.payload_fields_to_index = INDEXES
    data = store.to_dict()
    store.close()
    again = QdrantEdgeDocumentStore.from_dict(data)
    assert again.to_dict() == data
    assert again.count_documents() == 3
    again.close()


def test_query_by_embedding_ranks_with_scores(store: QdrantEdgeDocumentStore) -> None:
    found = store.query_by_embedding([1.0, 0.0], top_k=2)
    assert ids(found) == ["a", "b"]
    assert [document.score for document in found] == pytest.approx([1.0, 0.8])
    assert found[0].embedding is None
    assert store.query_by_embedding([1.0, 0.0], top_k=1, return_embedding=True)[0].embedding == [1.0, 0.0]


def test_query_by_sparse_weighs_rare_terms(store: QdrantEdgeDocumentStore) -> None:
    found = store.query_by_sparse(SparseEmbedding([1, 2], [1.0, 1.0]), return_embedding=True)
    assert ids(found) == ["a", "b"]  # "c" shares no term
    assert found[0].sparse_embedding == SparseEmbedding([1, 2], [1.0, 1.0])


def test_both_queries_take_the_same_filter(store: QdrantEdgeDocumentStore) -> None:
    assert ids(store.query_by_embedding([1.0, 0.0], filters=IS_SE)) == ["a", "c"]
    assert ids(store.query_by_sparse(SparseEmbedding([1], [1.0]), filters=IS_SE)) == ["a"]
    with pytest.raises(FilterError):
        store.query_by_embedding([1.0, 0.0], filters={"field": "meta.kind"})


def test_documents_of_every_make_come_back(store: QdrantEdgeDocumentStore) -> None:
    odd = Document(
        id="odd",
        blob=ByteStream(b"\x00\xff", mime_type="application/pdf"),
        meta={"nested": {"list": [1, "a", None, {"x": 1.5}]}, "when": datetime(2021, 3, 25, 9, 30), "pair": (1, 2)},
    )
    store.write_documents([odd])
    got = next(document for document in store.filter_documents() if document.id == "odd")
    assert got.blob == odd.blob
    assert got.meta == {
        "nested": {"list": [1, "a", None, {"x": 1.5}]},
        "when": "2021-03-25T09:30:00",
        "pair": [1, 2],
    }
    assert (got.content, got.embedding, got.sparse_embedding) == (None, None, None)


@pytest.mark.parametrize("meta", [{"x": float("nan")}, {"x": {1, 2}}, {"x": object()}])
def test_metadata_that_is_not_json_is_refused(store: QdrantEdgeDocumentStore, meta: dict[str, Any]) -> None:
    with pytest.raises(DocumentStoreError, match="'z'"):
        store.write_documents([Document(id="y"), Document(id="z", meta=meta)])
    assert store.count_documents() == 3


@pytest.mark.parametrize("policy", [DuplicatePolicy.NONE, DuplicatePolicy.FAIL])
def test_duplicate_in_one_list_fails_before_anything_is_written(
    store: QdrantEdgeDocumentStore, policy: DuplicatePolicy
) -> None:
    with pytest.raises(DuplicateDocumentError):
        store.write_documents([Document(id="x"), Document(id="x")], policy)
    assert store.count_documents() == 3


@pytest.mark.parametrize(("policy", "kept"), [(DuplicatePolicy.SKIP, "old"), (DuplicatePolicy.OVERWRITE, "new")])
def test_duplicate_in_one_list_is_written_once(
    store: QdrantEdgeDocumentStore, policy: DuplicatePolicy, kept: str
) -> None:
    assert store.write_documents([Document(id="x", content="old"), Document(id="x", content="new")], policy) == 1
    assert [document.content for document in store.filter_documents() if document.id == "x"] == [kept]


def test_overwriting_drops_what_the_new_document_has_not(store: QdrantEdgeDocumentStore) -> None:
    store.write_documents([Document(id="a", content="baru")], DuplicatePolicy.OVERWRITE)
    assert "a" not in ids(store.query_by_embedding([1.0, 0.0]))
    assert store.count_documents_by_filter(IS_SE) == 1


def test_embedding_of_wrong_length_is_refused(store: QdrantEdgeDocumentStore) -> None:
    with pytest.raises(IndexUnavailable, match="expected dim: 2, got 3"):
        store.write_documents([Document(id="z", embedding=[1.0, 2.0, 3.0])])


def test_store_made_for_other_vectors_is_refused(store: QdrantEdgeDocumentStore) -> None:
    store.close()
    with pytest.raises(IndexMismatch):
        QdrantEdgeDocumentStore(store.path, embedding_dim=3).warm_up()


@pytest.mark.parametrize(
    "wrong", [{"similarity": "hamming"}, {"payload_fields_to_index": [{"field_name": "a", "field_schema": "date"}]}]
)
def test_unknown_setting_is_refused_at_once(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="can't be"):
        QdrantEdgeDocumentStore(tmp_path, **wrong)


def test_payload_indexes_are_added_to_a_store_that_lacks_them(store: QdrantEdgeDocumentStore) -> None:
    store.close()
    again = QdrantEdgeDocumentStore(store.path, embedding_dim=2, payload_fields_to_index=INDEXES)
    assert again.count_documents_by_filter(IS_SE) == 2
    schema = again._shard.read(lambda live: live.info().payload_schema)
    assert set(schema) == {"meta.kind", "meta.day"}
    again.close()


def test_dot_product_keeps_lengths(tmp_path: Path) -> None:
    store = QdrantEdgeDocumentStore(tmp_path / "dot", embedding_dim=2, similarity="dot_product")
    store.write_documents([Document(id="a", embedding=[3.0, 4.0])])
    assert store.filter_documents()[0].embedding == [3.0, 4.0]
    store.optimize()
    assert store.query_by_embedding([1.0, 1.0])[0].score == pytest.approx(7.0)
    store.close()


def test_documents_written_into_a_shard_of_chunks_are_found_by_a_question_in_parts(tmp_path: Path) -> None:
    index = EdgeChunkIndex(Shard(tmp_path / "shard", build_shape(2)))
    store = QdrantEdgeDocumentStore.from_shard(index.shard)
    store.write_documents(make_documents())
    hits = index.search_dense([1.0, 0.0], Filters(), 2, payload=False, parts=[[1.0, 0.0]])
    assert [hit.chunk_id for hit in hits] == [document.id for document in store.query_by_embedding([1.0, 0.0], top_k=2)]
    assert hits[0].score == pytest.approx(1.0, abs=1e-3)
    index.close()


RETRIEVERS = [
    (QdrantEdgeEmbeddingRetriever, {"query_embedding": [1.0, 0.0]}, ["a", "b", "c"], ["a", "c"]),
    (QdrantEdgeSparseRetriever, {"query_sparse_embedding": SparseEmbedding([1, 2], [1.0, 1.0])}, ["a", "b"], ["a"]),
]


@pytest.mark.parametrize(("retriever", "query", "all_found", "filtered"), RETRIEVERS)
def test_retriever_searches_in_a_pipeline(
    store: QdrantEdgeDocumentStore, retriever: Any, query: dict[str, Any], all_found: list[str], filtered: list[str]
) -> None:
    pipeline = Pipeline()
    pipeline.add_component("retriever", retriever(store))
    assert ids(pipeline.run({"retriever": query})["retriever"]["documents"]) == all_found
    assert ids(pipeline.run({"retriever": {**query, "top_k": 1}})["retriever"]["documents"]) == all_found[:1]
    assert ids(pipeline.run({"retriever": {**query, "filters": IS_SE}})["retriever"]["documents"]) == filtered


@pytest.mark.parametrize(("retriever", "query", "all_found", "filtered"), RETRIEVERS)
def test_retriever_survives_a_round_trip_through_yaml(
    store: QdrantEdgeDocumentStore, retriever: Any, query: dict[str, Any], all_found: list[str], filtered: list[str]
) -> None:
    pipeline = Pipeline()
    pipeline.add_component("retriever", retriever(store, filters=IS_SE, top_k=7, filter_policy="merge"))
    text = pipeline.dumps()
    store.close()
    again = Pipeline.loads(text, allowed_modules=["kb.stores.index.retrievers", "kb.stores.index.edge"])
    assert again.dumps() == text
    assert ids(again.run({"retriever": query})["retriever"]["documents"]) == filtered
    loaded: Any = again.get_component("retriever")
    loaded.document_store.close()


@pytest.mark.parametrize(("policy", "expected"), [("replace", ["b", "c"]), ("merge", ["c"])])
def test_retriever_filter_policy_is_followed(store: QdrantEdgeDocumentStore, policy: str, expected: list[str]) -> None:
    retriever = QdrantEdgeEmbeddingRetriever(store, filters=IS_SE, filter_policy=policy)
    assert ids(retriever.run(query_embedding=[1.0, 0.0], filters=IS_NEW)["documents"]) == expected


def test_retriever_refuses_another_store() -> None:
    with pytest.raises(ValueError, match="QdrantEdgeDocumentStore"):
        QdrantEdgeEmbeddingRetriever(object())  # type: ignore[arg-type]


def test_importing_the_index_loads_neither_engine_nor_haystack() -> None:
    script = (
        "import sys, kb.stores.index; print({'haystack', 'qdrant_edge', 'qdrant_client', 'numpy'} & set(sys.modules))"
    )
    repository = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=repository)
    assert done.stdout.strip() == "set()"


def test_embedded_index_is_searched_without_haystack(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from kb.model.settings import Settings; from kb.stores.index import open_index\n"
        "from kb.model import Filters\n"
        "index = open_index(Settings(), Path(sys.argv[1]), 2, 'f')\n"
        "index.search_dense([1.0, 0.0], Filters(kind=('se',)), 3); index.close()\n"
        "print({'haystack', 'qdrant_client'} & set(sys.modules))"
    )
    repository = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, os.fspath(tmp_path)], capture_output=True, text=True, check=True, cwd=repository
    )
    assert done.stdout.strip() == "set()"
