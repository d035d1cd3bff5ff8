"""Find the sentences of held documents that may speak of a claim's matter.

A search finds the documents; only those of its hits are read, and what is read of one (its sentences, figures and
contradictions) is kept by version. A passage is one stretch of a document's canonical text inside one provision, never
boilerplate.
"""

from __future__ import annotations

import bisect
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kb.checking.claims.terms import read_terms
from kb.figures import Contradiction, Figure, find_contradictions
from kb.language.patterns import WORD, YEAR
from kb.library.held_figures import read_figures
from kb.library.library import Library
from kb.library.quotes import DocumentText, build_quote
from kb.model import Chunk, Citation, Filters, Provision, Span

Rank = Callable[[str, Filters, int], Sequence[Chunk]]
"""What ranks chunks for a question: question, filters and limit; one chunk of each provision, best first."""

HITS = 12
"""Provisions that a search gives for one sentence. The evidence of every claim of the development half is among the
first 5 with the tiny model, whose dense leg knows nothing."""

MOST_KEPT = 200
"""Documents whose reading is kept in memory: sentences and figures of a statute take about as much as its text."""

LEAD = 400
"""Characters of a parent's opening that are read as the context of its items."""

SHORT = 12_000
"""Characters: the whole of a release or circular is the context in which its sentences are understood."""

_QUOTES = re.compile('["“”„«»‟]')
_YEAR = re.compile(rf"(?<![\d./-]){YEAR}(?![\d/-])")


