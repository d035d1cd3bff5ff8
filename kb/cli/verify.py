"""Commands that check citations and quotes: lookup, resolve, verify. None changes anything."""

from __future__ import annotations

from datetime import datetime
from typing import TextIO

import click

from kb.cli import render_checks
from kb.cli.ask import read_options, with_filters
from kb.cli.session import Session, answer, command, table

NOTHING_FOUND = 3
"""Exit code where what was asked for isn't held, as for a document that isn't."""


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--date",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Of the text: nothing later is meant.",
)
@command
def lookup(session: Session, as_json: bool, file: TextIO, day: datetime | None) -> None:
    """Find every citation in FILE (- for standard input) and say of each whether it is held."""
    asked = {"text": read_text(file), "date": day.date() if day else None}
    answer(session, as_json, table.lookup_citations, render_checks.render_lookup, **asked)


@click.command()
@click.argument("query", nargs=-1, required=True)
@command
def resolve(session: Session, as_json: bool, query: tuple[str, ...]) -> int:
    """Say what a citation, a number, a name in common use or a document id means. Exit code 3 where that isn't held."""
    found = answer(session, as_json, table.resolve_name, render_checks.render_resolution, q=" ".join(query))
    return 0 if found.candidates else NOTHING_FOUND


@click.command()
@click.argument("quote", nargs=-1, required=True)
@click.option("--at", "locator", default="", metavar="LOCATOR", help="Only in this provision of the one --document.")
@with_filters
@command
def verify(session: Session, as_json: bool, quote: tuple[str, ...], locator: str, **options: object) -> int:
    """Say whether QUOTE stands in what is held, where, and who said it. Exit code 3 where it doesn't."""
    asked = {"quote": " ".join(quote), "locator": locator, "filters": read_options(options)}
    found = answer(session, as_json, table.verify_quote, render_checks.render_verification, **asked)
    return NOTHING_FOUND if found.status == "not-found" else 0


def read_text(file: TextIO) -> str:
    """Read a file of text. Raises InvalidQuery where it is none."""
    try:
        text = file.read()
    except UnicodeDecodeError as exc:
        from kb.model.errors import InvalidQuery

        raise InvalidQuery(f"{file.name} is no UTF-8 text: {exc.reason}.", "Save it as UTF-8.") from exc
    return text
