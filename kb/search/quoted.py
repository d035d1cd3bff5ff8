"""Which chunks have the quoted phrases of a question: candidates from the full text, decided on the canonical text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.library.library import Library
from kb.library.phrases import find_phrase
from kb.model import Chunk, Filters, Span
from kb.stores.catalog import Phrase, Stretch, fold_words

MOST_PASSAGES = 120
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
    longest = max((fold_words(phrase) for phrase in phrases), key=len)
    if not longest:
        return Quoted()
    found = library.catalog.find_passages([Phrase(tuple(longest))], filters, MOST_PASSAGES)
    batch = library.load_chunks_in([Stretch(one.row_id, one.span.start, one.span.end) for one in found])
    kept = keep_quoted(library, batch.chunks.values(), phrases)
    order = {one.document_id: at for at, one in reversed(list(enumerate(found)))}
    return Quoted(tuple(sorted(kept, key=lambda chunk: order[chunk.document_id])), len(found) < MOST_PASSAGES)


def keep_quoted(library: Library, chunks: Iterable[Chunk], phrases: Sequence[str]) -> list[Chunk]:
    """Keep the chunks in which every phrase begins; where its words run on is looked up in the text."""
    return [chunk for chunk in chunks if all(_begins_in(library, chunk, phrase) for phrase in phrases)]


def _begins_in(library: Library, chunk: Chunk, phrase: str) -> bool:
    text = library.get_text(chunk.version)
    # A character more before it, so that a word which goes on from there isn't taken for a whole one.
    start = max(0, chunk.span.start - 1)
    stretch = Span(start, chunk.span.end + 2 * len(phrase) + 200).text_of(text)
    inside = Span(chunk.span.start - start, chunk.span.end - start)
    return any(inside.start <= span.start < inside.end for span in find_phrase(stretch, phrase))
