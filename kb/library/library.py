"""What is held, read back: documents, chunks, and the citations that point into them.

Catalog and archive put together, with what was read last kept in memory. Every quote is cut from the canonical text
that the archive holds under the version's hash. What answers a question reads excerpts: a document's text, and of its
outline only what stands around some stretches, all documents at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kb.law.citation import format_citation, format_pinpoint
from kb.library.phrases import find_phrase
from kb.library.positions import TextWithPositions
from kb.library.quotes import build_quote, pass_heading
from kb.model import Chunk, Citation, Document, Filters, Instrument, Pinpoint, Provision, Quote, Span
from kb.model.errors import ProvisionNotFound
from kb.reading.chunks import trim
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog, ChunkRow, DocumentHead, LoadedChunks, Outline, Stretch

Edition = tuple[str, str]
"""Id and version of a document."""

CACHED_CHARACTERS = 32_000_000
"""Canonical text kept in memory with its outline: some 500 statutes, about 300 MB."""


CACHED_CHUNKS = 20_000
"""Chunks kept in memory as well, at about 1 kB each: reading its row takes longer than the rest of a hit."""

PermalinkWriter = Callable[[str, str, str], str]
"""Writes the address of a place from document id, version and locator (empty for the whole document)."""

FIRST_DICTUM = (("diktum-kesatu", "diktum-pertama"), ("diktum-pertama", "diktum-kesatu"))


class ChunkBatch(NamedTuple):
    """Chunks with what is known of their documents.

    Args:
        chunks: by their ids, in document order; those that the catalog doesn't hold are left out.
        heads: by document id and version.
        stamp: of the catalog when they were read; empty where all were in memory.
    """

    chunks: dict[str, Chunk]
    heads: dict[Edition, DocumentHead]
    stamp: str = ""


class Library:
    """Read documents, chunks and citations back.

    Args:
        permalink: writes the address of a place from document id, version and locator; a face has its own.
    """

    def __init__(self, archive: Archive, catalog: Catalog, permalink: PermalinkWriter | None = None) -> None:
        self.archive = archive
        self.catalog = catalog
        self.permalink = permalink or format_address
        self._cache: OrderedDict[Edition, TextWithPositions] = OrderedDict()
        self._cached_characters = 0
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._text_characters = 0
        self._chunks: OrderedDict[str, tuple[Chunk, DocumentHead]] = OrderedDict()
        self._lock = threading.Lock()

    def get_document(self, document_id: str, version: str | None = None) -> Document:
        """Return a document, its current version unless told otherwise.

        Raises:
            DocumentNotFound: neither id nor version is held.
        """
        return self.get_positions(document_id, self.find_version(document_id, version)).document

    def find_version(self, document_id: str, version: str | None = None) -> str:
        """Return the full hash of a version, of the current one when none is named.

        Raises:
            DocumentNotFound: neither id nor version is held.
        """
        return self.catalog.get_version(document_id, version)

    def get_positions(self, document_id: str, version: str) -> TextWithPositions:
        """Return a document ready to be asked what stands where."""
        key = (document_id, version)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        stored = self.catalog.get_document(document_id, version)
        places = TextWithPositions(stored.to_document(self.get_text(stored.head.version)))
        self._keep(key, places)
        return places

    def load_positions(self, editions: Iterable[Edition]) -> dict[Edition, TextWithPositions]:
        """Return several documents ready to be asked what stands where; what isn't held is left out."""
        wanted = list(dict.fromkeys(editions))
        with self._lock:
            found = {key: self._cache[key] for key in wanted if key in self._cache}
            for key in found:
                self._cache.move_to_end(key)
        lacking = [key for key in wanted if key not in found]
        for stored in self.catalog.get_documents(lacking) if lacking else ():
            key = (stored.head.id, stored.head.version)
            found[key] = TextWithPositions(stored.to_document(self.get_text(stored.head.version)))
            self._keep(key, found[key])
        return found

    def _keep(self, key: Edition, places: TextWithPositions) -> None:
        with self._lock:
            if key in self._cache:
                return
            self._cache[key] = places
            self._cached_characters += len(places.text)
            while self._cached_characters > CACHED_CHARACTERS and len(self._cache) > 1:
                _, dropped = self._cache.popitem(last=False)
                self._cached_characters -= len(dropped.text)

    def forget(self) -> None:
        """Drop what is kept in memory: called when a document was written again."""
        with self._lock:
            self._cache.clear()
            self._chunks.clear()
            self._texts.clear()
            self._cached_characters = self._text_characters = 0

    def get_text(self, version: str) -> str:
        """Return the canonical text of a version."""
        with self._lock:
            if version in self._texts:
                self._texts.move_to_end(version)
                return self._texts[version]
        text = self.archive.get_text(version)
        with self._lock:
            self._text_characters += len(text) if version not in self._texts else 0
            self._texts[version] = text
            while self._text_characters > CACHED_CHARACTERS and len(self._texts) > 1:
                self._text_characters -= len(self._texts.popitem(last=False)[1])
        return text

    def load_chunks(self, chunk_ids: Iterable[str]) -> ChunkBatch:
        """Return chunks by their ids, with what is known of their documents."""
        wanted = list(dict.fromkeys(chunk_ids))
        with self._lock:
            kept = [self._chunks[chunk_id] for chunk_id in wanted if chunk_id in self._chunks]
        lacking = set(wanted) - {chunk.id for chunk, _ in kept}
        if not lacking:
            return _batch(kept)
        loaded = self.catalog.load_chunks([chunk_id for chunk_id in wanted if chunk_id in lacking])
        return _batch([*kept, *self._take(loaded)], loaded.stamp)

    def load_chunks_in(self, stretches: Sequence[Stretch]) -> ChunkBatch:
        """Return the chunks that hold text of some stretches, in document order."""
        loaded = self.catalog.load_chunks_in(stretches)
        return _batch(self._take(loaded), loaded.stamp)

    def _take(self, loaded: LoadedChunks) -> list[tuple[Chunk, DocumentHead]]:
        """Give chunks their texts, and keep them."""
        taken = [(self._to_chunk(row), loaded.heads[row.row_id]) for row in loaded.chunks.values()]
        with self._lock:
            self._chunks.update({chunk.id: (chunk, head) for chunk, head in taken})
            while len(self._chunks) > CACHED_CHUNKS:
                self._chunks.popitem(last=False)
        return taken

    def _to_chunk(self, row: ChunkRow) -> Chunk:
        return Chunk(
            id=row.id,
            document_id=row.document_id,
            version=row.version,
            locator=row.locator,
            part=row.part,
            span=row.span,
            text=row.span.text_of(self.get_text(row.version)),
            headings=row.headings,
            search_text="",
        )

    def load_excerpts(
        self, heads: Iterable[DocumentHead], stretches: Iterable[Stretch], noise: bool = False
    ) -> dict[Edition, TextWithPositions]:
        """Return documents ready to be asked what stands where, as far as some stretches go.

        Args:
            heads: the documents.
            stretches: where their outline is needed; elsewhere it is left out.
            noise: also what is no part of the document, wherever it stands.
        """
        outlines = self.catalog.load_outlines(stretches, noise)
        return {
            (head.id, head.version): TextWithPositions(
                head.to_document(self.get_text(head.version), outlines.get(head.row_id, Outline()))
            )
            for head in heads
        }

    def find_locator(self, document_id: str, locator: str) -> str | None:
        """Return the locator by which the current version has a provision; None when it has none."""
        found = self.find_provisions([document_id], locator).get(document_id)
        return found[1].locator if found else None

    def find_provisions(self, document_ids: Sequence[str], locator: str) -> dict[str, tuple[DocumentHead, Provision]]:
        """Return the provision that a locator means in each of some documents; those that have none are left out.

        The first dictum is called KESATU or PERTAMA; who asks for the one means the other just as well. An article
        of an amending statute is cited by the number that it has in the amended one, where that is unmistakable.
        """
        spellings = [locator, *(locator.replace(a, b, 1) for a, b in FIRST_DICTUM if locator.startswith(a))]
        ending = f".{locator}" if locator.startswith("pasal-") else ""
        found: dict[str, list[tuple[DocumentHead, Provision]]] = {}
        for head, provision in self.catalog.load_provisions(document_ids, spellings, ending):
            found.setdefault(head.id, []).append((head, provision))
        chosen = {document_id: _choose_provision(rows, spellings) for document_id, rows in found.items()}
        return {document_id: row for document_id, row in chosen.items() if row is not None}

    def passes(self, document_id: str, filters: Filters) -> bool:
        """Say whether the current version of a document passes the filters."""
        return filters.is_empty() or bool(self.catalog.passing([document_id], filters))

    def find_similar(self, instrument: Instrument) -> list[str]:
        """List documents of the same kind and number, or issuer, but another year: what was meant, perhaps."""
        issuer = "" if instrument.number else instrument.issuer
        if not instrument.kind or not (instrument.number or issuer):
            return []
        return self.catalog.find_by_instrument(replace(instrument, year=None, issuer=issuer))

    def quote_provision(self, places: TextWithPositions, chunk: Chunk, locator: str) -> Quote | None:
        """Quote a provision as far as a chunk shows it; None where the document has no such provision."""
        provision = places.get(locator)
        if provision is None:
            return None
        start = max(provision.span.start, chunk.span.start)
        end = min(provision.span.end, chunk.span.end)
        start = pass_heading(places.text, start, end)
        return build_quote(places.text, trim(places.text, Span(start, end))) if start < end else None

    def quote_phrase(self, places: TextWithPositions, chunk: Chunk, phrases: Sequence[str]) -> Quote | None:
        """Quote the sentence that a quoted phrase of the question stands in."""
        for phrase in phrases:
            for found in find_phrase(places.text, phrase, chunk.span):
                return build_quote(places.text, _widen(places, chunk, found))
        return None

    def cite(self, places: TextWithPositions, quote: Quote, locator: str = "") -> Citation:
        """Build the citation of a quote: the smallest provision that holds it, page, source, permalink."""
        document = places.document
        provision = places.get(locator) if locator else places.find_deepest(Span(quote.start, quote.end))
        place = provision.locator if provision else ""
        page = places.find_page(quote.start)
        return Citation(
            document_id=document.id,
            version=document.version,
            title=document.title,
            instrument=document.instrument,
            pinpoint=Pinpoint(place, format_pinpoint(place) if place else "", page),
            quote=quote,
            source=document.source,
            text_status=document.text_status,
            permalink=self.build_permalink(document, place),
            formatted=format_document_citation(document, place, page),
        )

    def build_permalink(self, document: Document, locator: str) -> str:
        """Return the address of a place in our own copy, with the version that was quoted."""
        return self.permalink(document.id, document.version, locator)

    def get_provision(
        self, document_id: str, locator: str, version: str | None = None
    ) -> tuple[TextWithPositions, Provision]:
        """Return a provision with the document that it stands in.

        Raises:
            DocumentNotFound: neither id nor version is held.
            ProvisionNotFound: the document has no such provision.
        """
        places = self.get_positions(document_id, self.find_version(document_id, version))
        provision = places.get(locator)
        if provision is None:
            raise ProvisionNotFound(
                f"{document_id} has no provision at {locator!r}.",
                f"`kb read {document_id} --outline` lists its provisions.",
            )
        return places, provision


