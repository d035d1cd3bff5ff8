"""Query parameters and bodies: what the API takes, described field by field for OpenAPI.

Step 8. Invariant: an unknown parameter is refused, so that a misspelt filter can't widen an answer unnoticed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Body, Query
from pydantic import BaseModel, ConfigDict, Field

from kb.client import MAX_LIMIT
from kb.model import Filters, TextStatus


class Strict(BaseModel):
    """Parameters that admit no unknown name."""

    model_config = ConfigDict(extra="forbid")


class FilterQuery(Strict):
    """What narrows a search or a listing. A repeated parameter admits any of its values."""

    kind: list[str] = Field([], description="Kind of instrument: uu, pp, inpres, se, berita …", examples=["se"])
    number: list[str] = Field([], description="Number as printed.", examples=["19349"])
    year: list[int] = Field([], description="Year of the instrument or release.", examples=[2024])
    issuer: list[str] = Field([], description="Who issued it.", examples=["Wali Kota Tangerang"])
    place: list[str] = Field([], description="Where it holds.", examples=["Kota Tangerang"])
    date_from: date | None = Field(None, description="Not before this day.", examples=["2021-01-01"])
    date_to: date | None = Field(None, description="Not after this day.", examples=["2025-12-31"])
    text_status: list[TextStatus] = Field([], description="How far the text can be trusted.", examples=["digest"])
    document_id: list[str] = Field([], description="Only these documents.", examples=["inpres-2-2021"])

    def filters(self) -> Filters:
        """Return the filters as every face gives them to the knowledge base."""
        return Filters(
            kind=tuple(kind.lower() for kind in self.kind),
            number=tuple(self.number),
            year=tuple(self.year),
            issuer=tuple(self.issuer),
            place=tuple(self.place),
            date_from=self.date_from,
            date_to=self.date_to,
            text_status=tuple(self.text_status),
            document_id=tuple(self.document_id),
        )


class SearchQuery(FilterQuery):
    """A question."""

    q: str = Field(
        description='Words, a question, a "quoted phrase" (a hard constraint), a citation or a number.',
        examples=["kewajiban perlindungan pekerja jasa konstruksi", "Inpres 2/2021 diktum kedua"],
    )
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description="Most hits in the answer.", examples=[3])
    mode: Literal["auto", "hybrid", "dense", "sparse"] = Field(
        "auto",
        description="Which legs search; `auto` goes straight to the provision when the query is a citation.",
        examples=["auto", "sparse"],
    )
    as_of: date | None = Field(
        None,
        description="Only documents of this day or before, with the legal status that they had then.",
        examples=["2016-01-01"],
    )


class DocumentsQuery(FilterQuery):
    """A page of a listing."""

    cursor: str = Field("", description="The `cursor` of the page before; empty for the first.")
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Most documents in the answer.", examples=[5])


class VersionQuery(Strict):
    """Which version of a document."""

    version: str | None = Field(None, description="At least 8 characters of its hash; the newest where left out.")


class TextQuery(VersionQuery):
    """Which part of a text."""

    start: int = Field(0, ge=0, description="First code point.", examples=[0])
    end: int | None = Field(
        None, ge=0, description="One past the last code point; left out: to the end.", examples=[200]
    )


class UploadQuery(Strict):
    """What the sender knows of an uploaded file; empty values are read from the file."""

    filename: str = Field("", description="Name of the uploaded file; needed for an upload.")
    title: str = Field("", description="What it is about.")
    publisher: str = Field("", description="Who publishes it.")
    address: str = Field("", description="Its official address.")
    date: str = Field("", description="Of signing or publication, ISO 8601.")
    licence: str = Field("", description="What may be done with it.")
    text_status: TextStatus | None = Field(None, description="How far the text can be trusted.")

    def given(self) -> dict[str, str]:
        """Return what the sender told of the file, beside its name."""
        return {name: str(value) for name, value in self if value and name != "filename"}


class LocationsBody(Strict):
    """What the server is to take in."""

    locations: list[str] = Field(
        [], description="Web addresses; with the home folder's token also paths of files and folders on the server."
    )
    starter: bool = Field(False, description="Take in the bundled starter corpus first.")


class PushBody(Strict):
    """Where the index is to be copied."""

    url: str = Field(description="Address of the Qdrant server.", examples=["http://qdrant:6333"])
    collection: str = Field(description="Collection on it.", examples=["rujukan"])
    api_key: str = Field("", description="Its key; never stored.")


SearchParameters = Annotated[SearchQuery, Query()]
DocumentsParameters = Annotated[DocumentsQuery, Query()]
VersionParameters = Annotated[VersionQuery, Query()]
TextParameters = Annotated[TextQuery, Query()]
UploadParameters = Annotated[UploadQuery, Query()]
PushParameters = Annotated[
    PushBody,
    Body(openapi_examples={"local": {"value": {"url": "http://127.0.0.1:6333", "collection": "rujukan"}}}),
]
