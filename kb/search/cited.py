"""Find the provisions that a question names: where each stands in what is held, or what comes nearest.

A citation whose last units a copy doesn't have opens the provision around them; one of an instrument that isn't held
opens the article in the held texts that amend it. Both are told: nobody takes them for the place that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.law.citation import Target, format_instrument, format_pinpoint
from kb.library.library import ChunkBatch, Library
from kb.model import Chunk, Filters
from kb.search.question import take_turns
from kb.stores.catalog import END_OF_TEXT, Stretch


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document has what was named.

    Args:
        stretch: of its text.
        locator: of the provision as the document has it; empty for the whole document.
        is_exact: whether it is the very provision that was named, or one around it.
    """

    stretch: Stretch
    locator: str
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Cited:
    """What is held of one thing that a question names.

    Args:
        documents: that it may mean.
        allowed: those of them that pass the filters, or else what amends it.
        places: document id → where it is.
        is_amending: whether the places are in texts that amend an instrument that isn't held.
    """

    target: Target
    documents: tuple[str, ...]
    allowed: tuple[str, ...]
    places: Mapping[str, Place]
    is_amending: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the very provision is there, in the very instrument."""
        return bool(self.places) and not self.is_amending and all(place.is_exact for place in self.places.values())


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A chunk of a place, and the place's locator in its document."""

    chunk: Chunk
    locator: str


class CitedFinder:
    """Find what citations name in one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.catalog = library.catalog

    def find(self, target: Target, filters: Filters) -> Cited:
        """Find one provision or instrument."""
        documents = self.catalog.find_by_instrument(target.instrument)
        allowed = self._narrow(documents, filters)
        places = self._locate(allowed, target.locator)
        if documents or not target.locator:
            return Cited(target, tuple(documents), tuple(allowed), places)
        amending = self._narrow(self.catalog.find_amending(target.instrument), filters)
        places = self._locate_exactly(amending, target.locator)
        return Cited(target, (), tuple(places), places, is_amending=bool(places))

    def load(self, found: Sequence[Cited]) -> tuple[list[FoundChunk], ChunkBatch]:
        """Load the chunks of all places: the first of each, then the second of each."""
        places = [(name, place) for one in found for name, place in one.places.items()]
        batch = self.library.load_chunks_in([place.stretch for _, place in places])
        rows = [
            [FoundChunk(chunk, place.locator) for chunk in batch.chunks.values() if _is_of(chunk, name, place)]
            for name, place in places
        ]
        first: dict[str, FoundChunk] = {}
        for one in take_turns(rows):
            first.setdefault(one.chunk.id, one)
        return list(first.values()), batch

    def _narrow(self, documents: Sequence[str], filters: Filters) -> list[str]:
        passing = set(documents) if filters.is_empty() or not documents else self.catalog.passing(documents, filters)
        return [name for name in documents if name in passing]

    def _locate(self, documents: Sequence[str], locator: str) -> dict[str, Place]:
        """Return where a provision, or the nearest around it, stands in each document that has it."""
        if not documents:
            return {}
        if not locator:
            heads = self.catalog.load_heads(documents)
            return {name: Place(Stretch(heads[name].row_id, 0, END_OF_TEXT), "") for name in documents if name in heads}
        found: dict[str, Place] = {}
        for spelling in list_around(locator):
            lacking = [name for name in documents if name not in found]
            if lacking:
                around = self._locate_exactly(lacking, spelling)
                found |= {name: replace(place, is_exact=spelling == locator) for name, place in around.items()}
        return {name: found[name] for name in documents if name in found}

    def _locate_exactly(self, documents: Sequence[str], locator: str) -> dict[str, Place]:
        found = self.library.find_provisions(documents, locator) if documents else {}
        return {
            name: Place(Stretch(found[name][0].row_id, *found[name][1].span), found[name][1].locator)
            for name in documents
            if name in found
        }


def _is_of(chunk: Chunk, document_id: str, place: Place) -> bool:
    stretch = place.stretch
    return chunk.document_id == document_id and chunk.span.start < stretch.end and stretch.start < chunk.span.end


def list_around(locator: str) -> list[str]:
    """List a locator, and what may hold it where a copy lost one of its numbers: never more than its article.

    Example:
        >>> list_around("pasal-47.ayat-1.huruf-l")
        ['pasal-47.ayat-1.huruf-l', 'pasal-47.huruf-l', 'pasal-47.ayat-1', 'pasal-47']
        >>> list_around("diktum-kedua")
        ['diktum-kedua']
    """
    units = locator.split(".")
    shorter = [".".join(units[:count]) for count in range(len(units) - 1, 0, -1)]
    without_ayat = ".".join(unit for unit in units if not unit.startswith("ayat-"))
    skipped = [without_ayat] if len(units) > 2 and without_ayat != locator else []
    return list(dict.fromkeys([locator, *skipped, *shorter]))


def describe_inexact(cited: Cited) -> str:
    """Say what isn't as it was asked for; empty where the very provision is there."""
    label = format_instrument(cited.target.instrument)
    if cited.is_amending:
        return f"{label} is not held; these are its provisions as held texts amend them."
    if cited.places and not cited.is_exact:
        asked = format_pinpoint(cited.target.locator)
        return f"{label} is held, but {asked} can't be told apart in this copy; what stands around it is shown."
    return ""
