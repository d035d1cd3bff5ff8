"""The index: dense and sparse search over chunks, embedded (Qdrant Edge) or on a Qdrant server.

Nothing else imports Qdrant. The index is disposable: archive and catalog are the truth, and
``kb reindex`` makes it again. Importing this package loads neither Qdrant nor Haystack;
the store and the components for Haystack are looked up when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kb.stores.index.contract import ChunkIndex, ChunkPoint, Scored
from kb.stores.index.opening import build_index, copy_index, open_index, push_index
from kb.stores.index.schema import SCHEMA, build_filter, build_payload

if TYPE_CHECKING:
    from kb.stores.index.edge import QdrantEdgeDocumentStore
    from kb.stores.index.embedders import RujukanDocumentEmbedder, RujukanTextEmbedder
    from kb.stores.index.retrievers import QdrantEdgeEmbeddingRetriever, QdrantEdgeSparseRetriever

__all__ = [
    "SCHEMA",
    "ChunkIndex",
    "ChunkPoint",
    "QdrantEdgeDocumentStore",
    "QdrantEdgeEmbeddingRetriever",
    "QdrantEdgeSparseRetriever",
    "RujukanDocumentEmbedder",
    "RujukanTextEmbedder",
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
    "RujukanDocumentEmbedder": "kb.stores.index.embedders",
    "RujukanTextEmbedder": "kb.stores.index.embedders",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
