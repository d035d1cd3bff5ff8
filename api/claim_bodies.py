"""What the route that checks claims takes and answers, described field by field for OpenAPI.

Step 8. As ``api.schemas``: made by ``kb.views``, described here exactly.
"""

from __future__ import annotations

from pydantic import Field

from api.parameters import FilterQuery, Strict
from api.schemas import CitationBody, Described, SpanBody
from kb.checking.claims import LONGEST, ItemKind, Verdict

VERDICT_HELP = (
    "`cocok`: a source says the same. `berbeda`: a source says something else on the same matter. `kedaluwarsa`: a "
    "later source that is held says another value, or the rule was replaced or revoked. `tidak konsisten`: figures "
    "contradict each other, in the claim or in the source that it rests on. `tidak ditemukan`: nothing held says "
    "anything about it. Never true or false."
)


class ClaimsRequest(Strict):
    """A passage to be checked."""

    text: str = Field(
        max_length=LONGEST,
        description="Any running Indonesian text; each sentence is checked by itself.",
        examples=["Cakupan kepesertaan di Kota Bogor sudah 94 persen, kata Dian Agung Senoaji."],
    )
    filters: FilterQuery = Field(
        default_factory=lambda: FilterQuery.model_validate({}),
        description="What narrows the documents that are looked through.",
        examples=[{"kind": ["berita"]}],
    )


class ClaimItemBody(Described):
    """One thing in the passage that was checked."""

    kind: ItemKind = Field(description="`figure` (also dates), `quote`, `citation` or `who-said`.", examples=["figure"])
    text: str = Field(description="As it stands in the passage.", examples=["94 persen"])
    span: SpanBody
    sentence: SpanBody
    verdict: Verdict = Field(description=VERDICT_HELP, examples=["berbeda"])
    reason: str = Field(
        description="One Indonesian sentence that says why.",
        examples=["Sumber menyebut 49 persen, klaim menyebut 94 persen."],
    )
    evidence: list[CitationBody] = Field(
        description="What a source says, verbatim and cited; the one that decides first. May be empty only where "
        "nothing held says anything, or the passage contradicts itself."
    )


class ClaimsBody(Described):
    """What became of a passage."""

    text: str = Field(description="As given; offsets count in it.")
    verdict: Verdict = Field(description="The worst of the items'. " + VERDICT_HELP, examples=["berbeda"])
    reason: str = Field(description="Of the item that decides.")
    counts: dict[str, int] = Field(
        description="How many items have each verdict.", examples=[{"berbeda": 1, "cocok": 1}]
    )
    items: list[ClaimItemBody] = Field(description="In the order of the text; empty where there is nothing to check.")
    documents: int = Field(description="How many documents pass the filters.")
