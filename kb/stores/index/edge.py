"""A Haystack DocumentStore on Qdrant Edge: Qdrant's own engine inside this process, no server.

A document keeps the id that it was given (its point id is the UUIDv5 of that id); the store is opened at its first use,
never at import or construction; what it returns are new objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path

import qdrant_edge as edge

import kb.stores.pipelines  # noqa: F401  Haystack is loaded without torch.

# isort: split
from haystack import default_from_dict, default_to_dict
from haystack.dataclasses import Document, SparseEmbedding
from haystack.document_stores.errors import DocumentStoreError, DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.errors import FilterError

from kb.model.errors import InvalidFilter
from kb.model.json import JSONValue
from kb.stores.index import metadata_values
from kb.stores.index.contract import WRITE_BATCH, bring_to_one
from kb.stores.index.filters import translate_filter
from kb.stores.index.schema import format_point_id
from kb.stores.index.shard import DENSE, PARTS, SPARSE, Shape, Shard, read_vectors

_SCROLL = 1000

Filters = Mapping[str, object] | None


class QdrantEdgeDocumentStore:
    """Keep Haystack documents, with dense and sparse embeddings, in a folder of this machine.

    One process may have the folder open at a time; inside it any thread may read while another writes.
    Writing survives a killed process at once, and a loss of power after :meth:`flush`.

    With ``similarity="cosine"`` an embedding comes back with length 1. Dates in ``meta`` come back as ISO texts.

    Args:
        path: folder of the store; made at the first use.
        embedding_dim: numbers per dense embedding.
        similarity: ``"cosine"``, ``"dot_product"`` or ``"l2"``.
        sparse_idf: weigh sparse terms by inverse document frequency, kept up to date by the engine (needed for BM25).
        payload_fields_to_index: as in ``QdrantDocumentStore``: ``[{"field_name": "meta.year", "field_schema":
            "integer"}]``. Indexed when the store is made, or when it is next opened. Filters work without, slower.
        return_embedding: whether queries return embeddings; ``filter_documents`` always does.

    Example:
        store = QdrantEdgeDocumentStore("data/index", embedding_dim=384)
        store.write_documents([Document(id="a", content="…", embedding=[…])])
        store.query_by_embedding([…], filters={"field": "meta.year", "operator": ">=", "value": 2021})
    """

    def __init__(
        self,
        path: str | Path,
        embedding_dim: int = 768,
        similarity: str = "cosine",
        sparse_idf: bool = True,
        payload_fields_to_index: list[dict[str, str]] | None = None,
        return_embedding: bool = False,
    ) -> None:
        self.path = str(path)
        self.embedding_dim = embedding_dim
        self.similarity = similarity
        self.sparse_idf = sparse_idf
        self.payload_fields_to_index = payload_fields_to_index
        self.return_embedding = return_embedding
        indexes = {entry["field_name"]: entry["field_schema"] for entry in payload_fields_to_index or []}
        self._shard = Shard(Path(path), Shape(embedding_dim, similarity, indexes, sparse_idf))

    @classmethod
    def from_shard(cls, shard: Shard) -> QdrantEdgeDocumentStore:
        """Make a store over a shard that somebody else opens and closes."""
        shape = shard.shape
        indexes = [{"field_name": name, "field_schema": kind} for name, kind in shape.payload_indexes.items()]
        store = cls(shard.path, shape.dimension, shape.similarity, shape.idf, indexes)
        store._shard = shard
        return store

    def to_dict(self) -> dict[str, object]:
        """Serialise the settings, not the documents."""
        return default_to_dict(
            self,
            path=self.path,
            embedding_dim=self.embedding_dim,
            similarity=self.similarity,
            sparse_idf=self.sparse_idf,
            payload_fields_to_index=self.payload_fields_to_index,
            return_embedding=self.return_embedding,
        )

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> QdrantEdgeDocumentStore:
        """Make a store from what :meth:`to_dict` returned."""
        store: QdrantEdgeDocumentStore = default_from_dict(cls, data)
        return store

    def warm_up(self) -> None:
        """Open the folder now rather than at the first use."""
        self._shard.open()

    def flush(self) -> None:
        """Return once everything written is on disk."""
        self._shard.flush()

    def optimize(self) -> None:
        """Merge segments and build the HNSW graph where the size asks for it.

        Edge holds Python's interpreter lock meanwhile: every thread of this process waits.
        """
        with self._shard.writing() as live:
            live.optimize()
            live.flush()

    def close(self) -> None:
        """Flush and release the folder. The next use opens it again."""
        self._shard.close()

    def count_documents(self) -> int:
        """Count the documents."""
        return self._count(None)

    def count_documents_by_filter(self, filters: Filters) -> int:
        """Count the documents that pass the filter."""
        return self._count(_translate(filters))

    def filter_documents(self, filters: Filters = None) -> list[Document]:
        """Return the documents that pass the filter, with their embeddings, in the order of their point ids.

        Raises:
            FilterError: the filter is malformed.
        """
        return [_read_document(record) for record in self._scroll(_translate(filters), with_vector=True)]

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Write documents.

        Args:
            documents: their ids decide what a duplicate is.
            policy: ``NONE`` is ``FAIL``: a duplicate raises and nothing is written.

        Returns:
            How many were written.

        Raises:
            ValueError: something in the list is no document.
            DuplicateDocumentError: an id is stored already, or twice in the list, under ``FAIL``.
            DocumentStoreError: metadata or an embedding can't be stored, for example NaN.
        """
        if not isinstance(documents, list) or any(not isinstance(item, Document) for item in documents):
            raise ValueError("write_documents needs a list of Documents.")
        with self._shard.writing() as live:
            chosen = _choose(documents, policy, _find_stored(live, documents, policy))
            points = [_build_point(document, self._shard.shape.parts) for document in chosen]
            for start in range(0, len(points), WRITE_BATCH):
                live.update(edge.UpdateOperation.upsert_points(points[start : start + WRITE_BATCH]))
        return len(chosen)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete documents by id; unknown ids are passed over."""
        self._shard.update(edge.UpdateOperation.delete_points([format_point_id(item) for item in document_ids]))

    def delete_by_filter(self, filters: Filters) -> int:
        """Delete the documents that pass the filter; return how many."""
        condition = _translate(filters) or edge.Filter()
        with self._shard.writing() as live:
            count = live.count(edge.CountRequest(filter=condition))
            live.update(edge.UpdateOperation.delete_points_by_filter(condition))
        return count

    def delete_all_documents(self, recreate_index: bool = False) -> None:
        """Delete everything.

        Args:
            recreate_index: also delete the files and start a new shard, which gives the disk space back.
        """
        if recreate_index:
            self._shard.recreate()
        else:
            self.delete_by_filter(None)

    def update_by_filter(self, filters: Filters, meta: Mapping[str, object]) -> int:
        """Merge ``meta`` into the metadata of the documents that pass the filter; return how many."""
        condition = _translate(filters) or edge.Filter()
        with self._shard.writing() as live:
            count = live.count(edge.CountRequest(filter=condition))
            live.update(edge.UpdateOperation.set_payload_by_filter(condition, _plain_fields(meta), key="meta"))
        return count

    def count_unique_metadata_by_filter(self, filters: Filters, metadata_fields: list[str]) -> dict[str, int]:
        """Count each field's distinct values among the documents that pass the filter."""
        metas = list(self._metas(filters))
        return {
            metadata_values.strip_prefix(name): len(metadata_values.find_values(metas, name))
            for name in metadata_fields
        }

    def get_metadata_fields_info(self) -> dict[str, dict[str, str]]:
        """Name every metadata field with the type of its values: ``{"year": {"type": "long"}}``."""
        return metadata_values.find_types(self._metas(None))

    def get_metadata_field_min_max(self, metadata_field: str) -> dict[str, JSONValue]:
        """Return a field's least and greatest value as ``{"min": …, "max": …}``."""
        return metadata_values.find_min_max(self._metas(None), metadata_field)

    def get_metadata_field_unique_values(
        self,
        metadata_field: str,
        search_term: str | None = None,
        from_: int = 0,
        size: int = 10,
        filters: Filters = None,
    ) -> tuple[list[JSONValue], int]:
        """Return one page of a field's distinct values, and how many there are in all.

        Args:
            search_term: only values whose text holds it, whatever the case.
            from_: position of the page's first value.
            size: values per page.
        """
        values = metadata_values.find_values(self._metas(filters), metadata_field)
        matching = metadata_values.find_matching(values, search_term)
        return matching[from_ : from_ + size], len(matching)

    def query_by_embedding(
        self,
        query_embedding: list[float],
        filters: Filters = None,
        top_k: int = 10,
        return_embedding: bool | None = None,
    ) -> list[Document]:
        """Return the documents nearest to a dense embedding, best first, with their scores.

        Raises:
            FilterError: the filter is malformed.
        """
        query = edge.Query.Nearest(list(query_embedding), using=DENSE)
        return self._query(query, filters, top_k, return_embedding)

    def query_by_sparse(
        self,
        query_sparse_embedding: SparseEmbedding,
        filters: Filters = None,
        top_k: int = 10,
        return_embedding: bool | None = None,
    ) -> list[Document]:
        """Return the documents that share a term with a sparse embedding, best first, with their scores.

        Raises:
            FilterError: the filter is malformed.
        """
        vector = edge.SparseVector(list(query_sparse_embedding.indices), list(query_sparse_embedding.values))
        return self._query(edge.Query.Nearest(vector, using=SPARSE), filters, top_k, return_embedding)

    def _query(self, query: edge.Query, filters: Filters, top_k: int, return_embedding: bool | None) -> list[Document]:
        wanted = self.return_embedding if return_embedding is None else return_embedding
        request = edge.QueryRequest(
            top_k, query=query, filter=_translate(filters), with_payload=True, with_vector=wanted
        )
        return [_read_document(point) for point in self._shard.read(lambda live: live.query(request))]

    def _count(self, condition: edge.Filter | None) -> int:
        return self._shard.read(lambda live: live.count(edge.CountRequest(filter=condition)))

    def _metas(self, filters: Filters) -> Iterator[Mapping[str, JSONValue]]:
        for record in self._scroll(_translate(filters), with_vector=False):
            yield (record.payload or {}).get("meta", {})

    def _scroll(self, condition: edge.Filter | None, with_vector: bool) -> Iterator[edge.Record]:
        return chain.from_iterable(self._shard.scroll(_SCROLL, condition, with_vector))


