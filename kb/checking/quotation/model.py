"""What the check of a quote answers with.

``text[span.start:span.end]`` is what ``source`` holds; the quote sides of a part's diff, put together, are the words of
that part, and the source sides are the words of the stretch that it was compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.model import Span
from kb.model.vocabulary import DiffKind, Tier

Joint = Literal["start", "ellipsis", "insertion"]


@dataclass(frozen=True, slots=True)
class DiffOp:
    """One step of a word diff, both sides verbatim; the side that has nothing is empty.

    Args:
        span: where the source side stands; empty at the place where an inserted word would stand.
    """

    kind: DiffKind
    source: str
    quote: str
    span: Span


@dataclass(frozen=True, slots=True)
class PartMatch:
    """One unbroken part of a quote and what it was found to be.

    Args:
        quote: the part as given, without the quotation marks around a whole quote.
        tier: how it agrees.
        span: where it was found, or for ``none`` the nearest stretch; None where nothing is near.
        source: the words of the text there, verbatim.
        diff: words, from the source to the quote. One step ``equal`` for a part that agrees.
        joint: what stands before it in the quote.
    """

    quote: str
    tier: Tier
    span: Span | None
    source: str
    diff: tuple[DiffOp, ...]
    joint: Joint = "start"


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words in square brackets, which the quoting hand added, with the source's words that they stand for."""

    text: str
    replaced: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """What a quote is in one text.

    Args:
        tier: of the worst part.
        parts: between ellipses and insertions, in the quote's order.
        insertions: what square brackets hold, in order.
        notes: what a careful reader should know of a quote although its words agree. ``first-letter-case``;
            ``cut-word`` (it begins or ends inside a word); ``negation-before`` (the source negates what follows);
            ``negation-omitted`` (an ellipsis leaves out "tidak", "kecuali" …); ``unit-omitted`` (the source goes on
            with "persen", "juta" …); ``far-apart`` (an ellipsis leaves out more than a page); ``out-of-order``
            (every part is there, in another order or with too much behind a bracket);
            ``inside-furniture`` (it runs over page furniture or an advert); ``too-many-parts``.
        similarity: share of the quote's words that the compared stretches have in order, 0 to 1.
    """

    tier: Tier
    parts: tuple[PartMatch, ...]
    insertions: tuple[Insertion, ...] = ()
    notes: tuple[str, ...] = ()
    similarity: float = 0.0

    @property
    def is_found(self) -> bool:
        """Say whether the quote stands in the text, in whichever tier."""
        return self.tier != "none"

    @property
    def spans(self) -> tuple[Span, ...]:
        """List where its parts stand; of a quote that isn't there, the nearest stretches."""
        return tuple(part.span for part in self.parts if part.span is not None)

    @property
    def diff(self) -> tuple[DiffOp, ...]:
        """Put the diffs of all parts together."""
        return tuple(step for part in self.parts for step in part.diff)
