"""Precision and recall of relations on passages of real texts that were marked by reading.

``relations/GUIDE.md`` says how they were marked. A relation is found when its mention overlaps the mark; each mark and
each mention counts once. ``merujuk`` is what is not marked, and isn't counted.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.law.citation import Context, find_references, parse_instrument
from kb.law.relations import RelatedReference, find_relations
from kb.model import Instrument, Span
from kb.model.vocabulary import RELATIONS
from kb.reading.outline import detect_family, parse_outline
from kb.reading.parse import parse_source

SAMPLE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "relations" / "sample.json").read_text("utf-8"))

BAR = 0.95
FEWEST_MARKS = 200
FEWEST_FILES = 8
MARKED = tuple(relation for relation in RELATIONS if relation != "merujuk")


@cache
def _find(path: Path, instrument: Instrument, day: str) -> tuple[RelatedReference, ...]:
    parsed = parse_source(path.read_bytes(), path.name)
    provisions = parse_outline(parsed, detect_family(parsed, path.name, {})).provisions
    context = Context(instrument, datetime.date.fromisoformat(day) if day else None, provisions=provisions)
    references = find_references(parsed.text, context, unresolved=True)
    return tuple(find_relations(parsed.text, references, instrument, provisions))


def _compare(real_corpus: Path, passage: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give ``(relation, "right" or "missed" or "wrong", where)`` for each mark and each relation that was found."""
    path = real_corpus / passage["file"]
    start, end = passage["span"]
    found = [
        reference
        for reference in _find(path, parse_instrument(passage["instrument"]), passage["date"])
        if start <= reference.span.start < end and reference.relation != "merujuk"
    ]
    for first, last, relation in passage["marks"]:
        where = f"{passage['file']} {first}-{last}"
        hit = next((r for r in found if r.relation == relation and r.span.overlaps(Span(first, last))), None)
        yield relation, "right" if hit else "missed", where
        if hit is not None:
            found.remove(hit)
    for reference in found:
        yield reference.relation, "wrong", f"{passage['file']} {reference.span.start}-{reference.span.end}"


def test_sample_is_large_and_of_many_documents() -> None:
    assert sum(len(passage["marks"]) for passage in SAMPLE) >= FEWEST_MARKS
    assert len({passage["file"] for passage in SAMPLE}) >= FEWEST_FILES
    assert {mark[2] for passage in SAMPLE for mark in passage["marks"]} == set(MARKED)


@pytest.mark.parametrize("half", ["tuned", "untouched"])
def test_find_relations_on_marked_passages_passes_the_bars(
    real_corpus: Path, half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row for passage in SAMPLE if passage["half"] == half for row in _compare(real_corpus, passage)]
    differing = [row for row in rows if row[1] != "right"]
    assert len(rows) > len(differing)
    for relation in MARKED:
        counts = Counter(outcome for kind, outcome, _ in rows if kind == relation)
        marked, found = counts["right"] + counts["missed"], counts["right"] + counts["wrong"]
        if not marked + found:
            continue
        recall, precision = counts["right"] / max(marked, 1), counts["right"] / max(found, 1)
        with capsys.disabled():
            print(f"\n{half} {relation}: {marked} marked, {found} found, ", end="")
            print(f"precision {precision:.3f}, recall {recall:.3f}", end="")
        assert precision >= BAR, differing
        assert recall >= BAR, differing


@pytest.mark.parametrize("passage", SAMPLE, ids=lambda passage: f"{passage['file']}:{passage['span'][0]}")
def test_find_relations_on_real_texts_keeps_its_laws(real_corpus: Path, passage: dict[str, Any]) -> None:
    path = real_corpus / passage["file"]
    text = parse_source(path.read_bytes(), path.name).text
    references = _find(path, parse_instrument(passage["instrument"]), passage["date"])
    assert references
    for reference in references:
        assert reference.span.text_of(text) == reference.text
        assert (reference.evidence is None) == (reference.relation == "merujuk")
        assert reference.evidence is None or reference.evidence.text_of(text).strip()
