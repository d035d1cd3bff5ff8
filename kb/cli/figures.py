"""Commands on figures: figures, timeline. Neither changes anything."""

from __future__ import annotations

import click

from kb.cli import render_figures
from kb.cli.ask import parse_address, read_options, with_filters, with_page
from kb.cli.session import Session, answer, command, table
from kb.model.vocabulary import MAX_PROVISIONS


@click.command()
@click.argument("address", metavar="ID")
@with_page(500, MAX_PROVISIONS)
@command
def figures(session: Session, as_json: bool, address: str, **options: object) -> None:
    """List the figures of a document with what they count, and those that contradict each other."""
    target = parse_address(address)
    asked = {"document_id": target.document_id, "version": target.version} | read_options(options)
    answer(session, as_json, table.find_figures, render_figures.render_figures, **asked)


@click.command()
@click.argument("subject", nargs=-1, required=True)
@click.option("--unit", default="", help="Only lines of this unit: orang, persen, proyek …")
@with_filters
@command
def timeline(session: Session, as_json: bool, subject: tuple[str, ...], **options: object) -> None:
    """Show what releases and circulars say of SUBJECT over time; differing values of one time are marked."""
    asked = {"subject": " ".join(subject)} | read_options(options)
    answer(session, as_json, table.find_timelines, render_figures.render_timelines, **asked)
