"""Find, parse and format legal citations and pinpoints.

Step 2. Invariant: what is printed can be typed back in: ``parse_citation(format_citation(i, l)) == Target(i, l)``
and ``parse_pinpoint(format_pinpoint(l)) == l``.
"""

from kb.citation.pinpoint import LOCATOR, format_pinpoint, parse_pinpoint

__all__ = ["LOCATOR", "format_pinpoint", "parse_pinpoint"]
