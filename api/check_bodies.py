"""What the checking routes take and answer, described field by field for OpenAPI.

Step 8. As ``api.schemas``: made by ``kb.views``, described here exactly.
"""

from __future__ import annotations

from datetime import date as Day
from typing import Literal

from pydantic import Field

from api.parameters import FilterQuery, Strict
from api.schemas import CitationBody, Described, InstrumentBody, SpanBody
from kb.checking.lookup import MAX_TEXT
from kb.checking.verify_quote import MAX_QUOTE

LookupStatus = Literal["found", "several", "not-held", "unknown", "malformed"]

STATUS_HELP = (
    "`found`: one held document, with every provision that is named. `several`: more than one candidate, none chosen. "
    "`not-held`: cited by what is held, or held as a digest without that provision, but its text isn't here. "
    "`unknown`: nothing held has or mentions it. `malformed`: it can't be read, or names no instrument."
)


class LookupRequest(Strict):
    """A passage whose citations are looked up."""

    text: str = Field(
        max_length=MAX_TEXT,
        description="Any running text.",
        examples=["Menurut Pasal 15 ayat (1) UU No. 24 Tahun 2011 dan SE Wali Kota Tangerang 19349/2024."],
    )
    date: Day | None = Field(
        None,
        description="Of the text. Names in common use mean what they meant then; nothing published later is meant.",
        examples=["2024-12-01"],
    )


class VerifyRequest(Strict):
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
    filters: FilterQuery = Field(
        default_factory=lambda: FilterQuery.model_validate({}),
        description="What narrows the documents that are looked through.",
        examples=[{"document_id": ["uu-24-2011"]}],
    )


class CandidateBody(Described):
    """A held document, or a provision of one, that a citation may mean."""

    document_id: str = Field(description="Id of the document.", examples=["uu-24-2011"])
    title: str = Field(description="What the document is about.")
    locator: str = Field(description="Machine path of the provision; empty where the whole document is meant.")
    citation: CitationBody


class CitationLookupBody(Described):
    """One citation in the text, and what is held of it."""

    span: SpanBody
    text: str = Field(description="As it stands in the text.", examples=["Pasal 15 ayat (1) UU No. 24 Tahun 2011"])
    canonical: str = Field(
        description="One form for every spelling; empty where it can't be told.",
        examples=["UU 24/2011#pasal-15.ayat-1"],
    )
    formatted: str = Field(description="The same as people write it.", examples=["Pasal 15 ayat (1) UU 24/2011"])
    instrument: InstrumentBody | None = Field(description="Null where it can't be told.")
    locators: list[str] = Field(description="Every provision that is named; a range lists what it covers.")
    status: LookupStatus = Field(description=STATUS_HELP)
    reason: str = Field(description="Why the status isn't `found`; empty where it is.")
    candidates: list[CandidateBody] = Field(description="One for each provision when found; else what may be meant.")
    near: list[CandidateBody] = Field(description="Held documents with the same number or issuer.")


class LookupBody(Described):
    """Every citation of a text, in order."""

    characters: int = Field(description="Length of the text that was looked through, in code points.")
    counts: dict[str, int] = Field(description="How many citations have each status.", examples=[{"found": 2}])
    citations: list[CitationLookupBody]


class ResolutionBody(Described):
    """What a citation, a number, a name in common use or a document id means."""

    query: str = Field(description="As asked.")
    canonical: str = Field(description="One form for every spelling; empty where it can't be told.")
    status: LookupStatus = Field(description=STATUS_HELP)
    reason: str = Field(description="Why the status isn't `found`; empty where it is.")
    candidates: list[CandidateBody] = Field(description="Never a guess: several stay several.")
    near: list[CandidateBody] = Field(description="Held documents with the same number or issuer.")


class DiffBody(Described):
    """One step of a word diff, from the source to the quote."""

    kind: Literal["equal", "insert", "delete", "replace"] = Field(
        description="`insert` stands only in the quote, `delete` only in the source."
    )
    source: str = Field(description="The source's words, verbatim.")
    quote: str = Field(description="The quote's words, verbatim.")
    span: SpanBody


class SpeakerBody(Described):
    """Who says the words in a news release, as its text names them."""

    name: str = Field(description="As the text names them.")
    role: str = Field(description="Their office as the text names it; may be empty.")


class FindingBody(Described):
    """What a quote is in one document."""

    document_id: str = Field(description="Id of the document.")
    version: str = Field(description="SHA-256 of the canonical text that the offsets count in.")
    tier: Literal["exact", "typographic", "ocr", "none"] = Field(
        description="How the words agree: to the letter, but for quotes, dashes, blanks and hyphenation, but for "
        "damage of a scan, or not."
    )
    similarity: float = Field(description="Share of the quote's words that stand there in order, 0 to 1.")
    notes: list[str] = Field(
        description="What a careful reader should know although the words agree.", examples=[["negation-before"]]
    )
    diff: list[DiffBody] = Field(description="Word by word; one `equal` step for each part that agrees.")
    citations: list[CitationBody] = Field(
        description="For each part of the quote where it stands; of a quote that isn't there, what is nearest."
    )
    speakers: list[SpeakerBody | None] = Field(description="Beside each citation; null where nobody is named.")


class VerificationBody(Described):
    """Whether words stand in what is held."""

    quote: str = Field(description="As given.")
    status: Literal["verbatim-exact", "verbatim-typographic", "verbatim-ocr", "not-found"] = Field(
        description="Of the best finding."
    )
    documents: int = Field(description="How many documents were looked through.")
    findings: list[FindingBody] = Field(description="Best first; when not found, the nearest texts.")
