"""Commands that follow references: references, cited-by. Neither changes anything."""

from __future__ import annotations

import click

from kb.cli import render_relations
from kb.cli.ask import F, parse_address, read_options, with_cursor
from kb.cli.session import Session, command, show, table
from kb.model.vocabulary import MAX_LIMIT, RELATIONS

_PAGE = (
    click.option("--relation", default="", type=click.Choice(["", *RELATIONS]), help="Only this relation."),
    with_cursor,
    click.option(
        "--limit", default=MAX_LIMIT, show_default=True, type=click.IntRange(1, MAX_LIMIT), help="Most to show."
    ),
)


def with_page(function: F) -> F:
    """Give a command the options that choose which mentions it shows."""
    for option in reversed(_PAGE):
        function = option(function)
    return function


@click.command()
@click.argument("address", metavar="ID[#LOCATOR]")
@click.option("--own", is_flag=True, help="Mentions of the document's own provisions too.")
@with_page
@command
def references(session: Session, as_json: bool, address: str, **options: object) -> None:
    """List what a document, or one provision of it, mentions: what it does to each, and which are held.

    Example: kb references permenaker-2-2022 --relation mencabut
    """
    target = parse_address(address)
    with session.client() as client:
        answer = client.ask(table.find_references, **target._asdict(), **read_options(options))
    show(answer, as_json, render_relations.render_references)


@click.command("cited-by")
@click.argument("address", metavar="ID[#LOCATOR]")
@with_page
@command
def cited_by(session: Session, as_json: bool, address: str, **options: object) -> None:
    """List where other documents mention a document, or one provision of it.

    Example: kb cited-by "uu-24-2011#pasal-15"
    """
    target = parse_address(address)
    with session.client() as client:
        place = {"document_id": target.document_id, "locator": target.locator}
        answer = client.ask(table.find_cited_by, **place, **read_options(options))
    show(answer, as_json, render_relations.render_cited_by)
