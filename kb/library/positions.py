"""What stands where in one document: its provisions, pages and pieces, by their positions in the canonical text."""

from __future__ import annotations

import bisect
import re
from itertools import pairwise

from kb.language import find_sentences
from kb.model import BOILERPLATE, Document, Provision, Span
from kb.reading.chunks import trim

BARE_HEADING = re.compile(
    r"(?:Pasal|BAB|Bab|Bagian|Paragraf|Diktum|Lampiran|LAMPIRAN)\s+(?:Ke\w+|[0-9]{1,3}[A-Z]{0,2}|[IVXL]{1,7})\.?"
)
THREE_LETTERS = re.compile(r"[^\W\d_][^a-zA-Z]*[^\W\d_][^a-zA-Z]*[^\W\d_]")


class TextWithPositions:
    """One document's provisions and pages, ready to be asked what stands where.

    Every question is a bisection, not a walk. Of a document of which an excerpt was read, only what stands in the
    excerpt can be asked for.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._all = document.provisions
        self._all_starts = [provision.span.start for provision in self._all]
        self._units = [provision for provision in self._all if provision.kind != BOILERPLATE]
        self._unit_starts = [provision.span.start for provision in self._units]
        self._by_locator = {provision.locator: provision for provision in self._all}
        self._page_starts = [page.span.start for page in document.pages]

    def get(self, locator: str) -> Provision | None:
        """Return the provision at a locator, or None."""
        return self._by_locator.get(locator)

    def find_ancestors(self, provision: Provision) -> list[Provision]:
        """List the provisions that hold a provision, from the top down."""
        line: list[Provision] = []
        parent = provision.parent
        while parent is not None:
            line.insert(0, self._by_locator[parent])
            parent = self._by_locator[parent].parent
        return line

    def find_deepest(self, span: Span) -> Provision | None:
        """Return the smallest provision that holds the whole stretch; None when none does."""
        position = bisect.bisect_right(self._unit_starts, span.start) - 1
        found = self._units[position] if position >= 0 else None
        while found is not None and not found.span.contains(span):
            found = self._by_locator.get(found.parent) if found.parent else None
        return found

    def find_page(self, offset: int) -> int | None:
        """Return the number of the page that an offset stands on; None where the source has no pages."""
        position = bisect.bisect_right(self._page_starts, offset) - 1
        return self.document.pages[position].number if position >= 0 else None

    def find_pieces(self, span: Span) -> list[Span]:
        """Cut a stretch at provision borders and sentences, leaving out boilerplate and bare numbers."""
        inside = self._provisions_in(span)
        noise = [provision.span for provision in inside if provision.kind == BOILERPLATE]
        borders = {edge for provision in inside for edge in provision.span if span.start < edge < span.end}
        cuts = sorted({span.start, span.end} | borders)
        pieces: list[Span] = []
        for start, end in pairwise(cuts):
            if not any(hole.start <= start and end <= hole.end for hole in noise):
                pieces.extend(Span(start + s.start, start + s.end) for s in find_sentences(self.text[start:end]))
        return [trim(self.text, piece) for piece in pieces if _says_something(self.text, piece)]

    def _provisions_in(self, span: Span) -> tuple[Provision, ...]:
        first = bisect.bisect_left(self._all_starts, span.start)
        return self._all[first : bisect.bisect_left(self._all_starts, span.end)]


def _says_something(text: str, span: Span) -> bool:
    said = text[span.start : span.end].strip(" \t\r\n#*")
    return THREE_LETTERS.search(said) is not None and not BARE_HEADING.fullmatch(said)
