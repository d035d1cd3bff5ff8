"""What is held, read back: documents, chunks, and the citations that point into them.

Step 4. Catalog and archive put together, with the documents used last kept in memory. Invariant: every quote
is cut from the canonical text that the archive holds under the version's hash.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kb.law.citation import format_citation, format_pinpoint
from kb.library.phrases import find_phrase
from kb.library.quotes import Places, build_quote
from kb.model import Chunk, Citation, Document, Filters, Instrument, Pinpoint, Provision, Quote, Span
from kb.model.errors import ProvisionNotFound
from kb.reading.chunks import trim
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog, ChunkRow

CACHED_CHARACTERS = 32_000_000
"""Canonical text kept in memory with its outline: some 500 statutes, about 300 MB."""


CACHED_CHUNKS = 20_000
"""Chunks kept in memory as well, at about 1 kB each: reading its row takes longer than the rest of a hit."""

PermalinkWriter = Callable[[str, str, str], str]
"""Writes the address of a place from document id, version and locator (empty for the whole document)."""

FIRST_DICTUM = (("diktum-kesatu", "diktum-pertama"), ("diktum-pertama", "diktum-kesatu"))


class Library:
    """Read documents, chunks and citations back.

    Args:
        permalink: writes the address of a place from document id, version and locator; a face has its own.
    """

    def __init__(self, archive: Archive, catalog: Catalog, permalink: PermalinkWriter | None = None) -> None:
        self.archive = archive
        self.catalog = catalog
        self.permalink = permalink or format_address
        self._cache: OrderedDict[tuple[str, str], Places] = OrderedDict()
        self._cached_characters = 0
        self._chunks: OrderedDict[str, Chunk] = OrderedDict()
        self._lock = threading.Lock()

    def get_document(self, document_id: str, version: str | None = None) -> Document:
        """Return a document, its current version unless told otherwise.

        Raises:
            DocumentNotFound: neither id nor version is held.
        """
        return self.get_places(document_id, self.find_version(document_id, version)).document

    def find_version(self, document_id: str, version: str | None = None) -> str:
        """Return the full hash of a version, of the current one when none is named.

        Raises:
            DocumentNotFound: neither id nor version is held.
        """
        return self.catalog.get_version(document_id, version)

    def get_places(self, document_id: str, version: str) -> Places:
        """Return a document ready to be asked what stands where."""
        key = (document_id, version)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        stored = self.catalog.get_document(document_id, version)
        places = Places(stored.to_document(self.archive.get_text(stored.version)))
        self._keep(key, places)
        return places

    def _keep(self, key: tuple[str, str], places: Places) -> None:
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
            self._cached_characters = 0

    def get_chunk(self, chunk_id: str) -> Chunk | None:
        """Return a chunk by its id, or None when the catalog doesn't hold it."""
        with self._lock:
            if chunk_id in self._chunks:
                self._chunks.move_to_end(chunk_id)
                return self._chunks[chunk_id]
        row = self.catalog.get_chunk(chunk_id)
        if row is None:
            return None
        chunk = self._to_chunk(row)
        with self._lock:
            self._chunks[chunk_id] = chunk
            if len(self._chunks) > CACHED_CHUNKS:
                self._chunks.popitem(last=False)
        return chunk

    def _to_chunk(self, row: ChunkRow) -> Chunk:
        places = self.get_places(row.document_id, row.version)
        return Chunk(
            id=row.id,
            document_id=row.document_id,
            version=row.version,
            locator=row.locator,
            part=row.part,
            span=row.span,
            text=row.span.text_of(places.text),
            headings=row.headings,
            search_text="",
        )

    def find_locator(self, document_id: str, locator: str) -> str | None:
        """Return the locator by which the current version has a provision; None when it has none.

        The first dictum is called KESATU or PERTAMA; who asks for the one means the other just as well. An article
        of an amending statute is cited by the number that it has in the amended one, where that is unmistakable.
        """
        places = self.get_places(document_id, self.find_version(document_id))
        for spelling in (locator, *(locator.replace(a, b, 1) for a, b in FIRST_DICTUM if locator.startswith(a))):
            if places.get(spelling) is not None:
                return spelling
        return places.find_quoted(locator)

    def find_chunks(self, document_id: str, locator: str, version: str | None = None) -> list[Chunk]:
        """List the chunks of a provision in order: those inside it, or the one that holds it.

        Args:
            locator: empty for the whole document. One that the document doesn't have gives nothing.
            version: its full hash; None looks the current one up.
        """
        version = version or self.find_version(document_id)
        rows = self.catalog.get_chunks(document_id, version)
        if locator:
            provision = self.get_places(document_id, version).get(locator)
            rows = [row for row in rows if provision is not None and row.span.overlaps(provision.span)]
        return [self._to_chunk(row) for row in rows]

    def passes(self, document_id: str, filters: Filters) -> bool:
        """Say whether the current version of a document passes the filters."""
        if filters.is_empty():
            return True
        if filters.document_id and document_id not in filters.document_id:
            return False
        return self.catalog.find_documents(replace(filters, document_id=(document_id,)), "", 1).total > 0

    def find_similar(self, instrument: Instrument) -> list[str]:
        """List documents of the same kind and number, or issuer, but another year: what was meant, perhaps."""
        issuer = "" if instrument.number else instrument.issuer
        if not instrument.kind or not (instrument.number or issuer):
            return []
        return self.catalog.find_by_instrument(replace(instrument, year=None, issuer=issuer))

    def find_current(self, filters: Filters) -> list[Places]:
        """List the current documents that pass the filters."""
        return [self.get_places(document_id, version) for document_id, version in self._walk(filters)]

    def _walk(self, filters: Filters) -> Iterator[tuple[str, str]]:
        """Give id and version of every current document that passes the filters, page by page."""
        cursor = ""
        while True:
            page = self.catalog.find_documents(filters, cursor, 100)
            yield from ((document.id, document.version) for document in page.documents)
            cursor = page.cursor
            if not cursor:
                return

    def read_texts(self, filters: Filters) -> Iterator[tuple[tuple[str, str], str]]:
        """Read the canonical texts of the current documents that pass the filters, without their outlines.

        Yields:
            ``((document id, version), text)``.
        """
        for key in self._walk(filters):
            with self._lock:
                kept = self._cache.get(key)
            yield key, kept.text if kept else self.archive.get_text(key[1])

    def quote_provision(self, places: Places, chunk: Chunk, locator: str) -> Quote | None:
        """Quote a provision as far as a chunk shows it; None where the document has no such provision."""
        provision = places.get(locator)
        if provision is None:
            return None
        start = max(provision.span.start, chunk.span.start)
        end = min(provision.span.end, chunk.span.end)
        return build_quote(places.text, trim(places.text, Span(start, end))) if start < end else None

    def quote_phrase(self, places: Places, chunk: Chunk, phrases: Sequence[str]) -> Quote | None:
        """Quote the sentence that a quoted phrase of the question stands in."""
        for phrase in phrases:
            for found in find_phrase(places.text, phrase):
                if chunk.span.start <= found.start < chunk.span.end:
                    return build_quote(places.text, _widen(places, chunk, found))
        return None

    def cite(self, places: Places, quote: Quote, locator: str = "") -> Citation:
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

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> tuple[Places, Provision]:
        """Return a provision with the document that it stands in.

        Raises:
            DocumentNotFound: neither id nor version is held.
            ProvisionNotFound: the document has no such provision.
        """
        places = self.get_places(document_id, self.find_version(document_id, version))
        provision = places.get(locator)
        if provision is None:
            raise ProvisionNotFound(
                f"{document_id} has no provision at {locator!r}.",
                f"`kb read {document_id} --outline` lists its provisions.",
            )
        return places, provision


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


def _widen(places: Places, chunk: Chunk, span: Span) -> Span:
    """Widen a stretch to the sentence around it, within its chunk."""
    for piece in places.find_pieces(chunk.span):
        if piece.contains(span):
            return piece
    return span
