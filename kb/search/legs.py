"""The two legs of a search and their fusion: a question becomes one ranked list of chunks.

Both legs run under the same filter, and the fused list keeps each leg's ranks. All of it is plain calls: a pipeline
around them would cost more than they do, and loading one more than a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from kb.embedding.sparse import embed_sparse_query, embed_words
from kb.language import expand_question
from kb.law.citation import find_references
from kb.model import Filters
from kb.model.vectors import SparseVector
from kb.search.fusion import Fused, fuse_scores, mix_scores
from kb.stores.index.contract import ChunkIndex, Scored

LEG_DEPTH = 100
"""Chunks that each leg returns: past this a hit's reciprocal rank adds less than the next leg's first."""

WHOLE_SHARES = {"dense": 0.2, "hybrid": 0.5}
"""Mode → what a chunk's whole vector counts in the dense leg, beside its parts: beside BM25, which knows the single
words already, more than alone."""

PLAIN_BM25 = "words"
"""Mode: BM25 over the question's own words, with nothing added or preferred. Not for people who ask; what they are
served is measured against it."""

LONG = 16
"""Words of a question past which it is a pasted paragraph: some of its words are in every text."""

LONG_BOOST = 1.25
"""By how much more the dense leg counts there."""

CITED_PART = 0.35
"""A question is a citation where more of its characters than this name instruments or provisions: "sanksi menurut PP
44/2015" is, a paragraph that mentions a law in passing isn't."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's vectors; a leg that the mode leaves out has none."""

    dense: Embedding | None
    sparse: SparseVector | None


@dataclass(frozen=True, slots=True)
class Leg:
    """What one leg returned, best first: chunk ids, each with the leg's own score."""

    scored: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The fused list, best first, and how many chunks each leg had found."""

    fused: tuple[Fused, ...] = ()
    found: Mapping[str, int] = field(default_factory=lambda: {"dense": 0, "sparse": 0})


class QueryEmbedder:
    """Embed a question for both legs."""

    def __init__(self, model: DenseModel) -> None:
        self.model = model

    def run(self, query: str, mode: str) -> Asked:
        """Return the two vectors."""
        dense = self.model.embed_query(expand_question(query)) if mode in WHOLE_SHARES else None
        embed = embed_words if mode == PLAIN_BM25 else embed_sparse_query
        return Asked(dense, None if mode == "dense" else embed(query))


class DenseLeg:
    """Rank chunks by two measures: how near they are as a whole, and how well their parts answer the question's."""

    def __init__(self, index: ChunkIndex) -> None:
        self.index = index

    def run(self, asked: Asked, filters: Filters, depth: int, mode: str) -> Leg:
        """Return the leg, best first."""
        if asked.dense is None:
            return Leg()
        whole, parts = asked.dense
        near = self.index.search_near(whole, parts.tolist(), filters, depth)
        lists = {"whole": build_leg(near.whole).scored, "parts": build_leg(near.parts).scored}
        share = WHOLE_SHARES[mode]
        return Leg(tuple(mix_scores(lists, {"whole": share, "parts": 1.0 - share})[:depth]))


class SparseLeg:
    """Rank chunks by BM25."""

    def __init__(self, index: ChunkIndex) -> None:
        self.index = index

    def run(self, asked: Asked, filters: Filters, depth: int) -> Leg:
        """Return the leg, best first; a question of stop words only matches nothing here."""
        if asked.sparse is None or not asked.sparse.indices:
            return Leg()
        return build_leg(self.index.search_sparse(asked.sparse, filters, depth, payload=False))


def build_leg(scored: Iterable[Scored]) -> Leg:
    """Keep ids and scores."""
    return Leg(tuple((item.chunk_id, item.score) for item in scored))


class Fusion:
    """Merge the two legs into one list."""

    def __init__(self, dense_weight: float) -> None:
        self.dense_weight = dense_weight

    def run(self, dense: Leg, sparse: Leg, query: str, mode: str) -> Merged:
        """Return the fused list, best first; a single leg keeps its own order."""
        alone = {"dense": 1.0, "sparse": 0.0, PLAIN_BM25: 0.0}
        share = alone[mode] if mode in alone else weigh_dense(query, self.dense_weight)
        legs = {"dense": dense.scored, "sparse": sparse.scored}
        fused = fuse_scores(legs, {"dense": share, "sparse": 1.0 - share})
        return Merged(tuple(fused), {name: len(keys) for name, keys in legs.items()})


def weigh_dense(question: str, share: float) -> float:
    """Choose the dense leg's share: a long question leans on the meaning, one that is a citation on the words alone.

    A model sees numbers as letters: where only they tell provisions apart, it has nothing to add.
    """
    if is_citation(question):
        return 0.0
    return min(1.0, share * LONG_BOOST) if len(question.split()) > LONG else share


def is_citation(question: str) -> bool:
    """Say whether a question is mostly the name of an instrument or a provision.

    Example:
        >>> is_citation("sanksi menurut PP 44/2015"), is_citation("sanksi bagi pemberi kerja")
        (True, False)
    """
    cited = sum(reference.span.end - reference.span.start for reference in find_references(question))
    return cited > CITED_PART * len(question.strip())


class Legs:
    """Both legs and their fusion, called one after the other."""

    def __init__(self, model: DenseModel, index: ChunkIndex, dense_weight: float) -> None:
        self.embedder = QueryEmbedder(model)
        self.dense = DenseLeg(index)
        self.sparse = SparseLeg(index)
        self.fusion = Fusion(dense_weight)

    def rank(self, query: str, filters: Filters, mode: str, depth: int = LEG_DEPTH) -> Merged:
        """Rank chunks for one question.

        Args:
            mode: ``hybrid``, ``dense``, ``sparse`` or :data:`PLAIN_BM25`.
            depth: chunks that each leg returns.
        """
        asked = self.embedder.run(query, mode)
        dense = self.dense.run(asked, filters, depth, mode)
        sparse = self.sparse.run(asked, filters, depth)
        return self.fusion.run(dense, sparse, query, mode)
