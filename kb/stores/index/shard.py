"""Own one Qdrant Edge shard: opened once, read from any thread, written by one at a time.

Nothing else opens, changes or closes a shard. A folder is open in one process only; payload indexes exist before the
first point does; Edge's errors leave here as ours.

What was measured of Edge 0.9.0, and is relied on here (tests/contract/test_index_durability.py):

- every call holds Python's interpreter lock to its end, so long calls stop all threads: writes come in
  small batches, and optimizing is done by another process (kb/stores/index/optimize.py);
- an update that returned survives SIGKILL without a flush, through the write-ahead log; ``flush`` is what
  survives a loss of power;
- it counts how many points have a term, deleted ones as well until the shard is closed and opened again;
- a folder whose segments are gone opens as if it were new and keeps quiet about it. Here it is refused.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import RLock
from typing import NamedTuple, TypeVar, cast

import qdrant_edge as edge

from kb.model.errors import IndexMismatch, IndexUnavailable, KBError, StoreLocked
from kb.stores.index.contract import Size

DENSE = "dense"
SPARSE = "sparse"
PARTS = "parts"

GRAPH_FROM = 33_333
"""Vectors from which on an HNSW graph is built, whatever their dimension. Below, dense search is exact: Edge scans so
many of 384 numbers in some 4 ms; and an index so small opens quickly without the read-only form that a graph brings."""

_SETTLED = "settled"
"""File that stands in a shard's folder while nothing was changed since it was last closed."""

_REINDEX = "Run `kb reindex`; it builds the index again from the archive and the catalog."

_DISTANCES = {"cosine": "Cosine", "dot_product": "Dot", "l2": "Euclid"}
_INDEX_TYPES = {"keyword", "integer", "float", "bool", "datetime", "uuid", "text", "geo"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a shard is made to hold.

    Args:
        dimension: numbers per dense vector.
        similarity: ``cosine``, ``dot_product`` or ``l2``. Cosine stores vectors with length 1.
        payload_indexes: payload path → index type (``keyword``, ``integer``, ``float``, ``bool``, ``datetime`` …).
        idf: weigh sparse terms by inverse document frequency, kept by the engine.
        parts: keep vectors of a text's parts beside its dense one.
    """

    dimension: int
    similarity: str = "cosine"
    payload_indexes: Mapping[str, str] = field(default_factory=dict)
    idf: bool = True
    parts: bool = False

    def __post_init__(self) -> None:
        if self.similarity not in _DISTANCES:
            raise ValueError(f"similarity can't be {self.similarity!r}; it is one of {', '.join(_DISTANCES)}")
        unknown = set(self.payload_indexes.values()) - _INDEX_TYPES
        if unknown:
            raise ValueError(f"payload index type can't be {unknown.pop()!r}; it is one of {sorted(_INDEX_TYPES)}")

    def build_config(self) -> edge.EdgeConfig:
        """Say the same in Edge's words."""
        dense = edge.EdgeVectorParams(self.dimension, getattr(edge.Distance, _DISTANCES[self.similarity]))
        sparse = edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf if self.idf else None)
        optimizers = edge.EdgeOptimizersConfig(indexing_threshold=round(GRAPH_FROM * self.dimension * 4 / 1024))
        vectors = {DENSE: dense} | ({PARTS: _build_parts(self.dimension)} if self.parts else {})
        return edge.EdgeConfig(vectors=vectors, sparse_vectors={SPARSE: sparse}, optimizers=optimizers)


def _build_parts(dimension: int) -> edge.EdgeVectorParams:
    """Describe the parts: only ever compared with candidates, so without a graph, and read from disk where needed."""
    return edge.EdgeVectorParams(
        dimension,
        edge.Distance.Dot,
        multivector_config=edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim),
        datatype=edge.VectorStorageDatatype.Float16,
        hnsw_config=edge.HnswIndexConfig(m=0, ef_construct=4, full_scan_threshold=0),
        memory=edge.Memory.Cold,
    )


