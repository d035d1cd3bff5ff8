"""The clause of a figure: the words of its sentence that are said of it and not of the figures beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kb.model import Span

_CLAUSE = re.compile(r"[,;:()]\s")
_JOINT = re.compile(r"[^.;\d]{0,12}?(?:\b(?:atau|yaitu|yakni|setara)\b|\()[^.;\d]{0,12}$")


def find_clauses(text: str, sentence: Span, spans: Sequence[Span], at: int) -> list[Span]:
    """Find the words that belong to one of a sentence's figures: up to its neighbours, and no further than a comma.

    Of two figures that name one thing ("55 persen atau 42.591 pekerja") both have the words of both.
    """
    own = _find_clause(text, sentence, spans, at)
    found = [own]
    for first, second in pairwise(range(max(0, at - 1), min(len(spans), at + 2))):
        gap = text[spans[first].end : spans[second].start]
        if len(gap) <= 40 and _JOINT.match(gap):
            found.append(_find_clause(text, sentence, spans, first if second == at else second))
    return found


def _find_clause(text: str, sentence: Span, spans: Sequence[Span], at: int) -> Span:
    span = spans[at]
    start, end = sentence.start, sentence.end
    if at:
        start = spans[at - 1].end
        cuts = [match.end() for match in _CLAUSE.finditer(text, start, span.start)]
        start = cuts[-1] if cuts else start
    if at + 1 < len(spans):
        end = spans[at + 1].start
        cut = _CLAUSE.search(text, span.end, end)
        end = cut.start() if cut else end
    return Span(min(start, span.start), max(end, span.end))
