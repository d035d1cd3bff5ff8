"""Measures by the library, zero for what is missing, and the bootstrap."""

import math

import pytest

from benchmarks.evaluate.measures import MEASURES, compare, mean, score_run
from benchmarks.evaluate.sets import Question

ONE = Question("q1", "", {"a": 1})
TWO = Question("q2", "", {"a": 2, "b": 1})
NONE = Question("q3", "", {})


@pytest.mark.parametrize(
    ("question", "found", "values"),
    [
        (ONE, ["a"], (1.0, 1.0, 1.0, 1.0, 1.0, 1.0)),
        (ONE, ["x", "a"], (1 / math.log2(3), 0.0, 1.0, 1.0, 0.5, 1.0)),
        (ONE, [*"0123456789", "a"], (0.0, 0.0, 0.0, 1.0, 0.0, 0.0)),
        (ONE, ["x"], (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
        (TWO, ["a", "b"], (1.0, 0.5, 1.0, 1.0, 1.0, 1.0)),
        (TWO, ["b", "a"], ((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)), 0.5, 1.0, 1.0, 1.0, 1.0)),
    ],
)
def test_score_run_of_one_question(question: Question, found: list[str], values: tuple[float, ...]) -> None:
    scores = score_run([question], {question.id: found})
    assert [scores[name][question.id] for name in MEASURES] == pytest.approx(values)


@pytest.mark.parametrize("run", [{"q1": ["a"]}, {"q1": ["a"], "q2": []}])
def test_question_without_results_counts_as_zero(run: dict[str, list[str]]) -> None:
    scores = score_run([ONE, TWO, NONE], run)
    assert set(scores["nDCG@10"]) == {"q1", "q2"}
    assert all(mean(scores[name]) == 0.5 for name in MEASURES)


def test_score_run_without_any_result_is_zero_throughout() -> None:
    assert score_run([ONE], {}) == {name: {"q1": 0.0} for name in MEASURES}


def test_mean_of_nothing_is_zero() -> None:
    assert mean({}) == 0.0


def test_compare_brackets_its_mean_and_is_the_same_each_time() -> None:
    one = {str(n): float(n % 2) for n in range(40)}
    other = {str(n): float(n % 4 == 1) for n in range(40)}
    found = compare(one, other)
    assert found.mean == 0.25
    assert 0.0 < found.low < 0.25 < found.high < 0.5
    assert compare(one, other) == found


def test_compare_of_a_run_with_itself_is_nothing() -> None:
    same = {"a": 0.3, "b": 0.9}
    assert tuple(vars_of(compare(same, same))) == (0.0, 0.0, 0.0)


def test_compare_without_questions_is_nothing() -> None:
    assert tuple(vars_of(compare({}, {}))) == (0.0, 0.0, 0.0)


def vars_of(found: object) -> list[float]:
    return [getattr(found, name) for name in ("mean", "low", "high")]