class Shard:
    """Own one shard folder. Nothing is opened before the first use.

    Args:
        path: the shard's folder; made when it isn't there.
        shape: what it holds; an existing shard must agree.
        must_exist: refuse to make a new shard where one is expected.
    """

    def __init__(self, path: Path, shape: Shape, *, must_exist: bool = False) -> None:
        self.path = path
        self.shape = shape
        self._must_exist = must_exist
        self._lock = RLock()
        self._live: edge.EdgeShard | None = None
        self._is_settled = False

    def open(self) -> None:
        """Open the shard, or make it. Opening twice is fine.

        Raises:
            StoreLocked: another process has it open.
            IndexMismatch: it was made for other vectors.
            IndexUnavailable: its files can't be read.
        """
        with self._lock:
            if self._live is None:
                is_settled = not has_segments(self.path) or (self.path / _SETTLED).exists()
                self._live = _open(self.path, self.shape, self._must_exist)
                self._is_settled = is_settled

    @property
    def is_settled(self) -> bool:
        """Say whether nothing was changed since the shard was last closed.

        Edge goes on counting the terms of what was deleted until the shard is closed and opened again; what a killed
        process deleted is deleted once more at opening.
        """
        return self._is_settled

    def read(self, ask: Callable[[edge.EdgeShard], T]) -> T:
        """Ask the shard something, from any thread."""
        while True:
            live = self._get_live()
            try:
                with _edge_errors(self.path):
                    return ask(live)
            except KBError:
                if self._live is live:
                    raise  # else it was replaced between the two lines above: ask the new one

    def scroll(
        self,
        batch: int,
        condition: edge.Filter | None = None,
        with_vector: bool = True,
        payload: bool | list[str] = True,
    ) -> Iterator[list[edge.Record]]:
        """Yield the points that pass a condition, ``batch`` at a time, in the order of point ids."""
        offset: edge.PointId | None = None
        while True:
            request = edge.ScrollRequest(
                offset=offset, limit=batch, filter=condition, with_payload=payload, with_vector=with_vector
            )
            records, offset = self.read(partial(_scroll, request))
            if records:
                yield records
            if offset is None:
                return

    def update(self, *operations: edge.UpdateOperation) -> None:
        """Apply changes in order; no other thread's change comes between."""
        with self.writing() as live:
            for operation in operations:
                live.update(operation)

    @contextmanager
    def writing(self, *, changes: bool = True) -> Iterator[edge.EdgeShard]:
        """Hold the shard against all other writers.

        Args:
            changes: False where no point is written or deleted.
        """
        with self._lock, _edge_errors(self.path):
            live = self._get_live()
            if changes:
                self._unsettle()
            yield live

    def _unsettle(self) -> None:
        self._is_settled = False
        if (self.path / _SETTLED).exists():
            (self.path / _SETTLED).unlink()
            sync_folder(self.path)  # before what is changed now can be on disk

    def flush(self) -> None:
        """Return once every update is on disk."""
        with self.writing(changes=False) as live:
            live.flush()

    def replace(self, path: Path) -> None:
        """Go on with the shard at ``path``; the one so far is closed. Readers never meet a closed one."""
        with self._lock:
            fresh = _open(path, self.shape, must_exist=True)
            former, self._live, self.path = self._live, fresh, path
            self._is_settled = True
            if former is not None:
                former.close()

    def recreate(self) -> None:
        """Drop everything, files as well, and start empty."""
        with self._lock:
            self.close()
            shutil.rmtree(self.path, ignore_errors=True)
            self._live = _open(self.path, self.shape, must_exist=False)
            self._is_settled = True

    def close(self) -> None:
        """Flush and release the folder. It opens again on the next use."""
        with self._lock:
            if self._live is not None:
                with _edge_errors(self.path):
                    is_there = has_segments(self.path)  # a replaced index may be gone from disk by now
                    if is_there:
                        self._live.flush()
                    self._live.close()
                self._live = None
                if is_there:
                    (self.path / _SETTLED).touch()

    def _get_live(self) -> edge.EdgeShard:
        live = self._live
        if live is None:
            self.open()
            return self._get_live()
        return live


def has_segments(path: Path) -> bool:
    """Say whether the folder holds shard data."""
    return any((path / "segments").glob("*/segment.json"))


def _open(path: Path, shape: Shape, must_exist: bool) -> edge.EdgeShard:
    if has_segments(path):
        with _edge_errors(path):
            live = edge.EdgeShard.load(str(path), shape.build_config())
            _add_payload_indexes(live, shape)
            return live
    if must_exist:
        raise IndexUnavailable(f"The index at {path} has lost its data.", _REINDEX)
    path.mkdir(parents=True, exist_ok=True)
    with _edge_errors(path):
        live = edge.EdgeShard.create(str(path), shape.build_config())
        _add_payload_indexes(live, shape)
        live.flush()
        return live


def _add_payload_indexes(live: edge.EdgeShard, shape: Shape) -> None:
    # Also on loading: a process killed while it made the shard may have left some out.
    present = live.info().payload_schema
    for name, kind in shape.payload_indexes.items():
        if name not in present:
            schema = getattr(edge.PayloadSchemaType, kind.capitalize())
            live.update(edge.UpdateOperation.create_field_index(name, schema))


def _scroll(request: edge.ScrollRequest, live: edge.EdgeShard) -> tuple[list[edge.Record], edge.PointId | None]:
    return live.scroll(request)


class Vectors(NamedTuple):
    """The vectors of a point, as Edge gives them; None or nothing where it has none."""

    dense: list[float] | None
    sparse: edge.SparseVector | None
    parts: list[list[float]]


def read_vectors(point: edge.Record | edge.ScoredPoint) -> Vectors:
    """Read what :class:`Shape` says that a point holds."""
    named = point.vector if isinstance(point.vector, dict) else {}
    sparse = named.get(SPARSE)
    return Vectors(
        cast(list[float] | None, named.get(DENSE)),
        sparse if isinstance(sparse, edge.SparseVector) else None,
        cast(list[list[float]], named.get(PARTS, [])),
    )


def sync_folder(folder: Path) -> None:
    """Return once what was made, moved or removed in a folder is on disk."""
    if os.name == "posix":  # Windows can't open a folder, and needs no sync of it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _edge_errors(path: Path) -> Iterator[None]:
    """Let Edge's errors out as ours.

    Edge raises plain ``Exception`` for all that goes wrong inside it, and PyO3's PanicException (no
    ``Exception`` at all) where its own code gave up. Everything else is a bug here and passes unchanged.
    """
    try:
        yield
    except BaseException as exc:
        if type(exc) is Exception or type(exc).__name__ == "PanicException":
            raise _translate_error(path, str(exc)) from exc
        raise


def _translate_error(path: Path, text: str) -> KBError:
    if "WouldBlock" in text:
        return StoreLocked(f"The index at {path} is open in another process.", "Stop it, or ask it to do the work.")
    if "incompatible" in text.casefold():
        return IndexMismatch(f"The index at {path} was made for other vectors ({text}).", _REINDEX)
    return IndexUnavailable(f"The index at {path} can't be used: {text}", _REINDEX)


def describe(live: edge.EdgeShard) -> Size:
    """Say how large the shard is: ``points``, ``indexed_vectors``, ``segments``."""
    info = live.info()
    return {
        "points": info.points_count,
        "indexed_vectors": info.indexed_vectors_count,
        "segments": info.segments_count,
    }
