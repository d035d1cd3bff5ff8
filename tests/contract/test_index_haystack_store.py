"""QdrantEdgeDocumentStore passes every contract class that Haystack ships, and a few of our own."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from haystack.dataclasses import Document
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.testing.document_store import (
    CountDocumentsByFilterTest,
    CountUniqueMetadataByFilterTest,
    DocumentStoreBaseExtendedTests,
    GetMetadataFieldMinMaxTest,
    GetMetadataFieldsInfoTest,
    GetMetadataFieldUniqueValuesTest,
)

from kb.stores.index.edge import QdrantEdgeDocumentStore


@pytest.fixture
def document_store(tmp_path: Path) -> Iterator[QdrantEdgeDocumentStore]:
    store = QdrantEdgeDocumentStore(tmp_path / "store", embedding_dim=768)
    yield store
    store.close()


def _unit(embedding: list[float] | None) -> list[float] | None:
    if embedding is None:
        return None
    length = math.sqrt(sum(value * value for value in embedding))
    return [value / length for value in embedding]


class TestHaystackContract(
    DocumentStoreBaseExtendedTests,
    CountDocumentsByFilterTest,
    CountUniqueMetadataByFilterTest,
    GetMetadataFieldsInfoTest,
    GetMetadataFieldMinMaxTest,
    GetMetadataFieldUniqueValuesTest,
):
    @pytest.fixture
    def document_store(self, tmp_path: Path) -> Iterator[QdrantEdgeDocumentStore]:
        store = QdrantEdgeDocumentStore(tmp_path / "store", embedding_dim=768)
        yield store
        store.close()

    @staticmethod
    def assert_documents_are_equal(received: list[Document], expected: list[Document]) -> None:
        """Compare without regard to order and to an embedding's length, which cosine sets to 1."""
        received, expected = (sorted(documents, key=lambda d: d.id) for documents in (received, expected))
        assert [d.id for d in received] == [d.id for d in expected]
        for got, wanted in zip(received, expected, strict=True):
            assert (got.content, got.meta, got.blob) == (wanted.content, wanted.meta, wanted.blob)
            assert got.embedding == (wanted.embedding and pytest.approx(_unit(wanted.embedding), rel=1e-4))

    def test_write_documents(self, document_store: QdrantEdgeDocumentStore) -> None:  # type: ignore[override]
        document = Document(content="test doc")
        assert document_store.write_documents([document]) == 1
        with pytest.raises(DuplicateDocumentError):
            document_store.write_documents([document])
        self.assert_documents_are_equal(document_store.filter_documents(), [document])
