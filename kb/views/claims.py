"""Views of checked claims.

Step 6.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kb.views.basic import View, citation_view, span_view

if TYPE_CHECKING:
    from kb.checking.claims import ClaimItem, ClaimReport


def claims_view(report: ClaimReport) -> View:
    """Return the verdict on a passage with each thing in it that was checked, in the order of the text."""
    return {
        "text": report.text,
        "verdict": report.verdict,
        "reason": report.reason,
        "counts": dict(Counter(item.verdict for item in report.items)),
        "items": [_item_view(item) for item in report.items],
        "documents": report.documents,
    }


def _item_view(item: ClaimItem) -> View:
    return {
        "kind": item.kind,
        "text": item.text,
        "span": span_view(item.span),
        "sentence": span_view(item.sentence),
        "verdict": item.verdict,
        "reason": item.reason,
        "evidence": [citation_view(citation) for citation in item.evidence],
    }
