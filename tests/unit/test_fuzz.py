"""Random and mutated texts through the readers of citations, figures and quotes: none raises or breaks a law.

A sample of what ``python -m benchmarks.fuzz`` does with a hundred thousand texts; that one measures time as well.
"""

from __future__ import annotations

import pytest

from benchmarks.fuzz import LONG, draw_texts, read_texts, run
from kb.ingest.manifest import find_starter_corpus


@pytest.fixture(scope="module")
def originals() -> list[str]:
    return read_texts([find_starter_corpus()])


def test_no_text_makes_a_reader_fail(originals: list[str]) -> None:
    findings = run(1_500, originals, seed=2_021)
    assert {finding.reader for finding in findings} == {"citations", "figures", "quotes"}
    assert all(finding.seconds > 0.0 for finding in findings)


def test_drawn_texts_are_of_every_length_and_the_same_for_a_seed(originals: list[str]) -> None:
    drawn = list(draw_texts(500, originals, seed=3))
    assert drawn == list(draw_texts(500, originals, seed=3))
    assert max(map(len, drawn)) == LONG
    assert min(map(len, drawn)) < 50
