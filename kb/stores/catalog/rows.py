"""What the catalog hands out: frozen values, none of them tied to a connection.

Texts are not among them: the archive holds those, by version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from kb.law.relations import RelatedReference
from kb.model import (
    Described,
    Document,
    Instrument,
    Notice,
    Page,
    Provision,
    Reading,
    Source,
    Span,
)

PutStatus = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class PutOutcome:
    """What a put did.

    Args:
        status: ``added``: the document is new; ``updated``: a new version of it, or its outline or metadata
            were replaced; ``unchanged``: at most a source was noted down.
        is_current: whether this version is the one that people get when they name none.
    """

    status: PutStatus
    document_id: str
    version: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class DocumentSummary(Described):
    """One document in a listing: what is known of its current version, without outline and text.

    Args:
        provisions, chunks: how many this version has.
        versions: how many versions of the document are held.
    """

    publisher: str
    address: str
    retrieved: datetime
    provisions: int
    chunks: int
    versions: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a listing.

    Args:
        total: documents under the filters, on all pages.
        facets: ``kind``, ``year``, ``issuer``, ``place``, ``text_status`` → value → documents under the same
            filters, most frequent first. Documents without a value are not counted.
        cursor: of the next page; empty at the end.
    """

    documents: tuple[DocumentSummary, ...]
    total: int
    facets: dict[str, dict[str, int]]
    cursor: str


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A ``Chunk`` without its texts: where it stands, and the headings that are embedded with it.

    Args:
        row_id: of the version.
    """

    row_id: int
    id: str
    document_id: str
    version: str
    locator: str
    part: int
    start: int
    end: int
    headings: tuple[str, ...]

    @property
    def span(self) -> Span:
        """Where the chunk stands in the canonical text."""
        return Span(self.start, self.end)


END_OF_TEXT = 2**31 - 1
"""No text is longer: the greatest number of the columns that spans are kept in."""


class Stretch(NamedTuple):
    """A stretch of one version's text, named by the row of the version."""

    row_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DocumentHead(Described):
    """What is known of one version without its text and outline: enough to cite it and to tell its status.

    Args:
        row_id: of the version; what ``Stretch`` names it by.
    """

    row_id: int
    source: Source
    readings: dict[str, Reading]

    def to_document(self, text: str, outline: Outline, notices: tuple[Notice, ...] = ()) -> Document:
        """Put the document together with as much of its outline as was read.

        Args:
            text: the canonical text of this version, from the archive, which checks its hash.
        """
        return Document(
            id=self.id,
            version=self.version,
            title=self.title,
            instrument=self.instrument,
            family=self.family,
            place=self.place,
            date=self.date,
            text_status=self.text_status,
            text=text,
            source=self.source,
            provisions=outline.provisions,
            pages=outline.pages,
            notices=notices,
            readings=self.readings,
        )


class Outline(NamedTuple):
    """The part of an outline that stands around some stretches: every provision and page that touches one."""

    provisions: tuple[Provision, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A ``Document`` without its text, and what the catalog alone knows of it.

    Args:
        head: with the best source: official before copy before digest, then the latest retrieved.
        sources: every source that this version came from, the best first.
        versions: all held versions of the document, the current one first, then the latest retrieved.
    """

    head: DocumentHead
    outline: Outline
    notices: tuple[Notice, ...]
    sources: tuple[Source, ...]
    versions: tuple[str, ...]
    fingerprint: str
    is_current: bool

    def to_document(self, text: str) -> Document:
        """Return the whole document, given the canonical text of this version."""
        return self.head.to_document(text, self.outline, self.notices)


class LoadedChunks(NamedTuple):
    """Chunks with what is known of their documents, and the catalog's stamp at that moment.

    Args:
        chunks: by their ids; those that no version has are left out.
        heads: by the row of the version.
    """

    chunks: dict[str, ChunkRow]
    heads: dict[int, DocumentHead]
    stamp: str


@dataclass(frozen=True, slots=True)
class MissingInstrument:
    """An instrument that our documents mention but that no document of ours is.

    Args:
        label: the instrument as people write it; its day after it, where that stands for the number.
        mentions: how often, in current versions.
        documents: ids of documents that mention it, sorted; the first 20 of them.
        relations: relation → how many of the mentions, most first.
        day: of an instrument without a number.
        cited_by: how many documents mention it.
    """

    label: str
    instrument: Instrument
    mentions: int
    documents: tuple[str, ...]
    relations: dict[str, int] = field(default_factory=dict)
    day: date | None = None
    cited_by: int = 0


@dataclass(frozen=True, slots=True)
class ResolvedReference:
    """A mention with what it means among the documents that are held now.

    Args:
        documents: ids of the documents that it may mean: one, or none where it is not held, or several.
        is_own: whether it is of the citing document itself.
    """

    reference: RelatedReference
    documents: tuple[str, ...]
    is_own: bool

    @property
    def document_id(self) -> str:
        """The one document that is meant; empty where none or several remain."""
        return self.documents[0] if len(self.documents) == 1 else ""


@dataclass(frozen=True, slots=True)
class CitedBy:
    """One mention of a document by another; ``date`` is the citing document's."""

    document_id: str
    version: str
    title: str
    reference: RelatedReference
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What one document does to another: revokes or amends it, or a part of it.

    Args:
        head: what is known of the one that does it.
        year: of its instrument, where its day is unknown.
        reference: the mention that says so.
    """

    head: DocumentHead
    year: int | None
    reference: RelatedReference

    @property
    def document_id(self) -> str:
        """The id of the document that does it."""
        return self.head.id

    @property
    def version(self) -> str:
        """The version that says so."""
        return self.head.version

    @property
    def title(self) -> str:
        """Its title."""
        return self.head.title

    @property
    def day(self) -> date | None:
        """Its date."""
        return self.head.date

    @property
    def checked_on(self) -> date:
        """The day that its source was retrieved."""
        return self.head.source.retrieved.date()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is held. Provisions, chunks and references are those of current versions.

    Args:
        bytes: of all originals, and the characters of all texts.
    """

    documents: int
    versions: int
    sources: int
    provisions: int
    chunks: int
    references: int
    bytes: int


class LatestDates(NamedTuple):
    """The latest date that a held document bears, and when the latest source was retrieved; None when empty."""

    date: date | None
    retrieved: datetime | None
