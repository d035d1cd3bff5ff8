"""Choose one occurrence for each part of a quote, so that they stand in the quote's order.

Each begins behind the end of the one before; words that an insertion replaces are few and none of them is a negation or
a figure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from kb.checking.quotation.occurrences import Occurrence
from kb.checking.quotation.pieces import Piece
from kb.checking.quotation.protected import find_protected_figures, has_negation
from kb.language.patterns import WORD
from kb.model import Span
from kb.model.vocabulary import TIERS

MOST_REPLACED = 5
"""Words of the source that a bracket may stand for."""

_LONGEST_REPLACED = 120


def choose_ordered(
    text: str, pieces: Sequence[Piece], places: Sequence[Sequence[Occurrence]]
) -> list[Occurrence] | None:
    """Choose places in order: the best tier, then the shortest stretch over all; None when there are none.

    Args:
        places: for each piece where it may stand.
    """
    for worst in range(TIERS.index("none")):
        rows = [_order(row, worst) for row in places]
        chain = _find_shortest(text, pieces, rows) if all(rows) else None
        if chain:
            return chain
    return None


def _order(row: Sequence[Occurrence], worst: int) -> list[Occurrence]:
    """List the places of a piece in text order, each once, none of a worse tier."""
    best: dict[Span, Occurrence] = {}
    for place in sorted(row, key=lambda place: TIERS.index(place.tier)):
        if TIERS.index(place.tier) <= worst:
            best.setdefault(place.span, place)
    return sorted(best.values(), key=lambda place: place.span)


class _Step(NamedTuple):
    """A place with the chain that leads to it: where that chain starts, and the step before."""

    place: Occurrence
    start: int
    before: _Step | None


def _find_shortest(text: str, pieces: Sequence[Piece], rows: Sequence[Sequence[Occurrence]]) -> list[Occurrence] | None:
    """Lead each place back to the latest one of the row before that ends before it: that chain is the shortest."""
    steps = [_Step(place, place.span.start, None) for place in rows[0]]
    for piece, row in zip(pieces[1:], rows[1:], strict=True):
        ordered = sorted(steps, key=lambda step: step.place.span.end)
        ends = [step.place.span.end for step in ordered]
        steps = []
        for place in row:
            at = bisect_right(ends, place.span.start) - 1
            if at >= 0 and (piece.joint != "insertion" or may_replace(text, Span(ends[at], place.span.start))):
                steps.append(_Step(place, ordered[at].start, ordered[at]))
    best = min(steps, key=lambda step: (step.place.span.end - step.start, step.start), default=None)
    return _walk_back(best)


def _walk_back(step: _Step | None) -> list[Occurrence] | None:
    chain: list[Occurrence] = []
    while step is not None:
        chain.insert(0, step.place)
        step = step.before
    return chain or None


def may_replace(text: str, gap: Span) -> bool:
    """Say whether brackets may stand for a stretch: a few words, no figure, no negation."""
    words = gap.text_of(text) if gap.end - gap.start <= _LONGEST_REPLACED else ""
    if gap.end > gap.start and not words:
        return False
    return len(WORD.findall(words)) <= MOST_REPLACED and not find_figures_of(words) and not has_negation(words)


def find_figures_of(words: str) -> list[str]:
    """List the figures of a stretch, without its single letters."""
    return [figure for figure in find_protected_figures(words) if any(sign.isdigit() for sign in figure)]
