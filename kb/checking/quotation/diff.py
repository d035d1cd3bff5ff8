"""Compare a quote with a stretch of text, word by word.

The diff's quote sides are the quote's words in order, its source sides the stretch's; time is linear in their length
but for stretches of bounded size.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from kb.checking.quotation.fold import fold_typography, fold_word
from kb.checking.quotation.model import DiffOp
from kb.language.typography import DASHES
from kb.model import Span
from kb.model.vocabulary import DiffKind

_DASH = "[" + re.escape(DASHES) + "]"
# A word parted at a line's end is one word: a dash behind a letter, blanks, a letter.
_PRINTED_WORD = re.compile(rf"(?:(?<=[^\W\d_]){_DASH}\s+(?=[^\W\d_])|\S)++")

_CELLS = 6_000
"""Words times words that are compared one by one; larger hunks are first parted at words that stand once on
either side."""

_DEPTH = 6
_PUNCTUATION = " .,;:!?'()"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text with their places and the form in which they are compared."""

    text: str
    spans: tuple[Span, ...]
    keys: tuple[str, ...]

    def span_of(self, start: int, end: int) -> Span:
        """Return the stretch from one word to before another; empty where there is none between."""
        if start < end:
            return Span(self.spans[start].start, self.spans[end - 1].end)
        at = self.spans[start].start if start < len(self.spans) else (self.spans[-1].end if self.spans else 0)
        return Span(at, at)

    def text_of(self, start: int, end: int) -> str:
        """Return the words from one to before another, verbatim."""
        return self.span_of(start, end).text_of(self.text)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words ``[start, end)`` of the source against words of the quote."""

    start: int
    end: int
    quote_start: int
    quote_end: int
    is_equal: bool


def split_words(text: str, span: Span | None = None) -> Words:
    """Part a stretch at its blanks; what folds to nothing is left out."""
    start, end = span or Span(0, len(text))
    spans = [Span(*match.span()) for match in _PRINTED_WORD.finditer(text, start, end)]
    keyed = [(place, fold_word(text[place.start : place.end])) for place in spans]
    kept = [(place, key) for place, key in keyed if key]
    return Words(text, tuple(place for place, _ in kept), tuple(key for _, key in kept))


def compare_words(source: Words, quote: Words) -> list[Hunk]:
    """Align two word lists into hunks, equal and different by turns.

    Words at the source's ends that answer to nothing in the quote are left out, so that the source may be a
    window wider than the quote.
    """
    pairs = _pull_together(source.keys, quote.keys, _match(source.keys, quote.keys))
    hunks = _trim(source, quote, _to_hunks(pairs, len(source.keys), len(quote.keys)))
    hunks = [hunk if hunk.is_equal else _weigh(source, quote, hunk) for hunk in hunks]
    return [_merge(list(run)) for _, run in groupby(hunks, key=lambda hunk: hunk.is_equal)]


def format_diff(source: Words, quote: Words, hunks: Sequence[Hunk]) -> tuple[DiffOp, ...]:
    """Write hunks as a diff with both sides verbatim."""
    return tuple(
        DiffOp(
            _kind(hunk),
            source.text_of(hunk.start, hunk.end),
            quote.text_of(hunk.quote_start, hunk.quote_end),
            source.span_of(hunk.start, hunk.end),
        )
        for hunk in hunks
    )


def _kind(hunk: Hunk) -> DiffKind:
    if hunk.is_equal:
        return "equal"
    if hunk.start == hunk.end:
        return "insert"
    return "delete" if hunk.quote_start == hunk.quote_end else "replace"


def _match(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Pair equal words in order: prefix, suffix, then words that stand once on both sides, then a full table."""
    pairs: list[tuple[int, int]] = []
    todo = [(0, len(a), 0, len(b), 0)]
    while todo:
        a1, a2, b1, b2, depth = todo.pop()
        while a1 < a2 and b1 < b2 and a[a1] == b[b1]:
            pairs.append((a1, b1))
            a1, b1 = a1 + 1, b1 + 1
        while a1 < a2 and b1 < b2 and a[a2 - 1] == b[b2 - 1]:
            a2, b2 = a2 - 1, b2 - 1
            pairs.append((a2, b2))
        if a1 == a2 or b1 == b2:
            continue
        if (a2 - a1) * (b2 - b1) <= _CELLS:
            pairs.extend(_longest_common(a, b, a1, a2, b1, b2))
        elif depth < _DEPTH and (anchors := _anchors(a, b, a1, a2, b1, b2)):
            pairs.extend(anchors)
            todo.extend(_between(anchors, (a1, a2, b1, b2), depth + 1))
    return sorted(pairs)


def _between(
    anchors: Sequence[tuple[int, int]], bounds: tuple[int, int, int, int], depth: int
) -> Iterator[tuple[int, int, int, int, int]]:
    a1, a2, b1, b2 = bounds
    for i, j in anchors:
        yield a1, i, b1, j, depth
        a1, b1 = i + 1, j + 1
    yield a1, a2, b1, b2, depth


