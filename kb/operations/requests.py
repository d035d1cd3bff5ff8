"""What the operations are asked, described field by field: for HTTP, for OpenAPI, and for who calls a client."""

from __future__ import annotations

from datetime import date as Day
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from kb.model import Filters, TextStatus
from kb.model.vocabulary import MAX_CLAIM, MAX_LIMIT, MAX_PROVISIONS, MAX_QUOTE, MAX_TEXT, Relation
from kb.operations.check_answers import RELATION_HELP
from kb.operations.described import Request

CURSOR_HELP = "The `cursor` of the page before; empty for the first."
LIMIT_HELP = "Most of them in the answer."
VERSION_HELP = "At least 8 characters of its hash; the newest where left out."


class FilterRequest(Request):
    """What narrows a search or a listing. A repeated parameter admits any of its values."""

    kind: list[str] = Field([], description="Kind of instrument: uu, pp, inpres, se, berita …", examples=["se"])
    number: list[str] = Field([], description="Number as printed.", examples=["19349"])
    year: list[int] = Field([], description="Year of the instrument or release.", examples=[2024])
    issuer: list[str] = Field([], description="Who issued it.", examples=["Wali Kota Tangerang"])
    place: list[str] = Field([], description="Where it holds.", examples=["Kota Tangerang"])
    date_from: Day | None = Field(None, description="Not before this day.", examples=["2021-01-01"])
    date_to: Day | None = Field(None, description="Not after this day.", examples=["2025-12-31"])
    text_status: list[TextStatus] = Field([], description="How far the text can be trusted.", examples=["digest"])
    document_id: list[str] = Field([], description="Only these documents.", examples=["inpres-2-2021"])
    document: list[str] = Field([], description="Another name of `document_id`.", examples=["inpres-2-2021"])

    def filters(self) -> Filters:
        """Return the filters as the knowledge base takes them."""
        return Filters(
            kind=tuple(kind.lower() for kind in self.kind),
            number=tuple(self.number),
            year=tuple(self.year),
            issuer=tuple(self.issuer),
            place=tuple(self.place),
            date_from=self.date_from,
            date_to=self.date_to,
            text_status=tuple(self.text_status),
            document_id=(*self.document_id, *self.document),
        )


NO_FILTERS = FilterRequest.model_validate({})


class SearchRequest(FilterRequest):
    """A question."""

    q: str = Field(
        description='Words, a question, a "quoted phrase" (a hard constraint), a citation or a number.',
        examples=["kewajiban perlindungan pekerja jasa konstruksi", "Inpres 2/2021 diktum kedua"],
    )
    limit: int = Field(10, ge=1, le=MAX_LIMIT, description=LIMIT_HELP, examples=[3])
    mode: Literal["auto", "hybrid", "dense", "sparse"] = Field(
        "auto",
        description="Which legs search; `auto` goes straight to the provision when the query is a citation.",
        examples=["auto", "sparse"],
    )
    as_of: Day | None = Field(
        None,
        description="Only documents of this day or before, with the legal status that they had then.",
        examples=["2016-01-01"],
    )
    cursor: str = Field("", description=CURSOR_HELP)


class ListRequest(FilterRequest):
    """A page of a listing."""

    cursor: str = Field("", description=CURSOR_HELP)
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description=LIMIT_HELP, examples=[5])


class NothingRequest(Request):
    """Nothing can be chosen."""


class CoverageRequest(Request):
    """A page of what is missing."""

    cursor: str = Field("", description=CURSOR_HELP)
    limit: int = Field(50, ge=1, le=MAX_LIMIT, description=LIMIT_HELP, examples=[5])


class OneDocumentRequest(Request):
    """One document."""

    document_id: str = Field(description="Id of the document.", examples=["inpres-2-2021"])


class VersionRequest(OneDocumentRequest):
    """One document in one version."""

    version: str | None = Field(None, description=VERSION_HELP)


class PageRequest(VersionRequest):
    """A page of what a version of a document has."""

    cursor: str = Field("", description=CURSOR_HELP)
    limit: int = Field(500, ge=1, le=MAX_PROVISIONS, description=LIMIT_HELP, examples=[5])


class ProvisionRequest(VersionRequest):
    """One provision of a document."""

    locator: str = Field(description="Machine path of the provision.", examples=["diktum-pertama"])


class TextRequest(VersionRequest):
    """A text, or a part of it."""

    start: int = Field(0, ge=0, description="First code point.", examples=[0])
    end: int | None = Field(
        None, ge=0, description="One past the last code point; left out: to the end.", examples=[200]
    )


