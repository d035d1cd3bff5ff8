"""The figures of what is held: of one document with what doesn't add up, and of one subject over time.

Every figure is shown in the sentence that it stands in, cut from the canonical text; a time line never mixes units,
places or targets with what was reached, and nothing on it is calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.figures import (
    Contradiction,
    Figure,
    Observation,
    Point,
    Timeline,
    build_timeline,
    find_contradictions,
    find_figures,
    read_interval,
)
from kb.library.library import Library
from kb.library.positions import TextWithPositions
from kb.library.quotes import build_quote
from kb.model import BOILERPLATE, Citation, Document, Filters, Search
from kb.model.errors import InvalidQuery

SEARCHED = 100
"""Hits whose documents are read for a time line."""

MAX_LINES = 20

REPORTING = ("berita", "se", "surat", "dokumen")
"""Kinds that report what was reached; the numbers of statutes are rates and terms, and no time line."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A figure of a held document, with the provision that it stands in."""

    figure: Figure
    text: str
    sentence: str
    locator: str


@dataclass(frozen=True, slots=True)
class HeldContradiction:
    """Figures of a held document that can't all be right; one citation for each, in the order of the arithmetic."""

    contradiction: Contradiction
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DocumentFigures:
    """All figures of one version of a document, and those that contradict each other."""

    document: Document
    figures: tuple[HeldFigure, ...]
    contradictions: tuple[HeldContradiction, ...]


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """One value of a time line with the sentence that says it.

    Args:
        differs: whether another document speaks of the same time and has other values only.
    """

    point: Point
    citation: Citation
    differs: bool


@dataclass(frozen=True, slots=True)
class HeldTimeline:
    """One subject, unit and place over time; see ``kb.figures.Timeline``."""

    timeline: Timeline
    points: tuple[HeldPoint, ...]


@dataclass(frozen=True, slots=True)
class TimelineReport:
    """The time lines of a subject.

    Args:
        lines: those with most points first, ``MAX_LINES`` at most.
        documents: how many documents were read.
    """

    subject: str
    lines: tuple[HeldTimeline, ...]
    documents: int


def find_document_figures(library: Library, document_id: str, version: str | None = None) -> DocumentFigures:
    """Find the figures of a document, and say which contradict each other.

    Raises:
        DocumentNotFound: neither id nor version is held.
    """
    places = library.get_positions(document_id, library.find_version(document_id, version))
    figures = read_figures(places)
    contradictions = tuple(
        HeldContradiction(one, tuple(_cite(library, places, figure) for figure in one.figures))
        for one in find_contradictions(places.text, figures)
    )
    return DocumentFigures(places.document, tuple(_hold(places, figure) for figure in figures), contradictions)


@lru_cache(maxsize=64)
def _read_figures(text: str) -> tuple[Figure, ...]:
    return tuple(find_figures(text))


def read_figures(places: TextWithPositions) -> list[Figure]:
    """List a document's figures without those of adverts and page furniture."""
    noise = [provision.span for provision in places.document.provisions if provision.kind == BOILERPLATE]
    return [one for one in _read_figures(places.text) if not any(hole.overlaps(one.span) for hole in noise)]


def _hold(places: TextWithPositions, figure: Figure) -> HeldFigure:
    provision = places.find_deepest(figure.span)
    text = figure.span.text_of(places.text)
    return HeldFigure(figure, text, figure.sentence.text_of(places.text), provision.locator if provision else "")


def _cite(library: Library, places: TextWithPositions, figure: Figure) -> Citation:
    return library.cite(places, build_quote(places.text, figure.sentence))


def find_timelines(library: Library, search: Search, subject: str, filters: Filters, unit: str = "") -> TimelineReport:
    """Gather what releases and circulars say of a subject over time.

    Args:
        subject: what is counted or measured, ``pekerja konstruksi``; a line's subject has all its words.
        filters: narrow the documents that are read; without a kind, those of ``REPORTING``.
        unit: only lines of this unit (``persen``, ``orang``); any where it is empty.

    Raises:
        InvalidQuery: the subject has no word.
    """
    wanted = _read_words(subject)
    if not wanted:
        raise InvalidQuery("The subject has no word.", "Say what is counted: 'pekerja konstruksi'.")
    hits = search(subject, filters if filters.kind else replace(filters, kind=REPORTING), SEARCHED, "hybrid").hits
    keys = list(dict.fromkeys((hit.chunk.document_id, hit.chunk.version) for hit in hits))
    read = {key[0]: library.get_positions(*key) for key in keys}
    found = [line for line in build_timeline(_observe(read.values())) if _fits(line, wanted, unit)]
    found.sort(key=lambda line: -len(line.points))
    return TimelineReport(subject, tuple(_tell(library, read, line) for line in found[:MAX_LINES]), len(read))


def _observe(read: Iterable[TextWithPositions]) -> list[Observation]:
    return [
        Observation(places.document.id, places.document.place, places.document.date, figure)
        for places in read
        for figure in read_figures(places)
    ]


def _fits(line: Timeline, wanted: frozenset[str], unit: str) -> bool:
    return wanted <= _read_words(line.subject) and unit.casefold() in ("", line.unit.casefold())


def _read_words(subject: str) -> frozenset[str]:
    return frozenset(_WORD.findall(subject.casefold()))


def _tell(library: Library, read: Mapping[str, TextWithPositions], line: Timeline) -> HeldTimeline:
    points = tuple(
        HeldPoint(point, _cite(library, read[point.document_id], point.figure), _differs(point, line.points))
        for point in line.points
    )
    return HeldTimeline(line, points)


def _differs(point: Point, others: Sequence[Point]) -> bool:
    """Say whether some other document has values for the same time, and none that may be this one."""
    interval = read_interval(point.figure)
    agreeing: dict[str, bool] = {}
    for other in others:
        if other.document_id != point.document_id and other.when == point.when and point.when:
            agrees = interval.meets(read_interval(other.figure))
            agreeing[other.document_id] = agreeing.get(other.document_id, False) or agrees
    return not all(agreeing.values())
