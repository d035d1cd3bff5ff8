"""Keep chunks in a Qdrant Edge shard: the embedded index.

It shares its shard and its payload shape with ``QdrantEdgeDocumentStore``, but neither builds Haystack
documents nor imports Haystack: on 10,000 points that keeps a hybrid query at about 2 ms, and Haystack's two
seconds of import out of ``kb search``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import qdrant_edge as edge

from kb.model import Filters
from kb.model.json import JSONValue
from kb.model.vectors import SparseVector, Vector
from kb.stores.index.contract import (
    WRITE_BATCH,
    ChunkPoint,
    Found,
    IndexInfo,
    Scored,
    bring_to_one,
    build_sparse,
    check_point,
    check_query_vector,
    count_candidates,
    share_parts,
    take_top,
)
from kb.stores.index.filters import translate_filter
from kb.stores.index.schema import (
    FIELDS,
    ID_FIELD,
    build_filter,
    check_field,
    format_point_id,
    format_stored,
    group_editions,
    parse_stored,
)
from kb.stores.index.shard import DENSE, PARTS, SPARSE, Shape, Shard, describe, read_vectors

_LIVE_IDF = edge.SearchParams(idf=edge.IdfParams(corpus=edge.Filter()))
"""Count terms over the points that are there. Left to itself Edge goes on counting what was deleted until the shard is
opened again, and the same question gets another list then."""


def build_shape(dimension: int) -> Shape:
    """Return the shape of a shard of chunks: every payload field indexed, cosine, IDF, parts."""
    return Shape(dimension, payload_indexes={f"meta.{name}": kind for name, kind in FIELDS.items()}, parts=True)


class EdgeChunkIndex:
    """Implement ``ChunkIndex`` over one shard.

    Args:
        shard: opened at the first use; closed by :meth:`close`.
        name: what ``info`` calls the index.
        fingerprint: what ``info`` tells of how it was made.
    """

    def __init__(self, shard: Shard, name: str = "", fingerprint: str = "") -> None:
        self.shard = shard
        self._name = name
        self._fingerprint = fingerprint
        self._dimension = shard.shape.dimension

    def write(self, points: Sequence[ChunkPoint]) -> None:
        """Insert or replace points; see :class:`ChunkIndex`."""
        for point in points:
            check_point(point, self._dimension)
        for start in range(0, len(points), WRITE_BATCH):
            batch = [_build_point(point) for point in points[start : start + WRITE_BATCH]]
            self.shard.update(edge.UpdateOperation.upsert_points(batch))

    def delete_documents(self, document_ids: Sequence[str]) -> None:
        """Remove all chunks of some documents."""
        condition = translate_filter(build_filter(Filters(document_id=tuple(document_ids))))
        if condition is not None:
            self.shard.update(edge.UpdateOperation.delete_points_by_filter(condition))

    def search_dense(
        self, vector: Vector, filters: Filters, limit: int, *, payload: bool = True, parts: Sequence[Vector] = ()
    ) -> list[Scored]:
        """Rank by cosine similarity to ``vector`` or, of the nearest, by the question's parts."""
        check_query_vector(vector, self._dimension, parts)
        nearest = edge.Query.Nearest([float(value) for value in vector], using=DENSE)
        if not parts:
            return self._search(nearest, filters, limit, payload)
        return self._search(edge.Query.Nearest(share_parts(parts), using=PARTS), filters, limit, payload, nearest)

    def search_sparse(
        self, sparse: SparseVector, filters: Filters, limit: int, *, payload: bool = True
    ) -> list[Scored]:
        """Rank by BM25 against the query's terms."""
        if not sparse.indices:
            return []
        query = edge.Query.Nearest(edge.SparseVector(list(sparse.indices), list(sparse.values)), using=SPARSE)
        return self._search(query, filters, limit, payload, params=_LIVE_IDF)

    def count(self, filters: Filters = Filters()) -> int:  # noqa: B008 (frozen)
        """Count the chunks that pass ``filters``."""
        condition = translate_filter(build_filter(filters))
        return self.shard.read(lambda live: live.count(edge.CountRequest(filter=condition)))

    def facet(self, field: str) -> dict[str, int]:
        """Count chunks per value of a field."""
        check_field(field)
        request = edge.FacetRequest(f"meta.{field}", limit=max(self.count(), 1), exact=True)
        # Edge goes on naming a value whose points were all deleted, with a count of 0.
        hits = [hit for hit in self.shard.read(lambda live: live.facet(request)).hits if hit.count]
        return {str(hit.value): hit.count for hit in sorted(hits, key=lambda hit: (-hit.count, str(hit.value)))}

    def versions(self) -> dict[str, set[str]]:
        """List document id → versions present."""
        return group_editions(self.facet("edition"))

    def scroll(self, batch: int = WRITE_BATCH) -> Iterator[list[ChunkPoint]]:
        """Yield every point with its vectors, ``batch`` at a time."""
        for records in self.shard.scroll(batch):
            yield [_read_point(record) for record in records]

    def flush(self) -> None:
        """Return once everything written is on disk."""
        self.shard.flush()

    def optimize(self, *, wait: bool = True) -> None:
        """Merge segments and build graphs, here and now: every thread of this process waits."""
        with self.shard.writing() as live:
            live.optimize()
            live.flush()

    def close(self) -> None:
        """Flush and release the folder."""
        self.shard.close()

    def info(self) -> IndexInfo:
        """Describe the index."""
        size = self.shard.read(describe)
        return {
            "backend": "edge",
            "name": self._name,
            "fingerprint": self._fingerprint,
            "dimension": self._dimension,
            "path": str(self.shard.path),
            "points": size["points"],
            "indexed_vectors": size["indexed_vectors"],
            "segments": size["segments"],
        }

    def _search(
        self,
        query: edge.ScoringQueryType,
        filters: Filters,
        limit: int,
        payload: bool,
        candidates: edge.ScoringQueryType | None = None,
        params: edge.SearchParams | None = None,
    ) -> list[Scored]:
        condition = translate_filter(build_filter(filters))

        def fetch(count: int, with_payload: bool) -> list[Found]:
            wanted: bool | list[str] = with_payload if payload else [ID_FIELD]
            first = [edge.Prefetch(count_candidates(count), query=candidates, filter=condition)] if candidates else []
            request = edge.QueryRequest(
                count, prefetches=first, query=query, filter=condition, params=params, with_payload=wanted
            )
            points = self.shard.read(lambda live: live.query(request))
            return [Found(str(point.id), point.score, point.payload) for point in points]

        return take_top(fetch, self._load, limit)

    def _load(self, point_ids: list[str]) -> dict[str, Mapping[str, JSONValue]]:
        records = self.shard.read(lambda live: live.retrieve(list(point_ids), True, False))
        return {str(record.id): record.payload or {} for record in records}


def _build_point(point: ChunkPoint) -> edge.Point:
    parts = cast(list[list[float]], list(point.parts)) or [bring_to_one(point.dense)]
    vectors: dict[str, edge.NamedVector] = {DENSE: [float(value) for value in point.dense], PARTS: parts}
    if point.sparse.indices:
        vectors[SPARSE] = edge.SparseVector(list(point.sparse.indices), list(point.sparse.values))
    return edge.Point(format_point_id(point.chunk_id), vectors, format_stored(point.chunk_id, point.payload))


def _read_point(record: edge.Record) -> ChunkPoint:
    stored, vectors = record.payload or {}, read_vectors(record)
    sparse = vectors.sparse
    weights = build_sparse(sparse.indices, sparse.values) if sparse else SparseVector((), ())
    return ChunkPoint(stored["id"], vectors.dense or (), weights, parse_stored(stored), vectors.parts)
