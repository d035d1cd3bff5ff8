"""Commands that ask: search, read, documents, coverage, status, config.

Step 7. Invariant: none of them changes anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from kb.cli import render
from kb.cli.session import Session, command, show

if TYPE_CHECKING:
    from kb.model import Filters

MAX_LIMIT = 100
"""Same as ``kb.client.MAX_LIMIT`` (a test compares them); written again so that ``kb --help`` needn't import it."""

F = TypeVar("F", bound=Callable[..., Any])

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
    click.option("--document", "document_id", multiple=True, metavar="ID", help="Only this document. Repeatable."),
)


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


def build_filters(options: dict[str, Any]) -> Filters:
    """Make filters of a command's options."""
    from kb.model import Filters

    days = {name: options[name] and options[name].date() for name in ("date_from", "date_to")}
    kinds = tuple(kind.lower() for kind in options["kind"])
    return Filters(**(options | days | {"kind": kinds}))


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, MAX_LIMIT), help="Most hits to show.")
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
def search(
    session: Session, as_json: bool, query: tuple[str, ...], limit: int, mode: str, as_of: Any, **options: Any
) -> None:
    """Search for QUERY: words, a question, a "quoted phrase", a citation or a number.

    Example: kb search "kewajiban pemberi kerja jasa konstruksi" --kind se --year 2024
    """
    with session.client() as client:
        day = as_of.date() if as_of else None
        view = client.search(" ".join(query), build_filters(options), limit, mode, day)
    show(view, as_json, render.render_search)


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
    with session.client() as client:
        if outline:
            view, renderer = client.get_document(target.document_id, target.version), render.render_outline
        elif target.locator:
            view, renderer = client.get_provision(*_order(target)), render.render_provision
        else:
            view = client.get_document(target.document_id, target.version)
            view |= {"text": client.get_text(target.document_id, view["version"])}
            renderer = render.render_document
    show(view, as_json, renderer)


def _order(target: Address) -> tuple[str, str, str | None]:
    return target.document_id, target.locator, target.version


@click.command()
@click.option("--cursor", default="", help="Where the page before ended.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, MAX_LIMIT), help="Most rows to show.")
@with_filters
@command
def documents(session: Session, as_json: bool, cursor: str, limit: int, **options: Any) -> None:
    """List the documents that are held, with counts by kind, year, issuer and place."""
    with session.client() as client:
        view = client.find_documents(build_filters(options), cursor, limit)
    show(view, as_json, render.render_documents)


@click.command()
@command
def coverage(session: Session, as_json: bool) -> None:
    """Show what is held, through which date, and what our documents mention that isn't held."""
    with session.client() as client:
        view = client.coverage()
    show(view, as_json, render.render_coverage)


@click.command()
@command
def status(session: Session, as_json: bool) -> None:
    """Show the state of archive, catalog and index."""
    with session.client() as client:
        view = client.status()
    show(view, as_json, render.render_facts)


@click.command("config")
@command
def show_config(session: Session, as_json: bool) -> None:
    """List every setting with its value; each is set by the environment variable of that name."""
    show({"settings": session.settings.rows()}, as_json, render.render_settings)