@dataclass(frozen=True, eq=False)
class SourcePassage:
    """A sentence of a held document with what stands around it."""

    places: DocumentText
    span: Span
    figures: tuple[Figure, ...] = field(default=())

    @cached_property
    def text(self) -> str:
        """Return its words as they stand."""
        return self.span.text_of(self.places.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Return its own terms."""
        return read_terms(self.text)

    @cached_property
    def provision(self) -> Provision | None:
        """Return the smallest provision that holds it."""
        return self.places.find_deepest(self.span)

    @cached_property
    def around(self) -> frozenset[str]:
        """Return the terms of the headings and openings of the provisions that hold it."""
        return read_terms(self._openings)

    @cached_property
    def _openings(self) -> str:
        line = [*self.places.find_ancestors(self.provision), self.provision] if self.provision else []
        return "\n".join(_read_opening(self.places, one, self.span) for one in line)

    def names(self, spellings: Sequence[str]) -> bool:
        """Say whether it, what holds it, or its document's title has a name in one of its spellings."""
        context = f"{self.text}\n{self._openings}\n{self.places.document.title}"
        context += self.places.text if len(self.places.text) <= SHORT else ""
        lower, words = " ".join(context.lower().split()), set(WORD.findall(context))
        return any(one.lower() in lower if " " in one else one in words for one in spellings)

    @cached_property
    def head(self) -> frozenset[str]:
        """Return the terms of what is known of its document: title, place, publisher, date, who issued it."""
        document = self.places.document
        known = (document.title, document.place, document.source.publisher, document.instrument.issuer)
        return read_terms("\n".join((*known, document.id.replace("-", " "), str(document.date or ""))))

    @cached_property
    def whole(self) -> frozenset[str]:
        """Return the terms of its whole document where that is short; else those around it."""
        text = self.places.text
        return read_terms(text) | self.head if len(text) <= SHORT else self.around | self.head

    @cached_property
    def years(self) -> frozenset[int]:
        """Return the years that it names; of a sentence without one, the year of a release or circular."""
        own = frozenset(int(year) for year in _YEAR.findall(self.text))
        document = self.places.document
        return own or frozenset([document.date.year] if document.date and document.family in ("news", "plain") else ())

    def is_in(self, document_id: str, locator: str) -> bool:
        """Say whether it stands in a provision, or in one of its parts."""
        return self.places.document.id == document_id and is_within(self.provision, locator)


def is_within(provision: Provision | None, locator: str) -> bool:
    """Say whether a provision is the one at a locator, or a part of it."""
    if provision is None:
        return not locator
    return not locator or provision.locator == locator or provision.locator.startswith(locator + ".")


def _read_opening(places: DocumentText, provision: Provision, span: Span) -> str:
    start = provision.span.start
    first = next((one.span.start for one in places.document.provisions if one.parent == provision.locator), span.start)
    return f"{provision.heading}\n{places.text[start : min(first, start + LEAD)]}"


@dataclass(frozen=True)
class ReadDocument:
    """What was read of one version of a document."""

    places: DocumentText
    pieces: tuple[Span, ...]
    figures: tuple[Figure, ...]
    contradictions: tuple[Contradiction, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [figure.span.start for figure in self.figures]

    @cached_property
    def _piece_starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    def find_passages(self, within: Span) -> list[SourcePassage]:
        """List the sentences that begin in a stretch, with their figures."""
        first = bisect.bisect_left(self._piece_starts, within.start)
        last = bisect.bisect_left(self._piece_starts, within.end)
        return [self._build(piece) for piece in self.pieces[first:last]]

    def find_with(self, holds: Callable[[Figure], bool]) -> list[SourcePassage]:
        """List the sentences that have a figure of some sort."""
        starts = {self._find_piece(figure.span) for figure in self.figures if holds(figure)}
        return [self._build(self.pieces[at]) for at in sorted(starts) if at >= 0]

    def _find_piece(self, span: Span) -> int:
        at = bisect.bisect_right(self._piece_starts, span.start) - 1
        return at if at >= 0 and self.pieces[at].contains(span) else -1

    def _build(self, piece: Span) -> SourcePassage:
        first, last = bisect.bisect_left(self._starts, piece.start), bisect.bisect_left(self._starts, piece.end)
        return SourcePassage(self.places, piece, self.figures[first:last])


class Sources:
    """Find and read passages; one object serves many claims and keeps what it has read."""

    def __init__(self, library: Library, rank: Rank) -> None:
        self.library = library
        self._rank = rank
        self._kept: OrderedDict[tuple[str, str], ReadDocument] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, document_id: str, version: str = "") -> ReadDocument:
        """Read a document's sentences and figures, once for each version."""
        version = version or self.library.find_version(document_id)
        key = (document_id, version)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        reading = _read(self.library.get_places(document_id, version))
        with self._lock:
            self._kept[key] = reading
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return reading

    def find_hits(self, text: str, filters: Filters, limit: int = HITS) -> list[tuple[ReadDocument, Span]]:
        """Search for a sentence; give the stretches of the hits, each with its document's reading."""
        question = _QUOTES.sub(" ", text).strip()[:2000]
        if not any(letter.isalnum() for letter in question):
            return []
        chunks = self._rank(question, filters, limit)
        return [(self.read(chunk.document_id, chunk.version), chunk.span) for chunk in chunks]

    def find_passages(self, text: str, filters: Filters, limit: int = HITS) -> list[SourcePassage]:
        """List the sentences of what a search finds, the best hit's first."""
        return [passage for reading, span in self.find_hits(text, filters, limit) for passage in _around(reading, span)]

    def find_within(
        self, text: str, filters: Filters, documents: Sequence[str], limit: int = HITS
    ) -> list[SourcePassage]:
        """Do the same within some documents, as far as the filters let them through."""
        allowed = [one for one in documents if not filters.document_id or one in filters.document_id]
        return self.find_passages(text, replace(filters, document_id=tuple(allowed)), limit) if allowed else []

    def cite(self, passage: SourcePassage) -> Citation:
        """Cite a sentence."""
        return self.cite_span(passage.places, passage.span)

    def cite_span(self, places: DocumentText, span: Span) -> Citation:
        """Cite a stretch of a document."""
        return self.library.cite(places, build_quote(places.text, span))


def _around(reading: ReadDocument, span: Span) -> list[SourcePassage]:
    found = reading.find_passages(span)
    return found or reading.find_passages(Span(max(0, span.start - 1), span.end + 1))


def _read(places: DocumentText) -> ReadDocument:
    figures = tuple(read_figures(places))
    contradictions = tuple(find_contradictions(places.text, figures))
    if len(places.text) > SHORT:
        # In a statute two values for one phrase are two rules.
        contradictions = tuple(one for one in contradictions if one.kind != "two-values")
    return ReadDocument(places, tuple(places.find_pieces(Span(0, len(places.text)))), figures, contradictions)


def unique(passages: Iterable[SourcePassage]) -> list[SourcePassage]:
    """Keep each passage once, in order."""
    found: dict[tuple[str, Span], SourcePassage] = {}
    for passage in passages:
        found.setdefault((passage.places.document.version, passage.span), passage)
    return list(found.values())
