"""Rank a public collection by the product's own index and pipeline, leg by leg.

Passages go through the embedder, the BM25 weights, the engine and the fusion that ``kb search`` uses. Only catalog and
citations are left out: a public passage has no provision to cite.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.evaluate.reciprocal import fuse
from benchmarks.evaluate.sets import Collection, Passage, Question
from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from kb.embedding.sparse import embed_sparse_document
from kb.model import Filters
from kb.model.settings import Settings
from kb.search.legs import LEG_DEPTH, PLAIN_BM25, Legs
from kb.search.question import MODES
from kb.stores.index import ChunkIndex, ChunkPoint, open_index

LEGS = {"bm25": PLAIN_BM25, "sparse": "sparse", "dense": "dense", "fused": "hybrid", "reranked": "reranked"}
"""Name in the table → search mode. A reranker shows itself by its mode; without one the leg isn't measured."""

ASKED = (*MODES, PLAIN_BM25)
"""Modes that can be measured."""

WITHOUT_MODEL = ("bm25", "sparse")
"""Legs that no dense model takes part in."""

NAIVE = "naive"
"""The hybrid that one gets without thinking: reciprocal ranks of plain BM25 and the dense leg, with the same weight."""

WRITE_BATCH = 100

Runs = dict[str, dict[str, list[str]]]
"""Leg → question id → keys, best first."""


class NoModel(DenseModel):
    """Stand in for the dense model where only legs without one are measured: one number per passage, never read."""

    @property
    def dimension(self) -> int:
        """One."""
        return 1

    def embed_documents(self, texts: Sequence[str], on_progress: Any = None) -> list[Embedding]:
        """Give every passage the same vector."""
        import numpy as np

        return [Embedding([1.0], np.ones((1, 1), dtype=np.float16)) for _ in texts]


def find_legs(wanted: Sequence[str]) -> list[str]:
    """List the legs that this product has, of those that are wanted (all when none is)."""
    return [leg for leg, mode in LEGS.items() if mode in ASKED and (not wanted or leg in wanted)]


def rank_collection(collection: Collection, model: DenseModel, settings: Settings, legs: Sequence[str]) -> Runs:
    """Answer every question of a collection on every leg, in an index of its own that is thrown away.

    Returns:
        The legs, and :data:`NAIVE` where both of its lists are there.
    """
    with build_temporary_index(collection.passages, model) as index:
        ranking = Legs(model, index, settings.dense_weight)
        runs: Runs = {leg: _rank(ranking, collection.questions, LEGS[leg]) for leg in legs}
    return runs | fuse_naively(runs)


def fuse_naively(runs: Mapping[str, Mapping[str, Sequence[str]]]) -> Runs:
    """Fuse the dense run and that of plain BM25 with equal weights."""
    if not {"dense", "bm25"} <= set(runs):
        return {}
    dense, words = runs["dense"], runs["bm25"]
    equal = {"dense": 0.5, "bm25": 0.5}
    fused = {key: fuse({"dense": dense[key], "bm25": words[key]}, equal) for key in dense}
    return {NAIVE: {key: [item.key for item in found[:LEG_DEPTH]] for key, found in fused.items()}}


def _rank(ranking: Legs, questions: Iterable[Question], mode: str) -> dict[str, list[str]]:
    return {
        question.id: [item.key for item in ranking.rank(question.text, Filters(), mode).fused[:LEG_DEPTH]]
        for question in questions
    }


@contextmanager
def build_temporary_index(passages: Sequence[Passage], model: DenseModel) -> Iterator[ChunkIndex]:
    """Index passages in the embedded engine, in a folder that goes when the block ends."""
    dense = model.embed_documents([passage.text for passage in passages])
    with tempfile.TemporaryDirectory(prefix="rujukan-evaluate-") as folder:
        index = open_index(Settings(), Path(folder), model.dimension, "evaluate")
        try:
            for start in range(0, len(passages), WRITE_BATCH):
                batch = slice(start, start + WRITE_BATCH)
                index.write([_build_point(*pair) for pair in zip(passages[batch], dense[batch], strict=True)])
            yield index
        finally:
            index.close()


def _build_point(passage: Passage, made: Embedding) -> ChunkPoint:
    payload = {"chunk_id": passage.id, "document_id": passage.id, "text": ""}
    return ChunkPoint(passage.id, made.whole, embed_sparse_document(passage.text), payload, made.parts.tolist())
