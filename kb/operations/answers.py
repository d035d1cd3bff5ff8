"""What the operations answer on questions, and what all their answers are made of, described field by field.

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
    LegalStatus,
    LegalValue,
    Pinpoint,
    Quote,
    Ranks,
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
