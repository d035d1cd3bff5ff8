"""The command that checks passages: one, or a table of them.

It changes nothing; of a table every row comes out, one that can't be checked with its reason.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

import click

from kb.cli import render_checks
from kb.cli.ask import read_options, with_filters
from kb.cli.render import clean
from kb.cli.session import Session, answer, command, format_json, note, table
from kb.cli.verify import read_text

if TYPE_CHECKING:
    from kb.client import Client

COLUMNS = ("id", "claim", "verdict", "reason", "evidence", "citation", "permalink")
"""Of the table that comes out. ``verdict`` is one of the five words, or ``galat`` for a row that can't be checked."""

FAILED_ROW = "galat"
SOME_FAILED = 1
"""Exit code where a row of a table could not be checked."""


@click.command()
@click.argument("file", type=click.File(encoding="utf-8-sig"), required=False)
@click.option(
    "--batch",
    type=click.File(encoding="utf-8-sig"),
    metavar="CSV",
    help="Check every row of a CSV table (column `claim`, and `id` if there is one); a CSV table comes out.",
)
@with_filters
@command
def check(session: Session, as_json: bool, file: TextIO | None, batch: TextIO | None, **options: object) -> int | None:
    """Check the passage in FILE (- for standard input): figures, quotations, citations, who said what.

    Each is answered with one of cocok, berbeda, kedaluwarsa, tidak konsisten, tidak ditemukan, and the source's own
    sentence.

    Example: echo "Cakupan di Kota Bogor 94 persen." | kb check -
    """
    if (file is None) == (batch is None):
        raise click.UsageError("Give one FILE (- for standard input), or --batch CSV.")
    filters = read_options(options)
    if batch is not None:
        return _check_table(session, read_text(batch), filters, as_json)
    assert file is not None
    answer(session, as_json, table.check_claims, render_checks.render_claims, text=read_text(file), filters=filters)
    return None


def _check_table(session: Session, text: str, filters: dict[str, object], as_json: bool) -> int:
    rows = list(_read_rows(text))
    done = []
    with session.client() as client:
        for at, row in enumerate(rows, start=1):
            done.append(_check_row(client, row, filters))
            note(f"{at}/{len(rows)} {done[-1]['verdict']}")
    click.echo(format_json(done) if as_json else _format_table(done))
    return SOME_FAILED if any(row["verdict"] == FAILED_ROW for row in done) else 0


def _read_rows(text: str) -> Iterator[dict[str, str]]:
    """Read the rows of a table.

    Raises:
        InvalidQuery: it has no column ``claim``.
    """
    from kb.model.errors import InvalidQuery

    table = csv.DictReader(io.StringIO(text))
    if "claim" not in (table.fieldnames or []):
        raise InvalidQuery("The table has no column `claim`.", "Name it in the first line: id,claim.")
    for at, row in enumerate(table, start=1):
        yield {"id": row.get("id") or str(at), "claim": row["claim"] or ""}


def _check_row(client: Client, row: dict[str, str], filters: dict[str, object]) -> dict[str, str]:
    from kb.model.errors import QueryError

    try:
        answer = client.ask(table.check_claims, text=row["claim"], filters=filters)
    except QueryError as error:
        return {**dict.fromkeys(COLUMNS, ""), **row, "verdict": FAILED_ROW, "reason": f"{error.message} {error.hint}"}
    evidence = answer.find_evidence()
    return row | {
        "verdict": answer.verdict,
        "reason": answer.reason,
        "evidence": evidence.quote.exact if evidence else "",
        "citation": evidence.formatted if evidence else "",
        "permalink": evidence.permalink if evidence else "",
    }


def _format_table(rows: list[dict[str, str]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _defuse(value) for name, value in row.items()} for row in rows)
    return table.getvalue().rstrip("\n")


def _defuse(value: str) -> str:
    """Keep a spreadsheet from running what a source or a claim begins with as a formula."""
    plain = clean(value)
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@", "\t") else plain
