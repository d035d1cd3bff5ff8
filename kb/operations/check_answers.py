"""What the operations answer that check what others wrote and follow references and figures, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date as Day
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import AfterValidator, BeforeValidator, Field

from kb.model import Span
from kb.model.vocabulary import (
    Basis,
    ContradictionKind,
    DiffKind,
    ItemKind,
    LookupOutcome,
    MentionTarget,
    QuoteOutcome,
    Relation,
    Tier,
    Verdict,
)
from kb.operations.answers import CURSOR_HELP, CitationBody, InstrumentBody
from kb.operations.described import Answer

if TYPE_CHECKING:
    from kb.library.mentions import CitingMention

STATUS_HELP = (
    "`found`: one held document, with every provision that is named. `several`: more than one candidate, none chosen. "
    "`not-held`: cited by what is held, or held as a digest without that provision, but its text isn't here. "
    "`unknown`: nothing held has or mentions it. `malformed`: it can't be read, or names no instrument."
)
VERDICT_HELP = (
    "`cocok`: a source says the same. `berbeda`: a source says something else on the same matter. `kedaluwarsa`: a "
    "later source that is held says another value, or the rule was replaced or revoked. `tidak konsisten`: figures "
    "contradict each other, in the claim or in the source that it rests on. `tidak ditemukan`: nothing held says "
    "anything about it. Never true or false."
)
RELATION_HELP = (
    "`mencabut`: it revokes that; `mencabut-sebagian`: a part of it; `mengubah`: it amends that; `melaksanakan`: it is "
    "made to carry that out; `dasar-hukum`: it names it under Mengingat, a circular under Dasar; `merujuk`: all else."
)


def format_plain(number: object) -> object:
    """Write a number without exponent, a fraction as such; JSON's numbers would lose what was printed.

    Example:
        >>> format_plain(Decimal("1.2E+12")), format_plain(Fraction(2, 3)), format_plain("7")
        ('1200000000000', '2/3', '7')
    """
    if isinstance(number, Decimal):
        return f"{number:f}"
    return str(number) if isinstance(number, Fraction) else number


Number = Annotated[str, BeforeValidator(format_plain)]
"""An exact number as decimal text."""


class CandidateBody(Answer):
    """A held document, or a provision of one, that a citation may mean."""

    document_id: str = Field(description="Id of the document.", examples=["uu-24-2011"])
    title: str = Field(description="What the document is about.")
    locator: str = Field(description="Machine path of the provision; empty where the whole document is meant.")
    citation: CitationBody


class CitationLookupBody(Answer):
    """One citation in the text, and what is held of it."""

    span: Span
    text: str = Field(description="As it stands in the text.", examples=["Pasal 15 ayat (1) UU No. 24 Tahun 2011"])
    canonical: str = Field(
        description="One form for every spelling; empty where it can't be told.",
        examples=["UU 24/2011#pasal-15.ayat-1"],
    )
    formatted: str = Field(description="The same as people write it.", examples=["Pasal 15 ayat (1) UU 24/2011"])
    instrument: InstrumentBody | None = Field(description="Null where it can't be told.")
    locators: list[str] = Field(description="Every provision that is named; a range lists what it covers.")
    status: LookupOutcome = Field(description=STATUS_HELP)
    reason: str = Field(description="Why the status isn't `found`; empty where it is.")
    candidates: list[CandidateBody] = Field(description="One for each provision when found; else what may be meant.")
    near: list[CandidateBody] = Field(description="Held documents with the same number or issuer.")


class LookupBody(Answer):
    """Every citation of a text, in order."""

    characters: int = Field(description="Length of the text that was looked through, in code points.")
    counts: dict[str, int] = Field(description="How many citations have each status.", examples=[{"found": 2}])
    citations: list[CitationLookupBody]


class ResolutionBody(Answer):
    """What a citation, a number, a name in common use or a document id means."""

    query: str = Field(description="As asked.")
    canonical: str = Field(description="One form for every spelling; empty where it can't be told.")
    status: LookupOutcome = Field(description=STATUS_HELP)
    reason: str = Field(description="Why the status isn't `found`; empty where it is.")
    candidates: list[CandidateBody] = Field(description="Never a guess: several stay several.")
    near: list[CandidateBody] = Field(description="Held documents with the same number or issuer.")


class DiffBody(Answer):
    """One step of a word diff, from the source to the quote."""

    kind: DiffKind = Field(description="`insert` stands only in the quote, `delete` only in the source.")
    source: str = Field(description="The source's words, verbatim.")
    quote: str = Field(description="The quote's words, verbatim.")
    span: Span


class SpeakerBody(Answer):
    """Who says the words in a news release, as its text names them."""

    name: str = Field(description="As the text names them.")
    role: str = Field(description="Their office as the text names it; may be empty.")


class FindingBody(Answer):
    """What a quote is in one document."""

    document_id: str = Field(description="Id of the document.")
    version: str = Field(description="SHA-256 of the canonical text that the offsets count in.")
    tier: Tier = Field(
        description="How the words agree: to the letter, but for quotes, dashes, blanks and hyphenation, but for "
        "damage of a scan, or not."
    )
    similarity: Annotated[float, AfterValidator(lambda share: round(share, 4))] = Field(
        description="Share of the quote's words that stand there in order, 0 to 1."
    )
    notes: list[str] = Field(
        description="What a careful reader should know although the words agree.", examples=[["negation-before"]]
    )
    diff: list[DiffBody] = Field(description="Word by word; one `equal` step for each part that agrees.")
    citations: list[CitationBody] = Field(
        description="For each part of the quote where it stands; of a quote that isn't there, what is nearest."
    )
    speakers: list[SpeakerBody | None] = Field(description="Beside each citation; null where nobody is named.")

    parts = ("match",)


class VerificationBody(Answer):
    """Whether words stand in what is held."""

    quote: str = Field(description="As given.")
    status: QuoteOutcome = Field(description="Of the best finding.")
    documents: int = Field(description="How many documents were looked through.")
    findings: list[FindingBody] = Field(description="Best first; when not found, the nearest texts.")


class ClaimItemBody(Answer):
    """One thing in the passage that was checked."""

    kind: ItemKind = Field(description="`figure` (also dates), `quote`, `citation` or `who-said`.", examples=["figure"])
    text: str = Field(description="As it stands in the passage.", examples=["94 persen"])
    span: Span
    sentence: Span
    verdict: Verdict = Field(description=VERDICT_HELP, examples=["berbeda"])
    reason: str = Field(
        description="One Indonesian sentence that says why.",
        examples=["Sumber menyebut 49 persen, klaim menyebut 94 persen."],
    )
    evidence: list[CitationBody] = Field(
        description="What a source says, verbatim and cited; the one that decides first. May be empty only where "
        "nothing held says anything, or the passage contradicts itself."
    )


class ClaimsBody(Answer):
    """What became of a passage."""

    text: str = Field(description="As given; offsets count in it.")
    verdict: Verdict = Field(description="The worst of the items'. " + VERDICT_HELP, examples=["berbeda"])
    reason: str = Field(description="Of the item that decides.")
    counts: dict[str, int] = Field(
        description="How many items have each verdict.", examples=[{"berbeda": 1, "cocok": 1}]
    )
    items: list[ClaimItemBody] = Field(description="In the order of the text; empty where there is nothing to check.")
    documents: int = Field(description="How many documents pass the filters.")

    @classmethod
    def derive(cls, value: object) -> Mapping[str, object]:
        """Count the verdicts."""
        return {"counts": Counter(item.verdict for item in value.items)}  # type: ignore[attr-defined]

    def find_evidence(self) -> CitationBody | None:
        """Return what the verdict rests on first."""
        deciding = next((item for item in self.items if item.verdict == self.verdict), None)
        return deciding.evidence[0] if deciding and deciding.evidence else None


class FigureBody(Answer):
    """A number in a text with what it counts. Numbers are decimal texts, as exact as they were printed."""

    value: Number = Field(description="With its scale word worked in; of a range, its lower end.", examples=["154008"])
    low: Number | None = Field(description="Lower end of a range; null where it is one number.")
    high: Number | None = Field(description="Upper end of a range; null where it is one number.")
    unit: str = Field(description="`persen`, `rupiah`, `orang` or the counted noun; may be empty.", examples=["orang"])
    subject: str = Field(description="What is counted or measured, as the text says it; may be empty.")
    qualifier: str = Field(description="`target`, `minimal`, `lebih dari`, `baru` …; empty where there is none.")
    date: str | None = Field(description="ISO day, month or year that the sentence ties it to; null where none.")
    span: Span


class HeldFigureBody(FigureBody):
    """A figure of a document, in its sentence."""

    text: str = Field(description="As printed.", examples=["154.008"])
    locator: str = Field(description="Provision that it stands in.")
    sentence: str = Field(description="The sentence that it stands in, verbatim.")

    parts = ("figure",)


class ContradictionBody(Answer):
    """Figures of one text that can't all be right."""

    kind: ContradictionKind = Field(description="How they contradict.")
    computed: Number = Field(description="What the arithmetic gives.")
    stated: Number = Field(description="What the text says instead.")
    arithmetic: str = Field(description="The working.", examples=["42.591 ÷ 154.008 × 100 = 27,66"])
    explanation: str = Field(description="One Indonesian sentence for the reader.")
    citations: list[CitationBody] = Field(description="One for each figure, in the order of the arithmetic.")

    parts = ("contradiction",)


