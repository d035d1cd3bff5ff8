"""Commands that follow references: references, cited-by. Neither changes anything."""

from __future__ import annotations

import click

from kb.cli import render_relations
from kb.cli.ask import F, parse_address, read_options, with_page
from kb.cli.session import Session, answer, command, table
from kb.model.vocabulary import MAX_LIMIT, RELATIONS

_RELATION = click.option("--relation", default="", type=click.Choice(["", *RELATIONS]), help="Only this relation.")


def with_mentions(function: F) -> F:
    """Give a command the options that choose which mentions it shows."""
    return _RELATION(with_page(MAX_LIMIT)(function))


@click.command()
@click.argument("address", metavar="ID[#LOCATOR]")
@click.option("--own", is_flag=True, help="Mentions of the document's own provisions too.")
@with_mentions
@command
def references(session: Session, as_json: bool, address: str, **options: object) -> None:
    """List what a document, or one provision of it, mentions: what it does to each, and which are held.

    Example: kb references permenaker-2-2022 --relation mencabut
    """
    asked = parse_address(address)._asdict() | read_options(options)
    answer(session, as_json, table.find_references, render_relations.render_references, **asked)


@click.command("cited-by")
@click.argument("address", metavar="ID[#LOCATOR]")
@with_mentions
@command
def cited_by(session: Session, as_json: bool, address: str, **options: object) -> None:
    """List where other documents mention a document, or one provision of it.

    Example: kb cited-by "uu-24-2011#pasal-15"
    """
    target = parse_address(address)
    asked = {"document_id": target.document_id, "locator": target.locator} | read_options(options)
    answer(session, as_json, table.find_cited_by, render_relations.render_cited_by, **asked)
