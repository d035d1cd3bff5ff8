"""A sentence of a held document with what stands around it: what a claim is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.checking.claims.names import find_place_names
from kb.checking.claims.terms import read_terms
from kb.figures import Figure
from kb.figures.parts import FigureParts
from kb.language.patterns import WORD, YEAR
from kb.library.positions import TextWithPositions
from kb.model import Provision, Span

LEAD = 400
"""Characters of a parent's opening that are read as the context of its items."""

SHORT = 12_000
"""Characters: the whole of a release or circular is the context in which its sentences are understood."""

_YEAR = re.compile(rf"(?<![\d./-]){YEAR}(?![\d/-])")


@dataclass(frozen=True, eq=False)
class SourcePassage:
    """A sentence of a held document with what stands around it.

    Args:
        parts: the document's figures; None where nobody asks for them.
    """

    places: TextWithPositions
    span: Span
    parts: FigureParts | None = None

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures that begin in it."""
        return self.parts.find_in(self.span) if self.parts else ()

    def may_have(self, unit: str) -> bool:
        """Say whether a figure of a unit may begin in it; tells without reading its figures."""
        return self.parts is not None and self.parts.may_have(unit, self.span)

    @cached_property
    def text(self) -> str:
        """Return its words as they stand."""
        return self.span.text_of(self.places.text)

    @cached_property
    def terms(self) -> frozenset[str]:
        """Return its own terms."""
        return read_terms(self.text)

    @cached_property
    def names_place(self) -> bool:
        """Say whether it names any place itself."""
        return bool(find_place_names(self.text))

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


def _read_opening(places: TextWithPositions, provision: Provision, span: Span) -> str:
    start = provision.span.start
    first = next((one.span.start for one in places.document.provisions if one.parent == provision.locator), span.start)
    return f"{provision.heading}\n{places.text[start : min(first, start + LEAD)]}"


def unique(passages: Iterable[SourcePassage]) -> list[SourcePassage]:
    """Keep each passage once, in order."""
    found: dict[tuple[str, Span], SourcePassage] = {}
    for passage in passages:
        found.setdefault((passage.places.document.version, passage.span), passage)
    return list(found.values())