def _batch(taken: Iterable[tuple[Chunk, DocumentHead]], stamp: str = "") -> ChunkBatch:
    rows = list(taken)
    chunks = {chunk.id: chunk for chunk, _ in rows}
    return ChunkBatch(chunks, {(head.id, head.version): head for _, head in rows}, stamp)


def _choose_provision(
    rows: Sequence[tuple[DocumentHead, Provision]], spellings: Sequence[str]
) -> tuple[DocumentHead, Provision] | None:
    """Choose the provision that is called so, or else the one article that an amending statute quotes so."""
    named = {provision.locator: (head, provision) for head, provision in rows}
    direct = next((named[spelling] for spelling in spellings if spelling in named), None)
    quoted = [row for locator, row in named.items() if locator.startswith("pasal-")]
    return direct or (quoted[0] if len(quoted) == 1 else None)


def format_address(document_id: str, version: str, locator: str) -> str:
    """Write a place as ``kb read`` opens it.

    Example:
        >>> format_address("inpres-2-2021", "0123456789abcdef", "diktum-pertama")
        'inpres-2-2021@0123456789ab#diktum-pertama'
    """
    return f"{document_id}@{version[:12]}" + (f"#{locator}" if locator else "")


def format_document_citation(document: Document, locator: str, page: int | None) -> str:
    """Write a place in a document the Indonesian way."""
    return format_citation(
        document.instrument,
        locator,
        title=document.title,
        page=page,
        publisher=document.source.publisher,
        date=document.date,
        text_status=document.text_status,
    )


def _widen(places: TextWithPositions, chunk: Chunk, span: Span) -> Span:
    """Widen a stretch to the sentence around it, within its chunk."""
    for piece in places.find_pieces(chunk.span):
        if piece.contains(span):
            return piece
    return span
