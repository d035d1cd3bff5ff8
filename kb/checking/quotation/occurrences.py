"""Find where a piece of a quote stands, letter for letter or but for typography.

Every occurrence has the piece's letters and figures in the piece's order; none begins or ends inside a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.checking.quotation.fold import fold_typography
from kb.checking.quotation.letter_index import LetterIndex
from kb.checking.quotation.pieces import strip_marks
from kb.checking.quotation.protected import cuts_figure, find_signs
from kb.model import Span
from kb.model.vocabulary import Tier

_EXACT = 600
_TYPOGRAPHIC = 80
_FEWEST = 12
_FOLDED = 60_000
"""Characters that are compared whole for one piece: long pieces get fewer tries."""

_HEAD = 160
_MARGIN = 6
_FOREIGN = 8

_ALNUM = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a piece was found, and how it agrees."""

    span: Span
    tier: Tier


def find_exact(text: str, piece: str, start: int = 0, pieces: int = 1) -> list[Occurrence]:
    """List where a piece stands character for character, with or without the quotation marks around it.

    Args:
        pieces: of its quote: the more there are, the fewer places of each are looked at.
    """
    most = max(_FEWEST, _EXACT // pieces)
    for form in dict.fromkeys((piece.strip(), strip_marks(piece))):
        spans = _find_all(text, form, start, most)
        found = [Occurrence(span, "exact") for span in spans if not cuts_figure(text, span)]
        if found:
            return found
    return []


def _find_all(text: str, form: str, start: int, most: int) -> Iterator[Span]:
    at = text.find(form, start) if form else -1
    for _ in range(most):
        if at < 0:
            return
        yield Span(at, at + len(form))
        at = text.find(form, at + 1)


@dataclass(frozen=True, slots=True)
class _Core:
    """A piece from its first letter to its last, with the punctuation around it."""

    lead: str
    body: str
    tail: str


def _cut_edges(piece: str) -> _Core | None:
    first, last = _ALNUM.search(piece), _find_last(piece)
    if first is None or last < 0:
        return None
    return _Core(piece[: first.start()], piece[first.start() : last + 1], piece[last + 1 :])


def _find_last(piece: str) -> int:
    return next((at for at in range(len(piece) - 1, -1, -1) if piece[at].isalnum()), -1)


def find_typographic(index: LetterIndex, piece: str, start: int = 0, pieces: int = 1) -> list[Occurrence]:
    """List where a piece stands but for typography; places where it stands exactly are among them, as such.

    Args:
        pieces: of its quote: the more there are, the fewer places of each are looked at.
    """
    core = _cut_edges(strip_marks(piece))
    letters = index.fold(core.body) if core else b""
    if core is None or not letters:
        return []
    folded = _fold_start(fold_typography(core.body))
    tries = max(2, _FOLDED // len(core.body))
    found = []
    for at in index.find_all(letters, max(_FEWEST, _TYPOGRAPHIC // pieces), index.count_before(start) if start else 0):
        span = _widen_foreign(index.text, index.find_span(at, at + len(letters)), core.body)
        if _differs_early(index.text, span, folded):
            continue
        tries -= 1
        if tries < 0:
            break
        if _fold_start(fold_typography(span.text_of(index.text))) != folded or cuts_figure(index.text, span):
            continue
        if (whole := _take_edges(index.text, span, core)) is not None:
            is_same = whole.text_of(index.text) == strip_marks(piece)
            found.append(Occurrence(whole, "exact" if is_same else "typographic"))
    return found


def _differs_early(text: str, span: Span, folded: str) -> bool:
    """Say whether the first line already differs; folding looks at a few characters around each, hence the margin."""
    head = _fold_start(fold_typography(text[span.start : min(span.end, span.start + _HEAD)]))
    sure = min(len(head), len(folded)) - _MARGIN
    return sure > 0 and head[:sure] != folded[:sure]


def _fold_start(folded: str) -> str:
    """Fold the case of the first letter: a quote may begin a sentence that its source doesn't."""
    return folded[:1].casefold() + folded[1:]


def _widen_foreign(text: str, span: Span, body: str) -> Span:
    """Take letters along that the index leaves out, as many as the piece begins and ends with."""
    start, end = span
    for letter in body[:_FOREIGN]:
        if letter.isascii() or start == 0 or text[start - 1].isascii() or not text[start - 1].isalnum():
            break
        start -= 1
    for letter in reversed(body[-_FOREIGN:]):
        if letter.isascii() or end == len(text) or text[end].isascii() or not text[end].isalnum():
            break
        end += 1
    return Span(start, end)


def _take_edges(text: str, span: Span, core: _Core) -> Span | None:
    """Take the punctuation along that both have at the ends; None where a sign (%, –5) is lost or put in."""
    start, end = span
    for sign in reversed(core.lead):
        if start == 0 or fold_typography(text[start - 1]) != fold_typography(sign):
            break
        start -= 1
    for sign in core.tail:
        if end == len(text) or fold_typography(text[end]) != fold_typography(sign):
            break
        end += 1
    given = find_signs(core.lead + core.body[:1]), find_signs(core.tail)
    taken = find_signs(text[start : span.start + 1]), find_signs(text[span.end : end])
    return Span(start, end) if given == taken else None