class MentionsRequest(OneDocumentRequest):
    """Which mentions, and how many."""

    locator: str = Field(
        "",
        description="Only mentions of this place or one below it; a range is one of each of its articles.",
        examples=["diktum-pertama"],
    )
    relation: Relation | None = Field(None, description=f"Only this relation. {RELATION_HELP}", examples=["mengubah"])
    cursor: str = Field("", description=CURSOR_HELP)
    limit: int = Field(MAX_LIMIT, ge=1, le=MAX_LIMIT, description=LIMIT_HELP, examples=[5])


class ReferencesRequest(MentionsRequest):
    """Which mentions in a document."""

    version: str | None = Field(None, description=VERSION_HELP)
    locator: str = Field("", description="Only mentions that stand in this provision.", examples=["diktum-pertama"])
    own: bool = Field(False, description="Mentions of the document's own provisions too.", examples=[True])


class LookupRequest(Request):
    """A passage whose citations are looked up."""

    text: str = Field(
        max_length=MAX_TEXT,
        description="A running text.",
        examples=["Menurut Pasal 15 ayat (1) UU No. 24 Tahun 2011 dan SE Wali Kota Tangerang 19349/2024."],
    )
    date: Day | None = Field(
        None,
        description="Of the text. Names in common use mean what they meant then; nothing published later is meant.",
        examples=["2024-12-01"],
    )


class ResolveRequest(Request):
    """A short name."""

    q: str = Field(
        description="A citation, a number, a name in common use, or a document id, perhaps with `#locator`.",
        examples=["UU BPJS pasal 15", "19349/2024", "SE Wali Kota Bogor 2025", "inpres-2-2021"],
    )


class VerifyRequest(Request):
    """Words that somebody quotes."""

    quote: str = Field(
        max_length=MAX_QUOTE,
        description="As printed. An ellipsis leaves words out, square brackets add some; both are honoured.",
        examples=["Pemberi Kerja secara bertahap wajib mendaftarkan dirinya dan Pekerjanya sebagai Peserta"],
    )
    locator: str = Field(
        "",
        description="The only provision to look in; needs exactly one `document_id` among the filters.",
        examples=["pasal-15.ayat-1"],
    )
    filters: FilterRequest = Field(
        NO_FILTERS,
        description="What narrows the documents that are looked through.",
        examples=[{"document_id": ["uu-24-2011"]}],
    )


class ClaimsRequest(Request):
    """A passage to be checked."""

    text: str = Field(
        max_length=MAX_CLAIM,
        description="Running Indonesian text; each sentence is checked by itself.",
        examples=["Cakupan kepesertaan di Kota Bogor sudah 94 persen, kata Dian Agung Senoaji."],
    )
    filters: FilterRequest = Field(
        NO_FILTERS,
        description="What narrows the documents that are looked through.",
        examples=[{"kind": ["berita"]}],
    )


class TimelineRequest(FilterRequest):
    """A subject to follow."""

    subject: str = Field(
        description="What is counted or measured; a line's subject has all its words.",
        examples=["pekerja konstruksi", "proyek"],
    )
    unit: str = Field("", description="Only lines of this unit.", examples=["orang", "persen"])


class AddRequest(Request):
    """What is to be taken in: one uploaded file with what the sender knows of it, or locations."""

    locations: list[str] = Field(
        [], description="Web addresses; with the home folder's token also paths of files and folders on the server."
    )
    starter: bool = Field(False, description="Take in the bundled starter corpus first.")
    filename: str = Field("", description="Name of the uploaded file; needed for an upload, whose body it names.")
    title: str = Field("", description="What it is about.")
    publisher: str = Field("", description="Who publishes it.")
    address: str = Field("", description="Its official address.")
    date: str = Field("", description="Of signing or publication, ISO 8601.")
    licence: str = Field("", description="What may be done with it.")
    text_status: TextStatus | None = Field(None, description="How far the text can be trusted.")
    data: SkipJsonSchema[bytes] = Field(b"", description="The file's bytes: the body of an upload.", exclude=True)

    in_query: ClassVar[frozenset[str]] = frozenset(
        {"filename", "title", "publisher", "address", "date", "licence", "text_status"}
    )

    def given(self) -> dict[str, str]:
        """Return what the sender told of the file, beside its name."""
        known = {name: getattr(self, name) for name in sorted(self.in_query - {"filename"})}
        return {name: str(value) for name, value in known.items() if value}

    def for_server(self) -> AddRequest:
        """Make paths absolute: the server may work in another folder."""
        return self.model_copy(update={"locations": [_make_absolute(location) for location in self.locations]})


def _make_absolute(location: str) -> str:
    from kb.ingest.fetch import is_address

    return location if is_address(location) else str(Path(location).expanduser().absolute())


class PushRequest(Request):
    """Where the index is to be copied."""

    url: str = Field(description="Address of the Qdrant server.", examples=["http://qdrant:6333"])
    collection: str = Field(description="Collection on it.", examples=["rujukan"])
    api_key: str = Field("", description="Its key; never stored.")
