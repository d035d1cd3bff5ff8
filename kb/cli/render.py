"""Render answers as text for people.

A digest is never shown without saying that it is one, and no control character of a source reaches the terminal.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.model import Provision, Span
    from kb.operations import answers, document_answers
    from kb.operations.described import Answer

CALLOUTS = {
    "official": "teks resmi",
    "copy": "SALINAN, belum dibandingkan dengan teks resmi",
    "digest": "RINGKASAN, bukan teks resmi",
}
"""What every face says about a text's standing; Indonesian, because it belongs to the citation."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Everything that could move the cursor, colour the terminal or turn the reading direction."""

_WIDTH = 96


def clean(text: str) -> str:
    """Replace control characters, so that a source can't write to the reader's terminal.

    Example:
        >>> clean("Pasal 5\\x1b[2J")
        'Pasal 5\\ufffd[2J'
    """
    return _CONTROL.sub("\ufffd", text)


def render_search(view: answers.SearchBody) -> str:
    """Show the hits, best first, or what was searched in vain."""
    if not view.hits:
        return _render_no_hit(view)
    shown, total = len(view.hits), view.total
    head = f"{shown} of {total} hits for “{view.query}” ({view.mode})"
    if view.diagnostics.get("answerable") is False:
        head += f"\n! Probably not answered here: no hit has {_list_missing(view.diagnostics)}. These are only near."
    also = _list_names(view.diagnostics, "also")
    heads = [head, *_wrap(f"Also looked for: {', '.join(also)}.")] if also else [head]
    return "\n\n".join([clean("\n".join(heads)), *(_render_hit(hit) for hit in view.hits)])


def _list_missing(facts: Mapping[str, object]) -> str:
    return ", ".join(f"“{name}”" for name in _list_names(facts, "missing")) or "what was asked for"


def _list_names(facts: Mapping[str, object], name: str) -> list[str]:
    found = facts.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


def _render_hit(hit: answers.HitBody) -> str:
    citation = hit.citation
    page = citation.pinpoint.page
    standing = CALLOUTS[citation.text_status] + (f" · halaman {page}" if page else "")
    lines = [f"{hit.rank}. {citation.formatted}", *_render_status(hit.status, "   ")]
    lines += _wrap(f"“{citation.quote.exact}”")
    return clean("\n".join([*lines, f"   [{standing}]", f"   {citation.permalink}"]))


def _render_status(status: answers.LegalStatusBody, indent: str = "") -> list[str]:
    """Write what is known of a rule's standing over its text; nothing while nothing is known."""
    return [f"{indent}! {status.callout}"] if status.callout else []


def _render_no_hit(view: answers.SearchBody) -> str:
    lines = [f"No hit for “{view.query}” ({view.mode})."]
    return clean("\n".join([*lines, *_render_facts(view.diagnostics)]))


def _render_facts(facts: Mapping[str, object]) -> list[str]:
    return [f"  {name.replace('_', ' ')}: {_format_fact(value)}" for name, value in facts.items()]


