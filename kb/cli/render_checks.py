"""Render what was checked as text for people.

As in ``kb.cli.render``, a digest is never shown without saying so, and nothing of a source or of
the text that was checked reaches the terminal as a control character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.cli.render import CALLOUTS, clean

if TYPE_CHECKING:
    from kb.operations import check_answers as answers
    from kb.operations.answers import CitationBody

STATUS_WORDS = {
    "found": "held",
    "several": "several candidates",
    "not-held": "known, not held",
    "unknown": "unknown",
    "malformed": "can't be read",
}

TIER_WORDS = {
    "verbatim-exact": "Verbatim, to the letter",
    "verbatim-typographic": "Verbatim but for quotes, dashes, blanks or hyphenation",
    "verbatim-ocr": "Verbatim but for damage of a scan",
    "not-found": "Not found",
}

_MOST_DIFF = 40


def render_lookup(view: answers.LookupBody) -> str:
    """Show each citation with its status."""
    if not view.citations:
        return f"No citation in these {view.characters} characters."
    return clean("\n".join(line for citation in view.citations for line in _lines_of(citation)))


def _lines_of(citation: answers.CitationLookupBody) -> list[str]:
    name = citation.canonical or "–"
    lines = [f"{STATUS_WORDS[citation.status]}: {name}   “{' '.join(citation.text.split())}”"]
    return [*lines, *_details(citation)]


def _details(found: answers.CitationLookupBody | answers.ResolutionBody) -> list[str]:
    lines = [f"  {found.reason}"] if found.reason else []
    lines += [f"  → {_name(candidate)}" for candidate in found.candidates]
    return lines + [f"  near: {_name(candidate)}" for candidate in found.near]


def _name(candidate: answers.CandidateBody) -> str:
    citation = candidate.citation
    return f"{citation.formatted} [{CALLOUTS[citation.text_status]}] {citation.permalink}"


def render_resolution(view: answers.ResolutionBody) -> str:
    """Show what a name means, or may mean."""
    head = f"{STATUS_WORDS[view.status]}: {view.canonical or view.query}"
    return clean("\n".join([head, *_details(view)]))


def render_verification(view: answers.VerificationBody) -> str:
    """Show where a quote stands, or what stands there instead."""
    lines = [f"{TIER_WORDS[view.status]} ({view.documents} documents looked through)."]
    for finding in view.findings:
        lines += _finding_lines(finding)
    return clean("\n".join(lines))


def _finding_lines(finding: answers.FindingBody) -> list[str]:
    lines = []
    for citation, speaker in zip(finding.citations, finding.speakers, strict=True):
        said = f" – {speaker.name}" + (f", {speaker.role}" if speaker.role else "") if speaker else ""
        lines += [f"  {citation.formatted} [{CALLOUTS[citation.text_status]}]"]
        lines += [f"    “{citation.quote.exact}”{said}", f"    {citation.permalink}"]
    if finding.notes:
        lines.append(f"    note: {', '.join(finding.notes)}")
    if finding.tier == "none" and finding.diff:
        lines.append(f"    {_format_diff(finding.diff)}")
    return lines


def _format_diff(diff: list[answers.DiffBody]) -> str:
    """Write a word diff on one line: ``[-source-]`` and ``{+quote+}``, as ``git diff --word-diff`` does."""
    return " ".join(_format_step(step) for step in diff[:_MOST_DIFF]) + (" …" if len(diff) > _MOST_DIFF else "")


def _format_step(step: answers.DiffBody) -> str:
    if step.kind == "equal":
        return step.source
    source = f"[-{step.source}-]" if step.source else ""
    return source + (f"{{+{step.quote}+}}" if step.quote else "")


def render_claims(view: answers.ClaimsBody) -> str:
    """Show each checked item with its verdict and the source's own sentence."""
    head = f"{view.verdict}: {view.reason}"
    return clean("\n".join([head, *(line for item in view.items for line in _lines_of_item(item))]))


def _lines_of_item(item: answers.ClaimItemBody) -> list[str]:
    lines = ["", f"[{item.verdict}] {item.kind}: “{' '.join(item.text.split())}”", f"  {item.reason}"]
    return [*lines, *(line for citation in item.evidence for line in _lines_of_evidence(citation))]


def _lines_of_evidence(citation: CitationBody) -> list[str]:
    words = " ".join(citation.quote.exact.split())
    name = f"  → {citation.formatted} [{CALLOUTS[citation.text_status]}] {citation.permalink}"
    return [f"  “{words}”", name]
