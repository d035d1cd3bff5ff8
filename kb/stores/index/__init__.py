"""The index: dense and sparse search over chunks, embedded (Qdrant Edge) or on a Qdrant server.

Step 3, and the only door to Qdrant. The index is disposable: archive and catalog are the truth, and
``kb reindex`` makes it again. Importing this package loads neither Qdrant nor Haystack.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kb.stores.index.contract import ChunkIndex, ChunkPoint, Scored
from kb.stores.index.opening import build_index, copy_index, open_index, push_index
from kb.stores.index.schema import SCHEMA, build_filter, build_payload

if TYPE_CHECKING:
    from kb.stores.index.edge import QdrantEdgeDocumentStore
    from kb.stores.index.retrievers import QdrantEdgeEmbeddingRetriever, QdrantEdgeSparseRetriever

__all__ = [
    "SCHEMA",
    "ChunkIndex",
    "ChunkPoint",
    "QdrantEdgeDocumentStore",
    "QdrantEdgeEmbeddingRetriever",
    "QdrantEdgeSparseRetriever",
    "Scored",
    "build_filter",
    "build_index",
    "build_payload",
    "copy_index",
    "open_index",
    "push_index",
]

_HOMES = {
    "QdrantEdgeDocumentStore": "kb.stores.index.edge",
    "QdrantEdgeEmbeddingRetriever": "kb.stores.index.retrievers",
    "QdrantEdgeSparseRetriever": "kb.stores.index.retrievers",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
