"""Commands on figures: figures, timeline.

Step 7. Invariant: none of them changes anything.
"""

from __future__ import annotations

from typing import Any

import click

from kb.cli import render_figures
from kb.cli.ask import build_filters, parse_address, with_filters
from kb.cli.session import Session, command, show


@click.command()
@click.argument("address", metavar="ID")
@command
def figures(session: Session, as_json: bool, address: str) -> None:
    """List the figures of a document with what they count, and those that contradict each other."""
    target = parse_address(address)
    with session.client() as client:
        view = client.find_figures(target.document_id, target.version)
    show(view, as_json, render_figures.render_figures)


@click.command()
@click.argument("subject", nargs=-1, required=True)
@click.option("--unit", default="", help="Only lines of this unit: orang, persen, proyek …")
@with_filters
@command
def timeline(session: Session, as_json: bool, subject: tuple[str, ...], unit: str, **options: Any) -> None:
    """Show what releases and circulars say of SUBJECT over time; differing values of one time are marked."""
    with session.client() as client:
        view = client.find_timelines(" ".join(subject), build_filters(options), unit)
    show(view, as_json, render_figures.render_timelines)
