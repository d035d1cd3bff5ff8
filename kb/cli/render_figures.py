"""Render figures as text for people.

As in ``kb.cli.render``, a digest is never shown without saying so, and no control character of a
source reaches the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.cli.render import CALLOUTS, clean

if TYPE_CHECKING:
    from kb.operations import check_answers as answers


def render_figures(view: answers.FiguresBody) -> str:
    """Show a document's figures, and what doesn't add up first."""
    lines = [f"! {one.explanation}\n  {one.arithmetic}" for one in view.contradictions]
    lines += [_figure_line(figure) for figure in view.figures]
    return clean("\n".join(lines)) if lines else f"No figure in {view.document_id}."


def _figure_line(figure: answers.HeldFigureBody) -> str:
    about = ", ".join(part for part in (figure.subject, figure.qualifier, figure.date or "") if part)
    return f"{figure.text}  {figure.unit or '–'}  {about or '–'}  [{figure.locator or '–'}]"


def render_timelines(view: answers.TimelinesBody) -> str:
    """Show each line with its points in the order of time."""
    if not view.lines:
        return clean(f"No figure on “{view.subject}” in {view.documents} documents.")
    return clean("\n\n".join(_render_line(line) for line in view.lines))


def _render_line(line: answers.TimelineBody) -> str:
    target = ", target" if line.is_target else ""
    head = f"{line.subject} ({line.unit}){target}" + (f", {line.place}" if line.place else "")
    return "\n".join([head, *(row for point in line.points for row in _point_lines(point))])


def _point_lines(point: answers.PointBody) -> list[str]:
    citation, figure = point.citation, point.figure
    value = f"{figure.low}–{figure.high}" if figure.high else figure.value
    mark = "  ! differs from another document" if point.differs else ""
    return [
        f"  {point.when or 'undated':10}  {value}{mark}",
        f"    “{' '.join(citation.quote.exact.split())}”",
        f"    {citation.formatted} [{CALLOUTS[citation.text_status]}]",
    ]
