"""The laws that hold for every document, as checks to call on any of them."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from kb.law.citation import format_pinpoint, parse_pinpoint
from kb.library.positions import TextWithPositions
from kb.library.quotes import choose_quote
from kb.model import BOILERPLATE, Chunk, Document, Provision, Span
from kb.reading.chunks import build_chunks
from kb.stores.archive import Archive


def check_laws(document: Document, longest: int = 1200) -> list[Chunk]:
    """Check every law that a document can break, and return its chunks."""
    chunks = build_chunks(document, longest)
    check_tree(document)
    check_chunks(document, chunks)
    check_coverage(document, chunks)
    check_labels(document)
    check_quotes(document, chunks)
    return chunks


def check_tree(document: Document) -> None:
    """Children lie inside their parent, in order, and don't overlap; locators are unique."""
    by_locator: dict[str, Provision] = {}
    last_end: dict[str | None, int] = {}
    for provision in document.provisions:
        assert provision.locator not in by_locator, f"{document.id}: {provision.locator} twice"
        by_locator[provision.locator] = provision
        assert 0 <= provision.span.start <= provision.span.end <= len(document.text)
        if provision.parent is not None:
            parent = by_locator[provision.parent]
            assert parent.span.contains(provision.span), f"{document.id}: {provision.locator} leaves {parent.locator}"
            assert provision.depth == parent.depth + 1
        assert provision.span.start >= last_end.get(provision.parent, 0), f"{document.id}: {provision.locator} overlaps"
        last_end[provision.parent] = provision.span.end


def check_chunks(document: Document, chunks: list[Chunk]) -> None:
    """A chunk is verbatim text, named once, and chunks don't overlap."""
    for chunk in chunks:
        assert document.text[chunk.span.start : chunk.span.end] == chunk.text
        assert chunk.text.strip()
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    for before, after in pairwise(chunks):
        assert before.span.end <= after.span.start, f"{before.id} overlaps {after.id}"


def check_coverage(document: Document, chunks: list[Chunk]) -> None:
    """Chunks and boilerplate cover every non-blank character."""
    spans = [chunk.span for chunk in chunks] + [p.span for p in document.provisions if p.kind == BOILERPLATE]
    cursor = 0
    for span in sorted(spans):
        lost = document.text[cursor : max(cursor, span.start)].strip()
        assert not lost, f"{document.id}: {lost[:80]!r} at {cursor} is in no chunk"
        cursor = max(cursor, span.end)
    assert not document.text[cursor:].strip()


def check_labels(document: Document) -> None:
    """What we print can be typed back in."""
    for provision in document.provisions:
        assert parse_pinpoint(format_pinpoint(provision.locator)) == provision.locator
        assert provision.label == format_pinpoint(provision.locator)


def check_quotes(document: Document, chunks: list[Chunk]) -> None:
    """A quote is where we say it is, inside its chunk."""
    places = TextWithPositions(document)
    for chunk in chunks[:: max(1, len(chunks) // 50)]:
        quote = choose_quote(places, chunk, document.title)
        assert document.text[quote.start : quote.end] == quote.exact
        assert chunk.span.contains(Span(quote.start, quote.end))
        found = places.find_deepest(Span(quote.start, quote.end))
        assert found is None or found.span.contains(Span(quote.start, quote.end))


def check_archive(archive: Archive, document: Document) -> None:
    """The original is the original, and the text is the version."""
    assert hashlib.sha256(archive.get(document.source.sha256)).hexdigest() == document.source.sha256
    assert hashlib.sha256(document.text.encode()).hexdigest() == document.version
    assert archive.get_text(document.version) == document.text
