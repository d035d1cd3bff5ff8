"""Bring an index in step with the catalog: embed the chunks of pending versions and write them.

A version is marked as indexed only after all its points are written and flushed, so a process killed anywhere is made
good by the next :meth:`Indexer.reconcile`, with nothing lost or doubled (point ids are made from chunk ids).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from kb.embedding.dense import DenseModel
from kb.ingest.prepare import ChunkedDocument, Key, choose_searchable, prepare_chunks
from kb.ingest.progress import OnProgress, Progress
from kb.model import Chunk, Document
from kb.model.vectors import SparseVector
from kb.reading.chunks import build_chunks
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog
from kb.stores.index.contract import ChunkIndex, ChunkPoint
from kb.stores.index.schema import build_payload, format_edition

WRITE_BATCH = 64
"""Chunks embedded and written at a time: some 20 MB of vectors as Python holds them, and a progress bar that moves."""

FLUSH_CHUNKS = 1024
"""Chunks after which the index is flushed and its documents are marked. A flush takes some 90 ms, in which
nothing else is done; what a killed process has to embed again is no more than this and the rest of a document."""


class Indexer:
    """Keep one index in step with the catalog."""

    def __init__(self, archive: Archive, catalog: Catalog, index: ChunkIndex, model: DenseModel, longest: int) -> None:
        self.archive = archive
        self.catalog = catalog
        self.index = index
        self.model = model
        self.longest = longest
        self.name = index.info()["name"]

    def reconcile(
        self, on_progress: OnProgress | None = None, read: Mapping[Key, ChunkedDocument] | None = None
    ) -> int:
        """Index every current version that isn't yet, and return how many chunks were written.

        Args:
            read: versions that were read just now, so that they needn't be read back.
        """
        pending = self.catalog.pending(self.name)
        if not pending:
            return 0
        if not read and not self.catalog.indexed(self.name):
            pending = self._adopt(pending)
        documents = ((read or {}).get(key) or prepare_chunks(*self._load(key)) for key in pending)
        return sum(self._index(group, on_progress) for group in _group(documents))

    def _adopt(self, pending: Sequence[Key]) -> list[Key]:
        """Mark what an index that was copied here (``kb push``) holds wholly, and return what it doesn't hold."""
        held = self.index.facet("edition")
        counts = {key: held[format_edition(*key)] for key in pending if format_edition(*key) in held}
        whole = [(*key, count) for key, count in counts.items() if count == len(choose_searchable(self._load(key)[1]))]
        self.catalog.mark_all_indexed(self.name, whole)
        return self.catalog.pending(self.name)

    def _load(self, key: Key) -> tuple[Document, list[Chunk]]:
        document = load_document(self.archive, self.catalog, *key)
        return document, build_chunks(document, self.longest)

    def _index(self, group: Sequence[ChunkedDocument], on_progress: OnProgress | None) -> int:
        """Replace what the index holds of some documents; flush, and only then mark them."""
        self.index.delete_documents([each.document.id for each in group if not each.chunks])
        for batch, points in _build_ahead(self.model, _cut(group, WRITE_BATCH)):
            # No sooner than here: a document that is replaced is missing from searches between the two calls.
            self.index.delete_documents([each.document.id for each, at in batch if at == 0])
            self.index.write(points)
            _tell(batch, on_progress)
        self.index.flush()
        self.catalog.mark_all_indexed(self.name, [(*each.key, len(each.chunks)) for each in group])
        return sum(len(each.chunks) for each in group)


Batch = Sequence[tuple[ChunkedDocument, int]]
"""Chunks of one or several documents, each by its document and its position there."""


def build_points(model: DenseModel, chunks: Sequence[tuple[Document, Chunk, SparseVector]]) -> list[ChunkPoint]:
    """Embed chunks, each given with its document and its sparse vector, and make their points."""
    dense = model.embed_documents([chunk.search_text for _, chunk, _ in chunks])
    return [
        ChunkPoint(chunk.id, made.whole, weights, build_payload(document, chunk), made.parts.tolist())
        for (document, chunk, weights), made in zip(chunks, dense, strict=True)
    ]


def _build_ahead(model: DenseModel, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list[ChunkPoint]]]:
    """Make the points of each batch, those of the next one while this one is being written."""
    with ThreadPoolExecutor(1) as pool:
        ahead: tuple[Batch, Future[list[ChunkPoint]]] | None = None
        for batch in batches:
            chunks = [(each.document, each.chunks[at], each.weights[at]) for each, at in batch]
            ready, ahead = ahead, (batch, pool.submit(build_points, model, chunks))
            if ready:
                yield ready[0], ready[1].result()
        if ahead:
            yield ahead[0], ahead[1].result()


def load_document(archive: Archive, catalog: Catalog, document_id: str, version: str | None = None) -> Document:
    """Put a document together from catalog and archive.

    Raises:
        DocumentNotFound: neither id nor version is held.
    """
    stored = catalog.get_document(document_id, version)
    return stored.to_document(archive.get_text(stored.head.version))


def _group(documents: Iterable[ChunkedDocument]) -> Iterator[list[ChunkedDocument]]:
    """Gather documents until they have enough chunks to be flushed together."""
    group: list[ChunkedDocument] = []
    count = 0
    for each in documents:
        group.append(each)
        count += len(each.chunks)
        if count >= FLUSH_CHUNKS:
            yield group
            group, count = [], 0
    if group:
        yield group


def _cut(group: Iterable[ChunkedDocument], size: int) -> Iterator[Batch]:
    """Cut the chunks of some documents, one after the other, into batches."""
    places = ((each, at) for each in group for at in range(len(each.chunks)))
    while batch := list(islice(places, size)):
        yield batch


def _tell(batch: Batch, on_progress: OnProgress | None) -> None:
    if on_progress:
        for document_id, (done, total) in {e.document.id: (at + 1, len(e.chunks)) for e, at in batch}.items():
            on_progress(Progress("embed", document_id, done, total))
