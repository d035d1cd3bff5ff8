"""The values that all packages speak in: frozen dataclasses, no behaviour of their own.

These hold for every document, and are property-tested on all that the project has:

- ``document.text[chunk.span.start:chunk.span.end] == chunk.text``
- chunks and boilerplate cover every non-blank character of a document
- a provision's children lie inside it, in order, and don't overlap
- ``document.text[quote.start:quote.end] == quote.exact``

All offsets count Unicode code points of the canonical text, half open: ``[start, end)``.
"""

from kb.model.answers import (
    LEGAL_VALUES,
    UNKNOWN_STATUS,
    Citation,
    Filters,
    Hit,
    LegalStatus,
    LegalValue,
    Pinpoint,
    Quote,
    Ranks,
    Search,
    SearchResult,
    SourceReport,
    StatusSource,
)
from kb.model.text import (
    BOILERPLATE,
    FAMILIES,
    TEXT_STATUSES,
    Chunk,
    Described,
    Document,
    Family,
    Instrument,
    Noise,
    Notice,
    Outline,
    Page,
    ParsedText,
    Provision,
    Reading,
    Reference,
    Source,
    Span,
    TextStatus,
)

__all__ = [
    "BOILERPLATE",
    "FAMILIES",
    "LEGAL_VALUES",
    "TEXT_STATUSES",
    "UNKNOWN_STATUS",
    "Chunk",
    "Citation",
    "Described",
    "Document",
    "Family",
    "Filters",
    "Hit",
    "Instrument",
    "LegalStatus",
    "LegalValue",
    "Noise",
    "Notice",
    "Outline",
    "Page",
    "ParsedText",
    "Pinpoint",
    "Provision",
    "Quote",
    "Ranks",
    "Reading",
    "Reference",
    "Search",
    "SearchResult",
    "Source",
    "SourceReport",
    "Span",
    "StatusSource",
    "TextStatus",
]
