"""Commands that change something or keep running: ingest, reindex, push, serve.

While a server runs on the home folder, writing goes through it; none of them stops it.
"""

from __future__ import annotations

from dataclasses import replace

import click

from kb.cli import render
from kb.cli.exits import DONE, FAILED
from kb.cli.session import Session, command, format_json, note, progress_bar, show, table


@click.command()
@click.argument("locations", nargs=-1, metavar="PATH|URL…")
@click.option("--starter", is_flag=True, help="Take in the bundled starter corpus first.")
@command
def ingest(session: Session, as_json: bool, locations: tuple[str, ...], starter: bool) -> int:
    """Take in files, folders and web addresses. Each fails alone; the exit code is 1 when any did."""
    if not locations and not starter:
        raise click.UsageError("Name a path or an address, or give --starter.")
    with session.client() as client, progress_bar() as draw:
        answer = client.ask(table.add_documents, draw, locations=list(locations), starter=starter)
    show(answer, as_json, render.render_ingest)
    return FAILED if answer.failed else DONE


@click.command()
@command
def reindex(session: Session, as_json: bool) -> None:
    """Build the index anew from catalog and archive; the old one answers until the new one stands."""
    with session.client() as client, progress_bar() as draw:
        answer = client.ask(table.rebuild_index, draw)
    show(answer, as_json, render.render_facts)


@click.command()
@click.argument("url")
@click.option("--collection", default=None, help="Collection on that server; KB_QDRANT_COLLECTION by default.")
@command
def push(session: Session, as_json: bool, url: str, collection: str | None) -> None:
    """Copy the index to the Qdrant server at URL without embedding again. Its key is KB_QDRANT_API_KEY."""
    settings = session.settings
    target = {"url": url, "collection": collection or settings.qdrant_collection, "api_key": settings.qdrant_api_key}
    with session.client() as client, progress_bar() as draw:
        answer = client.ask(table.push_index, draw, **target)
    show(answer, as_json, render.render_facts)


@click.command()
@click.option("--host", default=None, help="Address to bind to; KB_HOST by default.")
@click.option("--port", default=None, type=click.IntRange(0, 65535), help="KB_PORT by default; 0 picks a free one.")
@click.option("--no-starter", is_flag=True, help="Don't take in the starter corpus when the home folder is empty.")
@command
def serve(session: Session, as_json: bool, host: str | None, port: int | None, no_starter: bool) -> None:
    """Serve the HTTP API on this home folder until Ctrl-C.

    With --json one line, {"url", "home", "pid"}, tells on stdout when it answers.
    """
    from api.serve import serve as run_server

    settings = session.settings
    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)

    def announce(url: str, pid: int) -> None:
        note(f"Rujukan answers at {url} (home folder {settings.home}). Ctrl-C stops it.")
        if as_json:
            click.echo(format_json({"url": url, "home": str(settings.home), "pid": pid}))

    run_server(settings, announce, progress_bar, starter=not no_starter)
