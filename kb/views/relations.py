"""Views of mentions and of whether a rule holds.

Step 6.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kb.law.citation import format_instrument, format_pinpoint, format_reference

if TYPE_CHECKING:
    from kb.library.mentions import Mention, Mentions
    from kb.model import LegalStatus, StatusSource

View = dict[str, Any]


def legal_status_view(status: LegalStatus) -> View:
    """Return whether a rule holds, since when, who says so, and the line that every face shows over its text."""
    from kb.library.legal_status import format_callout

    return {
        "value": status.value,
        "since": _format_date(status.since),
        "checked_on": _format_date(status.checked_on),
        "as_of": _format_date(status.as_of),
        "callout": format_callout(status),
        "sources": [_source_view(source) for source in status.sources],
    }


def _source_view(source: StatusSource) -> View:
    from kb.views.basic import citation_view

    return {
        "value": source.value,
        "origin": source.origin,
        "label": source.label,
        "document_id": source.document_id,
        "since": _format_date(source.since),
        "checked_on": _format_date(source.checked_on),
        "locators": list(source.locators),
        "citation": citation_view(source.citation) if source.citation else None,
    }


def mentions_view(found: Mentions) -> View:
    """Return mentions of or in one document, with how many there are of each relation."""
    return {
        "document_id": found.document_id,
        "version": found.version,
        "title": found.title,
        "total": found.total,
        "relations": dict(found.relations),
        "mentions": [_mention_view(mention) for mention in found.mentions],
    }


def _mention_view(mention: Mention) -> View:
    from kb.views.basic import citation_view, instrument_view, span_view

    reference = mention.reference
    places = [place for place in (reference.locator, reference.through) if place]
    return {
        "text": reference.text,
        "span": span_view(reference.span),
        "canonical": format_reference(reference),
        "label": format_instrument(reference.instrument) if reference.is_resolved else "",
        "instrument": instrument_view(reference.instrument) if reference.is_resolved else None,
        "locator": reference.locator,
        "through": reference.through,
        "pinpoint": " s.d. ".join(format_pinpoint(place) for place in places),
        "day": _format_date(reference.day),
        "basis": reference.basis,
        "relation": reference.relation,
        "evidence": span_view(reference.evidence) if reference.evidence else None,
        "standing": mention.standing,
        "documents": [{"document_id": name, "title": title} for name, title in mention.documents.items()],
        "citation": citation_view(mention.citation),
    }


def _format_date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
