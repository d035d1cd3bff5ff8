"""Views of checked citations and quotes.

Step 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.views.basic import View, citation_view, instrument_view, span_view

if TYPE_CHECKING:
    from kb.checking.lookup import Candidate, CitationLookup, Resolution
    from kb.checking.quotation import DiffOp
    from kb.checking.verify_quote import QuoteFinding, QuoteVerification, Speaker


def lookup_view(text: str, citations: Sequence[CitationLookup]) -> View:
    """Return every citation of a text, with how many have each status."""
    return {
        "characters": len(text),
        "counts": dict(Counter(citation.status for citation in citations)),
        "citations": [_lookup_view(citation) for citation in citations],
    }


def _lookup_view(found: CitationLookup) -> View:
    return {
        "span": span_view(found.span),
        "text": found.text,
        "canonical": found.canonical,
        "formatted": found.formatted,
        "instrument": instrument_view(found.instrument) if found.instrument else None,
        "locators": list(found.locators),
        "status": found.status,
        "reason": found.reason,
        "candidates": [candidate_view(candidate) for candidate in found.candidates],
        "near": [candidate_view(candidate) for candidate in found.near],
    }


def candidate_view(candidate: Candidate) -> View:
    """Return a document or provision that a citation may mean."""
    return {
        "document_id": candidate.document_id,
        "title": candidate.title,
        "locator": candidate.locator,
        "citation": citation_view(candidate.citation),
    }


def resolution_view(resolution: Resolution) -> View:
    """Return what a short name or a citation means."""
    return {
        "query": resolution.query,
        "canonical": resolution.canonical,
        "status": resolution.status,
        "reason": resolution.reason,
        "candidates": [candidate_view(candidate) for candidate in resolution.candidates],
        "near": [candidate_view(candidate) for candidate in resolution.near],
    }


def verification_view(verification: QuoteVerification) -> View:
    """Return whether a quote stands in what is held, and where."""
    return {
        "quote": verification.quote,
        "status": verification.status,
        "documents": verification.documents,
        "findings": [_finding_view(finding) for finding in verification.findings],
    }


def _finding_view(finding: QuoteFinding) -> View:
    return {
        "document_id": finding.document_id,
        "version": finding.version,
        "tier": finding.match.tier,
        "similarity": round(finding.match.similarity, 4),
        "notes": list(finding.match.notes),
        "diff": [_diff_view(step) for step in finding.match.diff],
        "citations": [citation_view(citation) for citation in finding.citations],
        "speakers": [_speaker_view(speaker) for speaker in finding.speakers],
    }


def _diff_view(step: DiffOp) -> View:
    return {"kind": step.kind, "source": step.source, "quote": step.quote, "span": span_view(step.span)}


def _speaker_view(speaker: Speaker | None) -> View | None:
    return {"name": speaker.name, "role": speaker.role} if speaker else None
