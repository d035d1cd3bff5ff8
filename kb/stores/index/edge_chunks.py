"""Keep chunks in a Qdrant Edge shard: the embedded index.

It shares its shard and its payload shape with ``QdrantEdgeDocumentStore``, but neither builds Haystack
documents nor imports Haystack: on 10,000 points that keeps a hybrid query at about 2 ms, and Haystack's two
seconds of import out of ``kb search``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast
from uuid import UUID

import qdrant_edge as edge

from kb.model import Filters
from kb.model.json import JSONValue
from kb.model.vectors import SparseVector, Vector
from kb.stores.index.contract import (
    WRITE_BATCH,
    ChunkPoint,
    Found,
    IndexInfo,
    NearBy,
    Scored,
    bring_to_one,
    build_sparse,
    check_point,
    check_query_vector,
    count_candidates,
    count_fetched,
    share_parts,
    take_top,
)
from kb.stores.index.filters import translate_filter
from kb.stores.index.point_names import PointNames
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
"""Count terms over the points that are there, which takes longer the more there are. Left to itself Edge goes on
counting what was deleted until the shard is opened again, and the same question gets another list then."""

NAMED_BATCH = 500
"""Points whose chunk ids are read together: some 10 ms, in which Edge holds Python's interpreter lock."""


def build_shape(dimension: int) -> Shape:
    """Return the shape of a shard of chunks: every payload field indexed, cosine, IDF, parts."""
    return Shape(dimension, payload_indexes={f"meta.{name}": kind for name, kind in FIELDS.items()}, parts=True)


class EdgeChunkIndex:
    """Implement ``ChunkIndex`` over one shard.

    Args:
        shard: opened at the first use; closed by :meth:`close`.
        name: what ``info`` calls the index.
        fingerprint: what ``info`` tells of how it was made.
        names: chunk ids of the points; without them they are kept in memory.
    """

    def __init__(self, shard: Shard, name: str = "", fingerprint: str = "", names: PointNames | None = None) -> None:
        self.shard = shard
        self.names = names or PointNames()
        self._name = name
        self._fingerprint = fingerprint
        self._dimension = shard.shape.dimension

    def write(self, points: Sequence[ChunkPoint]) -> None:
        """Insert or replace points; see :class:`ChunkIndex`."""
        for point in points:
            check_point(point, self._dimension)
        for start in range(0, len(points), WRITE_BATCH):
            batch = points[start : start + WRITE_BATCH]
            self.shard.update(edge.UpdateOperation.upsert_points([_build_point(point) for point in batch]))
            self.names.add(point.chunk_id for point in batch)

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

    def search_near(self, vector: Vector, parts: Sequence[Vector], filters: Filters, limit: int) -> NearBy:
        """Rank by ``vector`` and by the question's parts at once; the nearest are looked for only once."""
        check_query_vector(vector, self._dimension, parts)
        whole = edge.Query.Nearest([float(value) for value in vector], using=DENSE)
        alike = edge.Query.Nearest(share_parts(parts), using=PARTS)
        condition = translate_filter(build_filter(filters))
        most = count_candidates(count_fetched(limit))
        near = self._ask(_build_request(most, whole, condition)) if limit > 0 else []

        def fetch_whole(count: int, _: bool) -> list[Found[int]]:
            return _read_found(near[:count] if count <= most else self._ask(_build_request(count, whole, condition)))

        def fetch_alike(count: int, _: bool) -> list[Found[int]]:
            if count_candidates(count) > most:
                return _read_found(self._ask(_build_request(count, alike, condition, whole)))
            return _read_found(self._ask(_build_request(count, alike, _is_among(near))))

        return NearBy(take_top(fetch_whole, self._load_names, limit), take_top(fetch_alike, self._load_names, limit))

    def search_sparse(
        self, sparse: SparseVector, filters: Filters, limit: int, *, payload: bool = True
    ) -> list[Scored]:
        """Rank by BM25 against the query's terms."""
        if not sparse.indices:
            return []
        query = edge.Query.Nearest(edge.SparseVector(list(sparse.indices), list(sparse.values)), using=SPARSE)
        return self._search(query, filters, limit, payload, params=None if self.shard.is_settled else _LIVE_IDF)

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

    def scroll_names(self) -> Iterator[list[str]]:
        """Yield every chunk id, a few hundred at a time."""
        for records in self.shard.scroll(NAMED_BATCH, payload=[ID_FIELD], with_vector=False):
            yield [str(record.payload[ID_FIELD]) for record in records if record.payload]

    def flush(self) -> None:
        """Return once everything written is on disk."""
        self.shard.flush()

    def optimize(self, *, wait: bool = True) -> None:
        """Merge segments and build graphs, here and now: every thread of this process waits."""
        with self.shard.writing(changes=False) as live:
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

        def fetch(count: int, with_payload: bool) -> list[Found[int]]:
            wanted = payload and with_payload
            return _read_found(self._ask(_build_request(count, query, condition, candidates, params, wanted)))

        return take_top(fetch, self._load if payload else self._load_names, limit)

    def _ask(self, request: edge.QueryRequest) -> list[edge.ScoredPoint]:
        return self.shard.read(lambda live: live.query(request))

    def _load(self, points: list[int]) -> dict[int, Mapping[str, JSONValue]]:
        return self._retrieve(points, True)

    def _load_names(self, points: list[int]) -> dict[int, Mapping[str, JSONValue]]:
        """Return points with nothing but their chunk ids; from their payloads where they aren't known."""
        names = self.names.find(points)
        found: dict[int, Mapping[str, JSONValue]] = {point: {ID_FIELD: name} for point, name in names.items()}
        if len(found) < len(points):
            read = self._retrieve([point for point in points if point not in found], [ID_FIELD])
            self.names.learn(str(stored[ID_FIELD]) for stored in read.values() if stored)
            found |= read
        return found

    def _retrieve(self, points: list[int], payload: bool | list[str]) -> dict[int, Mapping[str, JSONValue]]:
        ids: list[int | UUID | str] = [UUID(int=point) for point in points]
        records = self.shard.read(lambda live: live.retrieve(ids, payload, False))
        return {_number(record.id): record.payload or {} for record in records}


def _build_request(
    count: int,
    query: edge.ScoringQueryType,
    condition: edge.Filter | None,
    candidates: edge.ScoringQueryType | None = None,
    params: edge.SearchParams | None = None,
    payload: bool = False,
) -> edge.QueryRequest:
    """Ask for the best ``count``; with ``candidates`` only of those that are best by that query."""
    first = [edge.Prefetch(count_candidates(count), query=candidates, filter=condition)] if candidates else []
    return edge.QueryRequest(
        count, prefetches=first, query=query, filter=condition, params=params, with_payload=payload
    )


def _is_among(points: Sequence[edge.ScoredPoint]) -> edge.Filter:
    return edge.Filter(must=[edge.HasIdCondition({point.id for point in points})])


def _read_found(points: Sequence[edge.ScoredPoint]) -> list[Found[int]]:
    return [Found(_number(point.id), point.score, point.payload) for point in points]


def _number(point: int | UUID | str) -> int:
    """Return a point's id as a number; ours are all UUIDs."""
    return UUID(str(point)).int if not isinstance(point, UUID) else point.int


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