def _format_fact(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def render_provision(view: document_answers.ProvisionPageBody) -> str:
    """Show one provision: citation, standing, verbatim text and where it can be opened."""
    citation = view.citation
    source = citation.source
    standing = f"[{CALLOUTS[citation.text_status]}]"
    tail = [citation.permalink, *([f"Sumber: {source.address}"] if source.address else [])]
    head = [citation.formatted, *_render_status(view.status), standing]
    return clean("\n".join([*head, "", view.text.strip("\n"), "", *tail]))


def render_document(view: document_answers.WholeDocumentBody) -> str:
    """Show a whole document: what it is, its standing, and its text."""
    head = [
        f"{view.instrument.label}: {view.title}" if view.title else view.instrument.label,
        f"[{CALLOUTS[view.text_status]}]",
        f"{view.id}@{view.version[:12]} · {view.date or 'tanpa tanggal'} · {view.source.address}",
    ]
    notices = [*_render_status(view.status), *(f"! {notice.message}" for notice in view.notices)]
    return "\n".join([clean("\n".join([*head, *notices])), "", _render_text(view.text, view.outline).strip("\n")])


def _render_text(text: str, outline: Sequence[Provision]) -> str:
    """Show the text whole, with what isn't the document (page furniture, adverts) dimmed."""
    pieces: list[str] = []
    done = 0
    for span in _find_boilerplate(outline):
        pieces += [clean(text[done : span.start]), click.style(clean(text[span.start : span.end]), dim=True)]
        done = span.end
    return "".join([*pieces, clean(text[done:])])


def _find_boilerplate(outline: Sequence[Provision]) -> list[Span]:
    return [row.span for row in outline if row.kind == "boilerplate"]


def render_outline(view: document_answers.DocumentBody) -> str:
    """Show a document's provisions, one per line: the locator to read it by, then label and heading."""
    head = f"{view.id}@{view.version[:12]}  [{CALLOUTS[view.text_status]}]"
    rows = [f"{'  ' * row.depth}{row.locator}  {_name(row)}" for row in view.outline]
    return clean("\n".join([head, *rows]))


def _name(row: Provision) -> str:
    heading = textwrap.shorten(row.heading, max(_WIDTH - len(row.label), 24), placeholder="…")
    return f"{row.label}: {heading}" if heading else row.label


def render_history(view: document_answers.HistoryBody) -> str:
    """Show each version with its sources."""
    return clean("\n".join(line for version in view.versions for line in _version_lines(view.document_id, version)))


def _version_lines(document_id: str, version: document_answers.VersionBody) -> list[str]:
    mark = ", current" if version.is_current else ""
    head = f"{document_id}@{version.version[:12]}  taken in {version.retrieved:%Y-%m-%d}{mark}"
    sources = [f"  {one.address or one.publisher or 'a file'}  sha256 {one.sha256[:12]}" for one in version.sources]
    return [f"{head}  [{CALLOUTS[version.text_status]}]", *sources]


def render_documents(view: document_answers.DocumentsBody) -> str:
    """Show a page of a listing with its facets."""
    rows = [_render_summary(row) for row in view.documents]
    shown = f"{len(rows)} of {view.total} documents"
    facets = [f"{name}: {_format_counts(counts)}" for name, counts in view.facets.items() if counts]
    more = [f"More: --cursor {view.cursor}"] if view.cursor else []
    return clean("\n".join([shown, *rows, "", *facets, *more]).rstrip("\n"))


def _render_summary(row: document_answers.SummaryBody) -> str:
    standing = "" if row.text_status == "official" else f" [{CALLOUTS[row.text_status]}]"
    title = textwrap.shorten(row.title, _WIDTH - 16, placeholder="…")
    return f"{row.date or '????-??-??'}  {row.id}{standing}\n            {title}"


def render_ingest(view: document_answers.IngestBody) -> str:
    """Show what became of each source; the reason and the next step for each that failed."""
    rows = [_render_source(row) for row in view.sources]
    done = len(rows) - view.failed
    tally = f"{done} of {len(rows)} sources taken in, {view.failed} failed, {view.seconds:.1f} s"
    return clean("\n".join([*rows, tally]))


def _render_source(row: document_answers.SourceReportBody) -> str:
    name = row.id or row.path
    if row.status != "failed":
        return f"{row.status:<9}  {name}  ({row.provisions} provisions, {row.chunks} chunks)"
    error = row.error
    reason = f"{error.type}: {error.message} {error.hint}".rstrip() if error else ""
    return f"failed     {row.path or name}\n           {reason}"


def render_coverage(view: document_answers.CoverageBody) -> str:
    """Show what is held, through which date, and what is mentioned but not held."""
    head = [
        f"{view.documents} documents, the latest of {view.latest or 'unknown date'}",
        f"kinds: {_format_counts(view.by_kind)}",
        f"standing: {_format_counts(view.by_status)}",
    ]
    missing = [_render_missing(row) for row in view.missing]
    shown = f"mentioned, but not held ({len(missing)} of {view.missing_total}; documents, mentions):"
    more = [f"More: --cursor {view.cursor}"] if view.cursor else []
    return clean("\n".join([*head, *([shown, *missing, *more] if missing else [])]))


def _render_missing(row: document_answers.MissingBody) -> str:
    return f"  {row.cited_by:>4}  {row.mentions:>4}×  {row.label}  ({_format_counts(row.relations)})"


def render_facts(answer: Answer) -> str:
    """Show a flat answer, one field per line."""
    facts = answer.model_dump(mode="json")
    width = max(len(name) for name in facts)
    return clean("\n".join(f"{name.replace('_', ' '):<{width}}  {_format_fact(one)}" for name, one in facts.items()))


def render_settings(rows: Sequence[Mapping[str, str]]) -> str:
    """Show every setting with its value and help."""
    return clean("\n".join(f"{row['name']}={row['value']}\n    {row['help']}" for row in rows))


def _format_counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name or '(none)'} {count}" for name, count in counts.items())


def _wrap(text: str) -> list[str]:
    """Wrap a quote for the screen. Only here: in JSON it stays verbatim."""
    return textwrap.wrap(" ".join(text.split()), _WIDTH, initial_indent="   ", subsequent_indent="   ")
