"""Say whether a rule was replaced or revoked by one that is held.

Only what a later document says itself counts: an article that it quotes anew under the name of the statute that it
amends, or "dicabut" behind the instrument's full name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.checking.claims.passages import SourcePassage
from kb.checking.claims.sources import Sources
from kb.law.citation import find_references
from kb.library.legal_status import StatusReader
from kb.library.library import Edition
from kb.library.positions import TextWithPositions
from kb.model import Document, Filters, Instrument, Provision, Reference, Span
from kb.stores.catalog import CitedBy

_REVOKED = re.compile(
    r"[^;]{0,420}?\b(?:dicabut\s+dan\s+dinyatakan\s+tidak\s+berlaku|dinyatakan\s+tidak\s+berlaku|dicabut)\b"
)
_EXCEPT = re.compile(r"\b(?:sepanjang|kecuali|tidak\s+bertentangan|masih\s+(?:tetap\s+)?berlaku)\b")
_SEARCHED = 8


@dataclass(frozen=True)
class Replacement:
    """The text that a later document puts in an article's place."""

    places: TextWithPositions
    provision: Provision


@dataclass(frozen=True)
class Revocation:
    """Where a later document says that an instrument no longer holds."""

    places: TextWithPositions
    span: Span


class LaterRules:
    """Ask what came after the rules that one text speaks of; what was asked once isn't asked again."""

    def __init__(self, sources: Sources, statuses: StatusReader) -> None:
        self._sources = sources
        self._library = sources.library
        self._statuses = statuses
        self._mentions: dict[str, list[CitedBy]] = {}

    def find_replacements(self, passage: SourcePassage) -> list[Replacement]:
        """List the articles that later held documents put in the place of the one in which a passage stands."""
        provision, document = passage.provision, passage.places.document
        if provision is None or not _is_in_article(provision):
            return []
        return [one for places, top in self._find_amending(document) for one in _find_quoted(places, top, provision)]

    def prepare(self, passages: Iterable[SourcePassage]) -> None:
        """Read what later documents say of those in which some passages stand, of all together."""
        self._load_mentions(one.places.document.id for one in passages if _is_in_article(one.provision))

    def _load_mentions(self, document_ids: Iterable[str]) -> None:
        lacking = [name for name in dict.fromkeys(document_ids) if name not in self._mentions]
        if lacking:
            self._mentions |= self._library.catalog.find_whole_mentions(lacking)

    def _find_amending(self, document: Document) -> Iterator[tuple[TextWithPositions, Provision]]:
        """Give the articles of later documents that open with the name of the statute which they change."""
        for places, spans in self._read_citing(document):
            is_amendment = _amends(places.document, document)
            for top in places.document.provisions:
                if "." in top.locator or not top.locator.startswith("pasal-"):
                    continue
                opening = _find_opening(places, top)
                if is_amendment or any(opening.contains(span) for span in spans):
                    yield places, top

    def _read_citing(self, document: Document) -> Iterator[tuple[TextWithPositions, list[Span]]]:
        """Give the later documents that mention one as a whole, with where they do."""
        spans = self._find_mentions(document)
        self._sources.load(spans)
        for edition in spans:
            places = self._sources.read(*edition).places
            if is_later(places.document, document):
                yield places, spans[edition]

    def _find_mentions(self, document: Document) -> dict[Edition, list[Span]]:
        self._load_mentions([document.id])
        found: dict[Edition, list[Span]] = {}
        for mention in self._mentions.get(document.id, ()):
            found.setdefault((mention.document_id, mention.version), []).append(mention.reference.span)
        return found

    def find_revocation(self, document: Document) -> Revocation | None:
        """Find where a later held document revokes a held one as a whole."""
        known = self._statuses.find_statuses([document.id])[document.id]
        said = next((one.citation for one in known.sources if one.value == "dicabut" and one.citation), None)
        if known.value == "dicabut" and said is not None:
            places = self._library.get_positions(said.document_id, said.version)
            return Revocation(places, Span(said.quote.start, said.quote.end))
        return self._find_damaged_revocation(document)

    def _find_damaged_revocation(self, document: Document) -> Revocation | None:
        """Find a revocation whose mention a scan has damaged, so that the catalog can't tell whom it means."""
        for places, spans in self._read_citing(document):
            found = _find_revoking(places, [*spans, *_find_damaged(places.text, document)])
            if found:
                return found
        return None

    def find_revocation_of(self, instrument: Instrument, name: str, filters: Filters) -> Revocation | None:
        """Find where a held document revokes an instrument that isn't held itself."""
        seen = set()
        for reading, _ in self._sources.find_hits(f"{name} dicabut dan dinyatakan tidak berlaku", filters, _SEARCHED):
            document = reading.places.document
            if document.id in seen:
                continue
            seen.add(document.id)
            references = self._library.catalog.references_of(document.id, document.version)
            spans = [one.span for one in references if one.instrument == instrument and _is_whole(one)]
            found = _find_revoking(reading.places, spans)
            if found:
                return found
        return None


def _find_damaged(text: str, document: Document) -> list[Span]:
    """Find mentions of a statute by number and title whose year a scan has damaged: "Nomor 18 Tahun lggg tentang …"."""
    title = document.title.split()[:3]
    number = document.instrument.number
    if not number.isdecimal() or not title:
        return []
    words = r"\s{1,3}".join(re.escape(word) for word in title)
    pattern = re.compile(
        rf"\bNomor\s{{1,3}}{number}\s{{1,3}}Tahun\s{{1,3}}\S{{4}}\s{{1,3}}tentang\s{{1,3}}{words}", re.IGNORECASE
    )
    return [Span(*match.span()) for match in pattern.finditer(text)]


def _is_in_article(provision: Provision | None) -> bool:
    return provision is not None and provision.locator.startswith("pasal-")


def _is_whole(reference: Reference) -> bool:
    """Say whether a mention is of a whole instrument: "Selain … dalam Pasal 64, Undang-Undang Nomor 3 …" is one too."""
    return not reference.locator or "," in reference.text


def _find_revoking(places: TextWithPositions, spans: list[Span]) -> Revocation | None:
    for span in spans:
        match = _REVOKED.match(places.text, span.end)
        if match and not _EXCEPT.search(match.group()):
            return Revocation(places, Span(span.start, match.end()))
    return None


def is_later(other: Document, document: Document) -> bool:
    """Say whether one document was made after another; by year where a day is missing."""
    if other.date and document.date:
        return other.date > document.date
    years = [one.instrument.year or (one.date.year if one.date else None) for one in (other, document)]
    return years[0] is not None and years[1] is not None and years[0] > years[1]


def _amends(other: Document, document: Document) -> bool:
    """Say whether a document is by its title the amendment of another; its text may be too damaged to say so again."""
    if not other.title.lower().startswith("perubahan"):
        return False
    return any(one.instrument == document.instrument for one in find_references(other.title))


def _find_opening(places: TextWithPositions, top: Provision) -> Span:
    first = next((one.span.start for one in places.document.provisions if one.parent == top.locator), top.span.end)
    return Span(top.span.start, first)


def _find_quoted(places: TextWithPositions, top: Provision, old: Provision) -> list[Replacement]:
    """Find the article under an amending one, at the same ayat and huruf where it has them."""
    segments = old.locator.split(".")
    article = next(
        (
            one
            for one in places.document.provisions
            if one.locator.startswith(top.locator + ".") and one.locator.endswith("." + segments[0])
        ),
        None,
    )
    return [Replacement(places, article)] if article else []
