"""The two stacks under measurement, each phase in a process of its own.

    python -m benchmarks.stacks {ours,peer} {write,search} COUNT FOLDER

``ours``: Qdrant Edge behind our index contract, two legs and our fusion. ``peer``: what a Haystack user would
pick today, ``QdrantDocumentStore`` in local folder mode with ``QdrantHybridRetriever``. Both write the same points and
answer the same questions; embedding is not part of it. Prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.data import DIMENSION, Question, build_points, build_questions
from kb.stores.index.contract import ChunkPoint

TOP = 10
BATCH = 500
DEPTH = 100
"""Of our legs. The peer fuses inside the engine and takes ten from each leg."""

SLOW = 20_000
"""Above so many chunks the peer is asked 15 questions only: each takes most of a second."""


class Stack(Protocol):
    """What is measured: write points, finish, answer."""

    def write(self, points: Sequence[ChunkPoint]) -> None: ...

    def finish(self) -> None: ...

    def ask(self, question: Question) -> list[Any]: ...


class Ours:
    """Qdrant Edge, both legs, our fusion; every hit with its payload."""

    def __init__(self, folder: Path) -> None:
        from kb.model.settings import Settings
        from kb.stores.index import open_index

        settings = Settings.from_env({"KB_HOME": str(folder)})
        self.index = open_index(settings, folder / "index", DIMENSION, "benchmark")

    def write(self, points: Sequence[ChunkPoint]) -> None:
        self.index.write(points)

    def finish(self) -> None:
        self.index.flush()
        self.index.optimize()
        self.index.close()

    def ask(self, question: Question) -> list[Any]:
        from benchmarks.evaluate.reciprocal import fuse
        from kb.model import Filters

        dense = self.index.search_dense(question.dense, Filters(), DEPTH)
        sparse = self.index.search_sparse(question.sparse, Filters(), DEPTH)
        legs = {"dense": [hit.chunk_id for hit in dense], "sparse": [hit.chunk_id for hit in sparse]}
        best = [item.key for item in fuse(legs, {"dense": 0.5, "sparse": 0.5})[:TOP]]
        payloads = {hit.chunk_id: hit.payload for hit in [*dense, *sparse]}
        return [payloads[chunk_id] for chunk_id in best]


class Peer:
    """qdrant-haystack on qdrant-client's local folder mode."""

    def __init__(self, folder: Path) -> None:
        from haystack_integrations.components.retrievers.qdrant import QdrantHybridRetriever
        from haystack_integrations.document_stores.qdrant import QdrantDocumentStore

        self.store = QdrantDocumentStore(
            path=str(folder / "qdrant"), embedding_dim=DIMENSION, use_sparse_embeddings=True, sparse_idf=True
        )
        self.store.count_documents()
        self.retriever = QdrantHybridRetriever(document_store=self.store, top_k=TOP)

    def write(self, points: Sequence[ChunkPoint]) -> None:
        from haystack import Document
        from haystack.dataclasses import SparseEmbedding
        from haystack.document_stores.types import DuplicatePolicy

        documents = [
            Document(
                id=point.chunk_id,
                content=str(point.payload["text"]),
                meta={key: value for key, value in point.payload.items() if key != "text"},
                embedding=list(point.dense),
                sparse_embedding=SparseEmbedding(list(point.sparse.indices), list(point.sparse.values)),
            )
            for point in points
        ]
        self.store.write_documents(documents, DuplicatePolicy.OVERWRITE)

    def finish(self) -> None:
        client = self.store._client  # it has no public way to close
        if client is not None:
            client.close()

    def ask(self, question: Question) -> list[Any]:
        from haystack.dataclasses import SparseEmbedding

        sparse = SparseEmbedding(list(question.sparse.indices), list(question.sparse.values))
        answer = self.retriever.run(query_embedding=question.dense, query_sparse_embedding=sparse)
        return list(answer["documents"])


def write(build: Callable[[Path], Stack], count: int, folder: Path) -> dict[str, Any]:
    """Write so many points; the time is that of the store alone, without making the points."""
    stack = build(folder)
    seconds = 0.0
    for batch in _batches(build_points(count)):
        started = time.perf_counter()
        stack.write(batch)
        seconds += time.perf_counter() - started
    started = time.perf_counter()
    stack.finish()
    seconds += time.perf_counter() - started
    blocks = sum(path.stat().st_blocks for path in folder.rglob("*") if path.is_file())
    return {"write_per_second": round(count / seconds), "disk_mb": round(blocks * 512 / 1e6, 1)}


def _batches(points: Iterator[ChunkPoint]) -> Iterator[list[ChunkPoint]]:
    while batch := list(islice(points, BATCH)):
        yield batch


def search(build: Callable[[Path], Stack], questions: Sequence[Question], folder: Path) -> dict[str, Any]:
    """Open the store, warm up with three questions, then ask each once."""
    before = _memory()
    started = time.perf_counter()
    stack = build(folder)
    opened = time.perf_counter() - started
    for question in questions[:3]:
        assert len(stack.ask(question)) == TOP
    times = [_time(stack, question) for question in questions]
    return {
        "open_seconds": round(opened, 3),
        "questions": len(questions),
        "p50_ms": round(float(np.percentile(times, 50)), 3),
        "p95_ms": round(float(np.percentile(times, 95)), 3),
        "memory_mb": round(_memory() - before),
    }


def _time(stack: Stack, question: Question) -> float:
    started = time.perf_counter()
    stack.ask(question)
    return (time.perf_counter() - started) * 1000


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    name, phase, count, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    stacks: dict[str, Callable[[Path], Stack]] = {"ours": Ours, "peer": Peer}
    build = stacks[name]
    if name == "peer":
        warnings.simplefilter("ignore")
    if phase == "write":
        result = write(build, count, folder)
    else:
        questions = build_questions()
        result = search(build, questions[:15] if name == "peer" and count > SLOW else questions, folder)
    print(json.dumps({"stack": name, "phase": phase, "chunks": count} | result))


if __name__ == "__main__":
    main()
