"""Find the sentences of held documents that may speak of a claim's matter.

A search finds the documents; only those of its hits are read, as far as they are asked. A passage is one stretch of a
document's canonical text inside one provision, never boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kb.checking.claims.passages import SourcePassage
from kb.checking.claims.readings import ReadDocument, Readings
from kb.library.library import Edition, Library
from kb.library.positions import TextWithPositions
from kb.library.quotes import build_quote
from kb.model import Chunk, Citation, Filters, Span

Rank = Callable[[str, Filters, int], Sequence[Chunk]]
"""What ranks chunks for a question: question, filters and limit; one chunk of each provision, best first."""

HITS = 12
"""Provisions that a search gives for one sentence. The evidence of every claim of the development half is among the
first 5 with the tiny model, whose dense leg knows nothing."""

_QUOTES = re.compile('["“”„«»‟]')


class Sources:
    """Find and read passages for the sentences of one text.

    Args:
        readings: what was read of documents before; serves every text.
    """

    def __init__(self, library: Library, rank: Rank, readings: Readings) -> None:
        self.library = library
        self._rank = rank
        self._readings = readings
        self._own: dict[Edition, ReadDocument] = {}
        self._versions: dict[str, str] = {}

    def read(self, document_id: str, version: str = "") -> ReadDocument:
        """Read a document, its current version unless told otherwise."""
        key = (document_id, version or self._find_version(document_id))
        self.load([key])
        return self._own[key]

    def load(self, editions: Iterable[Edition]) -> None:
        """Load documents that will be read, all at once."""
        lacking = [key for key in dict.fromkeys(editions) if key not in self._own]
        self._own |= self._readings.find(lacking)
        lacking = [key for key in lacking if key not in self._own]
        new = {key: ReadDocument(places) for key, places in self.library.load_positions(lacking).items()}
        self._readings.keep(new.values())
        self._own |= new

    def _find_version(self, document_id: str) -> str:
        if document_id not in self._versions:
            self._versions[document_id] = self.library.find_version(document_id)
        return self._versions[document_id]

    def rank(self, text: str, filters: Filters, limit: int = HITS) -> Sequence[Chunk]:
        """Search for a sentence; its documents aren't read."""
        question = _QUOTES.sub(" ", text).strip()[:2000]
        return self._rank(question, filters, limit) if any(letter.isalnum() for letter in question) else []

    def rank_within(self, text: str, filters: Filters, documents: Sequence[str], limit: int = HITS) -> Sequence[Chunk]:
        """Do the same within some documents, as far as the filters let them through."""
        allowed = [one for one in documents if not filters.document_id or one in filters.document_id]
        return self.rank(text, replace(filters, document_id=tuple(allowed)), limit) if allowed else []

    def find_hits(self, text: str, filters: Filters, limit: int = HITS) -> list[tuple[ReadDocument, Span]]:
        """Search for a sentence; give the stretches of the hits, each with its document's reading."""
        return self.read_chunks(self.rank(text, filters, limit))

    def read_chunks(self, chunks: Sequence[Chunk]) -> list[tuple[ReadDocument, Span]]:
        """Give where chunks stand, each with its document's reading."""
        self.load((chunk.document_id, chunk.version) for chunk in chunks)
        return [(self._own[chunk.document_id, chunk.version], chunk.span) for chunk in chunks]

    def find_passages(self, chunks: Sequence[Chunk]) -> list[SourcePassage]:
        """List the sentences of chunks, the first chunk's first."""
        return [one for reading, span in self.read_chunks(chunks) for one in _find_around(reading, span)]

    def find_within(
        self, text: str, filters: Filters, documents: Sequence[str], limit: int = HITS
    ) -> list[SourcePassage]:
        """List the sentences of what a search within some documents finds, the best hit's first."""
        return self.find_passages(self.rank_within(text, filters, documents, limit))

    def cite(self, passage: SourcePassage) -> Citation:
        """Cite a sentence."""
        return self.cite_span(passage.places, passage.span)

    def cite_span(self, places: TextWithPositions, span: Span) -> Citation:
        """Cite a stretch of a document."""
        return self.library.cite(places, build_quote(places.text, span))


def _find_around(reading: ReadDocument, span: Span) -> list[SourcePassage]:
    found = reading.find_passages(span)
    return found or reading.find_passages(Span(max(0, span.start - 1), span.end + 1))
