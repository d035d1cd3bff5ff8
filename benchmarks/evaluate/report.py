"""What a measurement found, as a value and as a table.

A report carries everything that its numbers depend on: hashes of corpus, questions and qrels, fingerprints of the
models, the size of the sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.evaluate.measures import MEASURES

ALL = "all"
"""The row over every class of a set."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Args:
        dataset: name of the set.
        kind: class of questions, :data:`ALL` for the whole set.
        leg: ``bm25``, ``sparse``, ``dense``, ``fused``, ``naive``, ``reranked`` or ``auto``.
        model: label of the dense model; empty where none took part.
        values: measure → mean over the questions.
    """

    dataset: str
    kind: str
    leg: str
    model: str
    questions: int
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Gap:
    """How much a leg gains on another by nDCG@10, with its 95 % interval."""

    dataset: str
    kind: str
    model: str
    leg: str
    other: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Refusals:
    """How well the system knows that it has no answer.

    Args:
        recognised: share of the ``unanswerable`` questions that it refused.
        false_alarms: share of the ``answerable`` ones that it refused as well.
    """

    dataset: str
    model: str
    leg: str
    unanswerable: int
    answerable: int
    recognised: float
    false_alarms: float


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a set's numbers depend on, beside the code."""

    corpus: str
    questions: str
    qrels: str
    asked: int
    searched: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured.

    Args:
        inputs: set → its hashes and sizes.
        models: label → fingerprint.
        sample: questions and passages per public set at most; 0 means all.
    """

    rows: tuple[Row, ...] = ()
    gaps: tuple[Gap, ...] = ()
    refusals: tuple[Refusals, ...] = ()
    inputs: dict[str, Inputs] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    sample: tuple[int, int] = (0, 0)

    def view(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)


def parse_report(view: Mapping[str, Any]) -> Report:
    """Read what :meth:`Report.view` wrote, also after a trip through JSON."""
    return Report(
        rows=tuple(Row(**row) for row in view["rows"]),
        gaps=tuple(Gap(**gap) for gap in view["gaps"]),
        refusals=tuple(Refusals(**each) for each in view["refusals"]),
        inputs={name: Inputs(**each) for name, each in view["inputs"].items()},
        models=dict(view["models"]),
        sample=(view["sample"][0], view["sample"][1]),
    )


def format_report(report: Report) -> str:
    """Write the report as Markdown tables."""
    parts = [_format_set(report, name) for name in report.inputs]
    if report.refusals:
        parts.append(_format_refusals(report.refusals))
    return "\n\n".join(part for part in parts if part)


def _format_set(report: Report, name: str) -> str:
    rows = [row for row in report.rows if row.dataset == name]
    gaps = [gap for gap in report.gaps if gap.dataset == name]
    inputs = report.inputs[name]
    head = (
        f"### {name}: {inputs.asked} questions, {inputs.searched} passages\n\n"
        f"corpus `{inputs.corpus}` · questions `{inputs.questions}` · qrels `{inputs.qrels}`"
    )
    whole = [_format_whole(rows), _format_gaps([gap for gap in gaps if gap.kind == ALL])]
    return "\n\n".join(part for part in [head, *whole, _format_classes(rows, gaps)] if part)


def _format_whole(rows: Sequence[Row]) -> str:
    whole = [row for row in rows if row.kind == ALL]
    names = [measure for measure in (*MEASURES, "pin@10") if any(measure in row.values for row in whole)]
    lines = [
        [row.leg, row.model or "–", *(format_number(row.values.get(measure)) for measure in names)] for row in whole
    ]
    return format_table(["leg", "model", *names], lines)


def _format_gaps(gaps: Iterable[Gap]) -> str:
    rows = [[gap.model or "–", f"{gap.leg} − {gap.other}", *_format_gap(gap)] for gap in gaps]
    return format_table(["model", "nDCG@10", "difference", "95 % interval"], rows) if rows else ""


def _format_gap(gap: Gap) -> tuple[str, str]:
    return f"{gap.mean:+.3f}", f"{gap.low:+.3f} … {gap.high:+.3f}"


def _format_classes(rows: Sequence[Row], gaps: Sequence[Gap]) -> str:
    """One line per class and model: nDCG@10 of every leg, R@10 of the fused list, its gain over the better leg."""
    lines = []
    kinds = sorted({(row.kind, row.questions) for row in rows if row.kind != ALL})
    models = sorted({row.model for row in rows if row.model}) or [""]
    legs = list(dict.fromkeys(row.leg for row in rows))
    for kind, count in kinds:
        for model in models:
            of = {row.leg: row.values for row in rows if row.kind == kind and row.model in ("", model)}
            gap = [
                _format_gap(each) for each in gaps if is_fusion_gap(each) and (each.kind, each.model) == (kind, model)
            ]
            fused = format_number(of.get("fused", {}).get("R@10"))
            cells = [format_number(of.get(leg, {}).get("nDCG@10")) for leg in legs]
            lines.append([kind, str(count), model or "–", *cells, fused, *(gap[0] if gap else ("", ""))])
    head = ["class", "n", "model", *legs, "fused R@10", "fused − best leg", "95 % interval"]
    return f"nDCG@10 by class:\n\n{format_table(head, lines)}" if lines else ""


def is_fusion_gap(gap: Gap) -> bool:
    """Say whether a gap is the fused list's over the better of its legs."""
    return gap.leg == "fused" and gap.other in ("dense", "sparse")


def _format_refusals(refusals: Iterable[Refusals]) -> str:
    rows = [
        [
            each.dataset,
            each.leg,
            each.model,
            f"{each.recognised:.2f} of {each.unanswerable}",
            f"{each.false_alarms:.3f} of {each.answerable}",
        ]
        for each in refusals
    ]
    head = "### Questions without an answer in the corpus\n\n"
    return head + format_table(["set", "leg", "model", "recognised", "false alarms"], rows)


def format_number(value: float | None) -> str:
    """Write a measure as tables do: ``.834``."""
    if value is None:
        return ""
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def format_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
