"""Views of figures, of what doesn't add up, and of time lines.

Step 6. Numbers are decimal texts, because JSON's numbers would lose what was printed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kb.views.basic import View, citation_view, span_view

if TYPE_CHECKING:
    from kb.figures import Contradiction, Figure
    from kb.figures.values import Number
    from kb.library.held_figures import DocumentFigures, HeldFigure, HeldPoint, HeldTimeline, TimelineReport


def figures_view(found: DocumentFigures) -> View:
    """Return a document's figures and those that contradict each other."""
    return {
        "document_id": found.document.id,
        "version": found.document.version,
        "figures": [_held_view(one) for one in found.figures],
        "contradictions": [
            contradiction_view(one.contradiction) | {"citations": [citation_view(each) for each in one.citations]}
            for one in found.contradictions
        ],
    }


def _held_view(one: HeldFigure) -> View:
    return {"text": one.text, "locator": one.locator, "sentence": one.sentence} | figure_view(one.figure)


def figure_view(figure: Figure) -> View:
    """Return one figure."""
    return {
        "value": format_plain(figure.value),
        "low": None if figure.low is None else format_plain(figure.low),
        "high": None if figure.high is None else format_plain(figure.high),
        "unit": figure.unit,
        "subject": figure.subject,
        "qualifier": figure.qualifier,
        "date": figure.date,
        "span": span_view(figure.span),
    }


def contradiction_view(one: Contradiction) -> View:
    """Return figures that can't all be right, with the arithmetic."""
    return {
        "kind": one.kind,
        "computed": format_plain(one.computed),
        "stated": format_plain(one.stated),
        "arithmetic": one.arithmetic,
        "explanation": one.explanation,
    }


def timelines_view(report: TimelineReport) -> View:
    """Return the time lines of a subject."""
    return {
        "subject": report.subject,
        "documents": report.documents,
        "lines": [_line_view(line) for line in report.lines],
    }


def _line_view(line: HeldTimeline) -> View:
    return {
        "subject": line.timeline.subject,
        "unit": line.timeline.unit,
        "place": line.timeline.place,
        "is_target": line.timeline.is_target,
        "points": [_point_view(point) for point in line.points],
    }


def _point_view(held: HeldPoint) -> View:
    return {
        "when": held.point.when,
        "differs": held.differs,
        "figure": figure_view(held.point.figure),
        "citation": citation_view(held.citation),
    }


def format_plain(number: Number) -> str:
    """Write a number without exponent; a fraction as such.

    Example:
        >>> from decimal import Decimal
        >>> format_plain(Decimal("1.2E+12")), format_plain(Fraction(2, 3))
        ('1200000000000', '2/3')
    """
    return str(number) if isinstance(number, Fraction) else f"{number:f}"
