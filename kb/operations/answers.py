"""What the operations answer on documents, hits and stores, described field by field.

A field has one name and one meaning on every face. Offsets count Unicode code points of the canonical text; nothing
that is unknown is left out: it is null or empty. Domain values that are right as they are (``Quote``, ``Provision`` …)
stand here as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import Field, JsonValue, PlainSerializer, WithJsonSchema

from kb.model import (
    Family,
    LegalStatus,
    LegalValue,
    Notice,
    Page,
    Pinpoint,
    Provision,
    Quote,
    Ranks,
    Reading,
    TextStatus,
)
from kb.operations.described import Answer

if TYPE_CHECKING:
    from kb.model import Instrument

Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment in UTC, written with its offset."""

STATUS_HELP = "`official`, `copy` or `digest`. A digest is never the rule's text."
CURSOR_HELP = "Give it back to get the next page; empty at the end."


@dataclass(frozen=True, slots=True)
class Content:
    """An answer that isn't JSON.

    Args:
        etag: names these bytes.
        filename: of a download; empty where the bytes are shown.
        text_status: how far a text can be trusted; empty for originals.
    """

    data: bytes
    media_type: str
    etag: str
    filename: str = ""
    text_status: str = ""


class ErrorDetail(Answer):
    """What went wrong and what to do next."""

    type: str = Field(description="Name of the failure; stable, for programs.", examples=["DocumentNotFound"])
    message: str = Field(description="What happened, with the value that made it happen.")
    hint: str = Field(description="The next step, as a sentence; may be empty.")


class ErrorBody(Answer):
    """The one error shape."""

    error: ErrorDetail


class InstrumentBody(Answer):
    """Legal kind and number of a work."""

    kind: str = Field(description="Short form of its kind.", examples=["Inpres", "SE", "PP", "Berita"])
    number: str = Field(description="As printed, without spaces; empty where none is known.")
    year: int | None = Field(description="Four digits; null where the text gives none.")
    issuer: str = Field(description="Who issued it; empty for kinds with one issuer only.")
    label: str = Field(description="Short form as lawyers write it.", examples=["Inpres 2/2021"])

    @classmethod
    def derive(cls, value: object) -> Mapping[str, object]:
        """Write the label."""
        from kb.law.citation import format_instrument

        return {"label": format_instrument(cast("Instrument", value))}


class SourceBody(Answer):
    """The original that a text was made from. Where we read it from (a path on somebody's disk) isn't told."""

    publisher: str = Field(description="Who publishes it; empty where unknown.")
    address: str = Field(description="Its official address; empty where unknown.")
    published: Day | None = Field(description="Date of publication; null where unknown.")
    retrieved: Moment = Field(description="When we took it in, UTC.")
    sha256: str = Field(description="Hash of the original bytes.")
    media_type: str = Field(description="What the bytes are.")
    licence: str = Field(description="What may be done with it.")


class CitationBody(Answer):
    """Everything that a reader needs to open the source and check the quote."""

    document_id: str = Field(description="Id of the document.", examples=["inpres-2-2021"])
    version: str = Field(description="SHA-256 of the canonical text that the offsets count in.")
    title: str = Field(description="What the document is about.")
    instrument: InstrumentBody
    pinpoint: Pinpoint
    quote: Quote
    source: SourceBody
    text_status: TextStatus = Field(description=STATUS_HELP)
    permalink: str = Field(description="Address of the provision in this version.")
    formatted: str = Field(description="The citation in Indonesian style, to be pasted.")


class StatusSourceBody(Answer):
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


class LegalStatusBody(Answer):
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

    @classmethod
    def derive(cls, value: object) -> Mapping[str, object]:
        """Write the line over the text."""
        from kb.library.legal_status import format_callout

        return {"callout": format_callout(cast(LegalStatus, value))}


