"""What the write and read paths ask of an index, whichever engine stands behind it.

Every implementation passes one contract test: a filter narrows every leg alike; writing a point twice leaves one; a
vector that is not finite, empty of meaning (all zero) or of the wrong length is refused, never stored; the same
question always gets the same list, equal scores in the order of their chunk ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, isfinite
from typing import Generic, NamedTuple, NotRequired, Protocol, TypedDict, TypeVar, runtime_checkable

from kb.model import Filters
from kb.model.errors import InvalidQuery, StoreError
from kb.model.json import JSONValue
from kb.model.vectors import SparseVector, Vector
from kb.stores.index.schema import parse_stored

WRITE_BATCH = 20
"""Points per update. Edge holds Python's interpreter lock while it writes, some 0.5 ms for a point with its parts, so a
batch keeps searches in other threads waiting for some 10 ms; as JSON for a server it is some 2 MB."""

CANDIDATES = 200
"""Chunks whose parts are compared, at least, nearest by their whole vectors: 2 to 3 ms. Comparing all 4,650 paragraphs
of TyDi's development set gives the same nDCG@10."""

TIE_CEILING = 1024
"""How many points beyond the limit a tie is followed. A list whose last score is shared by more than that
has no meaningful end; it is cut there."""

_TIE_MARGIN = 16

P = TypeVar("P", int, str)
"""A point's id in the form that an engine hands out; it sorts as the id does."""


@dataclass(frozen=True, slots=True)
class ChunkPoint:
    """One chunk as the index holds it.

    Args:
        chunk_id: ``Chunk.id``; the point id is made from it.
        dense: as many numbers as the index has dimensions. Read back, it has length 1 (cosine).
        sparse: BM25 document weights without IDF; may be empty for a chunk without an indexable term.
        payload: what ``kb.stores.index.schema.build_payload`` makes.
        parts: vectors of the chunk's stretches, each of length 1 and with as many numbers as ``dense``; without any,
            the dense vector is the one part. Read back they are float16's nearest.
    """

    chunk_id: str
    dense: Vector
    sparse: SparseVector
    payload: Mapping[str, JSONValue]
    parts: Sequence[Vector] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """One line of a leg's ranked list."""

    chunk_id: str
    score: float
    payload: Mapping[str, JSONValue]


class Size(TypedDict):
    """How large an index is, as its engine counts."""

    points: int
    indexed_vectors: int
    segments: int


class IndexInfo(Size):
    """What an index says of itself.

    Args:
        name: never used twice, so what is known of an index by its name can't be taken for another's.
        path: of an embedded index.
        collection: of one on a server.
    """

    backend: str
    name: str
    fingerprint: str
    dimension: int
    path: NotRequired[str]
    collection: NotRequired[str]


class NearBy(NamedTuple):
    """The chunks nearest to a question as wholes, and of those the nearest by their parts; best first."""

    whole: list[Scored]
    parts: list[Scored]


@runtime_checkable
class ChunkIndex(Protocol):
    """Dense and sparse search over chunks, under one filter.

    Reading is safe from any thread while one thread writes.
    """

    def write(self, points: Sequence[ChunkPoint]) -> None:
        """Insert or replace points. They count as kept only after :meth:`flush`.

        Raises:
            StoreError: a vector can't be one, for example after a failed embedding; nothing was written.
        """

    def delete_documents(self, document_ids: Sequence[str]) -> None:
        """Remove all chunks of some documents; unknown ones are passed over."""

    def search_dense(
        self, vector: Vector, filters: Filters, limit: int, *, payload: bool = True, parts: Sequence[Vector] = ()
    ) -> list[Scored]:
        """Rank by cosine similarity to ``vector`` or, of the chunks nearest to it, by the question's parts.

        Args:
            payload: False leaves the payloads empty: reading a hundred of them takes longer than finding them.
            parts: of the question, each of length 1. A chunk's score is then the mean of what each of them has in its
                best counterpart among the chunk's parts, from -1 to 1.
        """

    def search_near(self, vector: Vector, parts: Sequence[Vector], filters: Filters, limit: int) -> NearBy:
        """Rank by ``vector`` and by the question's parts at once, without payloads.

        The same lists as ``search_dense`` gives, one without the parts and one with them, for less than both cost.
        """

    def search_sparse(
        self, sparse: SparseVector, filters: Filters, limit: int, *, payload: bool = True
    ) -> list[Scored]:
        """Rank by BM25: the dot product of the weights, times IDF from the engine. Only chunks that share a term."""

    def count(self, filters: Filters = ...) -> int:
        """Count the chunks that pass ``filters``."""

    def facet(self, field: str) -> dict[str, int]:
        """Count chunks per value of a payload field that ``kb.stores.index.schema.FIELDS`` lists."""

    def versions(self) -> dict[str, set[str]]:
        """List document id → versions present, for reconciling with the catalog."""

    def scroll(self, batch: int = ...) -> Iterator[list[ChunkPoint]]:
        """Yield every point with its vectors, ``batch`` at a time, in the order of point ids."""

    def flush(self) -> None:
        """Return once everything written before is on disk, even if the machine loses power."""

    def optimize(self, *, wait: bool = True) -> None:
        """Bring the index into its fastest form where it has grown enough. Searches go on meanwhile; writes wait.

        Args:
            wait: return when it is done; else at once, and :meth:`close` waits for it. What then goes wrong is logged.

        Raises:
            IndexUnavailable: it failed; the index goes on as it was.
        """

    def close(self) -> None:
        """Release the files or connection. Closing twice is fine."""

    def info(self) -> IndexInfo:
        """Describe the index."""


