"""What the API answers, described field by field for OpenAPI.

Step 8. The answers are made by ``kb.views``; these models only describe them. Invariant: they describe them exactly
(a test validates every view against its model, with no field too many or too few).
"""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kb.model import Family, LegalValue, TextStatus


class Described(BaseModel):
    """A model that admits no field which it doesn't describe."""

    model_config = ConfigDict(extra="forbid")


class ErrorDetail(Described):
    """What went wrong and what to do next."""

    type: str = Field(description="Class of the failure; stable, for programs.", examples=["DocumentNotFound"])
    message: str = Field(description="What happened, with the value that made it happen.")
    hint: str = Field(description="The next step, as a sentence; may be empty.")


class ErrorBody(Described):
    """The one error shape."""

    error: ErrorDetail


class SpanBody(Described):
    """A half-open stretch of the canonical text."""

    start: int = Field(description="First code point.")
    end: int = Field(description="One past the last code point.")


class InstrumentBody(Described):
    """Legal kind and number of a work."""

    kind: str = Field(description="Short form of its kind.", examples=["Inpres", "SE", "PP", "Berita"])
    number: str = Field(description="As printed, without spaces; empty where none is known.")
    year: int | None = Field(description="Four digits; null where the text gives none.")
    issuer: str = Field(description="Who issued it; empty for kinds with one issuer only.")
    label: str = Field(description="Short form as lawyers write it.", examples=["Inpres 2/2021"])


class PinpointBody(Described):
    """The place inside a document."""

    locator: str = Field(description="Machine path of the provision.", examples=["diktum-kedua.angka-13.huruf-a"])
    label: str = Field(description="Indonesian label.", examples=["Diktum KEDUA angka 13 huruf a"])
    page: int | None = Field(description="Page of the source, from 1; null where it has no pages.")


class QuoteBody(Described):
    """Verbatim words and where they stand: W3C TextPositionSelector and TextQuoteSelector in one."""

    exact: str = Field(description="The words, verbatim: the canonical text from start to end.")
    prefix: str = Field(description="Up to 32 characters before them.")
    suffix: str = Field(description="Up to 32 characters after them.")
    start: int = Field(description="First code point in the canonical text.")
    end: int = Field(description="One past the last code point.")


class SourceBody(Described):
    """The original that a text was made from."""

    publisher: str = Field(description="Who publishes it; empty where unknown.")
    address: str = Field(description="Its official address; empty where unknown.")
    published: Day | None = Field(description="Date of publication; null where unknown.")
    retrieved: datetime = Field(description="When we took it in, UTC.")
    sha256: str = Field(description="Hash of the original bytes.")
    media_type: str = Field(description="What the bytes are.")
    licence: str = Field(description="What may be done with it.")


class CitationBody(Described):
    """Everything that a reader needs to open the source and check the quote."""

    document_id: str = Field(description="Id of the document.", examples=["inpres-2-2021"])
    version: str = Field(description="SHA-256 of the canonical text that the offsets count in.")
    title: str = Field(description="What the document is about.")
    instrument: InstrumentBody
    pinpoint: PinpointBody
    quote: QuoteBody
    source: SourceBody
    text_status: TextStatus = Field(description="`official`, `copy` or `digest`. A digest is never the rule's text.")
    permalink: str = Field(description="Address of the provision in this version.")
    formatted: str = Field(description="The citation in Indonesian style, to be pasted.")


class StatusSourceBody(Described):
    """What says that a rule has its status."""

    value: LegalValue = Field(description="What it says.", examples=["diubah"])
    origin: Literal["document", "manifest"] = Field(
        description="`document`: the text of another held one; `manifest`: stated by who took the rule in.",
        examples=["document"],
    )
    label: str = Field(
        description="The other document's instrument, or what the manifest names.", examples=["PP 82/2019"]
    )
    document_id: str = Field(description="The other document; empty for a manifest.", examples=["pp-82-2019"])
    since: Day | None = Field(description="From when it counts: the other document's date.", examples=["2019-11-29"])
    checked_on: Day | None = Field(
        description="When the other document was retrieved, or the status looked up.", examples=["2025-11-01"]
    )
    locators: list[str] = Field(
        description="The provisions that it names; empty for the whole rule.", examples=[["pasal-25", "pasal-26"]]
    )
    citation: CitationBody | None = Field(description="The sentence that says so; null for a manifest.")


