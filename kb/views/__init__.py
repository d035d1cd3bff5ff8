"""Views: the values of the house as JSON-able dicts, the same for every face.

Step 6. Each function takes one value and returns a dict of strings, numbers, booleans, None, lists and dicts.
Invariant: a field has one name and one meaning in the CLI's ``--json``, in the HTTP API and in OpenAPI
(``api/schemas.py`` describes every field; a test holds the two together). Dates are ISO 8601, offsets count
Unicode code points of the canonical text, and nothing that is unknown is left out: it is None or empty.
"""

from kb.views.basic import (
    View,
    build_error,
    citation_view,
    coverage_view,
    document_head_view,
    document_view,
    documents_view,
    error_view,
    hit_view,
    ingest_view,
    instrument_view,
    notice_view,
    progress_view,
    provision_page_view,
    provision_view,
    push_view,
    quote_view,
    reading_view,
    reindex_view,
    search_view,
    source_report_view,
    source_view,
    span_view,
    status_view,
    summary_view,
)
from kb.views.checks import candidate_view, lookup_view, resolution_view, verification_view
from kb.views.claims import claims_view
from kb.views.figures import contradiction_view, figure_view, figures_view, timelines_view
from kb.views.relations import legal_status_view, mentions_view

__all__ = [
    "View",
    "build_error",
    "candidate_view",
    "citation_view",
    "claims_view",
    "contradiction_view",
    "coverage_view",
    "document_head_view",
    "document_view",
    "documents_view",
    "error_view",
    "figure_view",
    "figures_view",
    "hit_view",
    "ingest_view",
    "instrument_view",
    "legal_status_view",
    "lookup_view",
    "mentions_view",
    "notice_view",
    "progress_view",
    "provision_page_view",
    "provision_view",
    "push_view",
    "quote_view",
    "reading_view",
    "reindex_view",
    "resolution_view",
    "search_view",
    "source_report_view",
    "source_view",
    "span_view",
    "status_view",
    "summary_view",
    "timelines_view",
    "verification_view",
]
