"""Keep the index on a Qdrant server or cluster, in the layout of Haystack's official ``QdrantDocumentStore``.

Readers ask for the alias, which names a complete collection or nothing; payload indexes and IDF exist from a
collection's first point on; the filter is the same neutral one as in the embedded index. ``":memory:"`` as address is
qdrant-client's double inside this process, for tests.
"""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException

from kb.model import Filters
from kb.model.errors import IndexMismatch, IndexUnavailable
from kb.model.json import JSONValue
from kb.model.vectors import SparseVector, Vector
from kb.stores.index.contract import (
    WRITE_BATCH,
    ChunkPoint,
    Found,
    IndexInfo,
    NearBy,
    Scored,
    build_sparse,
    check_point,
    check_query_vector,
    count_candidates,
    list_parts,
    share_parts,
    take_top,
)
from kb.stores.index.schema import (
    FIELDS,
    ID_FIELD,
    Comparison,
    build_filter,
    check_field,
    format_point_id,
    format_stored,
    group_editions,
    parse_stored,
)

MEMORY = ":memory:"
DENSE = "text-dense"
SPARSE = "text-sparse"
"""Both as Haystack's ``QdrantDocumentStore`` names them: it reads what we wrote."""
PARTS = "text-parts"
_TIMEOUT = 60
_HINT = "Check KB_QDRANT_URL and KB_QDRANT_API_KEY, and that the server is up."
_REINDEX = "Run `kb reindex`; it builds the index again from the archive and the catalog."


def connect(url: str, api_key: str = "") -> QdrantClient:
    """Make a client for a server. Nothing is sent yet.

    Raises:
        IndexUnavailable: the address is none.
    """
    if url == MEMORY:
        return QdrantClient(location=MEMORY)
    try:
        # The version check would send a request and warn when it fails; the first real request tells it better.
        return QdrantClient(url=url, api_key=api_key or None, timeout=_TIMEOUT, check_compatibility=False)
    except ValueError as exc:
        raise IndexUnavailable(f"{url!r} is no address of a Qdrant server: {exc}", _HINT) from exc


