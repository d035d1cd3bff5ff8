"""Find the stretches of a text that look most like a quote, by the pairs of words that they share.

Pairs of neighbouring words are looked for in the index of letters, whose places do the rest: no stretch is compared
before some pairs of it are found. Time is bounded by probes times the text's length, at the speed of a byte search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.checking.quotation.letter_index import LetterIndex, fold_shapes_of
from kb.language.patterns import WORD
from kb.model import Span

_PAIRS = 20
_SINGLES = 10
_HITS = 60
"""A probe that hits more often tells nothing; it counts only where all do so."""

_SHORTEST_PAIR = 7
_SHORTEST_SINGLE = 6
_SLACK = 24


@dataclass(frozen=True, slots=True)
class Probe:
    """A few letters of a quote, by shape, with their place among the quote's letters and their worth."""

    letters: bytes
    offset: int
    worth: float


@dataclass(frozen=True, slots=True)
class Probes:
    """What a quote is looked for by.

    Args:
        length: of the quote's letters.
    """

    probes: tuple[Probe, ...]
    length: int

    def score(self, letters: bytes) -> float:
        """Return the share of the probes' worth that a text's letters (by shape) have anywhere."""
        total = sum(probe.worth for probe in self.probes)
        return sum(probe.worth for probe in self.probes if probe.letters in letters) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class _Hit:
    at: int
    probe: int


def build_probes(quote: str, index: LetterIndex) -> Probes:
    """Choose pairs of neighbouring words and long single words of a quote, spread evenly over it.

    Args:
        index: any, for its way of folding.
    """
    pairs: list[Probe] = []
    singles: list[Probe] = []
    offset, before = 0, b""
    for word in WORD.findall(quote):
        letters = fold_shapes_of(index.fold(word))
        if before and len(before) + len(letters) >= _SHORTEST_PAIR:
            pairs.append(Probe((before + letters)[:60], offset - len(before), 1.0))
        if len(letters) >= _SHORTEST_SINGLE:
            singles.append(Probe(letters[:60], offset, 0.4))
        offset, before = offset + len(letters), letters
    chosen = _spread(pairs, _PAIRS) + _spread(singles, _SINGLES)
    return Probes(tuple({probe.letters: probe for probe in chosen}.values()), offset)


def _spread(probes: Sequence[Probe], count: int) -> list[Probe]:
    if len(probes) <= count:
        return list(probes)
    return [probes[at * len(probes) // count] for at in range(count)]


def find_windows(index: LetterIndex, probes: Probes, count: int) -> list[Span]:
    """Return the stretches of the text with the most probes in a quote's length, best first, not overlapping."""
    hits = _find_hits(index.shapes, probes)
    windows: list[Span] = []
    taken: list[Span] = []
    for first, last in _rank(hits, probes):
        letters = _widen(index, probes, hits[first], hits[last])
        # Looked at first, since finding a place in the text takes much longer.
        if any(letters.overlaps(other) for other in taken):
            continue
        window = widen_to_words(index.text, index.find_span(*letters))
        if not any(window.overlaps(other) for other in windows):
            windows.append(window)
            taken.append(letters)
        if len(windows) == count:
            break
    return windows


def _find_hits(letters: bytes, probes: Probes) -> list[_Hit]:
    hits: list[_Hit] = []
    common: list[_Hit] = []
    for number, probe in enumerate(probes.probes):
        found: list[_Hit] = []
        at = letters.find(probe.letters)
        while at >= 0 and len(found) <= _HITS:
            found.append(_Hit(at, number))
            at = letters.find(probe.letters, at + 1)
        (common if len(found) > _HITS else hits).extend(found)
    return sorted(hits or common, key=lambda hit: hit.at)


def _rank(hits: Sequence[_Hit], probes: Probes) -> list[tuple[int, int]]:
    """Rank runs of hits, no longer than the quote and a fifth, by the worth of their probes; rare ones weigh more."""
    often = [0] * len(probes.probes)
    for hit in hits:
        often[hit.probe] += 1
    worth = [probe.worth / max(1, count) ** 0.5 for probe, count in zip(probes.probes, often, strict=True)]
    reach = int(probes.length * 1.2) + _SLACK
    inside = [0] * len(probes.probes)
    scored: list[tuple[float, int, int]] = []
    total, first = 0.0, 0
    for last, hit in enumerate(hits):
        total += worth[hit.probe] if not inside[hit.probe] else 0.0
        inside[hit.probe] += 1
        while hit.at - hits[first].at > reach:
            gone = hits[first].probe
            inside[gone] -= 1
            total -= worth[gone] if not inside[gone] else 0.0
            first += 1
        scored.append((round(total, 6), first, last))
    scored.sort(key=lambda one: (-one[0], one[2]))
    return [(first, last) for _, first, last in scored[:40]]


def _widen(index: LetterIndex, probes: Probes, first: _Hit, last: _Hit) -> Span:
    """Widen a run of hits by what the quote has before its first and behind its last, and a little more; in letters."""
    slack = _SLACK + probes.length // 12
    before = probes.probes[first.probe].offset
    behind = probes.length - probes.probes[last.probe].offset
    start = max(0, first.at - before - slack)
    end = min(len(index.letters), last.at + behind + slack)
    return Span(start, end)


def widen_to_words(text: str, span: Span) -> Span:
    """Widen a stretch to whole words, by a few characters at most."""
    start, end = span
    while start > 0 and start > span.start - _SLACK and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and end < span.end + _SLACK and not text[end].isspace():
        end += 1
    return Span(start, end)