class LegalStatusBody(Described):
    """Whether a rule holds. `berlaku` only where a source says so."""

    value: LegalValue = Field(
        description="`berlaku`, `diubah`, `dicabut`, `sebagian-dicabut`, or `belum-diketahui`: no source tells.",
        examples=["diubah"],
    )
    since: Day | None = Field(
        description="Since when, as the first source tells; null where none does.", examples=["2019-11-29"]
    )
    checked_on: Day | None = Field(description="The last day that a source was looked at.", examples=["2025-11-01"])
    as_of: Day | None = Field(description="The day that was asked for; null for now.", examples=["2020-01-01"])
    callout: str = Field(
        description="The line to show over the text; empty while nothing is known.",
        examples=["DIUBAH oleh PP 82/2019 sejak 29 November 2019"],
    )
    sources: list[StatusSourceBody] = Field(description="All that speak of it, those of the value first.")


class RanksBody(Described):
    """A hit's rank on each leg, from 1; null where the leg did not return it."""

    dense: int | None = Field(description="Rank on the leg of embeddings.")
    sparse: int | None = Field(description="Rank on the leg of words (BM25).")


class HitBody(Described):
    """One answer: a verbatim chunk, where it stands, and why it is here."""

    rank: int = Field(description="From 1.")
    score: float = Field(description="Fused score; comparable within one answer only.")
    ranks: RanksBody
    chunk_id: str = Field(description="`{document}@{version[:12]}#{locator}`, with `~n` for a part.")
    document_id: str = Field(description="Id of the document.")
    text: str = Field(description="The chunk, verbatim.")
    citation: CitationBody
    status: LegalStatusBody


class SearchBody(Described):
    """The answer to a search. No hit is an answer: `diagnostics` says what was searched."""

    query: str = Field(description="The query as asked.")
    mode: Literal["citation", "hybrid", "dense", "sparse"] = Field(description="How it was answered.")
    total: int = Field(description="How many hits there are, beyond this page too.")
    hits: list[HitBody] = Field(description="Best first.")
    diagnostics: dict[str, Any] = Field(
        description="What was searched, and how; in `also` what was looked for beside the question's own words. With "
        "hits: `answerable` is false when none of the first hits has what the question names, listed in `missing`; the "
        "hits are then only what is nearest.",
        examples=[
            {
                "legs": {"dense": 100, "sparse": 84},
                "filters": {},
                "also": ["pemberi kerja", "pengusaha"],
                "answerable": False,
                "missing": ["Surabaya"],
            }
        ],
    )


class ProvisionBody(Described):
    """One unit of an outline, without its text."""

    locator: str = Field(description="Machine path, unique in the document.", examples=["pasal-5.ayat-2"])
    kind: str = Field(description="bab, pasal, ayat, huruf, angka, diktum …, or boilerplate: not the document.")
    label: str = Field(description="Indonesian label.", examples=["Pasal 5 ayat (2)"])
    number: str = Field(description="The number as printed; may be empty.")
    heading: str = Field(description="Title or addressee, verbatim; may be empty.")
    span: SpanBody
    parent: str | None = Field(description="Locator of the unit that holds it; null at the top.")
    depth: int = Field(description="0 at the top.")
    speaker: str = Field(description="For quoted speech: who said it; else empty.")
    role: str = Field(description="The speaker's office; else empty.")


class NoticeBody(Described):
    """Something that a reader of the outline must know, such as damaged numbering."""

    code: str = Field(description="Short name of the trouble.", examples=["number-missing"])
    message: str = Field(description="The trouble as a sentence.")
    span: SpanBody | None = Field(description="Where; null for the whole text.")


class ReadingBody(Described):
    """A metadata value and where it was read."""

    value: str = Field(description="As text; dates are ISO 8601.")
    span: SpanBody | None = Field(description="Where in the canonical text; null where read elsewhere.")
    origin: str = Field(description="text, manifest, front-matter, markup, filename or address.")


class PageBody(Described):
    """One page of the source."""

    number: int = Field(description="From 1.")
    span: SpanBody


class DocumentHeadBody(Described):
    """What names and dates a document."""

    id: str = Field(description="Reads like the thing.", examples=["inpres-2-2021"])
    version: str = Field(description="SHA-256 of the canonical text.")
    title: str = Field(description="What it is about.")
    instrument: InstrumentBody
    family: Family = Field(description="How the text is laid out.")
    place: str = Field(description="Where it holds; empty where national or unknown.")
    date: Day | None = Field(description="Of signing or publication; null where unknown.")
    text_status: TextStatus = Field(description="`official`, `copy` or `digest`. A digest is never the rule's text.")
    source: SourceBody


class DocumentBody(DocumentHeadBody):
    """A document without its text, which is read at `/text`."""

    status: LegalStatusBody
    versions: list[str] = Field(description="Every version held, newest first.")
    characters: int = Field(description="Length of the canonical text in code points.")
    pages: list[PageBody] = Field(description="In order; empty where the source has no pages.")
    readings: dict[str, ReadingBody] = Field(description="Metadata field → value and where it was read.")
    notices: list[NoticeBody] = Field(description="What is wrong with the numbering or the text.")
    outline: list[ProvisionBody] = Field(description="In document order, a parent before its children.")