class ServerChunkIndex:
    """Implement ``ChunkIndex`` over a collection of a Qdrant server.

    Args:
        client: from :func:`connect`; closed by :meth:`close`.
        collection: the collection, or an alias of it.
        dimension: numbers per dense vector.
        fingerprint: what ``info`` tells of how it was made.
    """

    def __init__(self, client: QdrantClient, collection: str, dimension: int, fingerprint: str = "") -> None:
        self.client = client
        self.collection = collection
        self._dimension = dimension
        self._fingerprint = fingerprint

    def write(self, points: Sequence[ChunkPoint]) -> None:
        """Insert or replace points; see ``ChunkIndex``."""
        for point in points:
            check_point(point, self._dimension)
        for start in range(0, len(points), WRITE_BATCH):
            batch = [_build_point(point) for point in points[start : start + WRITE_BATCH]]
            with _server_errors():
                self.client.upsert(self.collection, batch, wait=True)

    def delete_documents(self, document_ids: Sequence[str]) -> None:
        """Remove all chunks of some documents."""
        condition = _translate(Filters(document_id=tuple(document_ids)))
        if condition is not None:
            with _server_errors():
                self.client.delete(self.collection, models.FilterSelector(filter=condition), wait=True)

    def search_dense(
        self, vector: Vector, filters: Filters, limit: int, *, payload: bool = True, parts: Sequence[Vector] = ()
    ) -> list[Scored]:
        """Rank by cosine similarity to ``vector`` or, of the nearest, by the question's parts."""
        check_query_vector(vector, self._dimension, parts)
        nearest = [float(value) for value in vector]
        if not parts:
            return self._search(nearest, DENSE, filters, limit, payload)
        return self._search(share_parts(parts), PARTS, filters, limit, payload, nearest)

    def search_near(self, vector: Vector, parts: Sequence[Vector], filters: Filters, limit: int) -> NearBy:
        """Rank by ``vector`` and by the question's parts."""
        whole = self.search_dense(vector, filters, limit, payload=False)
        return NearBy(whole, self.search_dense(vector, filters, limit, payload=False, parts=parts))

    def search_sparse(
        self, sparse: SparseVector, filters: Filters, limit: int, *, payload: bool = True
    ) -> list[Scored]:
        """Rank by BM25 against the query's terms."""
        if not sparse.indices:
            return []
        query = models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))
        return self._search(query, SPARSE, filters, limit, payload)

    def count(self, filters: Filters = Filters()) -> int:  # noqa: B008 (frozen)
        """Count the chunks that pass ``filters``."""
        with _server_errors():
            found = self.client.count(self.collection, _translate(filters), exact=True)
        return int(found.count)

    def facet(self, field: str) -> dict[str, int]:
        """Count chunks per value of a field."""
        check_field(field)
        limit = max(self.count(), 1)
        with _server_errors():
            hits = self.client.facet(self.collection, f"meta.{field}", limit=limit, exact=True).hits
        return {str(hit.value): hit.count for hit in sorted(hits, key=lambda hit: (-hit.count, str(hit.value)))}

    def versions(self) -> dict[str, set[str]]:
        """List document id → versions present."""
        return group_editions(self.facet("edition"))

    def scroll(self, batch: int = WRITE_BATCH) -> Iterator[list[ChunkPoint]]:
        """Yield every point with its vectors, ``batch`` at a time."""
        offset: models.ExtendedPointId | None = None
        while True:
            with _server_errors():
                records, offset = self.client.scroll(
                    self.collection, limit=batch, offset=offset, with_payload=True, with_vectors=True
                )
            if records:
                yield [_read_point(record) for record in records]
            if offset is None:
                return

    def flush(self) -> None:
        """Nothing to do: a write returns when the server has it in its log."""

    def optimize(self, *, wait: bool = True) -> None:
        """Nothing to do: a server optimizes by itself."""

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    def info(self) -> IndexInfo:
        """Describe the index."""
        with _server_errors():
            found = self.client.get_collection(self.collection)
        return {
            "backend": "server",
            "name": _resolve(self.client, self.collection),
            "fingerprint": self._fingerprint,
            "dimension": self._dimension,
            "collection": self.collection,
            "points": found.points_count or 0,
            "indexed_vectors": found.indexed_vectors_count or 0,
            "segments": found.segments_count,
        }

    def _search(
        self,
        query: list[float] | list[list[float]] | models.SparseVector,
        using: str,
        filters: Filters,
        limit: int,
        payload: bool,
        candidates: list[float] | None = None,
    ) -> list[Scored]:
        condition = _translate(filters)

        def fetch(count: int, with_payload: bool) -> list[Found[str]]:
            wanted: bool | list[str] = with_payload if payload else [ID_FIELD]
            first = candidates and models.Prefetch(
                query=candidates, using=DENSE, filter=condition, limit=count_candidates(count)
            )
            with _server_errors():
                points = self.client.query_points(
                    self.collection,
                    prefetch=first or None,
                    query=query,
                    using=using,
                    query_filter=condition,
                    limit=count,
                    with_payload=wanted,
                ).points
            return [Found(str(point.id), point.score, point.payload) for point in points]

        return take_top(fetch, self._load, limit)

    def _load(self, point_ids: list[str]) -> dict[str, Mapping[str, JSONValue]]:
        with _server_errors():
            records = self.client.retrieve(self.collection, list(point_ids), with_payload=True)
        return {str(record.id): record.payload or {} for record in records}


def open_server(client: QdrantClient, alias: str, dimension: int, fingerprint: str) -> ServerChunkIndex:
    """Open the collection that the alias names, or make an empty one where there is none.

    Raises:
        IndexMismatch: it was made by other settings or code, or not by this program.
        IndexUnavailable: the server is out of reach or refuses.
    """
    with _server_errors():
        if not _find_alias(client, alias):
            with build_server(client, alias, dimension, fingerprint):
                pass
        metadata = client.get_collection(alias).config.metadata or {}
    if (metadata.get("fingerprint"), metadata.get("dimension")) != (fingerprint, dimension):
        raise IndexMismatch(
            f"The collection {alias} was made by other settings or code ({metadata or 'no fingerprint'}; "
            f"now {fingerprint}, {dimension}).",
            _REINDEX,
        )
    return ServerChunkIndex(client, alias, dimension, fingerprint)


@contextmanager
def build_server(
    client: QdrantClient, alias: str, dimension: int, fingerprint: str, *, resume: bool = False
) -> Iterator[ServerChunkIndex]:
    """Build a new collection; the alias moves to it when the block ends without an error.

    The former collection is removed afterwards, and so are unfinished ones. One process may build at a time.

    Args:
        resume: go on with an unfinished collection of the same fingerprint, and leave it there on an error.
    """
    with _server_errors():
        name = _find_unfinished(client, alias, fingerprint) if resume else None
        name = name or _create(client, alias, dimension, fingerprint)
    index = ServerChunkIndex(client, name, dimension, fingerprint)
    try:
        yield index
    except BaseException:
        if not resume:
            with _server_errors():
                client.delete_collection(name)
        raise
    with _server_errors():
        _move_alias(client, alias, name)
        for former in _list_own(client, alias):
            if former != name:
                client.delete_collection(former)


