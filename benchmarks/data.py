"""Chunks and questions to measure with: real texts, random vectors, the same for every stack.

Texts are the chunks of the real corpus (``KB_REAL_CORPUS``), repeated with a number of their own until there are
enough. Vectors are random: an index doesn't know the difference, and embedding 100,000 chunks would take an hour.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.embedding.sparse import embed_sparse_document, embed_sparse_query
from kb.ingest.document import build_document
from kb.ingest.fetch import find_files, read_location
from kb.model import Chunk, Document
from kb.model.vectors import SparseVector
from kb.reading.chunks import build_chunks
from kb.stores.index.contract import ChunkPoint
from kb.stores.index.schema import build_payload

DIMENSION = 384
QUESTIONS = 200
SEED = 2021


def find_corpus() -> Path:
    """Return the real corpus; without it nothing is measured."""
    default = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    folder = Path(os.environ.get("KB_REAL_CORPUS", default))
    if not folder.is_dir():
        raise SystemExit(f"The real corpus is not at {folder}; set KB_REAL_CORPUS.")
    return folder


def load_chunks() -> list[tuple[Document, Chunk]]:
    """Read the statutes of the real corpus and cut them."""
    found = []
    for path in find_files(find_corpus() / "regulations"):
        document = build_document(read_location(str(path), 1 << 30, 5), {})
        found += [(document, chunk) for chunk in build_chunks(document, 1200) if chunk.search_text]
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """A question as both stacks get it: words, and the two vectors."""

    text: str
    dense: list[float]
    sparse: SparseVector


def build_points(count: int) -> Iterator[ChunkPoint]:
    """Make points from the corpus, over and over, each with an id and a word of its own."""
    chunks = load_chunks()
    generator = np.random.default_rng(SEED)
    for number in range(count):
        document, chunk = chunks[number % len(chunks)]
        vector = generator.standard_normal(DIMENSION)
        chunk_id = f"{chunk.id}~{number}"
        payload = build_payload(document, chunk) | {"chunk_id": chunk_id}
        sparse = embed_sparse_document(f"{chunk.search_text} nomor{number}")
        yield ChunkPoint(chunk_id, (vector / np.linalg.norm(vector)).tolist(), sparse, payload)


def build_questions() -> list[Question]:
    """Make questions of six words, each from one chunk."""
    chunks = load_chunks()
    generator = np.random.default_rng(SEED + 1)
    questions = []
    for _ in range(QUESTIONS):
        words = chunks[int(generator.integers(len(chunks)))][1].text.split()
        start = int(generator.integers(max(1, len(words) - 6)))
        text = " ".join(words[start : start + 6])
        vector = generator.standard_normal(DIMENSION)
        questions.append(Question(text, (vector / np.linalg.norm(vector)).tolist(), embed_sparse_query(text)))
    return questions
