"""What a careful reader should know of a quote although its words agree; a note never makes a match better or worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.checking.quotation.model import PartMatch
from kb.checking.quotation.protected import has_negation, is_negated, leaves_unit
from kb.model import Span

_OMISSION = 400
"""A longer omission is not one sentence's any more, and most hold a negation of something else."""


_FAR = 3_000
"""A longer omission, some page and a half, is hardly one statement's."""


def find_notes(text: str, parts: Sequence[PartMatch]) -> tuple[str, ...]:
    """List the notes on a quote that was found; each once, see ``QuoteMatch``."""
    found: dict[str, None] = {}
    before: Span | None = None
    for part in parts:
        if part.span is not None:
            found.update(dict.fromkeys(_note(text, part, part.span, before)))
        before = part.span
    return tuple(found)


def _note(text: str, part: PartMatch, span: Span, before: Span | None) -> Iterator[str]:
    gap = text[before.end : span.start] if before and span.start - before.end <= _OMISSION else ""
    if before and span.start - before.end > _FAR:
        yield "far-apart"
    if part.joint == "ellipsis" and has_negation(gap):
        yield "negation-omitted"
    if part.joint == "start" and is_negated(text, span.start):
        yield "negation-before"
    if _is_inside_word(text, span.end) or (part.joint != "insertion" and _is_inside_word(text, span.start)):
        yield "cut-word"
    if leaves_unit(text, span.end):
        yield "unit-omitted"
    first, given = _first_letter(part.source), _first_letter(part.quote)
    if first != given and first.lower() == given.lower():
        yield "first-letter-case"


def _is_inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _first_letter(text: str) -> str:
    return next((letter for letter in text if letter.isalnum()), "")
