"""Find, parse and format legal citations and pinpoints.

What is printed can be typed back in: ``parse_citation(format_citation(i, l)) == Target(i, l)`` and
``parse_pinpoint(format_pinpoint(l)) == l``.
"""

from kb.law.citation.aliases import ALIASES
from kb.law.citation.cite import DIGEST_MARK, Target, format_citation, format_date, parse_citation
from kb.law.citation.found import Context, FoundReference, expand_range, format_reference
from kb.law.citation.instruments import (
    format_instrument,
    format_long_instrument,
    parse_instrument,
    slug_instrument,
    slugify,
)
from kb.law.citation.kinds import KINDS, Kind, normalise_issuer, title_case
from kb.law.citation.pinpoint import LOCATOR, format_pinpoint, parse_pinpoint
from kb.law.citation.query import find_cited, find_instruments, parse_citations, parse_query
from kb.law.citation.references import find_references

__all__ = [
    "ALIASES",
    "DIGEST_MARK",
    "KINDS",
    "LOCATOR",
    "Context",
    "FoundReference",
    "Kind",
    "Target",
    "expand_range",
    "find_cited",
    "find_instruments",
    "find_references",
    "format_citation",
    "format_date",
    "format_instrument",
    "format_long_instrument",
    "format_pinpoint",
    "format_reference",
    "normalise_issuer",
    "parse_citation",
    "parse_citations",
    "parse_instrument",
    "parse_pinpoint",
    "parse_query",
    "slug_instrument",
    "slugify",
    "title_case",
]
