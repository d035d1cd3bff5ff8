"""What the operations answer on documents, on what is held of them and on the stores, described field by field."""

from __future__ import annotations

from datetime import date as Day
from typing import Literal

from pydantic import Field, JsonValue

from kb.model import Family, Notice, Page, Provision, Reading, TextStatus
from kb.operations.answers import (
    CURSOR_HELP,
    STATUS_HELP,
    CitationBody,
    ErrorDetail,
    InstrumentBody,
    LegalStatusBody,
    Moment,
    SourceBody,
)
from kb.operations.described import Answer


class DescribedBody(Answer):
    """What names and dates a document."""

    id: str = Field(description="Reads like the thing.", examples=["inpres-2-2021"])
    version: str = Field(description="SHA-256 of the canonical text.")
    title: str = Field(description="What it is about.")
    instrument: InstrumentBody
    family: Family = Field(description="How the text is laid out.")
    place: str = Field(description="Where it holds; empty where national or unknown.")
    date: Day | None = Field(description="Of signing or publication; null where unknown.")
    text_status: TextStatus = Field(description=STATUS_HELP)


class DocumentHeadBody(DescribedBody):
    """A document with where it comes from."""

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


class SummaryBody(DescribedBody):
    """One row of a listing."""

    version: str = Field(description="Its newest version.")
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
