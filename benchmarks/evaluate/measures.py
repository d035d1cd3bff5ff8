"""Measures of a run, and how sure the difference of two runs is.

The formulas are ir_measures' (trec_eval's code beneath), none of ours. Every question with an answer has a value for
every measure; one that the run doesn't hold has 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.evaluate.sets import Question
from kb.model.errors import ConfigError

MEASURES = ("nDCG@10", "R@1", "R@10", "R@100", "RR@10", "Success@10")
"""By ir_measures' names. nDCG@10 is the one that is compared; R@100 is what a reranker could still save. Success@10
tells, where a question has several golds, whether its reader found any."""

SEED = 20_210_325
RESAMPLES = 10_000
"""At 10,000 the ends of a 95 % interval move by less than 0.001 from seed to seed."""

Run = Mapping[str, Sequence[str]]
"""Question id → keys, best first."""

Scores = Mapping[str, Mapping[str, float]]
"""Measure → question id → value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one run is than another on the same questions: the mean, and the 95 % interval around it."""

    mean: float
    low: float
    high: float


def score_run(questions: Sequence[Question], run: Run) -> dict[str, dict[str, float]]:
    """Measure a run question by question; questions without a gold answer are left out.

    Raises:
        ConfigError: ir_measures isn't installed.
    """
    library = _load_library()
    answered = [question for question in questions if question.gold]
    qrels = {question.id: dict(question.gold) for question in answered}
    ranked = {key: _score_by_rank(found) for key, found in run.items() if found and key in qrels}
    scores: dict[str, dict[str, float]] = {name: {question.id: 0.0 for question in answered} for name in MEASURES}
    if not ranked:
        return scores
    for metric in library.iter_calc([library.parse_measure(name) for name in MEASURES], qrels, ranked):
        scores[str(metric.measure)][metric.query_id] = float(metric.value)
    return scores


def _load_library() -> Any:
    try:
        import ir_measures
    except ImportError as exc:
        raise ConfigError("ir_measures is not installed.", "Run: pip install 'rujukan[evaluate]'") from exc
    return ir_measures


def _score_by_rank(found: Sequence[str]) -> dict[str, float]:
    """Give falling scores, so that no library breaks ties its own way."""
    return {key: float(len(found) - rank) for rank, key in enumerate(found)}


def mean(values: Mapping[str, float]) -> float:
    """Average over questions; 0 where there are none."""
    return sum(values.values()) / len(values) if values else 0.0


def compare(one: Mapping[str, float], other: Mapping[str, float]) -> Difference:
    """Bootstrap the mean difference ``one - other`` over the questions, in pairs.

    Source: Sakai, "Evaluating Evaluation Metrics based on the Bootstrap" (SIGIR 2006); percentile interval.
    The seed is fixed: the same runs give the same interval.
    """
    import numpy as np

    if not one:
        return Difference(0.0, 0.0, 0.0)
    gaps = np.array([one[key] - other[key] for key in sorted(one)])
    draws = np.random.default_rng(SEED)
    means = np.concatenate(
        [gaps[draws.integers(0, len(gaps), (size, len(gaps)))].mean(axis=1) for size in _slices(RESAMPLES, 500)]
    )
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(gaps.mean()), float(low), float(high))


def _slices(total: int, size: int) -> list[int]:
    """Cut the resamples so that a set of thousands of questions fits in memory."""
    return [min(size, total - start) for start in range(0, total, size)]