class HitBody(Answer):
    """One answer: a verbatim chunk, where it stands, and why it is here."""

    rank: int = Field(description="From 1.")
    score: float = Field(description="Fused score; comparable within one answer only.")
    ranks: Ranks
    chunk_id: str = Field(description="`{document}@{version[:12]}#{locator}`, with `~n` for a part.")
    document_id: str = Field(description="Id of the document.")
    text: str = Field(description="The chunk, verbatim.")
    citation: CitationBody
    status: LegalStatusBody

    parts = ("chunk",)

    @classmethod
    def derive(cls, value: object) -> Mapping[str, object]:
        """Name the chunk."""
        return {"chunk_id": value.chunk.id}  # type: ignore[attr-defined]


class SearchBody(Answer):
    """The answer to a search. No hit is an answer: `diagnostics` says what was searched."""

    query: str = Field(description="The query as asked.")
    mode: Literal["citation", "hybrid", "dense", "sparse"] = Field(description="How it was answered.")
    total: int = Field(description="How many hits there are, beyond this page too.")
    relation: Literal["eq", "gte"] = Field(
        "gte", description="Whether `total` is exact, or there are at least so many."
    )
    hits: list[HitBody] = Field(description="Best first.")
    cursor: str = Field("", description=CURSOR_HELP)
    diagnostics: dict[str, JsonValue] = Field(
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


class DocumentHeadBody(Answer):
    """What names and dates a document."""

    id: str = Field(description="Reads like the thing.", examples=["inpres-2-2021"])
    version: str = Field(description="SHA-256 of the canonical text.")
    title: str = Field(description="What it is about.")
    instrument: InstrumentBody
    family: Family = Field(description="How the text is laid out.")
    place: str = Field(description="Where it holds; empty where national or unknown.")
    date: Day | None = Field(description="Of signing or publication; null where unknown.")
    text_status: TextStatus = Field(description=STATUS_HELP)
    source: SourceBody


class DocumentBody(DocumentHeadBody):
    """A document without its text, which is read at `/text`; its outline page by page."""

    status: LegalStatusBody
    versions: list[str] = Field(description="Every version held, newest first.")
    characters: int = Field(description="Length of the canonical text in code points.")
    pages: list[Page] = Field(description="In order; empty where the source has no pages.")
    readings: dict[str, Reading] = Field(description="Metadata field → value and where it was read.")
    notices: list[Notice] = Field(description="What is wrong with the numbering or the text.")
    outline: list[Provision] = Field(description="In document order, a parent before its children.")
    outline_total: int = Field(description="How many provisions there are, beyond this page too.")
    cursor: str = Field(description=f"Of the outline. {CURSOR_HELP}")


class WholeDocumentBody(DocumentBody):
    """A document with its whole text and outline."""

    text: str = Field(description="The canonical text.")


class ProvisionPageBody(Answer):
    """One provision with its verbatim text and citation."""

    document: DocumentHeadBody
    provision: Provision
    text: str = Field(description="Verbatim, its children included.")
    citation: CitationBody
    status: LegalStatusBody
    ancestors: list[Provision] = Field(description="From the top down.")
    children: list[Provision] = Field(description="Directly below, in order.")


class SummaryBody(Answer):
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
    retrieved: Moment = Field(description="When we took it in, UTC.")
    provisions: int = Field(description="Units in its outline.")
    chunks: int = Field(description="Pieces that can be found.")
    versions: int = Field(description="How many versions are held.")


class DocumentsBody(Answer):
    """A page of a listing."""

    documents: list[SummaryBody]
    total: int = Field(description="How many documents pass the filters, beyond this page too.")
    facets: dict[str, dict[str, int]] = Field(description="kind, year, issuer, place, text_status → value → count.")
    cursor: str = Field(description=CURSOR_HELP)


class MissingBody(Answer):
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


class CoverageBody(Answer):
    """What is held, through which date, and what is missing."""

    documents: int = Field(description="How many documents.")
    by_kind: dict[str, int] = Field(description="Kind of instrument → count.")
    by_status: dict[str, int] = Field(description="Text status → count.")
    latest: Day | None = Field(description="Date of the newest document.")
    retrieved: Moment | None = Field(description="When something was last taken in, UTC.")
    missing: list[MissingBody] = Field(description="Those that most documents cite first, then most mentions.")
    missing_total: int = Field(description="How many are missing, beyond this page too.")
    cursor: str = Field(description=f"Of what is missing. {CURSOR_HELP}")


class StatusBody(Answer):
    """The state of the three stores. Who shows no token or key isn't told where they lie."""

    home: str | None = Field(description="The data folder; null for strangers.")
    documents: int = Field(description="Documents in the catalog.")
    versions: int = Field(description="Versions in the catalog.")
    provisions: int = Field(description="Provisions of all versions.")
    chunks: int = Field(description="Chunks of all newest versions.")
    indexed: int = Field(description="Chunks in the index.")
    pending: int = Field(description="Documents that the index still lacks.")
    index: dict[str, JsonValue] | None = Field(description="What the index says of itself; null for strangers.")
    archive_bytes: int = Field(description="Size of the archive.")
    dense_model: str = Field(description="Name of the embedding model; of one in a folder, the folder's name only.")
    fingerprint: str = Field(description="Names schema, chunker, model and sparse settings of the index.")

    def for_strangers(self) -> StatusBody:
        """Leave out what would tell of the machine."""
        name = self.dense_model.replace("\\", "/").rstrip("/").rpartition("/")[2]
        return self.model_copy(update={"home": None, "index": None, "dense_model": name})


class VersionBody(Answer):
    """One version of a document and the sources that gave its text."""

    version: str = Field(description="SHA-256 of its canonical text.")
    title: str = Field(description="What it is about.")
    date: Day | None = Field(description="Of signing or publication; null where unknown.")
    text_status: TextStatus = Field(description=STATUS_HELP)
    is_current: bool = Field(description="Whether questions are answered from it.")
    retrieved: Moment = Field(description="When we took it in, UTC.")
    sources: list[SourceBody] = Field(description="The one that citations name first.")


class HistoryBody(Answer):
    """The versions of a document."""

    document_id: str = Field(description="Id of the document.")
    versions: list[VersionBody] = Field(description="The current one first, then the newest.")


class ProgressBody(Answer):
    """How far long work has come."""

    stage: str = Field(description="What is being done.", examples=["read", "embed"])
    path: str = Field(description="With what; may be empty.")
    done: int = Field(description="How many are done.")
    total: int = Field(description="Of how many; 0 where that isn't known.")


class SourceReportBody(Answer):
    """What became of one source."""

    id: str = Field(description="Id of the document; empty where it failed before it had one.")
    path: str = Field(description="Path or address that it was read from.")
    status: Literal["added", "updated", "unchanged", "failed"]
    error: ErrorDetail | None = Field(description="Why it failed; null where it did not.")
    provisions: int = Field(description="Units in its outline.")
    chunks: int = Field(description="Pieces that can be found.")
    seconds: float = Field(description="Time that it took.")


class IngestBody(Answer):
    """What became of each source; one that fails leaves the others alone."""

    sources: list[SourceReportBody]
    seconds: float = Field(description="Time that all took.")
    failed: int = Field(description="How many failed.")

    def find_error(self) -> ErrorDetail | None:
        """Return why nothing was taken in; None where something was, or nothing was to be."""
        errors = [one.error for one in self.sources if one.status == "failed"]
        return errors[0] if errors and len(errors) == len(self.sources) else None


class ReindexBody(Answer):
    """What was indexed anew."""

    documents: int = Field(description="How many documents.")
    chunks: int = Field(description="How many chunks.")
    seconds: float = Field(description="Time that it took.")
    fingerprint: str = Field(description="Names the new index.")


class PushBody(Answer):
    """What was copied to a Qdrant server."""

    points: int = Field(description="How many points.")
    seconds: float = Field(description="Time that it took.")
    url: str = Field(description="Of the server.")
    collection: str = Field(description="On it.")