def _anchors(a: Sequence[str], b: Sequence[str], a1: int, a2: int, b1: int, b2: int) -> list[tuple[int, int]]:
    """Pair the words that stand once on either side, in the longest order that both have (patience diff)."""
    in_a, in_b = Counter(a[a1:a2]), Counter(b[b1:b2])
    place = {b[j]: j for j in range(b1, b2) if in_b[b[j]] == 1}
    single = [(i, place[a[i]]) for i in range(a1, a2) if in_a[a[i]] == 1 and a[i] in place]
    return _longest_rise(single)


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    tails: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tails, j)
        before.append(tops[pile - 1] if pile else -1)
        tails[pile : pile + 1], tops[pile : pile + 1] = [j], [at]
    rise = []
    at = tops[-1] if tops else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]


def _longest_common(
    a: Sequence[str], b: Sequence[str], a1: int, a2: int, b1: int, b2: int
) -> Iterator[tuple[int, int]]:
    table = [[0] * (b2 - b1 + 1)]
    for i in range(a2 - 1, a1 - 1, -1):
        below, row = table[-1], [0] * (b2 - b1 + 1)
        word = a[i]
        for j in range(b2 - b1 - 1, -1, -1):
            row[j] = below[j + 1] + 1 if word == b[b1 + j] else max(below[j], row[j + 1])
        table.append(row)
    table.reverse()
    i, j = 0, 0
    while i < a2 - a1 and j < b2 - b1:
        if a[a1 + i] == b[b1 + j]:
            yield a1 + i, b1 + j
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1


def _pull_together(a: Sequence[str], b: Sequence[str], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Move pairs of common words towards the longest unbroken run, where the same word stands nearer to it."""
    if len(pairs) < 2:
        return pairs
    first, last = _longest_run(pairs)
    for at in range(first - 1, -1, -1):
        i, j = pairs[at]
        nearer = next((k for k in range(pairs[at + 1][0] - 1, i, -1) if a[k] == b[j]), i)
        pairs[at] = (nearer, j)
    for at in range(last + 1, len(pairs)):
        i, j = pairs[at]
        nearer = next((k for k in range(pairs[at - 1][0] + 1, i) if a[k] == b[j]), i)
        pairs[at] = (nearer, j)
    return pairs


def _longest_run(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    best = (0, 0)
    start = 0
    for at in range(1, len(pairs) + 1):
        if at == len(pairs) or pairs[at] != (pairs[at - 1][0] + 1, pairs[at - 1][1] + 1):
            if at - 1 - start > best[1] - best[0]:
                best = (start, at - 1)
            start = at
    return best


def _to_hunks(pairs: Sequence[tuple[int, int]], source_end: int, quote_end: int) -> list[Hunk]:
    hunks: list[Hunk] = []
    i, j = 0, 0
    for at, beside in [*pairs, (source_end, quote_end)]:
        if (i, j) != (at, beside):
            hunks.append(Hunk(i, at, j, beside, False))
        if at < source_end and beside < quote_end:
            hunks.append(Hunk(at, at + 1, beside, beside + 1, True))
        i, j = at + 1, beside + 1
    return hunks


def _weigh(source: Words, quote: Words, hunk: Hunk) -> Hunk:
    """Call a hunk equal when only blanks and dashes differ, or at the quote's ends its punctuation."""
    ours = fold_typography(source.text_of(hunk.start, hunk.end))
    theirs = fold_typography(quote.text_of(hunk.quote_start, hunk.quote_end))
    if hunk.quote_start == 0:
        ours, theirs = ours.lstrip(_PUNCTUATION), theirs.lstrip(_PUNCTUATION)
    if hunk.quote_end == len(quote.keys):
        ours, theirs = ours.rstrip(_PUNCTUATION), theirs.rstrip(_PUNCTUATION)
    is_equal = ours == theirs and bool(ours)
    return Hunk(hunk.start, hunk.end, hunk.quote_start, hunk.quote_end, is_equal)


def _trim(source: Words, quote: Words, hunks: list[Hunk]) -> list[Hunk]:
    """Leave out the source's words before the quote's first and behind its last: as many stay as fill its letters."""
    if hunks and not hunks[0].is_equal:
        one = hunks[0]
        kept = _count_filling(source.keys[one.start : one.end][::-1], quote.keys[one.quote_start : one.quote_end])
        hunks[0] = Hunk(one.end - kept, one.end, one.quote_start, one.quote_end, False)
    if len(hunks) > 1 and not hunks[-1].is_equal:
        one = hunks[-1]
        kept = _count_filling(source.keys[one.start : one.end], quote.keys[one.quote_start : one.quote_end])
        hunks[-1] = Hunk(one.start, one.start + kept, one.quote_start, one.quote_end, False)
    return [hunk for hunk in hunks if hunk.start < hunk.end or hunk.quote_start < hunk.quote_end]


def _count_filling(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Count how many of our words have about as many letters as theirs."""
    wanted = sum(len(word) for word in theirs)
    sums = list(accumulate((len(word) for word in ours), initial=0))
    return min(range(len(sums)), key=lambda count: abs(sums[count] - wanted))


def _merge(run: Sequence[Hunk]) -> Hunk:
    first, last = run[0], run[-1]
    return Hunk(first.start, last.end, first.quote_start, last.quote_end, first.is_equal)
