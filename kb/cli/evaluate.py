"""``kb evaluate``: measure search on questions with known answers, and hold it to its floors.

Step 7. Invariant: it holds no logic; ``kb.evaluate`` measures and judges. It works on this process's own stores,
never through a server.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.exits import FAILED
from kb.cli.session import Session, command, format_json, note
from kb.model.errors import ConfigError

if TYPE_CHECKING:
    from kb.evaluate import Floors, Plan, Report

FLOORS = Path("benchmarks/floors.toml")
LOG = "quality_log.md"
"""Beside the floors: each update with its day, its reason and every move, oldest first."""

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
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
@command
def evaluate(
    session: Session,
    as_json: bool,
    gate: bool,
    floors_file: Path,
    update_floors: bool,
    lower_floor: str | None,
    **options: Any,
) -> int | None:
    """Measure search: nDCG, recall and reciprocal rank of each leg, on sets with known answers.

    Example: kb evaluate --data data --set tydiqa_id --leg sparse

    The gate measures the sets that have floors, on a sample that is the same everywhere.
    """
    from kb.evaluate import format_report, load_floors, measure

    floors = load_floors(floors_file)
    pinned = gate or update_floors or lower_floor is not None
    plan = build_plan(session, options, floors if pinned else None, gate)
    report = measure(plan, session.settings, note)
    click.echo(format_json(report.view()) if as_json else format_report(report))
    if update_floors or lower_floor is not None:
        floors = _update(floors_file, floors, report, lower_floor)
    return _judge(report, floors) if gate else None


def build_plan(session: Session, options: dict[str, Any], floors: Floors | None, gate: bool) -> Plan:
    """Make a plan of the command's options; what the floors hold for decides where they are compared or pinned."""
    from kb.evaluate import PINNED_LEGS, Plan

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
        "cache": options["cache"] or session.settings.home.parent / "rujukan-evaluate",
        "models": options["models"] or (session.settings.dense_model,),
        "legs": PINNED_LEGS if floors is not None else options["legs"],
        "sample": tuple(given) if given else floors.sample if floors else (0, 0),
    }
    return Plan(**(options | chosen))


def _update(path: Path, floors: Floors, report: Report, reason: str | None) -> Floors:
    from kb.evaluate import format_floors, raise_floors

    raised, moves = raise_floors(report, floors, reason is not None)
    path.write_text(format_floors(raised), encoding="utf-8")
    today = datetime.now(UTC).date().isoformat()
    why = f"lowered: {reason}" if reason is not None else "raised"
    with (path.parent / LOG).open("a", encoding="utf-8") as log:
        log.write("\n".join([f"- {today}, {why}", *(f"  - {move}" for move in moves or ["nothing moved"])]) + "\n")
    note(f"{path}: {len(moves)} moves.")
    return raised


def _judge(report: Report, floors: Floors) -> int | None:
    from kb.evaluate import find_failures

    failures = find_failures(report, floors)
    for failure in failures:
        note(f"Gate: {failure}")
    note("Gate: failed." if failures else "Gate: passed.")
    return FAILED if failures else None
