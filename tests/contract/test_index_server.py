"""The server backend's own ways: alias, collections, push, and Haystack's official store over the same points."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from haystack.dataclasses import SparseEmbedding
from haystack_integrations.components.retrievers.qdrant import QdrantSparseEmbeddingRetriever
from haystack_integrations.document_stores.qdrant import QdrantDocumentStore
from qdrant_client import QdrantClient

from kb.model import Filters
from kb.model.errors import IndexMismatch, IndexUnavailable, StoreError
from kb.model.settings import Settings
from kb.model.vectors import SparseVector
from kb.stores.index import ChunkPoint, copy_index, open_index, push_index
from kb.stores.index.server import build_server, connect, open_server


def make_points(count: int) -> list[ChunkPoint]:
    return [
        ChunkPoint(
            f"d@v#pasal-{at}",
            [1.0, float(at)],
            SparseVector((1, 10 + at), (1.0, 1.0)),
            {"document_id": "d", "version": "v", "edition": "d@v", "text": f"Teks {at}."},
        )
        for at in range(count)
    ]


@pytest.fixture
def client() -> Iterator[QdrantClient]:
    client = connect(":memory:")
    yield client
    client.close()


def collections(client: QdrantClient) -> list[str]:
    return sorted(entry.name for entry in client.get_collections().collections)


def test_open_makes_an_empty_collection_behind_the_alias(client: QdrantClient) -> None:
    index = open_server(client, "kb", 2, "f")
    assert (index.count(), index.collection) == (0, "kb")
    assert collections(client) == [index.info()["name"]]
    assert open_server(client, "kb", 2, "f").info()["name"] == index.info()["name"]


def test_collection_has_named_vectors_and_idf(client: QdrantClient) -> None:
    open_server(client, "kb", 2, "f")
    params = client.get_collection("kb").config.params
    assert isinstance(params.vectors, dict)
    assert {name: vector.size for name, vector in params.vectors.items()} == {"text-dense": 2, "text-parts": 2}
    assert {name: sparse.modifier for name, sparse in (params.sparse_vectors or {}).items()} == {"text-sparse": "idf"}


def test_build_moves_the_alias_and_removes_the_former(client: QdrantClient) -> None:
    live = open_server(client, "kb", 2, "f1")
    live.write(make_points(3))
    with build_server(client, "kb", 2, "f2") as fresh:
        fresh.write(make_points(5))
        assert live.count() == 3
    assert open_server(client, "kb", 2, "f2").count() == 5
    assert collections(client) == [fresh.collection]


def test_build_that_fails_leaves_alias_and_collections(client: QdrantClient) -> None:
    open_server(client, "kb", 2, "f1").write(make_points(3))
    before = collections(client)
    with pytest.raises(StoreError), build_server(client, "kb", 2, "f2") as fresh:
        fresh.write([ChunkPoint("x", [0.0, 0.0], SparseVector((), ()), {})])
    assert collections(client) == before
    assert open_server(client, "kb", 2, "f1").count() == 3


def test_push_that_was_cut_off_goes_on_with_the_same_collection(client: QdrantClient) -> None:
    source = open_index(Settings(qdrant_url=":memory:"), None, 2, "f")  # type: ignore[arg-type]
    source.write(make_points(6))
    open_server(client, "kb", 2, "old").write(make_points(2))
    with pytest.raises(KeyboardInterrupt):
        cut_off_copy(client, source)
    assert open_server(client, "kb", 2, "old").count() == 2
    assert len(collections(client)) == 2
    with build_server(client, "kb", 2, "f", resume=True) as target:
        assert target.count() == 4
        assert copy_index(source, target) == 6
    assert len(collections(client)) == 1
    assert open_server(client, "kb", 2, "f").versions() == {"d": {"v"}}
    source.close()


def cut_off_copy(client: QdrantClient, source: object) -> None:
    def stop(copied: int) -> None:
        if copied == 4:
            raise KeyboardInterrupt

    with build_server(client, "kb", 2, "f", resume=True) as target:
        copy_index(source, target, batch=2, on_progress=stop)  # type: ignore[arg-type]


def test_collection_of_somebody_else_is_refused(client: QdrantClient) -> None:
    name = open_server(client, "kb", 2, "f").info()["name"]
    client.update_collection(name, metadata={"fingerprint": None})
    with pytest.raises(IndexMismatch, match="kb reindex"):
        open_server(client, "kb", 2, "f")


def test_official_haystack_store_reads_what_we_wrote(tmp_path: Path) -> None:
    folder = str(tmp_path / "qdrant")  # qdrant-client's double on disk, one client after the other
    index = open_server(QdrantClient(path=folder), "kb", 2, "f")
    index.write(make_points(3))
    name = index.info()["name"]
    index.close()
    store = QdrantDocumentStore(path=folder, index=name, embedding_dim=2, use_sparse_embeddings=True, sparse_idf=True)
    assert store.count_documents() == 3
    found = QdrantSparseEmbeddingRetriever(document_store=store, top_k=1).run(SparseEmbedding([12], [1.0]))
    assert [(document.id, document.content) for document in found["documents"]] == [("d@v#pasal-2", "Teks 2.")]
    store.close()


def test_push_to_an_unreachable_server_says_so() -> None:
    source = open_index(Settings(qdrant_url=":memory:"), None, 2, "f")  # type: ignore[arg-type]
    with pytest.raises(IndexUnavailable, match="KB_QDRANT_URL"):
        push_index(source, "http://127.0.0.1:9", "kb", "", 2, "f")
    with pytest.raises(IndexUnavailable):
        open_index(Settings(qdrant_url="http://127.0.0.1:9"), None, 2, "f")  # type: ignore[arg-type]
    assert source.count(Filters()) == 0
    source.close()


@pytest.mark.parametrize("url", ["not an address", "http://host:port", "ftp//x"])
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(IndexUnavailable):
        open_server(connect(url), "kb", 2, "f")


def test_push_makes_a_whole_copy() -> None:
    source = open_index(Settings(qdrant_url=":memory:"), None, 2, "f")  # type: ignore[arg-type]
    source.write(make_points(450))
    told: list[int] = []
    assert push_index(source, ":memory:", "kb", "", 2, "f", told.append) == 450
    assert told == [*range(20, 450, 20), 450]
    source.close()