class ProvisionPageBody(Described):
    """One provision with its verbatim text and citation."""

    document: DocumentHeadBody
    provision: ProvisionBody
    text: str = Field(description="Verbatim, its children included.")
    citation: CitationBody
    status: LegalStatusBody
    ancestors: list[ProvisionBody] = Field(description="From the top down.")
    children: list[ProvisionBody] = Field(description="Directly below, in order.")


class SummaryBody(Described):
    """One row of a listing."""

    id: str = Field(description="Id of the document.")
    version: str = Field(description="Its newest version.")
    title: str = Field(description="What it is about.")
    instrument: InstrumentBody
    family: Family = Field(description="How the text is laid out.")
    place: str = Field(description="Where it holds; empty where national or unknown.")
    date: Day | None = Field(description="Of signing or publication.")
    text_status: TextStatus = Field(description="`official`, `copy` or `digest`.")
    publisher: str = Field(description="Who publishes it.")
    address: str = Field(description="Its official address.")
    retrieved: datetime = Field(description="When we took it in, UTC.")
    provisions: int = Field(description="Units in its outline.")
    chunks: int = Field(description="Pieces that can be found.")
    versions: int = Field(description="How many versions are held.")


class DocumentsBody(Described):
    """A page of a listing."""

    documents: list[SummaryBody]
    total: int = Field(description="How many documents pass the filters, beyond this page too.")
    facets: dict[str, dict[str, int]] = Field(description="kind, year, issuer, place, text_status → value → count.")
    cursor: str = Field(description="Give it back to get the next page; empty at the end.")


class MissingBody(Described):
    """An instrument that our documents mention and that isn't held."""

    label: str = Field(description="Short form as lawyers write it.")
    instrument: InstrumentBody
    mentions: int = Field(description="How often.")
    documents: list[str] = Field(description="Where: ids of the first 20 documents.")
    cited_by: int = Field(description="In how many documents.")
    relations: dict[str, int] = Field(
        description="Relation → how many of the mentions, most first.", examples=[{"dasar-hukum": 3, "merujuk": 1}]
    )
    day: Day | None = Field(description="Of an instrument that has no number.", examples=["2025-07-08"])


class CoverageBody(Described):
    """What is held, through which date, and what is missing."""

    documents: int = Field(description="How many documents.")
    by_kind: dict[str, int] = Field(description="Kind of instrument → count.")
    by_status: dict[str, int] = Field(description="Text status → count.")
    latest: Day | None = Field(description="Date of the newest document.")
    retrieved: datetime | None = Field(description="When something was last taken in, UTC.")
    missing: list[MissingBody] = Field(description="Those that most documents cite first, then most mentions.")


class StatusBody(Described):
    """The state of the three stores."""

    home: str = Field(description="The data folder.")
    documents: int = Field(description="Documents in the catalog.")
    versions: int = Field(description="Versions in the catalog.")
    provisions: int = Field(description="Provisions of all versions.")
    chunks: int = Field(description="Chunks of all newest versions.")
    indexed: int = Field(description="Chunks in the index.")
    pending: int = Field(description="Documents that the index still lacks.")
    index: dict[str, Any] = Field(description="What the index says of itself.")
    archive_bytes: int = Field(description="Size of the archive.")
    dense_model: str = Field(description="Name of the embedding model.")
    fingerprint: str = Field(description="Names schema, chunker, model and sparse settings of the index.")


class SourceReportBody(Described):
    """What became of one source."""

    id: str = Field(description="Id of the document; empty where it failed before it had one.")
    path: str = Field(description="Path or address that it was read from.")
    status: Literal["added", "updated", "unchanged", "failed"]
    error: ErrorDetail | None = Field(description="Why it failed; null where it did not.")
    provisions: int = Field(description="Units in its outline.")
    chunks: int = Field(description="Pieces that can be found.")
    seconds: float = Field(description="Time that it took.")


class IngestBody(Described):
    """What became of each source; one that fails leaves the others alone."""

    sources: list[SourceReportBody]
    seconds: float = Field(description="Time that all took.")
    failed: int = Field(description="How many failed.")


class ReindexBody(Described):
    """What was indexed anew."""

    documents: int
    chunks: int
    seconds: float
    fingerprint: str = Field(description="Names the new index.")


class PushBody(Described):
    """What was copied to a Qdrant server."""

    points: int
    seconds: float
    url: str
    collection: str


class HealthBody(Described):
    """The process lives."""

    status: Literal["ok"]
    version: str = Field(description="Of this software.")
    pid: int = Field(description="Process id; the command line compares it with the home folder's.")


class ReadyBody(Described):
    """The knowledge base can answer."""

    status: Literal["ready"]
