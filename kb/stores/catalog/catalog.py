"""The catalog as the rest of the code sees it: one object, every method one transaction.

A method either did all that it says or raised and did nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType

from sqlalchemy import Engine

from kb.language.passages import Passage
from kb.law.relations import RelatedReference
from kb.model import Chunk, Document, Filters, Instrument, Provision
from kb.stores.catalog import (
    counts,
    excerpts,
    history,
    instruments,
    listing,
    passages,
    queries,
    references,
    validity,
    writes,
)
from kb.stores.catalog.connect import open_engine, read, write
from kb.stores.catalog.history import HeldVersion
from kb.stores.catalog.passages import FoundPassage, Phrase
from kb.stores.catalog.rows import (
    ChunkRow,
    CitedBy,
    Counts,
    Deed,
    DocumentHead,
    DocumentPage,
    LatestDates,
    LoadedChunks,
    MissingInstrument,
    Outline,
    PutOutcome,
    ResolvedReference,
    StoredDocument,
    Stretch,
)
from kb.stores.catalog.validity import Said


class Catalog:
    """Keep documents, versions, provisions, references and chunks in SQL.

    Open it with ``Catalog.open``. It may be used from several threads, and several processes may have the same
    database open: readers see one moment and never wait, writers take turns.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, read_text: Callable[[str], str] | None = None) -> Catalog:
        """Open the catalog at an address, make its tables when they are missing, and bring older ones up to date.

        Args:
            url: ``sqlite:///path`` or ``postgresql://user@host/name``.
            read_text: gives the canonical text of a version; the full text of a catalog that older code made is filled
                by it. Without it those texts stay out of the full text until the catalog is opened with it.

        Raises:
            CatalogError: the database is out of reach, is none that we know, or was made by newer code.
        """
        return cls(open_engine(url, read_text))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put_document(
        self,
        document: Document,
        fingerprint: str,
        given_hash: str,
        related: Sequence[RelatedReference],
        chunks: Sequence[Chunk],
        passages: Sequence[Passage] = (),
    ) -> PutOutcome:
        """Store one version of a document with all that was made of it, in one transaction.

        The current version of a document is the one with the best text status (official, copy, digest), then the
        latest retrieved, then the last put; the others are kept. A version that is held already gets its source
        noted down; its outline and metadata are replaced when other code made them or when they differ, and it
        is then pending for every index again. A worse source never replaces the metadata of a better one.

        Args:
            fingerprint: of the code that made provisions and chunks.
            given_hash: of the manifest values that came with the source; what ``find_source`` asks for.
            related: every mention in the text, those too that stay open.
            passages: of the text; without any they are made of it.

        Raises:
            CatalogError: the database refused; nothing was stored.
        """
        with write(self._engine) as connection:
            return writes.put_document(connection, document, fingerprint, given_hash, related, chunks, passages)

    def find_source(self, sha256: str, given_hash: str, fingerprint: str, location: str = "") -> tuple[str, str] | None:
        """Return the document and version that these bytes were completely taken in as, so that ingest can skip them.

        Args:
            sha256: of the bytes.
            given_hash: of the manifest values that come with them.
            fingerprint: of the present code; what other code made has to be made again.
            location: where they were read from. When that place has served other bytes since, it has changed back
                and the answer is None: putting again makes this version the latest. Empty: don't look.
        """
        with read(self._engine) as connection:
            return queries.find_source(connection, sha256, given_hash, fingerprint, location)

    def pending(self, index_name: str) -> list[tuple[str, str]]:
        """Return ``(document id, version)`` of the current versions that this index is not marked to hold.

        The index may hold older points of such a document, of this version too: delete by document id, then write.
        """
        with read(self._engine) as connection:
            return queries.find_pending(connection, index_name)

    def count_pending(self, index_name: str) -> int:
        """Count the current versions that this index is not marked to hold."""
        with read(self._engine) as connection:
            return counts.count_pending(connection, index_name)

    def mark_indexed(self, document_id: str, version: str, index_name: str, chunks: int) -> None:
        """Note that this index now holds this version's chunks and no other version's of the document.

        Raises:
            DocumentNotFound: this version isn't held.
        """
        with write(self._engine) as connection:
            writes.mark_indexed(connection, document_id, version, index_name, chunks)

    def mark_all_indexed(self, index_name: str, marks: Sequence[tuple[str, str, int]]) -> None:
        """Note it for several, given as ``(document id, version, chunks)``, in one transaction.

        Raises:
            DocumentNotFound: one of them isn't held; none is noted.
        """
        with write(self._engine) as connection:
            for document_id, version, chunks in marks:
                writes.mark_indexed(connection, document_id, version, index_name, chunks)

    def indexed(self, index_name: str) -> dict[str, str]:
        """Return document id → version that this index is marked to hold."""
        with read(self._engine) as connection:
            return queries.find_indexed(connection, index_name)

    def get_document(self, document_id: str, version: str | None = None) -> StoredDocument:
        """Return all that is held of one version but its text.

        Args:
            version: its hash or the first 8 or more digits of it; None: the current version.

        Raises:
            DocumentNotFound: no such document or version, or several versions begin so.
        """
        with read(self._engine) as connection:
            return queries.get_document(connection, document_id, version)

    def get_documents(self, editions: Sequence[tuple[str, str]]) -> list[StoredDocument]:
        """Return the same of several, given as ``(document id, version)``; what isn't held is left out."""
        with read(self._engine) as connection:
            return queries.get_documents(connection, editions)

    def find_history(self, document_id: str) -> tuple[HeldVersion, ...]:
        """Return all versions of a document with their sources, the current one first. Raises DocumentNotFound."""
        with read(self._engine) as connection:
            return history.find_history(connection, document_id)

    def get_version(self, document_id: str, version: str | None = None) -> str:
        """Return a version's full hash, the current one's when none is named, without reading what it holds.

        Raises:
            DocumentNotFound: no such document or version, or several versions begin so.
        """
        with read(self._engine) as connection:
            return str(queries.get_version_row(connection, document_id, version).version)

    def get_chunks(self, document_id: str, version: str | None = None) -> list[ChunkRow]:
        """Return a version's chunks in document order.

        Raises:
            DocumentNotFound: no such document or version.
        """
        with read(self._engine) as connection:
            return queries.get_chunks(connection, document_id, version)

    def load_chunks(self, chunk_ids: Sequence[str]) -> LoadedChunks:
        """Return chunks by their ids with what is known of their documents; unknown ids are left out."""
        with read(self._engine) as connection:
            return excerpts.load_chunks(connection, chunk_ids)

    def load_chunks_in(self, stretches: Sequence[Stretch]) -> LoadedChunks:
        """Return the chunks that hold text of some stretches, in document order, with their documents' heads."""
        with read(self._engine) as connection:
            return excerpts.load_chunks_in(connection, stretches)

    def load_outlines(self, stretches: Iterable[Stretch], noise: bool = False) -> dict[int, Outline]:
        """Return the provisions and pages that touch some stretches, by the row of the version, in one statement.

        Args:
            noise: also every provision that is no part of the document, wherever it stands.
        """
        with read(self._engine) as connection:
            return excerpts.load_outlines(connection, stretches, noise)

    def load_heads(self, document_ids: Sequence[str]) -> dict[str, DocumentHead]:
        """Return what is known of the current versions of some documents; unknown ids are left out."""
        with read(self._engine) as connection:
            return excerpts.load_heads(connection, document_ids)

    def load_provisions(
        self, document_ids: Sequence[str], locators: Sequence[str], ending: str = ""
    ) -> list[tuple[DocumentHead, Provision]]:
        """Return the provisions at some locators in the current versions of some documents.

        Args:
            ending: also those whose locator ends so; empty for none.
        """
        with read(self._engine) as connection:
            return excerpts.load_provisions(connection, document_ids, locators, ending)

    def find_passages(self, phrases: Sequence[Phrase], filters: Filters, most: int) -> list[FoundPassage]:
        """Find the passages of current versions in which at least one of some phrases stands, by the full text.

        They are candidates: letters that scanners take for one another count as the same. Those with most of the
        phrases come first, then those of the latest documents.

        Args:
            phrases: words in a row, as ``fold_words`` gives them; the first ``MOST_WORDS`` of each count.
            most: passages at most.
        """
        with read(self._engine) as connection:
            return passages.find_passages(connection, phrases, filters, most)

    def count_documents(self, filters: Filters) -> int:
        """Count the documents that pass the filters."""
        with read(self._engine) as connection:
            return counts.count_documents(connection, filters)

    def passing(self, document_ids: Sequence[str], filters: Filters) -> set[str]:
        """Return those of some documents whose current version passes the filters."""
        with read(self._engine) as connection:
            return listing.passing(connection, document_ids, filters)

    def find_titles(self, document_ids: Sequence[str]) -> dict[str, str]:
        """Return the titles of documents by their ids; unknown ones are left out."""
        with read(self._engine) as connection:
            return listing.find_titles(connection, document_ids)

    def find_documents(self, filters: Filters | None = None, cursor: str = "", limit: int = 20) -> DocumentPage:
        """Return one page of the documents under the filters: latest first, those without a date last, then by id.

        Args:
            filters: None narrows nothing.
            cursor: as the page before gave it; empty: the first page.
            limit: documents on a page, at least 1.

        Raises:
            InvalidCursor: the cursor isn't ours, or belongs to other filters.
        """
        with read(self._engine) as connection:
            return listing.find_documents(connection, filters or Filters(), cursor, max(1, limit))

    def find_by_instrument(self, instrument: Instrument) -> list[str]:
        """Return the ids of the documents that an instrument may mean; exactly one is an answer.

        Kind, number and year have to agree; case, blanks and leading zeros of the number don't count. No issuer in
        the question matches any, no year any year. A kind alone names nothing.
        """
        with read(self._engine) as connection:
            return instruments.find_by_instrument(connection, instrument)

    def find_amending(self, instrument: Instrument) -> list[str]:
        """Return the ids of the documents that amend an instrument, held or not; it needs a number and a year."""
        with read(self._engine) as connection:
            return instruments.find_amending(connection, instrument)

    def find_said(self, document_ids: Sequence[str]) -> list[Said]:
        """Return what held documents and manifests say of whether some documents, and what they carry out, hold."""
        with read(self._engine) as connection:
            return validity.find_said(connection, document_ids)

    def count_mentions(self, instrument: Instrument) -> int:
        """Count the documents whose current version mentions an instrument of this kind, number, year and issuer."""
        with read(self._engine) as connection:
            return instruments.count_mentions(connection, instrument)

    def count_missing(self) -> int:
        """Count the instruments that current versions mention but that no document is."""
        with read(self._engine) as connection:
            return references.count_missing(connection)

    def missing_instruments(self, limit: int = 50, start: int = 0) -> list[MissingInstrument]:
        """Return the instruments that current versions mention but that no document is.

        Those that most documents cite come first, then those with the most mentions. Of the documents that cite one
        the first 20 are listed.
        """
        with read(self._engine) as connection:
            return references.find_missing(connection, limit, start)

    def references_of(self, document_id: str, version: str | None = None) -> list[RelatedReference]:
        """Return a version's references in text order, those too that stay open.

        Raises:
            DocumentNotFound: no such document or version.
        """
        with read(self._engine) as connection:
            return references.find_references(connection, document_id, version)

    def resolve_references(self, document_id: str, version: str | None = None) -> list[ResolvedReference]:
        """Return a version's references in text order, each with the held documents that it may mean.

        Asked anew each time: a document that arrives is found by every mention that was stored before. Nothing is
        meant that was published after the citing text.

        Raises:
            DocumentNotFound: no such document or version.
        """
        with read(self._engine) as connection:
            return references.resolve_references(connection, document_id, version)

    def cited_by(self, document_id: str, locator: str = "") -> list[CitedBy]:
        """Return the mentions of a document in the current versions of others, by document and place.

        Args:
            locator: only mentions of this place or of one below it; a range is one of each of its articles.

        Raises:
            DocumentNotFound: no such document.
        """
        with read(self._engine) as connection:
            return references.find_cited_by(connection, document_id, locator)

    def find_whole_mentions(self, document_ids: Sequence[str]) -> dict[str, list[CitedBy]]:
        """Return the mentions of each of some documents, as a whole, in the current versions of others.

        A mention of a whole instrument names no place in it, or some place before the instrument. Each document's are
        in the order that ``cited_by`` has.
        """
        with read(self._engine) as connection:
            return references.find_whole_mentions(connection, document_ids)

    def find_deeds(self, heads: Sequence[DocumentHead]) -> dict[str, list[Deed]]:
        """Return what held documents revoke or amend of each of some documents, by date; without an entry: nothing.

        What any held version of a document says counts, what its current one says first: our own digest of a statute
        may be readable where the copy of its text is damaged.
        """
        with read(self._engine) as connection:
            return references.find_deeds(connection, heads)

    def stamp(self) -> str:
        """Return a value that changes with every write, by whatever process: what was kept under another is stale."""
        with read(self._engine) as connection:
            return queries.get_stamp(connection)

    def unrelated(self) -> list[tuple[str, str]]:
        """Return ``(document id, version)`` of what has no references yet because an older catalog was migrated."""
        with read(self._engine) as connection:
            return references.find_unrelated(connection)

    def put_references(self, document_id: str, version: str, related: Sequence[RelatedReference]) -> None:
        """Store the references of a version that is held, in place of those that were.

        Raises:
            DocumentNotFound: this version isn't held.
        """
        with write(self._engine) as connection:
            writes.put_references(connection, document_id, version, related)

    def counts(self) -> Counts:
        """Count what is held."""
        with read(self._engine) as connection:
            return counts.count_rows(connection)

    def latest_dates(self) -> LatestDates:
        """Return the latest date that a held document bears and when the latest source was retrieved."""
        with read(self._engine) as connection:
            return counts.get_latest_dates(connection)