class FiguresBody(Answer):
    """The figures of one version of a document, page by page, and what doesn't add up in the whole of it."""

    document_id: str = Field(description="Id of the document.")
    version: str = Field(description="SHA-256 of the canonical text that the offsets count in.")
    figures: list[HeldFigureBody] = Field(description="In the order of the text.")
    total: int = Field(description="How many figures there are, beyond this page too.")
    contradictions: list[ContradictionBody] = Field(
        description="Nothing is called wrong: not said which is. All stand on the first page, as many as its limit."
    )
    contradictions_total: int = Field(description="How many contradictions there are.")
    cursor: str = Field(description=f"Of the figures. {CURSOR_HELP}")


class PointBody(Answer):
    """One value of a time line with the sentence that says it."""

    when: str = Field(description="ISO day, month or year; empty where nothing dates it.", examples=["2025-07-10"])
    differs: bool = Field(description="Whether another document speaks of the same time and has other values only.")
    figure: FigureBody
    citation: CitationBody

    parts = ("point",)


class TimelineBody(Answer):
    """One subject, unit and place over time."""

    subject: str = Field(description="As the documents say it.", examples=["pekerja konstruksi"])
    unit: str = Field(description="One unit for the whole line.", examples=["orang"])
    place: str = Field(description="Place of the documents; empty where national.", examples=["Kalimantan Barat"])
    is_target: bool = Field(description="Whether the values are aims; those stand on lines of their own.")
    points: list[PointBody] = Field(description="By time, undated ones first.")

    parts = ("timeline",)


