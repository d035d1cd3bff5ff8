"""What the routes of references take and answer, described field by field for OpenAPI.

Step 8. As ``api.schemas``: made by ``kb.views``, described here exactly.
"""

from __future__ import annotations

from datetime import date as Day

from pydantic import Field

from api.parameters import Strict
from api.schemas import CitationBody, Described, InstrumentBody, SpanBody
from kb.client import MAX_LIMIT
from kb.law.citation.found import Basis
from kb.law.relations import Relation
from kb.library.mentions import Standing

RELATION_HELP = (
    "`mencabut`: it revokes that; `mencabut-sebagian`: a part of it; `mengubah`: it amends that; `melaksanakan`: it is "
    "made to carry that out; `dasar-hukum`: it names it under Mengingat, a circular under Dasar; `merujuk`: all else."
)


class PageQuery(Strict):
    """Which mentions, and how many."""

    relation: Relation | None = Field(None, description=f"Only this relation. {RELATION_HELP}", examples=["mengubah"])
    offset: int = Field(0, ge=0, description="How many to pass over.", examples=[1])
    limit: int = Field(MAX_LIMIT, ge=1, le=MAX_LIMIT, description="Most mentions in the answer.", examples=[5])


class ReferencesQuery(PageQuery):
    """Which mentions in a document."""

    version: str | None = Field(None, description="At least 8 characters of its hash; the newest where left out.")
    locator: str = Field("", description="Only mentions that stand in this provision.", examples=["diktum-pertama"])
    own: bool = Field(False, description="Mentions of the document's own provisions too.", examples=[True])


class CitedByQuery(PageQuery):
    """Which mentions of a document."""

    locator: str = Field(
        "",
        description="Only mentions of this place or one below it; a range is one of each of its articles.",
        examples=["diktum-pertama"],
    )


class MentionedBody(Described):
    """A held document that is meant."""

    document_id: str = Field(description="Its id.", examples=["uu-24-2011"])
    title: str = Field(description="What it is about.")


class MentionBody(Described):
    """One mention of an instrument or provision, and the sentence in which it stands."""

    text: str = Field(
        description="The mention, verbatim.", examples=["Pasal 15 ayat (1) Undang-Undang Nomor 24 Tahun 2011"]
    )
    span: SpanBody
    canonical: str = Field(description="In one form; empty while open.", examples=["UU 24/2011#pasal-15.ayat-1"])
    label: str = Field(description="The instrument as lawyers write it; empty while open.", examples=["UU 24/2011"])
    instrument: InstrumentBody | None = Field(description="The instrument; null where the text leaves open which.")
    locator: str = Field(description="The place in it; empty for all of it.", examples=["pasal-15.ayat-1"])
    through: str = Field(description="The last place of a range; else empty.", examples=["pasal-16"])
    pinpoint: str = Field(description="The place in Indonesian.", examples=["Pasal 15 ayat (1)"])
    day: Day | None = Field(description="Of an instrument without a number.", examples=["2025-07-08"])
    basis: Basis = Field(description="How it was told what is meant, or why it wasn't.", examples=["named"])
    relation: Relation = Field(description=RELATION_HELP, examples=["dasar-hukum"])
    evidence: SpanBody | None = Field(description="The words that say the relation; null for `merujuk`.")
    standing: Standing = Field(
        description="`held`: one held document is meant; `not-held`: known, but not here; `several`: more than one may "
        "be meant, none is chosen; `open`: the text doesn't tell; `own`: the document itself.",
        examples=["held"],
    )
    documents: list[MentionedBody] = Field(
        description="The held documents that may be meant; none is later than the text."
    )
    citation: CitationBody


class MentionsBody(Described):
    """Mentions in one document, or of one document in others."""

    document_id: str = Field(description="The document that was asked for.", examples=["uu-24-2011"])
    version: str = Field(description="SHA-256 of its canonical text.")
    title: str = Field(description="What it is about.")
    total: int = Field(description="How many mentions there are, beyond this answer too.")
    relations: dict[str, int] = Field(
        description="Relation → how many of the total, most first.", examples=[{"merujuk": 5, "dasar-hukum": 2}]
    )
    mentions: list[MentionBody] = Field(description="In the order of the text; of several citing documents, by id.")
