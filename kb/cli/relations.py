"""Commands that follow references: references, cited-by.

Step 7. Invariant: none of them changes anything.
"""

from __future__ import annotations

from typing import Any

import click

from kb.cli import render_relations
from kb.cli.ask import MAX_LIMIT, parse_address
from kb.cli.session import Session, command, show

RELATIONS = ("mencabut", "mencabut-sebagian", "mengubah", "melaksanakan", "dasar-hukum", "merujuk")
"""Same as ``kb.law.relations.RELATIONS`` (a test compares them);
written again so that ``kb --help`` needn't import it."""

_PAGE = (
    click.option("--relation", default="", type=click.Choice(["", *RELATIONS]), help="Only this relation."),
    click.option("--offset", default=0, type=click.IntRange(0), help="How many to pass over."),
    click.option(
        "--limit", default=MAX_LIMIT, show_default=True, type=click.IntRange(1, MAX_LIMIT), help="Most to show."
    ),
)


def with_page(function: Any) -> Any:
    """Give a command the options that choose which mentions it shows."""
    for option in reversed(_PAGE):
        function = option(function)
    return function


@click.command()
@click.argument("address", metavar="ID[#LOCATOR]")
@click.option("--own", is_flag=True, help="Mentions of the document's own provisions too.")
@with_page
@command
def references(session: Session, as_json: bool, address: str, own: bool, **page: Any) -> None:
    """List what a document, or one provision of it, mentions: what it does to each, and which are held.

    Example: kb references permenaker-2-2022 --relation mencabut
    """
    target = parse_address(address)
    with session.client() as client:
        view = client.find_references(target.document_id, target.version, locator=target.locator, own=own, **page)
    show(view, as_json, render_relations.render_references)


@click.command("cited-by")
@click.argument("address", metavar="ID[#LOCATOR]")
@with_page
@command
def cited_by(session: Session, as_json: bool, address: str, **page: Any) -> None:
    """List where other documents mention a document, or one provision of it.

    Example: kb cited-by "uu-24-2011#pasal-15"
    """
    target = parse_address(address)
    with session.client() as client:
        view = client.find_cited_by(target.document_id, target.locator, **page)
    show(view, as_json, render_relations.render_cited_by)
