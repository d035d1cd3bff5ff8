"""Put what several documents say of one subject on one line of time.

A point is never moved or merged; targets stand on lines of their own; values differ only where the printed precision of
both leaves no number that both could be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, groupby

from kb.figures.arithmetic import BOUNDS, read_interval
from kb.figures.values import Observation, Point, Timeline

_PLACE = re.compile(r"\s(?:di|se)\s.*$|\sse-\S.*$")


def build_timeline(observations: Iterable[Observation]) -> list[Timeline]:
    """Gather figures of the same subject, unit and place, each line in the order of time.

    A figure's own date counts; where its sentence gives none, its document's. Borders ("minimal", "lebih dari"), and
    figures without subject or unit, say nothing about how many there are and are left out. Lines are sorted by subject,
    unit and place.
    """
    lines: dict[tuple[str, str, str, bool], list[Point]] = defaultdict(list)
    for one in observations:
        figure = one.figure
        subject = normalise_subject(figure.subject, one.place)
        if subject and figure.unit and figure.qualifier not in BOUNDS:
            when = figure.date or (one.date.isoformat() if one.date else "")
            key = (subject, figure.unit, one.place, figure.qualifier == "target")
            lines[key].append(Point(when, one.document_id, figure))
    return [_build(key, points) for key, points in sorted(lines.items())]


def normalise_subject(subject: str, place: str) -> str:
    """Take the place off a subject: the line has it already.

    Example:
        >>> normalise_subject("pekerja konstruksi di kalbar", "Kalimantan Barat")
        'pekerja konstruksi'
        >>> normalise_subject("pekerja konstruksi kalimantan barat", "Kalimantan Barat")
        'pekerja konstruksi'
    """
    bare = _PLACE.sub("", subject)
    return bare.removesuffix(place.lower()).strip() if place else bare.strip()


def _build(key: tuple[str, str, str, bool], points: Sequence[Point]) -> Timeline:
    ordered = sorted(points, key=lambda point: (point.when, point.document_id, point.figure.span))
    differing = [tuple(group) for when, group in groupby(ordered, key=lambda point: point.when) if when]
    subject, unit, place, is_target = key
    return Timeline(subject, unit, place, is_target, tuple(ordered), tuple(g for g in differing if _differ(g)))


def _differ(points: Sequence[Point]) -> bool:
    intervals = {read_interval(point.figure) for point in points}
    return any(not one.meets(other) for one, other in combinations(intervals, 2))
