"""Which chunks have the quoted phrases of a question: candidates from the full text, decided on the canonical text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.library.library import Library
from kb.library.phrases import find_phrase
from kb.model import Chunk, Filters
from kb.stores.catalog import FoundPassage, Phrase, Stretch, fold_words

MOST_PASSAGES = 80
"""Passages whose texts are read. A phrase that stands in more is a common one: the ranking decides which are looked at,
and how many there are isn't told."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The chunks in which every phrase begins, as far as they were looked for.

    Args:
        chunks: by document, latest first, in document order.
        is_all: whether there are no others.
    """

    chunks: tuple[Chunk, ...] = ()
    is_all: bool = True


def find_quoted(library: Library, phrases: Sequence[str], filters: Filters) -> Quoted:
    """Find the chunks in which every quoted phrase begins."""
    longest = max(phrases, key=lambda phrase: len(fold_words(phrase)))
    found = library.catalog.find_passages([Phrase(tuple(fold_words(longest)))], filters, MOST_PASSAGES)
    places = [Stretch(one.row_id, start, start + 1) for one in found for start in _find_starts(library, one, longest)]
    batch = library.load_chunks_in(list(dict.fromkeys(places)))
    kept = keep_quoted(library, batch.chunks.values(), phrases)
    order = {one.document_id: at for at, one in reversed(list(enumerate(found)))}
    return Quoted(tuple(sorted(kept, key=lambda chunk: order[chunk.document_id])), len(found) < MOST_PASSAGES)


def keep_quoted(library: Library, chunks: Iterable[Chunk], phrases: Sequence[str]) -> list[Chunk]:
    """Keep the chunks in which every phrase begins; where its words run on is looked up in the text."""
    return [chunk for chunk in chunks if all(_begins_in(library, chunk, phrase) for phrase in phrases)]


def _begins_in(library: Library, chunk: Chunk, phrase: str) -> bool:
    return bool(find_phrase(library.get_text(chunk.version), phrase, chunk.span))


def _find_starts(library: Library, passage: FoundPassage, phrase: str) -> list[int]:
    return [span.start for span in find_phrase(library.get_text(passage.version), phrase, passage.span)]
