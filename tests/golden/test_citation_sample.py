"""Precision and recall of the citation grammar on passages of real texts that were marked by reading.

``citations/GUIDE.md`` says how they were marked. A mention counts when its span overlaps the mark's and its canonical
form is the mark's; each mark and each mention counts once.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kb.law.citation import Context, FoundReference, find_references, format_reference, parse_instrument
from kb.model import Instrument, Outline, ParsedText, Span
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse import parse_source

SAMPLE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "citations" / "sample.json").read_text("utf-8"))

BAR = 0.97
FEWEST = 300


class Score(NamedTuple):
    """How many mentions were marked, found and found right."""

    marked: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


@cache
def _read(path: Path) -> tuple[ParsedText, Outline]:
    parsed = parse_source(path.read_bytes(), path.name)
    return parsed, parse_outline(parsed, detect_family(parsed, path.name, {}))


@cache
def _find(path: Path, instrument: Instrument, day: str) -> tuple[FoundReference, ...]:
    parsed, outline = _read(path)
    context = Context(instrument, datetime.date.fromisoformat(day), provisions=outline.provisions)
    return tuple(find_references(parsed.text, context, unresolved=True))


def _measure(real_corpus: Path, passage: dict[str, Any]) -> tuple[Score, list[str]]:
    """Compare one passage; the second value is what differs, for the developer."""
    path = real_corpus / passage["file"]
    start, end = passage["span"]
    mentions = [
        found
        for found in _find(path, parse_instrument(passage["instrument"]), passage["date"])
        if start <= found.span.start < end
    ]
    marks = [(Span(*mark[:2]), mark[2]) for mark in passage["marks"]]
    right, differing = _match(marks, mentions)
    return Score(len(marks), len(mentions), right), differing


def _match(marks: Sequence[tuple[Span, str]], mentions: Sequence[FoundReference]) -> tuple[int, list[str]]:
    left = list(mentions)
    missed = []
    for span, expected in marks:
        hit = next((m for m in left if m.span.overlaps(span) and format_reference(m) == expected), None)
        if hit is None:
            missed.append(f"missed {span.start}-{span.end}: {expected or '(open)'}")
        else:
            left.remove(hit)
    wrong = [f"wrong {m.span.start}-{m.span.end}: {format_reference(m) or '(open)'}" for m in left]
    return len(marks) - len(missed), missed + wrong


def _sum(scores: Sequence[Score]) -> Score:
    return Score(*(sum(column) for column in zip(*scores, strict=True)))


def test_sample_is_large_and_its_spans_are_in_order() -> None:
    assert sum(len(passage["marks"]) for passage in SAMPLE) >= FEWEST
    for passage in SAMPLE:
        ends = [passage["span"][0], *(mark[1] for mark in passage["marks"])]
        assert all(end <= mark[0] for end, mark in zip(ends, passage["marks"], strict=False)), passage["file"]


@pytest.mark.parametrize("half", ["tuned", "untouched"])
def test_find_references_on_marked_passages_passes_the_bars(
    real_corpus: Path, half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = [(passage, *_measure(real_corpus, passage)) for passage in SAMPLE if passage["half"] == half]
    total = _sum([score for _, score, _ in measured])
    with capsys.disabled():
        print(f"\ncitations, {half}: {total.marked} marked, {total.found} found, ", end="")
        print(f"precision {total.precision:.3f}, recall {total.recall:.3f}")
    differing = [f"{passage['file']} {line}" for passage, _, lines in measured for line in lines]
    assert total.precision >= BAR, differing
    assert total.recall >= BAR, differing
