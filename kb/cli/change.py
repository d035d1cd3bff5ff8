"""Commands that change something or keep running: ingest, reindex, push, serve.

Step 7. Invariant: while a server runs on the home folder, writing goes through it; none of them stops it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from kb.cli import render
from kb.cli.exits import DONE, FAILED
from kb.cli.session import Session, command, note, progress_bar, show


@click.command()
@click.argument("locations", nargs=-1, metavar="PATH|URL…")
@click.option("--starter", is_flag=True, help="Take in the bundled starter corpus first.")
@command
def ingest(session: Session, as_json: bool, locations: tuple[str, ...], starter: bool) -> int:
    """Take in files, folders and web addresses. Each fails alone; the exit code is 1 when any did."""
    if not locations and not starter:
        raise click.UsageError("Name a path or an address, or give --starter.")
    with session.client() as client, progress_bar() as draw:
        view = client.ingest(locations, starter, draw)
    show(view, as_json, render.render_ingest)
    return FAILED if view["failed"] else DONE


@click.command()
@command
def reindex(session: Session, as_json: bool) -> None:
    """Build the index anew from catalog and archive; the old one answers until the new one stands."""
    with session.client() as client, progress_bar() as draw:
        view = client.reindex(draw)
    show(view, as_json, render.render_facts)


@click.command()
@click.argument("url")
@click.option("--collection", default=None, help="Collection on that server; KB_QDRANT_COLLECTION by default.")
@command
def push(session: Session, as_json: bool, url: str, collection: str | None) -> None:
    """Copy the index to the Qdrant server at URL without embedding again. Its key is KB_QDRANT_API_KEY."""
    settings = session.settings
    with session.client() as client, progress_bar() as draw:
        view = client.push(url, collection or settings.qdrant_collection, settings.qdrant_api_key, draw)
    show(view, as_json, render.render_facts)


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

    chosen: dict[str, Any] = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = replace(session.settings, **chosen)

    def announce(url: str, pid: int) -> None:
        note(f"Rujukan answers at {url} (home folder {settings.home}). Ctrl-C stops it.")
        if as_json:
            show({"url": url, "home": str(settings.home), "pid": pid}, True, str)

    run_server(settings, announce, progress_bar, starter=not no_starter)