def check_point(point: ChunkPoint, dimension: int) -> None:
    """Refuse a point whose vectors can't be right.

    Edge itself stores NaN and all-zero vectors and sparse vectors of unequal lengths without a word.

    Raises:
        StoreError: names the chunk and what is wrong with it.
    """
    problem = _find_problem((point.dense, *point.parts), dimension) or _find_sparse_problem(point.sparse)
    if problem:
        raise StoreError(f"Chunk {point.chunk_id} can't be indexed: {problem}.", "Nothing was written. Embed it again.")


def check_query_vector(vector: Vector, dimension: int, parts: Sequence[Vector] = ()) -> None:
    """Refuse a query vector that no answer can rest on.

    Raises:
        InvalidQuery: it, or a part's, has the wrong length, is all zero or isn't finite.
    """
    problem = _find_problem((vector, *parts), dimension)
    if problem:
        raise InvalidQuery(f"The query can't be searched for: {problem}.", "Check the embedding model of the settings.")


def _find_problem(vectors: Sequence[Vector], dimension: int) -> str:
    return next((problem for vector in vectors if (problem := _find_dense_problem(vector, dimension))), "")


def list_parts(point: ChunkPoint) -> list[list[float]]:
    """List a point's parts as an engine takes them: its dense vector, brought to length 1, where it has none."""
    return [list(part) for part in point.parts] or [bring_to_one(point.dense)]


def bring_to_one(vector: Vector) -> list[float]:
    """Divide a vector by its length; one of length 0 stays as it is."""
    length = hypot(*vector) or 1.0
    return [float(value) / length for value in vector]


def build_sparse(indices: Iterable[int], values: Iterable[float]) -> SparseVector:
    """Make a sparse vector of what an engine gives, in the order of its terms."""
    terms = sorted(zip(indices, values, strict=True))
    return SparseVector(tuple(index for index, _ in terms), tuple(float(value) for _, value in terms))


def share_parts(parts: Sequence[Vector]) -> list[list[float]]:
    """Divide each part by how many there are: engines sum the best counterparts, and a mean is wanted."""
    count = len(parts)
    return [[value / count for value in part] for part in parts]


def count_candidates(count: int) -> int:
    """Say of how many chunks the parts are compared, to return ``count`` of them."""
    return max(CANDIDATES, 2 * count)


def _find_dense_problem(vector: Vector, dimension: int) -> str:
    if len(vector) != dimension:
        return f"its dense vector has {len(vector)} numbers where the index has {dimension}"
    if not isfinite(sum(vector)):
        return "its dense vector holds numbers that aren't finite"
    return "" if any(vector) else "its dense vector is all zero"


def _find_sparse_problem(sparse: SparseVector) -> str:
    if len(sparse.indices) != len(sparse.values):
        return f"its sparse vector has {len(sparse.indices)} terms but {len(sparse.values)} weights"
    if len(set(sparse.indices)) != len(sparse.indices):
        return "its sparse vector names a term twice"
    return "" if isfinite(sum(sparse.values)) else "its sparse vector holds numbers that aren't finite"


class Found(NamedTuple, Generic[P]):
    """What an engine returns for a query: ``stored`` is None where the payload was not asked for."""

    point_id: P
    score: float
    stored: Mapping[str, JSONValue] | None


def take_top(
    fetch: Callable[[int, bool], list[Found[P]]],
    load: Callable[[list[P]], dict[P, Mapping[str, JSONValue]]],
    limit: int,
) -> list[Scored]:
    """Return the ``limit`` best, always the same ones in the same order.

    An engine cuts a tie where it likes. So a little more than the limit is fetched, and where the tie at the
    limit goes on beyond that, much more, without payloads. Point ids (hashes of chunk ids) decide who is in,
    chunk ids the order among equals.

    Args:
        fetch: returns the best n, with or without payloads, any order among equals.
        load: returns stored payloads by point id.
        limit: how many to return; 0 returns none.
    """
    if limit <= 0:
        return []
    count = count_fetched(limit)
    found = fetch(count, True)
    if len(found) == count and found[-1].score == found[limit - 1].score:
        found = fetch(limit + TIE_CEILING, False)
    best = sorted(found, key=lambda each: (-each.score, each.point_id))[:limit]
    missing = [each.point_id for each in best if each.stored is None]
    loaded = load(missing) if missing else {}
    stored = [(each, each.stored or loaded.get(each.point_id)) for each in best]
    hits = [_to_scored(each.score, payload) for each, payload in stored if payload]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))


def count_fetched(limit: int) -> int:
    """Say how many an engine is asked for at first, to return ``limit`` of them."""
    return limit + _TIE_MARGIN


def _to_scored(score: float, stored: Mapping[str, JSONValue]) -> Scored:
    return Scored(str(stored["id"]), score, parse_stored(stored) if "meta" in stored else {})
