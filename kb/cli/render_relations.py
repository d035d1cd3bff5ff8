"""Render views of references as text for people.

As in ``kb.cli.render``, no control character of a source reaches the terminal.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from kb.cli.render import clean

if TYPE_CHECKING:
    from kb.operations import check_answers as answers

STANDINGS = {
    "held": "",
    "not-held": "not held",
    "several": "several candidates",
    "open": "left open by the text",
    "own": "its own",
}
_WIDTH = 96


def render_references(view: answers.MentionsBody) -> str:
    """Show what a document mentions, one mention each with the place where it stands."""
    rows = [_render_reference(mention) for mention in view.mentions]
    return clean("\n".join([_render_head(view, "mentions in"), *rows]))


def render_cited_by(view: answers.MentionsBody) -> str:
    """Show who mentions a document, one mention each with its citation and its sentence."""
    rows = [_render_citing(mention) for mention in view.mentions]
    return clean("\n".join([_render_head(view, "mentions of"), *rows]))


def _render_head(view: answers.MentionsBody, what: str) -> str:
    counts = ", ".join(f"{name} {count}" for name, count in view.relations.items())
    return f"{len(view.mentions)} of {view.total} {what} {view.document_id}" + (f" ({counts})" if counts else "")


def _render_reference(mention: answers.MentionBody) -> str:
    name = mention.canonical or " ".join(mention.text.split())
    held = ", ".join(document.document_id for document in mention.documents)
    told = ": ".join(part for part in (STANDINGS[mention.standing], held) if part)
    return f"  {mention.relation:<17}  {name}  [{told}]\n  {'':<17}  {mention.citation.pinpoint.label}"


def _render_citing(mention: answers.MentionBody) -> str:
    citation = mention.citation
    pinpoint = f" ({mention.pinpoint})" if mention.pinpoint else ""
    quote = textwrap.shorten(" ".join(citation.quote.exact.split()), 3 * _WIDTH, placeholder="…")
    lines = textwrap.wrap(f"“{quote}”", _WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join([f"  {mention.relation}{pinpoint}: {citation.formatted}", *lines])
