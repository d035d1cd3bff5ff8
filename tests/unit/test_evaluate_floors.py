"""The gate: what it refuses, and that floors only rise."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.evaluate.floors import (
    Floors,
    Pinned,
    _find_drops,
    find_failures,
    find_numbers,
    format_floors,
    load_floors,
    raise_floors,
)
from benchmarks.evaluate.report import Gap, Inputs, Refusals, Report, Row, format_report, parse_report
from kb.model.errors import ConfigError, KBError

INPUTS = Inputs("c0", "q0", "r0", 10, 100)


def row(leg: str, ndcg: float, kind: str = "all", dataset: str = "legal") -> Row:
    values = {"nDCG@10": ndcg, "R@1": 0.5, "R@10": 0.9, "R@100": 1.0, "RR@10": 0.6}
    return Row(dataset, kind, leg, "" if leg == "sparse" else "m", 10, values)


def report_of(fused: float = 0.8, gain: float = 0.1, inputs: Inputs = INPUTS) -> Report:
    rows = (row("sparse", 0.7), row("dense", 0.6), row("naive", 0.5), row("fused", fused), row("fused", 0.4, "lay"))
    return Report(
        rows=rows,
        gaps=(Gap("legal", "all", "m", "fused", "sparse", gain, gain - 0.02, gain + 0.02),),
        refusals=(Refusals("legal", "m", "auto", 4, 6, 0.75, 0.5),),
        inputs={"legal": inputs},
        models={"m": "print"},
        sample=(150, 1000),
    )


PINNED, _ = raise_floors(report_of(), Floors())


def test_numbers_are_the_legs_whole_and_the_fused_classes() -> None:
    assert find_numbers(report_of())["legal"] == {
        "sparse nDCG@10": 0.7,
        "sparse R@10": 0.9,
        "dense nDCG@10": 0.6,
        "dense R@10": 0.9,
        "fused nDCG@10": 0.8,
        "fused R@10": 0.9,
        "fused nDCG@10 lay": 0.4,
        "auto recognised": 0.75,
        "auto not refused": 0.5,
    }


def test_floors_written_and_read_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(format_floors(PINNED), encoding="utf-8")
    assert load_floors(path) == PINNED


def test_floors_without_a_file_are_empty(tmp_path: Path) -> None:
    assert load_floors(tmp_path / "none.toml") == Floors()


def test_floors_of_a_damaged_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("[rules]\nnoise = 1", encoding="utf-8")
    with pytest.raises(ConfigError, match="be read"):
        load_floors(path)


def test_gate_passes_what_was_pinned_and_what_is_better() -> None:
    assert find_failures(report_of(), PINNED) == []
    assert find_failures(report_of(fused=0.9), PINNED) == []
    assert find_failures(report_of(fused=0.798), PINNED) == []


FAILURES = [
    (report_of(fused=0.79), "fused nDCG@10 is 0.7900, its floor 0.8000"),
    (report_of(gain=-0.006), "lies 0.0060 under sparse alone"),
    (report_of(inputs=replace(INPUTS, corpus="c1")), "the corpus changed"),
    (report_of(inputs=replace(INPUTS, questions="q1")), "the questions changed"),
    (report_of(inputs=replace(INPUTS, qrels="r1")), "the qrels changed"),
    (replace(report_of(), rows=()), "fused nDCG@10 has a floor but wasn't measured"),
    (Report(sample=(150, 1000)), "legal: not measured"),
    (replace(report_of(), sample=(0, 0)), "The sample is"),
]


@pytest.mark.parametrize(("report", "words"), FAILURES, ids=[words for _, words in FAILURES])
def test_gate_refuses(report: Report, words: str) -> None:
    assert any(words in failure for failure in find_failures(report, PINNED))


def test_gate_without_floors_is_no_gate() -> None:
    assert find_failures(report_of(), Floors())


def test_raise_floors_takes_the_higher_number_and_tells_of_it() -> None:
    raised, moves = raise_floors(report_of(fused=0.85), PINNED)
    assert raised.sets["legal"].floors["fused nDCG@10"] == 0.85
    assert moves == ["legal fused nDCG@10: 0.8000 → 0.8500"]
    within, moves = raise_floors(report_of(fused=0.799), PINNED)
    assert within == PINNED
    assert moves == []


def test_raise_floors_lowers_nothing_without_a_reason() -> None:
    with pytest.raises(KBError, match="legal fused nDCG@10"):
        raise_floors(report_of(fused=0.7), PINNED)
    lowered, moves = raise_floors(report_of(fused=0.7), PINNED, may_lower=True)
    assert lowered.sets["legal"].floors["fused nDCG@10"] == 0.7
    assert moves == ["legal fused nDCG@10: 0.8000 → 0.7000"]


def test_raise_floors_drops_no_floor_that_is_no_longer_measured() -> None:
    with pytest.raises(KBError, match="dense nDCG@10"):
        raise_floors(replace(report_of(), rows=tuple(r for r in report_of().rows if r.leg != "dense")), PINNED)


def test_raise_floors_on_other_inputs_takes_their_hashes_and_tells_of_it() -> None:
    raised, moves = raise_floors(report_of(inputs=replace(INPUTS, qrels="r1")), PINNED)
    assert raised.sets["legal"].qrels == "r1"
    assert moves == ["legal: the qrels changed"]


def test_raise_floors_leaves_other_sets_alone() -> None:
    other = replace(PINNED, sets={"facts": Pinned("a", "b", "c", {"fused nDCG@10": 0.1})})
    raised, _ = raise_floors(report_of(), other)
    assert raised.sets["facts"] == other.sets["facts"]
    assert set(raised.sets) == {"facts", "legal"}


def test_report_as_json_and_back_is_the_same() -> None:
    assert parse_report(json.loads(json.dumps(report_of().view()))) == report_of()


def test_report_as_text_shows_sets_classes_gains_and_refusals() -> None:
    text = format_report(report_of())
    for words in ("### legal", "`c0`", "| fused | m | .800 |", "fused − sparse | +0.100 |", "| lay |", "0.75 of 4"):
        assert words in text


def test_class_of_a_dozen_questions_may_move_further_than_a_whole_set() -> None:
    pinned = Pinned("c", "q", "r", {"fused nDCG@10": 0.5, "fused nDCG@10 lay": 0.5, "fused not refused": 0.5})
    near = dict.fromkeys(pinned.floors, 0.495)
    assert [drop.split(" is ")[0] for drop in _find_drops(near, pinned, 0.003)] == [
        "fused nDCG@10",
        "fused not refused",
    ]
    assert len(list(_find_drops(dict.fromkeys(pinned.floors, 0.48), pinned, 0.003))) == 3
