"""Haystack embedders with this project's model and term weights: one for documents, one for questions.

They fill what ``QdrantEdgeDocumentStore`` keeps and its two retrievers ask for: a dense embedding and a sparse one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

import kb.stores.pipelines  # noqa: F401  Haystack is loaded without torch.

# isort: split
from haystack import component, default_to_dict
from haystack.dataclasses import Document, SparseEmbedding

from kb.embedding.dense import DenseModel
from kb.embedding.sparse import embed_sparse_document, embed_sparse_query
from kb.model.vectors import SparseVector


class _Embedder:
    """What both embedders share.

    Args:
        model: a model's name on a hub, a folder, or empty for the shipped one.
    """

    def __init__(self, model: str = "") -> None:
        self.model = model
        self._dense = DenseModel(model)

    def warm_up(self) -> None:
        """Load the model now rather than at the first run."""
        self._dense.warm_up()

    def to_dict(self) -> dict[str, object]:
        """Serialise the settings."""
        return default_to_dict(self, model=self.model)


@component
class RujukanDocumentEmbedder(_Embedder):
    """Give documents a dense and a sparse embedding of their content.

    Example:
        documents = RujukanDocumentEmbedder().run([Document(content="…")])["documents"]
    """

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Return ``documents``: new ones, in the same order. One without content is embedded as an empty text."""
        texts = [document.content or "" for document in documents]
        dense = self._dense.embed_documents(texts)
        made = zip(documents, texts, dense, strict=True)
        return {
            "documents": [
                replace(each, embedding=vectors.whole, sparse_embedding=_to_haystack(embed_sparse_document(text)))
                for each, text, vectors in made
            ]
        }


class EmbeddedText(TypedDict):
    """A question with both its embeddings."""

    embedding: list[float]
    sparse_embedding: SparseEmbedding


@component
class RujukanTextEmbedder(_Embedder):
    """Embed a question, densely and sparsely.

    The sparse side also asks for what the words mean: full names of abbreviations, the rule's words for plain ones.

    Example:
        made = RujukanTextEmbedder().run("Siapa wajib melapor?")
        made["embedding"], made["sparse_embedding"]
    """

    @component.output_types(embedding=list[float], sparse_embedding=SparseEmbedding)
    def run(self, text: str) -> EmbeddedText:
        """Return ``embedding`` and ``sparse_embedding``."""
        return {
            "embedding": self._dense.embed_query(text).whole,
            "sparse_embedding": _to_haystack(embed_sparse_query(text)),
        }


def _to_haystack(weights: SparseVector) -> SparseEmbedding:
    return SparseEmbedding(list(weights.indices), list(weights.values))
