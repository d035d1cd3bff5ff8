"""Floors: what search has reached and may not fall below.

A number is compared with its floor only on the same corpus, questions and qrels; what was pinned and isn't measured
fails; an update raises floors and lowers none, unless a reason is given, and the reason is kept.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.evaluate.report import ALL, Inputs, Report, Row, is_fusion_gap
from kb.model.errors import ConfigError, KBError

PINNED_LEGS = ("sparse", "dense", "fused", "reranked", "auto")
PINNED_MEASURES = ("nDCG@10", "R@10")

CLASS_LEGS = ("fused", "auto")
"""Of a class only what a user gets is pinned; its single legs may trade with each other."""

CLASS_TOLERANCE = 4.0
"""How many times the tolerance holds for one class of questions: among a dozen, two hits that change places in a graph
built anew move the mean by up to 0.01."""

HASHED = ("corpus", "questions", "qrels")


@dataclass(frozen=True, slots=True)
class Pinned:
    """One set: the hashes that its floors hold for, and the floors by name (``fused nDCG@10``)."""

    corpus: str
    questions: str
    qrels: str
    floors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Floors:
    """All that the gate compares with.

    Args:
        noise: by how much the mean nDCG@10 of the fused list may lie under the better leg's.
        tolerance: by how much a number may lie under its floor: processors differ in the last bits of a
            vector, and two passages change places.
        sample: questions and passages per public set; 0 means all.
        sets: name → what is pinned of it.
    """

    noise: float = 0.005
    tolerance: float = 0.003
    sample: tuple[int, int] = (150, 1000)
    sets: Mapping[str, Pinned] = field(default_factory=dict)


def load_floors(path: Path) -> Floors:
    """Read the floors; none where there is no file yet.

    Raises:
        ConfigError: the file isn't what :func:`format_floors` writes.
    """
    if not path.is_file():
        return Floors()
    try:
        return _parse_floors(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as exc:
        raise ConfigError(f"{path} can't be read: {exc!r}", "Take its last version from git.") from exc


def _parse_floors(table: Mapping[str, Any]) -> Floors:
    rules, sample = table["rules"], table["sample"]
    sets = {name: _parse_pinned(of) for name, of in table.get("sets", {}).items()}
    return Floors(rules["noise"], rules["tolerance"], (sample["questions"], sample["passages"]), sets)


def _parse_pinned(of: Mapping[str, Any]) -> Pinned:
    values = {key: float(value) for key, value in of["floors"].items()}
    return Pinned(of["corpus"], of["questions"], of["qrels"], values)


def format_floors(floors: Floors) -> str:
    """Write floors as TOML."""
    lines = [
        "# What search has reached. Written by `python -m benchmarks.evaluate --update-floors`, which only raises;",
        "# lowering takes `--lower-floor REASON`. A floor holds for exactly these hashes.",
        "",
        "[rules]",
        f"noise = {floors.noise}",
        f"tolerance = {floors.tolerance}",
        "",
        "[sample]",
        f"questions = {floors.sample[0]}",
        f"passages = {floors.sample[1]}",
    ]
    for name in sorted(floors.sets):
        lines += _format_pinned(name, floors.sets[name])
    return "\n".join(lines) + "\n"


def _format_pinned(name: str, pinned: Pinned) -> list[str]:
    hashes = [f"{key} = {json.dumps(getattr(pinned, key))}" for key in HASHED]
    values = [f"{json.dumps(key)} = {pinned.floors[key]:.4f}" for key in sorted(pinned.floors)]
    return ["", f"[sets.{name}]", *hashes, "", f"[sets.{name}.floors]", *values]


def find_numbers(report: Report) -> dict[str, dict[str, float]]:
    """List what can be pinned: set → name → value."""
    found: dict[str, dict[str, float]] = {name: {} for name in report.inputs}
    for row in report.rows:
        found[row.dataset].update(_numbers_of(row))
    for each in report.refusals:
        if each.unanswerable:
            found[each.dataset][f"{each.leg} recognised"] = each.recognised
            found[each.dataset][f"{each.leg} not refused"] = 1.0 - each.false_alarms
    return found


def _numbers_of(row: Row) -> Iterator[tuple[str, float]]:
    if row.kind == ALL and row.leg in PINNED_LEGS:
        yield from ((f"{row.leg} {name}", row.values[name]) for name in PINNED_MEASURES)
        if "pin@10" in row.values:
            yield f"{row.leg} pin@10", row.values["pin@10"]
    if row.kind != ALL and row.leg in CLASS_LEGS:
        yield f"{row.leg} nDCG@10 {row.kind}", row.values["nDCG@10"]


def find_failures(report: Report, floors: Floors) -> list[str]:
    """List everything that the gate refuses; empty is a pass."""
    numbers = find_numbers(report)
    failures = [] if floors.sets else ["No floor is pinned: an empty gate holds nothing back."]
    if report.sample != floors.sample:
        failures.append(f"The sample is {report.sample}, the floors hold for {floors.sample}.")
    for name, pinned in floors.sets.items():
        if name not in report.inputs:
            failures.append(f"{name}: not measured.")
            continue
        failures += [f"{name}: {problem}" for problem in _find_changed_inputs(report.inputs[name], pinned)]
        failures += [f"{name}: {problem}" for problem in _find_drops(numbers[name], pinned, floors.tolerance)]
    return failures + find_losing_fusions(report, floors.noise)


def _find_changed_inputs(inputs: Inputs, pinned: Pinned) -> Iterator[str]:
    for key in HASHED:
        if getattr(inputs, key) != getattr(pinned, key):
            change = f"{getattr(pinned, key)} → {getattr(inputs, key)}"
            yield f"the {key} changed ({change}); pin again with --update-floors."


def _find_drops(numbers: Mapping[str, float], pinned: Pinned, tolerance: float) -> Iterator[str]:
    for key, floor in pinned.floors.items():
        if key not in numbers:
            yield f"{key} has a floor but wasn't measured."
        elif numbers[key] < floor - _tolerate(key, tolerance):
            yield f"{key} is {numbers[key]:.4f}, its floor {floor:.4f}."


def _tolerate(key: str, tolerance: float) -> float:
    is_class = len(key.split()) == 3 and key.split()[1] in PINNED_MEASURES
    return tolerance * CLASS_TOLERANCE if is_class else tolerance


def find_losing_fusions(report: Report, noise: float) -> list[str]:
    """List the sets on which fusing loses against the better of its legs by more than the noise."""
    return [
        f"{gap.dataset}: fused nDCG@10 lies {-gap.mean:.4f} under {gap.other} alone (noise: {noise})."
        for gap in report.gaps
        if gap.kind == ALL and is_fusion_gap(gap) and gap.mean < -noise
    ]


def raise_floors(report: Report, floors: Floors, may_lower: bool = False) -> tuple[Floors, list[str]]:
    """Pin what was measured, each floor where it is the higher one.

    Args:
        may_lower: take the measured number even where the floor was higher.

    Returns:
        The new floors, and each move as one line for the log.

    Raises:
        KBError: a floor would have to be lowered, and it may not be.
    """
    sets, moves, drops = dict(floors.sets), [], []
    for name, numbers in find_numbers(report).items():
        inputs = report.inputs[name]
        old = sets.get(name)
        kept = dict(old.floors) if old else {}
        lower = dict(_find_lower(kept, numbers, floors.tolerance))
        drops += [f"{name} {key}" for key in lower]
        new = {key: _pin(value, kept.get(key), key in lower) for key, value in numbers.items()}
        moves += _describe_moves(name, old, new, inputs)
        sets[name] = Pinned(inputs.corpus, inputs.questions, inputs.qrels, new)
    if drops and not may_lower:
        raise KBError(
            f"{len(drops)} floors would sink: {', '.join(drops[:8])}.", "Give the reason with --lower-floor REASON."
        )
    return replace(floors, sample=report.sample, sets=sets), moves


def _find_lower(
    kept: Mapping[str, float], numbers: Mapping[str, float], tolerance: float
) -> Iterator[tuple[str, float]]:
    """List floors that a number lies under, and floors that are gone."""
    for key, floor in kept.items():
        if numbers.get(key, -1.0) < floor - _tolerate(key, tolerance):
            yield key, floor


def _pin(value: float, floor: float | None, lowers: bool) -> float:
    rounded = math.floor(value * 10_000) / 10_000
    return rounded if floor is None or lowers else max(rounded, floor)


def _describe_moves(name: str, old: Pinned | None, new: Mapping[str, float], inputs: Inputs) -> list[str]:
    if old is None:
        return [f"{name} pinned: " + ", ".join(f"{key} {value:.4f}" for key, value in new.items())]
    changed = [key for key in HASHED if getattr(old, key) != getattr(inputs, key)]
    moves = [f"{name}: the {key} changed" for key in changed]
    for key in sorted({*old.floors, *new}):
        before, after = old.floors.get(key), new.get(key)
        if before != after:
            moves.append(f"{name} {key}: {_show(before)} → {_show(after)}")
    return moves


def _show(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"
