"""Find each question's hard negatives: passages that share its words and don't answer it, by our own BM25.

Used by the contrastive stage. A negative travels as another pair of the same batch, where every pair's passage is
every other question's negative; so hard ones cost no more than easy ones. Invariant: a pair is never a negative of
itself, of a pair with the same passage, or of one whose passage is nearly the same words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.embedding.sparse import embed_sparse_document, embed_sparse_query
from kb.model.vectors import SparseVector
from training.data import WORD, Pair

NEAREST = 12
"""Passages kept of each question's ranking."""

TOO_ALIKE = 0.6
"""Share of common words from which two passages count as the same: amended statutes repeat whole articles."""

CHUNK = 1_000
"""Questions ranked at a time, to bound memory."""

QUESTION_WORDS = 64
"""Words of a question that are looked for; an elucidation can run over pages."""


def mine_neighbours(pairs: Sequence[Pair], nearest: int = NEAREST) -> list[list[int]]:
    """Find for each pair others whose passages BM25 takes for an answer to its question, best first."""
    passages = list(dict.fromkeys(pair.right for pair in pairs))
    owner = {passage: number for number, passage in reversed(list(enumerate(pair.right for pair in pairs)))}
    owners = [owner[passage] for passage in passages]
    words = [frozenset(WORD.findall(passage.casefold())) for passage in passages]
    place = {passage: number for number, passage in enumerate(passages)}
    found: list[list[int]] = []
    for number, best in enumerate(rank_passages([pair.left for pair in pairs], passages, nearest)):
        own = place[pairs[number].right]
        found.append([owners[other] for other in best if other != own and not are_alike(words[own], words[other])])
    return found


def are_alike(left: frozenset[str], right: frozenset[str]) -> bool:
    """Say whether two sets of words are nearly the same, by Jaccard.

    Example:
        >>> are_alike(frozenset("abcd"), frozenset("abce")), are_alike(frozenset("abcd"), frozenset("aefg"))
        (True, False)
    """
    return len(left & right) >= TOO_ALIKE * max(1, len(left | right))


def rank_passages(questions: Sequence[str], passages: Sequence[str], nearest: int) -> Iterator[list[int]]:
    """Give each question's best passages by BM25, best first."""
    for scores in score_passages(questions, passages):
        for row in range(scores.shape[0]):
            at = slice(scores.indptr[row], scores.indptr[row + 1])
            yield _best(scores.data[at], scores.indices[at], nearest)


def score_passages(questions: Sequence[str], passages: Sequence[str]) -> Iterator[Any]:
    """Score passages for each question by BM25, some questions at a time, as sparse questions × passages."""
    columns: dict[int, int] = {}
    documents = [embed_sparse_document(passage) for passage in passages]
    for document in documents:
        for index in document.indices:
            columns.setdefault(index, len(columns))
    weights = build_matrix(documents, columns)
    held = np.asarray((weights > 0).sum(axis=0)).ravel()
    idf = np.log(1.0 + (len(passages) - held + 0.5) / (held + 0.5)).astype(np.float32)
    turned = weights.T.tocsr()
    for start in range(0, len(questions), CHUNK):
        part = [embed_sparse_query(_shorten(text)) for text in questions[start : start + CHUNK]]
        yield (build_matrix(part, columns).multiply(idf).tocsr() @ turned).tocsr()


def _shorten(text: str) -> str:
    return " ".join(text.split()[:QUESTION_WORDS])


def _best(scores: NDArray[np.float32], columns: NDArray[np.int32], nearest: int) -> list[int]:
    if len(scores) > nearest:
        top = np.argpartition(-scores, nearest)[:nearest]
        scores, columns = scores[top], columns[top]
    return [int(column) for column in columns[np.lexsort((columns, -scores))]]


def build_matrix(vectors: Sequence[SparseVector], columns: dict[int, int]) -> Any:
    """Put sparse vectors under each other; terms without a column are left out."""
    from scipy.sparse import csr_matrix

    data, indices, starts = [], [], [0]
    for vector in vectors:
        for index, value in zip(vector.indices, vector.values, strict=True):
            if index in columns:
                indices.append(columns[index])
                data.append(value)
        starts.append(len(indices))
    return csr_matrix((np.array(data, dtype=np.float32), indices, starts), shape=(len(vectors), max(1, len(columns))))


def draw_batch(neighbours: Sequence[Sequence[int]], size: int, seeds: int, chance: random.Random) -> list[int]:
    """Draw pairs by chance, and beside each some of its neighbours, until the batch is full; none twice.

    Args:
        size: pairs of a batch.
        seeds: how many are drawn before neighbours fill the rest.
    """
    size = min(size, len(neighbours))
    drawn = dict.fromkeys(chance.sample(range(len(neighbours)), min(seeds, size)))
    wanted = -(-(size - len(drawn)) // max(1, len(drawn)))
    for seed in list(drawn):
        fresh = [other for other in neighbours[seed] if other not in drawn]
        drawn |= dict.fromkeys(chance.sample(fresh, min(wanted, len(fresh), size - len(drawn))))
    while len(drawn) < size:
        drawn[chance.randrange(len(neighbours))] = None
    return list(drawn)
