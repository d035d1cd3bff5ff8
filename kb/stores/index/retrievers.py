"""Haystack retrievers over ``QdrantEdgeDocumentStore``: dense and sparse.

A filter given to ``run`` adds to or replaces the one given at construction as the filter policy says, in both alike.
"""

from __future__ import annotations

from typing import Any, Self

import kb.stores.pipelines  # noqa: F401  Haystack is loaded without torch.

# isort: split
from haystack import component, default_from_dict, default_to_dict
from haystack.dataclasses import Document, SparseEmbedding
from haystack.document_stores.types import FilterPolicy
from haystack.document_stores.types.filter_policy import apply_filter_policy

from kb.stores.index.edge import QdrantEdgeDocumentStore

Given = dict[str, Any] | None
"""A filter as Haystack declares it, so that its sockets fit those of other components."""

Serialised = dict[str, Any]
"""A component as Haystack writes it down: its type, and ``init_parameters`` that only it can read."""


class _Retriever:
    """What both retrievers share: their settings and how these are serialised.

    Args:
        document_store: where to search; it is opened by ``warm_up`` or the first ``run``.
        filters: applied to every run.
        top_k: most documents to return.
        return_embedding: whether documents carry their embeddings.
        filter_policy: whether a run's filters replace these or are added to them.
    """

    def __init__(
        self,
        document_store: QdrantEdgeDocumentStore,
        filters: Given = None,
        top_k: int = 10,
        return_embedding: bool = False,
        filter_policy: str | FilterPolicy = FilterPolicy.REPLACE,
    ) -> None:
        if not isinstance(document_store, QdrantEdgeDocumentStore):
            raise ValueError("document_store must be a QdrantEdgeDocumentStore.")
        self.document_store = document_store
        self.filters = filters
        self.top_k = top_k
        self.return_embedding = return_embedding
        self.filter_policy = FilterPolicy.from_str(filter_policy) if isinstance(filter_policy, str) else filter_policy

    def warm_up(self) -> None:
        """Open the store now rather than at the first run."""
        self.document_store.warm_up()

    def to_dict(self) -> Serialised:
        """Serialise the settings."""
        return default_to_dict(
            self,
            document_store=self.document_store.to_dict(),
            filters=self.filters,
            top_k=self.top_k,
            return_embedding=self.return_embedding,
            filter_policy=self.filter_policy.value,
        )

    @classmethod
    def from_dict(cls, data: Serialised) -> Self:
        """Make a retriever from what ``to_dict`` returned."""
        parameters = dict(data["init_parameters"])
        parameters["document_store"] = QdrantEdgeDocumentStore.from_dict(parameters["document_store"])
        retriever: Self = default_from_dict(cls, {**data, "init_parameters": parameters})
        return retriever

    def _choose(self, filters: Given, top_k: int | None) -> tuple[Given, int, bool]:
        chosen = apply_filter_policy(self.filter_policy, self.filters, filters)
        return chosen, self.top_k if top_k is None else top_k, self.return_embedding


@component
class QdrantEdgeEmbeddingRetriever(_Retriever):
    """Retrieve the documents nearest to a dense embedding.

    Example:
        retriever = QdrantEdgeEmbeddingRetriever(store, top_k=5)
        documents = retriever.run(query_embedding=[…])["documents"]
    """

    @component.output_types(documents=list[Document])
    def run(
        self, query_embedding: list[float], filters: Given = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Return ``documents``, best first.

        Args:
            query_embedding: as many numbers as the store has dimensions.
            filters: see the filter policy.
            top_k: in place of the one given at construction.
        """
        return {"documents": self.document_store.query_by_embedding(query_embedding, *self._choose(filters, top_k))}


@component
class QdrantEdgeSparseRetriever(_Retriever):
    """Retrieve the documents that share terms with a sparse embedding.

    Example:
        retriever = QdrantEdgeSparseRetriever(store, top_k=5)
        documents = retriever.run(query_sparse_embedding=SparseEmbedding([17], [1.0]))["documents"]
    """

    @component.output_types(documents=list[Document])
    def run(
        self,
        query_sparse_embedding: SparseEmbedding,
        filters: Given = None,
        top_k: int | None = None,
    ) -> dict[str, list[Document]]:
        """Return ``documents``, best first.

        Args:
            query_sparse_embedding: term numbers and weights.
            filters: see the filter policy.
            top_k: in place of the one given at construction.
        """
        return {"documents": self.document_store.query_by_sparse(query_sparse_embedding, *self._choose(filters, top_k))}
