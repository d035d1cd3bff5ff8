"""Weigh the terms of a text by BM25: its sparse vector."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kb.language import index_terms, pair_terms, weigh_pairs, weigh_terms
from kb.model.vectors import SparseVector

BM25_K1 = 1.5
BM25_B = 0.75
"""Within the usual range of Robertson and Zaragoza (The Probabilistic Relevance Framework, 2009, section 3.4); on the
development questions 1.2 and 1.5 are equal within 0.001 nDCG@10."""

BM25_AVERAGE_LENGTH = 80.0
"""Terms of an average chunk, headings included: 37 and 42 in the real corpus. Fixed, so that a chunk's vector doesn't
depend on which others are there."""


@lru_cache(maxsize=200_000)
def term_id(term: str) -> int:
    """Give a term its number in the sparse space: 32 bits of BLAKE2b.

    Hashing needs no vocabulary that would have to be kept in step with the index. Among 100,000 terms
    about one pair is expected to share a number, which costs a little precision and nothing else.
    """
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=4).digest(), "big")


def embed_sparse_document(text: str) -> SparseVector:
    """Weigh a text's terms by BM25's term-frequency part; Qdrant multiplies by IDF when it searches.

    Source: Robertson and Zaragoza 2009, equation 3.15 without the IDF factor.
    """
    terms = index_terms(text)
    norm = BM25_K1 * (1.0 - BM25_B + BM25_B * len(terms) / BM25_AVERAGE_LENGTH)
    counts = Counter(terms)
    counts.update(pair_terms(terms))
    weights = {count: count * (BM25_K1 + 1.0) / (count + norm) for count in set(counts.values())}
    return _number(list(map(term_id, counts)), list(map(weights.__getitem__, counts.values())))


def embed_sparse_query(text: str) -> SparseVector:
    """Weigh each of a query's terms by how often it was said; the document side carries the rest.

    Full names of abbreviations, the rule's words for plain ones and translations of English ones are asked for as well,
    and a text in which words follow each other as in the query counts more.
    """
    return _number_terms({**weigh_terms(text), **weigh_pairs(text)})


def embed_words(text: str) -> SparseVector:
    """Weigh a query's own words and nothing else: plain BM25, which the legs are measured against."""
    return _number_terms(Counter(index_terms(text)))


def _number_terms(weights: Mapping[str, float]) -> SparseVector:
    return _number(list(map(term_id, weights)), list(weights.values()))


def _number(numbers: Sequence[int], weights: Sequence[float]) -> SparseVector:
    """Order weights by their terms' numbers; those of terms that share a number are added up."""
    numbered = dict(zip(numbers, weights, strict=True))
    if len(numbered) < len(numbers):
        numbered = dict.fromkeys(numbers, 0.0)
        for number, weight in zip(numbers, weights, strict=True):
            numbered[number] += weight
    indices = tuple(sorted(numbered))
    return SparseVector(indices, tuple(map(numbered.__getitem__, indices)))


def sparse_fingerprint() -> str:
    """Name everything that a sparse vector depends on, for the index's fingerprint."""
    return f"bm25-id-2 k1={BM25_K1} b={BM25_B} avg={BM25_AVERAGE_LENGTH} probe={_probe_terms()}"


def _probe_terms() -> str:
    """Hash what tokeniser, stemmer and stop words make of a fixed sentence: a change of theirs changes the index."""
    probe = "Pemberi kerja wajib mendaftarkan pekerjanya; SE 04/SE/M/2022 tidak mengubah undang-undang, Rp1,2 miliar"
    return hashlib.blake2b(" ".join(index_terms(probe)).encode(), digest_size=4).hexdigest()
