"""What is read of one version of a document, sentence by sentence and only where something is asked for.

Of a statute a claim needs a dozen sentences; reading all of them, with all figures, takes longer than the search.
"""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import cached_property

from kb.checking.claims.passages import SHORT, SourcePassage
from kb.figures import Contradiction, Figure, find_contradictions
from kb.figures.parts import FigureParts
from kb.figures.values import Number
from kb.library.library import Edition
from kb.library.positions import TextWithPositions
from kb.model import BOILERPLATE, Span

MOST_KEPT = 200
"""Documents whose reading is kept in memory: sentences and figures of a statute take about as much as its text."""


class ReadDocument:
    """One version of a document: its sentences, figures and contradictions, each read when it is asked for."""

    def __init__(self, places: TextWithPositions) -> None:
        self.places = places
        self._noise = [one.span for one in places.document.provisions if one.kind == BOILERPLATE]
        self._parts = FigureParts(places.text, self._noise)
        self._pieces: dict[int, list[Span]] = {}

    @property
    def edition(self) -> Edition:
        """Return the id and version of its document."""
        return self.places.document.id, self.places.document.version

    @cached_property
    def _borders(self) -> list[int]:
        """Return where provisions begin and end; no sentence runs over one."""
        end = len(self.places.text)
        edges = {edge for one in self.places.document.provisions for edge in one.span if 0 < edge < end}
        return sorted(edges | {0, end})

    def find_passages(self, within: Span) -> list[SourcePassage]:
        """List the sentences that begin in a stretch, in order."""
        first, last = self._find_stretch(within.start), self._find_stretch(max(within.start, within.end - 1))
        pieces = (piece for at in range(first, last + 1) for piece in self._cut(at))
        return [self._build(piece) for piece in pieces if within.start <= piece.start < within.end]

    def find_with(self, wanted: Iterable[tuple[Number, str]]) -> list[SourcePassage]:
        """List the sentences that have a figure of one of some values and units, in order."""
        spans = {figure.span for value, unit in wanted for figure in self._parts.find_with(value, unit)}
        pieces = {piece for span in spans for piece in self._find_pieces_with(span)}
        return [self._build(piece) for piece in sorted(pieces)]

    def find_contradictions(self, figure: Figure) -> Iterator[Contradiction]:
        """List what contradicts a figure, or is contradicted by it."""
        if len(self.places.text) <= SHORT:
            yield from (one for one in self._contradictions if figure.span in one.spans)
            return
        for one in find_contradictions(self.places.text, self._parts.find_near(figure)):
            # In a statute two values for one phrase are two rules.
            if one.kind != "two-values" and figure.span in one.spans:
                yield one

    @cached_property
    def _contradictions(self) -> list[Contradiction]:
        return find_contradictions(self.places.text, self._parts.find_all())

    def _find_stretch(self, offset: int) -> int:
        return min(bisect.bisect_right(self._borders, offset), len(self._borders) - 1) - 1

    def _cut(self, at: int) -> list[Span]:
        """Cut what stands between two borders into sentences."""
        if at not in self._pieces:
            stretch = Span(*self._borders[at : at + 2])
            is_noise = any(hole.contains(stretch) for hole in self._noise)
            self._pieces[at] = [] if is_noise else self.places.find_pieces(stretch)
        return self._pieces[at]

    def _find_pieces_with(self, span: Span) -> list[Span]:
        return [piece for piece in self._cut(self._find_stretch(span.start)) if piece.contains(span)]

    def _build(self, piece: Span) -> SourcePassage:
        return SourcePassage(self.places, piece, self._parts)


class Readings:
    """Keep what was read of the documents that were asked for last; may be used by several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Edition, ReadDocument] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, editions: Iterable[Edition]) -> dict[Edition, ReadDocument]:
        """Return those of some readings that are kept."""
        with self._lock:
            found = {key: self._kept[key] for key in editions if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, readings: Iterable[ReadDocument]) -> None:
        """Keep readings, and drop those that weren't asked for longest."""
        with self._lock:
            self._kept.update({one.edition: one for one in readings})
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