class TimelinesBody(Answer):
    """What releases and circulars say of a subject over time."""

    subject: str = Field(description="As asked.")
    documents: int = Field(description="How many documents were read.")
    lines: list[TimelineBody] = Field(description="Those with most points first.")


class MentionedBody(Answer):
    """A held document that is meant."""

    document_id: str = Field(description="Its id.", examples=["uu-24-2011"])
    title: str = Field(description="What it is about.")


class MentionBody(Answer):
    """One mention of an instrument or provision, and the sentence in which it stands."""

    text: str = Field(
        description="The mention, verbatim.", examples=["Pasal 15 ayat (1) Undang-Undang Nomor 24 Tahun 2011"]
    )
    span: Span
    canonical: str = Field(description="In one form; empty while open.", examples=["UU 24/2011#pasal-15.ayat-1"])
    label: str = Field(description="The instrument as lawyers write it; empty while open.", examples=["UU 24/2011"])
    instrument: InstrumentBody | None = Field(description="The instrument; null where the text leaves open which.")
    locator: str = Field(description="The place in it; empty for all of it.", examples=["pasal-15.ayat-1"])
    through: str = Field(description="The last place of a range; else empty.", examples=["pasal-16"])
    pinpoint: str = Field(description="The place in Indonesian.", examples=["Pasal 15 ayat (1)"])
    day: Day | None = Field(description="Of an instrument without a number.", examples=["2025-07-08"])
    basis: Basis = Field(description="How it was told what is meant, or why it wasn't.", examples=["named"])
    relation: Relation = Field(description=RELATION_HELP, examples=["dasar-hukum"])
    evidence: Span | None = Field(description="The words that say the relation; null for `merujuk`.")
    standing: MentionTarget = Field(
        description="`held`: one held document is meant; `not-held`: known, but not here; `several`: more than one may "
        "be meant, none is chosen; `open`: the text doesn't tell; `own`: the document itself.",
        examples=["held"],
    )
    documents: list[MentionedBody] = Field(
        description="The held documents that may be meant; none is later than the text."
    )
    citation: CitationBody

    parts = ("reference",)

    @classmethod
    def derive(cls, value: object) -> Mapping[str, object]:
        """Write what is meant in its several forms."""
        from kb.law.citation import format_instrument, format_pinpoint, format_reference

        mention = cast("CitingMention", value)
        reference = mention.reference
        places = [place for place in (reference.locator, reference.through) if place]
        named = reference.is_resolved
        return {
            "canonical": format_reference(reference),
            "label": format_instrument(reference.instrument) if named else "",
            "instrument": reference.instrument if named else None,
            "pinpoint": " s.d. ".join(format_pinpoint(place) for place in places),
            "documents": [{"document_id": name, "title": title} for name, title in mention.documents.items()],
        }


class MentionsBody(Answer):
    """Mentions in one document, or of one document in others."""

    document_id: str = Field(description="The document that was asked for.", examples=["uu-24-2011"])
    version: str = Field(description="SHA-256 of its canonical text.")
    title: str = Field(description="What it is about.")
    total: int = Field(description="How many mentions there are, beyond this answer too.")
    relations: dict[str, int] = Field(
        description="Relation → how many of the total, most first.", examples=[{"merujuk": 5, "dasar-hukum": 2}]
    )
    mentions: list[MentionBody] = Field(description="In the order of the text; of several citing documents, by id.")
    cursor: str = Field(description=CURSOR_HELP)