def _translate(filters: Filters) -> edge.Filter | None:
    try:
        return translate_filter(filters)
    except InvalidFilter as exc:
        raise FilterError(str(exc)) from exc


def _find_stored(live: edge.EdgeShard, documents: list[Document], policy: DuplicatePolicy) -> set[str]:
    if policy is DuplicatePolicy.OVERWRITE:
        return set()
    points = {format_point_id(document.id): document.id for document in documents}
    return {points[str(record.id)] for record in live.retrieve(list(points), False, False)}


def _choose(documents: list[Document], policy: DuplicatePolicy, stored: set[str]) -> list[Document]:
    """Pick what is to be written: the first of each id, or the last where documents are overwritten."""
    chosen: dict[str, Document] = {}
    for document in documents:
        is_duplicate = document.id in stored or document.id in chosen
        if is_duplicate and policy in (DuplicatePolicy.NONE, DuplicatePolicy.FAIL):
            raise DuplicateDocumentError(f"A document with the id {document.id!r} is there already.")
        if not is_duplicate or policy is DuplicatePolicy.OVERWRITE:
            chosen[document.id] = document
    return list(chosen.values())


def _build_point(document: Document, with_parts: bool) -> edge.Point:
    vectors: dict[str, edge.NamedVector] = {}
    if document.embedding is not None:
        vectors[DENSE] = list(document.embedding)
        if with_parts:
            vectors[PARTS] = [bring_to_one(document.embedding)]
    if document.sparse_embedding is not None:
        sparse = document.sparse_embedding
        vectors[SPARSE] = edge.SparseVector(list(sparse.indices), list(sparse.values))
    fields = document.to_dict(flatten=False)
    payload = {name: fields[name] for name in ("id", "content", "blob", "meta") if fields.get(name) is not None}
    try:
        return edge.Point(format_point_id(document.id), vectors, _plain_fields(payload))
    except (TypeError, ValueError) as exc:
        raise DocumentStoreError(f"Document {document.id!r} can't be stored: {exc}") from exc


def _plain_fields(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(item) for name, item in fields.items()}


def _plain(value: object) -> object:
    """Replace dates by their ISO text, at any depth; Edge takes JSON only."""
    if isinstance(value, Mapping):
        return _plain_fields(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _read_document(point: edge.Record | edge.ScoredPoint) -> Document:
    fields = dict(point.payload or {})
    vectors = read_vectors(point)
    if vectors.dense is not None:
        fields["embedding"] = vectors.dense
    if vectors.sparse is not None:
        indices, values = list(vectors.sparse.indices), [float(value) for value in vectors.sparse.values]
        fields["sparse_embedding"] = {"indices": indices, "values": values}
    fields["score"] = getattr(point, "score", None)
    return Document.from_dict(fields)
