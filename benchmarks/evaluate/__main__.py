"""``python -m benchmarks.evaluate``: measure search on questions with known answers, and hold it to its floors.

It works on this process's own stores, never through a server. Exit codes: 0 done, 1 something failed, 2 the command or
its files can't be understood.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks.evaluate import (
    PINNED_LEGS,
    Floors,
    Plan,
    Report,
    find_failures,
    format_floors,
    format_report,
    load_floors,
    measure,
    raise_floors,
)
from kb.model.errors import ConfigError, KBError
from kb.model.settings import Settings

FAILED, USAGE = 1, 2

FLOORS = Path(__file__).resolve().parents[1] / "floors.toml"
LOG = "quality_log.md"
"""Beside the floors: each update with its day, its reason and every move, oldest first."""

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


note = partial(click.echo, err=True)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", type=_FOLDER, help="Folder of the public sets, with dev/ and test/.")
@click.option("--set", "sets", multiple=True, metavar="NAME", help="Only this public set. Repeatable.")
@click.option("--domain", type=_FILE, help="Our own questions: JSON lines.")
@click.option(
    "--corpus",
    "corpora",
    multiple=True,
    metavar="FOLDER",
    help="What our questions are on; `starter` is the corpus that comes with the package. Repeatable. Without it they "
    "are asked of KB_HOME as it is.",
)
@click.option("--model", "models", multiple=True, metavar="[LABEL=]NAME", help="Dense model. Repeatable.")
@click.option(
    "--leg", "legs", multiple=True, type=click.Choice(["bm25", "sparse", "dense", "fused", "reranked", "auto"])
)
@click.option("--sample", nargs=2, type=int, metavar="QUESTIONS PASSAGES", help="Most per public set; 0 takes all.")
@click.option("--final", is_flag=True, help="The splits that are kept for the final table, and only those.")
@click.option("--cache", type=_FOLDER, help="Where embedded texts are kept. Default: rujukan-evaluate beside KB_HOME.")
@click.option("--gate", is_flag=True, help="Compare with the floors; exit code 1 when something fell.")
@click.option("--floors", "floors_file", type=_FILE, default=FLOORS, show_default=True, help="The file of the floors.")
@click.option("--update-floors", is_flag=True, help="Pin what was measured. Raises floors, lowers none.")
@click.option("--lower-floor", metavar="REASON", help="Lower floors too; the reason goes into the log.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(**options: Any) -> None:
    """Measure search: nDCG, recall and reciprocal rank of each leg, on sets with known answers.

    Example: python -m benchmarks.evaluate --data data --set tydiqa_id --leg sparse

    The gate measures the sets that have floors, on a sample that is the same everywhere.
    """
    try:
        sys.exit(evaluate(Settings.from_env(os.environ), **options))
    except KBError as exc:
        note(f"Error: {exc.message}\n{exc.hint}")
        sys.exit(USAGE if isinstance(exc, ConfigError) else FAILED)


def evaluate(
    settings: Settings,
    as_json: bool,
    gate: bool,
    floors_file: Path,
    update_floors: bool,
    lower_floor: str | None,
    **options: Any,
) -> int:
    """Measure what the options name, print it, and return the exit code."""
    floors = load_floors(floors_file)
    pinned = gate or update_floors or lower_floor is not None
    plan = build_plan(settings, options, floors if pinned else None, gate)
    report = measure(plan, settings, note)
    click.echo(json.dumps(report.view(), ensure_ascii=False) if as_json else format_report(report))
    if update_floors or lower_floor is not None:
        floors = _update(floors_file, floors, report, lower_floor)
    return _judge(report, floors) if gate else 0


def build_plan(settings: Settings, options: dict[str, Any], floors: Floors | None, gate: bool) -> Plan:
    """Make a plan of the command's options; what the floors hold for decides where they are compared or pinned."""
    if floors is not None and (options["final"] or options["legs"] or len(options["models"]) > 1):
        raise ConfigError(
            "Floors are on all legs of one model, on the development splits.", "Leave out --final, --leg, --model."
        )
    sets = options["sets"]
    if gate and floors is not None and not sets:
        sets = tuple(name for name in floors.sets if not name.startswith("domain_"))
    given = options.pop("sample")
    chosen = {
        "sets": sets,
        "cache": options["cache"] or settings.home.parent / "rujukan-evaluate",
        "models": options["models"] or (settings.dense_model,),
        "legs": PINNED_LEGS if floors is not None else options["legs"],
        "sample": tuple(given) if given else floors.sample if floors else (0, 0),
    }
    return Plan(**(options | chosen))


def _update(path: Path, floors: Floors, report: Report, reason: str | None) -> Floors:
    raised, moves = raise_floors(report, floors, reason is not None)
    path.write_text(format_floors(raised), encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    why = f"lowered: {reason}" if reason is not None else "raised"
    with (path.parent / LOG).open("a", encoding="utf-8") as log:
        log.write("\n".join([f"- {today}, {why}", *(f"  - {move}" for move in moves or ["nothing moved"])]) + "\n")
    note(f"{path}: {len(moves)} moves.")
    return raised


def _judge(report: Report, floors: Floors) -> int:
    failures = find_failures(report, floors)
    for failure in failures:
        note(f"Gate: {failure}")
    note("Gate: failed." if failures else "Gate: passed.")
    return FAILED if failures else 0


if __name__ == "__main__":
    main()
