"""Prepare what is stored of a document, so that whoever stores it has little left to do.

What is made here depends on the document alone, so that any process can make it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.embedding.sparse import embed_sparse_document
from kb.ingest.document import MadeDocument, make_document
from kb.ingest.fetch import Fetched
from kb.language.passages import Passage, read_passages
from kb.model import Chunk, Document
from kb.model.vectors import SparseVector

Key = tuple[str, str]
"""Document id and version."""


@dataclass(frozen=True, slots=True)
class ChunkedDocument:
    """A document with those of its chunks that can be searched, and the sparse vector of each."""

    document: Document
    chunks: Sequence[Chunk]
    weights: Sequence[SparseVector]

    @property
    def key(self) -> Key:
        """Name the version."""
        return self.document.id, self.document.version


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """All that was made of a source, what the index and the full text take of it, and how long that took."""

    made: MadeDocument
    searchable: ChunkedDocument
    passages: Sequence[Passage]
    seconds: float


def prepare_document(fetched: Fetched, given: Mapping[str, str], longest: int) -> PreparedDocument:
    """Make and prepare a document from its source's bytes alone; see :func:`make_document`.

    Raises:
        SourceError: the bytes hold no document that we can read.
    """
    started = time.monotonic()
    made = make_document(fetched, given, longest)
    searchable = prepare_chunks(made.document, made.chunks)
    passages = read_passages(made.document.text)
    return PreparedDocument(made, searchable, passages, time.monotonic() - started)


def prepare_chunks(document: Document, chunks: Iterable[Chunk]) -> ChunkedDocument:
    """Keep the chunks that have something to be found by, and weigh their terms."""
    kept = choose_searchable(chunks)
    return ChunkedDocument(document, kept, [embed_sparse_document(chunk.search_text) for chunk in kept])


def choose_searchable(chunks: Iterable[Chunk]) -> list[Chunk]:
    """Keep the chunks that have something to be found by."""
    return [chunk for chunk in chunks if chunk.search_text]
