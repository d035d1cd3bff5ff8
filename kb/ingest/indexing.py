"""The second half of the write path: what the catalog holds and the index doesn't yet, is embedded and indexed.

Step 4. Invariant: a version is marked as indexed only after all its points are written and flushed, so a
process killed anywhere is made good by the next :meth:`Indexer.reconcile`, with nothing lost or doubled
(point ids are made from chunk ids).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from kb.embedding.embed import DenseModel, embed_sparse_document
from kb.embedding.encoder import Embedding
from kb.ingest.ingest import OnProgress, Progress
from kb.model import Chunk, Document
from kb.model.vectors import SparseVector
from kb.reading.chunks import build_chunks
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog
from kb.stores.index.contract import ChunkIndex, ChunkPoint
from kb.stores.index.schema import build_payload, format_edition
from kb.stores.pipelines import Pipeline, component, run_pipeline

log = logging.getLogger(__name__)

WRITE_BATCH = 64
"""Chunks embedded and written at a time: some 20 MB of vectors as Python holds them, and a progress bar that moves."""


@component
class DenseChunkEmbedder:
    """Embed texts with the dense model."""

    def __init__(self, model: DenseModel) -> None:
        self.model = model

    @component.output_types(dense=list[Embedding])
    def run(self, texts: list[str]) -> dict[str, Any]:
        """Return one embedding per text, in order."""
        return {"dense": self.model.embed_documents(texts)}


@component
class SparseChunkEmbedder:
    """Weigh texts' terms by BM25."""

    @component.output_types(sparse=list[SparseVector])
    def run(self, texts: list[str]) -> dict[str, Any]:
        """Return one sparse vector per text, in order."""
        return {"sparse": [embed_sparse_document(text) for text in texts]}


@component
class PointWriter:
    """Join vectors with payloads and write them to the index."""

    def __init__(self, index: ChunkIndex) -> None:
        self.index = index

    @component.output_types(written=int)
    def run(self, payloads: list[dict[str, Any]], dense: list[Embedding], sparse: list[SparseVector]) -> dict[str, Any]:
        """Write one point per payload; the lists must be of one length."""
        points = [
            ChunkPoint(payload["chunk_id"], made.whole, weights, payload, made.parts.tolist())
            for payload, made, weights in zip(payloads, dense, sparse, strict=True)
        ]
        self.index.write(points)
        return {"written": len(points)}


def build_index_pipeline(model: DenseModel, index: ChunkIndex) -> Pipeline:
    """Connect embedders and writer: texts and payloads in, points in the index out."""
    pipeline = Pipeline()
    pipeline.add_component("dense", DenseChunkEmbedder(model))
    pipeline.add_component("sparse", SparseChunkEmbedder())
    pipeline.add_component("writer", PointWriter(index))
    pipeline.connect("dense.dense", "writer.dense")
    pipeline.connect("sparse.sparse", "writer.sparse")
    return pipeline


class Indexer:
    """Keep one index in step with the catalog."""

    def __init__(self, archive: Archive, catalog: Catalog, index: ChunkIndex, model: DenseModel, longest: int) -> None:
        self.archive = archive
        self.catalog = catalog
        self.index = index
        self.longest = longest
        self.name = str(index.info()["name"])
        self.pipeline = build_index_pipeline(model, index)

    def reconcile(self, on_progress: OnProgress | None = None) -> int:
        """Index every current version that isn't yet, and return how many chunks were written."""
        return sum(self._index(document_id, version, on_progress) for document_id, version in self._pending())

    def _pending(self) -> list[tuple[str, str]]:
        pending = self.catalog.pending(self.name)
        if pending and not self.catalog.indexed(self.name):
            self._adopt(pending)
            pending = self.catalog.pending(self.name)
        return pending

    def _adopt(self, pending: Sequence[tuple[str, str]]) -> None:
        """Mark what an index that was copied here (``kb push``) holds wholly: nothing is embedded twice."""
        held = self.index.facet("edition")
        for document_id, version in pending:
            count = held.get(format_edition(document_id, version), 0)
            if count and count == len(self._find_searchable(document_id, version)[1]):
                self.catalog.mark_indexed(document_id, version, self.name, count)

    def _find_searchable(self, document_id: str, version: str) -> tuple[Document, list[Chunk]]:
        document = load_document(self.archive, self.catalog, document_id, version)
        return document, [chunk for chunk in build_chunks(document, self.longest) if chunk.search_text]

    def _index(self, document_id: str, version: str, on_progress: OnProgress | None) -> int:
        document, chunks = self._find_searchable(document_id, version)
        tell = _teller(document_id, len(chunks), on_progress)
        self.index.delete_document(document_id)
        for done, batch in _batches(chunks):
            tell(done)
            run_pipeline(self.pipeline, _inputs(document, batch))
        tell(len(chunks))
        self.index.flush()
        self.catalog.mark_indexed(document_id, version, self.name, len(chunks))
        return len(chunks)


def load_document(archive: Archive, catalog: Catalog, document_id: str, version: str | None = None) -> Document:
    """Put a document together from catalog and archive.

    Raises:
        DocumentNotFound: neither id nor version is held.
    """
    stored = catalog.get_document(document_id, version)
    return stored.to_document(archive.get_text(stored.version))


def _inputs(document: Document, chunks: Sequence[Chunk]) -> dict[str, Any]:
    texts = [chunk.search_text for chunk in chunks]
    payloads = [build_payload(document, chunk) for chunk in chunks]
    return {"dense": {"texts": texts}, "sparse": {"texts": texts}, "writer": {"payloads": payloads}}


def _batches(chunks: Sequence[Chunk]) -> Iterator[tuple[int, Sequence[Chunk]]]:
    for start in range(0, len(chunks), WRITE_BATCH):
        yield start, chunks[start : start + WRITE_BATCH]


def _teller(document_id: str, total: int, on_progress: OnProgress | None) -> Callable[[int], None]:
    def tell(done: int) -> None:
        if on_progress:
            on_progress(Progress("embed", document_id, done, total))

    return tell
