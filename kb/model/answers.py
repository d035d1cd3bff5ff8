"""What is asked and answered: quotes, citations, whether a rule holds, hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kb.model.json import JSONValue
from kb.model.text import Chunk, Instrument, Notice, Source, TextStatus


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words and where they stand: W3C TextPositionSelector and TextQuoteSelector in one.

    ``prefix`` and ``suffix`` are up to 32 characters of the canonical text on either side.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """The place inside a document: machine path, Indonesian label, page where the source has pages."""

    locator: str
    label: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Everything that a reader needs to open the source and check the quote."""

    document_id: str
    version: str
    title: str
    instrument: Instrument
    pinpoint: Pinpoint
    quote: Quote
    source: Source
    text_status: TextStatus
    permalink: str
    formatted: str


LegalValue = Literal["berlaku", "diubah", "dicabut", "sebagian-dicabut", "belum-diketahui"]
"""Whether a rule holds. ``berlaku`` only where a source says so: nothing known is ``belum-diketahui``."""

LEGAL_VALUES: tuple[LegalValue, ...] = ("dicabut", "sebagian-dicabut", "diubah", "berlaku", "belum-diketahui")
"""Every value, the one that outweighs the others first."""


@dataclass(frozen=True, slots=True)
class StatusSource:
    """What says that a rule has its status.

    Args:
        value: what it says.
        origin: ``document``: the text of another held one; ``manifest``: who took the rule in says so.
        label: the other document's instrument, or what the manifest names.
        since: from when it counts: the other document's date; None where unknown.
        checked_on: when the source was retrieved, or the status looked up.
        document_id: the other document; empty for a manifest.
        locators: the provisions that it names; empty for the whole rule.
        citation: the sentence that says so; None for a manifest.
    """

    value: LegalValue
    origin: Literal["document", "manifest"]
    label: str
    since: date | None = None
    checked_on: date | None = None
    document_id: str = ""
    locators: tuple[str, ...] = ()
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class LegalStatus:
    """Whether a rule holds on a day, since when, and who says so.

    Args:
        since: the first day that a source of this value counts from; None where none tells.
        checked_on: the last day that a source of this value was looked at.
        sources: all that speak of it up to that day, those of the value first.
        as_of: the day that was asked for; None for now.
    """

    value: LegalValue = "belum-diketahui"
    since: date | None = None
    checked_on: date | None = None
    sources: tuple[StatusSource, ...] = ()
    as_of: date | None = None


UNKNOWN_STATUS = LegalStatus()
"""Nothing is known of whether it holds."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search or a listing; None or empty narrows nothing. Every leg gets the same.

    Args:
        kind: instrument kinds in lower case: ``uu``, ``pp``, ``inpres``, ``se``, ``berita`` …
        number: as printed, compared without case.
        year: of the instrument, or of publication for news.
        issuer: canonical issuer, compared without case.
        place: canonical place, compared without case.
        date_from, date_to: both inclusive.
        text_status: any of ``official``, ``copy``, ``digest``.
        document_id: only these documents.
    """

    kind: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    issuer: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    text_status: tuple[TextStatus, ...] = ()
    document_id: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Ranks:
    """A hit's rank on each leg, from 1; None where the leg did not return it."""

    dense: int | None = None
    sparse: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: a chunk, where it stands, why it is here, and whether its document holds."""

    rank: int
    score: float
    ranks: Ranks
    chunk: Chunk
    citation: Citation
    status: LegalStatus = UNKNOWN_STATUS


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search returns.

    Args:
        mode: ``citation``, ``hybrid``, ``dense`` or ``sparse``: how it was answered.
        total: provisions that were found, each counted once, whatever ``limit`` is; of a citation, the passages of
            the cited text.
        hits: best first, those of this page.
        diagnostics: what was searched, how, and when nothing was found, why: plain JSON values. ``also`` has what was
            looked for beside the question's own words: full names, the rule's words, an English question's terms. With
            hits, ``answerable`` says whether they may hold the answer, and ``missing`` what the question names (a year,
            a place, an abbreviation) that none of the first hits has.
        relation: ``eq``: the total is exact; ``gte``: there are more than were looked for.
        cursor: of the next page; empty at the end.
    """

    query: str
    mode: str
    total: int
    hits: tuple[Hit, ...]
    diagnostics: dict[str, JSONValue] = field(default_factory=dict)
    relation: Literal["eq", "gte"] = "eq"
    cursor: str = ""


Search = Callable[[str, Filters, int, str], SearchResult]
"""What answers a question: question, filters, limit and mode, as ``KnowledgeBase.search`` has them."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one source in an ingest."""

    id: str
    path: str
    status: Literal["added", "updated", "unchanged", "failed"]
    error: dict[str, str] | None = None
    provisions: int = 0
    chunks: int = 0
    seconds: float = 0.0
    notices: tuple[Notice, ...] = ()
