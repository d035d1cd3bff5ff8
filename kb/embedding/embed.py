"""Turn text into vectors: a dense one by an embedding model, a sparse one by BM25.

A text that can't be embedded raises; there is no zero vector.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from kb.embedding.encoder import SHIPPED_MODEL, Embedding, Encoder, find_folder, open_encoder
from kb.embedding.windows import CUTS
from kb.language import index_terms, pair_terms, weigh_pairs, weigh_terms
from kb.model.errors import ModelUnavailable
from kb.model.vectors import SparseVector

BM25_K1 = 1.5
BM25_B = 0.75
"""Within the usual range of Robertson and Zaragoza (The Probabilistic Relevance Framework, 2009, section 3.4); on the
development questions 1.2 and 1.5 are equal within 0.001 nDCG@10."""

BM25_AVERAGE_LENGTH = 80.0
"""Terms of an average chunk, headings included: 37 and 42 in the real corpus. Fixed, so that a chunk's vector doesn't
depend on which others are there."""

SLICE = 256
"""Texts handed to the model at a time: it sorts them by length, so that a batch wastes little on padding."""

HASHED_BYTES = 65_536
"""How much of either end of a model's file goes into its fingerprint: headers and the last layer."""


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
    counts = Counter([*terms, *pair_terms(terms)])
    return _number_terms({term: count * (BM25_K1 + 1.0) / (count + norm) for term, count in counts.items()})


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
    numbered: dict[int, float] = {}
    for term, weight in weights.items():
        numbered[term_id(term)] = numbered.get(term_id(term), 0.0) + weight
    indices = tuple(sorted(numbered))
    return SparseVector(indices, tuple(numbered[index] for index in indices))


def sparse_fingerprint() -> str:
    """Name everything that a sparse vector depends on, for the index's fingerprint."""
    return f"bm25-id-2 k1={BM25_K1} b={BM25_B} avg={BM25_AVERAGE_LENGTH} probe={_probe_terms()}"


def _probe_terms() -> str:
    """Hash what tokeniser, stemmer and stop words make of a fixed sentence: a change of theirs changes the index."""
    probe = "Pemberi kerja wajib mendaftarkan pekerjanya; SE 04/SE/M/2022 tidak mengubah undang-undang, Rp1,2 miliar"
    return hashlib.blake2b(" ".join(index_terms(probe)).encode(), digest_size=4).hexdigest()


class DenseModel:
    """One embedding model, loaded when first needed.

    Args:
        name: a model's name on a hub, a folder, or empty for the shipped one. Prompts that the model declares
            for queries and documents are used.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name or SHIPPED_MODEL
        self._encoder: Encoder | None = None
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Load the model. Raises ModelUnavailable when it can't be had."""
        self._open()

    def _open(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = open_encoder(self.name)
            return self._encoder

    @property
    def dimension(self) -> int:
        """How many numbers a vector of this model has."""
        return self._open().dimension

    def embed_query(self, text: str) -> Embedding:
        """Embed one question."""
        (made,) = self._open().encode([text], "query")
        return _checked(made)

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> list[Embedding]:
        """Embed texts, in their order.

        Args:
            on_progress: told after each batch how many texts are done.
        """
        encoder = self._open()
        made: list[Embedding] = []
        for batch in _batches(texts, SLICE):
            made.extend(_checked(one) for one in encoder.encode(batch, "document"))
            if on_progress:
                on_progress(len(made))
        return made

    def fingerprint(self) -> str:
        """Name the model for the index's fingerprint: its name on a hub, or a folder's content and its parts' cut."""
        folder = find_folder(self.name)
        if folder is None:
            return self.name
        return f"folder:{_hash_folder(folder)} parts={'/'.join(map(str, CUTS['document']))}"


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _checked(made: Embedding) -> Embedding:
    """Refuse a vector that would look valid and match nothing."""
    if not any(made.whole) or any(number != number for number in made.whole) or not made.parts.any(axis=1).all():
        raise ModelUnavailable(
            "The embedding model returned an empty vector.",
            "Check the model folder; run `kb config` to see which it is.",
        )
    return made


def _hash_folder(folder: Path) -> str:
    """Hash a model folder by its files' names, sizes, first and last bytes: quick, and enough to see a change.

    Its model card is left out: what is said of a model moves no vector.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}".encode())
        with path.open("rb") as file:
            digest.update(file.read(HASHED_BYTES))
            file.seek(max(0, size - HASHED_BYTES))
            digest.update(file.read(HASHED_BYTES))
    return digest.hexdigest()[:16]
