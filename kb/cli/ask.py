"""Commands that ask: search, read, documents, history, coverage, status, config. None changes anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from kb.cli import render
from kb.cli.session import Session, answer, command, format_json, show, table
from kb.model.vocabulary import MAX_LIMIT, MAX_PROVISIONS

if TYPE_CHECKING:
    from kb.client import Client
    from kb.operations.document_answers import WholeDocumentBody

F = TypeVar("F", bound=Callable[..., object])

_DATE = click.DateTime(formats=["%Y-%m-%d"])
_FILTERS = (
    click.option("--kind", multiple=True, help="Kind of instrument: uu, pp, perpres, inpres, se, berita … Repeatable."),
    click.option("--number", multiple=True, help="Number as printed: 2, 04/SE/M/2022. Repeatable."),
    click.option("--year", multiple=True, type=int, help="Year of the instrument or release. Repeatable."),
    click.option("--issuer", multiple=True, help='Who issued it: "Wali Kota Tangerang". Repeatable.'),
    click.option("--place", multiple=True, help='Where it holds: "Kalimantan Barat". Repeatable.'),
    click.option("--from", "date_from", type=_DATE, metavar="DATE", help="Not before this day (YYYY-MM-DD)."),
    click.option("--to", "date_to", type=_DATE, metavar="DATE", help="Not after this day (YYYY-MM-DD)."),
    click.option(
        "--text-status",
        multiple=True,
        type=click.Choice(["official", "copy", "digest"]),
        help="How far the text can be trusted to be the official one. Repeatable.",
    ),
    click.option(
        "--document",
        "--document-id",
        "document_id",
        multiple=True,
        metavar="ID",
        help="Only this document. Repeatable.",
    ),
)
_CURSOR = click.option("--cursor", default="", help="Where the page before ended.")


class Address(NamedTuple):
    """What ``kb read`` opens: a document, perhaps in one version, perhaps at one provision."""

    document_id: str
    version: str | None
    locator: str


def parse_address(text: str) -> Address:
    """Read ``ID``, ``ID#locator`` or a chunk id, ``ID@version#locator~n``, as one address.

    Example:
        >>> parse_address("inpres-2-2021#diktum-kedua.angka-13")
        Address(document_id='inpres-2-2021', version=None, locator='diktum-kedua.angka-13')
        >>> parse_address("inpres-2-2021@0123456789ab#diktum-kedua~2")
        Address(document_id='inpres-2-2021', version='0123456789ab', locator='diktum-kedua')
    """
    name, _, locator = text.partition("#")
    document_id, _, version = name.partition("@")
    return Address(document_id, version or None, re.sub(r"~[0-9]+\Z", "", locator))


def with_filters(function: F) -> F:
    """Give a command every filter as an option, with the same names as the HTTP parameters."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def with_page(default: int, most: int = MAX_LIMIT) -> Callable[[F], F]:
    """Give a command the options of a page: its cursor and how much of it is shown."""
    limit = click.option(
        "--limit", default=default, show_default=True, type=click.IntRange(1, most), help="Most to show."
    )
    return lambda function: _CURSOR(limit(function))


def read_options(options: dict[str, object]) -> dict[str, object]:
    """Take the options that were given as fields of a request."""
    return {
        name: value.date() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
        for name, value in options.items()
        if value not in (None, (), "")
    }


@click.command()
@click.argument("query", nargs=-1, required=True)
@with_page(10)
@click.option(
    "--mode",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "hybrid", "dense", "sparse"]),
    help="Which legs search; auto goes straight to the provision when the query is a citation.",
)
@click.option("--as-of", type=_DATE, metavar="DATE", help="Only what there was on this day, with its status then.")
@with_filters
@command
def search(session: Session, as_json: bool, query: tuple[str, ...], **options: object) -> None:
    """Search for QUERY: words, a question, a "quoted phrase", a citation or a number.

    Example: kb search "kewajiban pemberi kerja jasa konstruksi" --kind se --year 2024
    """
    answer(session, as_json, table.search_provisions, render.render_search, q=" ".join(query), **read_options(options))


@click.command()
@click.argument("address", metavar="ID[#LOCATOR]")
@click.option("--outline", is_flag=True, help="List the document's provisions in place of its text.")
@command
def read(session: Session, as_json: bool, address: str, outline: bool) -> None:
    """Read a document, or one provision of it.

    Example: kb read "inpres-2-2021#diktum-kedua.angka-13"

    A chunk id from a search works too. `ID@VERSION` reads an older version.
    """
    target = parse_address(address)
    if target.locator and not outline:
        answer(session, as_json, table.get_provision, render.render_provision, **target._asdict())
        return
    with session.client() as client:
        document = read_whole(client, target)
    show(document, as_json, render.render_outline if outline else render.render_document)


def read_whole(client: Client, target: Address) -> WholeDocumentBody:
    """Read a document's whole outline, page by page, and its text."""
    from kb.operations.document_answers import WholeDocumentBody

    asked = {"document_id": target.document_id, "version": target.version, "limit": MAX_PROVISIONS}
    document = page = client.ask(table.get_document, **asked)
    outline = list(document.outline)
    while page.cursor:
        page = client.ask(table.get_document, **asked, cursor=page.cursor)
        outline += page.outline
    text = client.ask(table.get_text, document_id=document.id, version=document.version)
    whole = {"outline": outline, "cursor": "", "text": text.data.decode()}
    return WholeDocumentBody.model_validate(dict(document) | whole)


@click.command()
@click.argument("document_id", metavar="DOCUMENT")
@command
def history(session: Session, as_json: bool, document_id: str) -> None:
    """List the versions of DOCUMENT that are held, each with the sources that gave it."""
    answer(session, as_json, table.get_history, render.render_history, document_id=document_id)


@click.command()
@with_page(20)
@with_filters
@command
def documents(session: Session, as_json: bool, **options: object) -> None:
    """List the documents that are held, with counts by kind, year, issuer and place."""
    answer(session, as_json, table.list_documents, render.render_documents, **read_options(options))


@click.command()
@with_page(50)
@command
def coverage(session: Session, as_json: bool, **options: object) -> None:
    """Show what is held, through which date, and what our documents mention that isn't held."""
    answer(session, as_json, table.get_coverage, render.render_coverage, **read_options(options))


@click.command()
@command
def status(session: Session, as_json: bool) -> None:
    """Show the state of archive, catalog and index."""
    answer(session, as_json, table.get_status, render.render_facts)


@click.command("config")
@command
def show_config(session: Session, as_json: bool) -> None:
    """List every setting with its value; each is set by the environment variable of that name."""
    rows = session.settings.rows()
    click.echo(format_json({"settings": rows}) if as_json else render.render_settings(rows))