def _create(client: QdrantClient, alias: str, dimension: int, fingerprint: str) -> str:
    name = f"{alias}--{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    client.create_collection(
        name,
        vectors_config={
            DENSE: models.VectorParams(size=dimension, distance=models.Distance.COSINE),
            PARTS: _build_parts(dimension),
        },
        sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
    )
    with warnings.catch_warnings():
        # The double has no payload indexes and says so; a server makes them.
        warnings.filterwarnings("ignore", message="Payload indexes have no effect in the local Qdrant")
        for field, kind in FIELDS.items():
            client.create_payload_index(name, f"meta.{field}", models.PayloadSchemaType(kind), wait=True)
    client.update_collection(name, metadata={"fingerprint": fingerprint, "dimension": dimension})
    return name


def _build_parts(dimension: int) -> models.VectorParams:
    """Describe the parts: only ever compared with candidates, so without a graph, and on disk."""
    return models.VectorParams(
        size=dimension,
        distance=models.Distance.DOT,
        multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
        datatype=models.Datatype.FLOAT16,
        hnsw_config=models.HnswConfigDiff(m=0),
        on_disk=True,
    )


def _list_own(client: QdrantClient, alias: str) -> list[str]:
    names = [entry.name for entry in client.get_collections().collections]
    return sorted(name for name in names if name.startswith(f"{alias}--"))


def _find_unfinished(client: QdrantClient, alias: str, fingerprint: str) -> str | None:
    live = _find_alias(client, alias)
    for name in _list_own(client, alias):
        metadata = client.get_collection(name).config.metadata or {}
        if name != live and metadata.get("fingerprint") == fingerprint:
            return name
    return None


def _find_alias(client: QdrantClient, alias: str) -> str | None:
    entries = client.get_aliases().aliases
    return next((entry.collection_name for entry in entries if entry.alias_name == alias), None)


def _resolve(client: QdrantClient, collection: str) -> str:
    with _server_errors():
        return _find_alias(client, collection) or collection


def _move_alias(client: QdrantClient, alias: str, name: str) -> None:
    create = models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=name, alias_name=alias))
    delete = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))
    client.update_collection_aliases([delete, create] if _find_alias(client, alias) else [create])


def _translate(filters: Filters) -> models.Filter | None:
    neutral = build_filter(filters)
    return models.Filter(must=[_translate_condition(each) for each in neutral["conditions"]]) if neutral else None


def _translate_condition(condition: Comparison) -> models.FieldCondition:
    """Translate one of the three comparisons that ``build_filter`` makes."""
    field, operator, value = condition["field"], condition["operator"], condition["value"]
    if isinstance(value, list):
        return models.FieldCondition(key=field, match=models.MatchAny(any=value))
    bounds = {">=": models.Range(gte=value), "<=": models.Range(lte=value)}
    return models.FieldCondition(key=field, range=bounds[operator])


def _build_point(point: ChunkPoint) -> models.PointStruct:
    dense = [float(value) for value in point.dense]
    vectors: dict[str, models.Vector] = {DENSE: dense, PARTS: list_parts(point)}
    if point.sparse.indices:
        terms = models.SparseVector(indices=list(point.sparse.indices), values=list(point.sparse.values))
        vectors[SPARSE] = terms
    payload = format_stored(point.chunk_id, point.payload)
    return models.PointStruct(id=format_point_id(point.chunk_id), vector=vectors, payload=payload)


def _read_point(record: models.Record) -> ChunkPoint:
    stored = record.payload or {}
    vectors = cast(Mapping[str, models.VectorOutput], record.vector)
    sparse = vectors.get(SPARSE)
    weights = SparseVector((), ())
    if isinstance(sparse, models.SparseVector):
        weights = build_sparse(sparse.indices, sparse.values)
    dense, parts = cast(list[float], vectors[DENSE]), cast(list[list[float]], vectors.get(PARTS, []))
    return ChunkPoint(stored["id"], dense, weights, parse_stored(stored), parts)


@contextmanager
def _server_errors() -> Iterator[None]:
    try:
        yield
    except (ApiException, ResponseHandlingException) as exc:
        raise IndexUnavailable(f"The Qdrant server can't do what was asked: {exc}", _HINT) from exc
