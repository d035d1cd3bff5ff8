"""Who mentions whom: the graph of references with the sentences that make it.

Every mention comes with a verbatim quote of the sentence in which it stands, and what it means is asked of the catalog
as it is now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.law.relations import RelatedReference
from kb.library.library import Library
from kb.library.positions import TextWithPositions
from kb.library.quotes import build_quote
from kb.model import Citation, Span
from kb.model.errors import InvalidQuery
from kb.model.vocabulary import RELATIONS, MentionTarget
from kb.stores.catalog import CitedBy, ResolvedReference

LONGEST_QUOTE = 700
"""Characters of a sentence around a mention; in a longer one, such as a list of what is revoked, it stands alone."""


@dataclass(frozen=True, slots=True)
class CitingMention:
    """One mention, where it stands, and which held document it means.

    Args:
        citation: of the sentence in which it stands, in the citing document.
        documents: id → title of the held documents that may be meant.
    """

    reference: RelatedReference
    standing: MentionTarget
    citation: Citation
    documents: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions of or in one document.

    Args:
        total: how many there are under the filters, beyond these too.
        relations: relation → how many of the total, most first.
    """

    document_id: str
    version: str
    title: str
    total: int
    relations: dict[str, int]
    mentions: tuple[CitingMention, ...]


class MentionReader:
    """Read the graph of references from one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.catalog = library.catalog

    def find_references(
        self, document_id: str, version: str | None, relation: str, locator: str, own: bool, offset: int, limit: int
    ) -> Mentions:
        """List what a document mentions, in text order; see ``KnowledgeBase.find_references``."""
        check_relation(relation)
        places = self.library.get_positions(document_id, self.library.find_version(document_id, version))
        inside = self.library.get_provision(document_id, locator, version)[1].span if locator else None
        found = [
            item
            for item in self.catalog.resolve_references(document_id, places.document.version)
            if (own or not item.is_own)
            and relation in ("", item.reference.relation)
            and (inside is None or inside.contains(item.reference.span))
        ]
        shown = found[offset : offset + limit]
        titles = self.catalog.find_titles([name for item in shown for name in item.documents])
        mentions = tuple(self._to_mention(places, item, titles) for item in shown)
        return _build(places, [item.reference for item in found], mentions)

    def _to_mention(self, places: TextWithPositions, item: ResolvedReference, titles: dict[str, str]) -> CitingMention:
        documents = {name: titles.get(name, "") for name in item.documents}
        return CitingMention(item.reference, _stand(item), self.cite(places, item.reference), documents)

    def find_cited_by(self, document_id: str, locator: str, relation: str, offset: int, limit: int) -> Mentions:
        """List the mentions of a document in others; see ``KnowledgeBase.find_cited_by``."""
        check_relation(relation)
        places = self.library.get_positions(document_id, self.library.find_version(document_id))
        found = [
            item for item in self.catalog.cited_by(document_id, locator) if relation in ("", item.reference.relation)
        ]
        documents = {document_id: places.document.title}
        mentions = tuple(self._to_citing(item, documents) for item in found[offset : offset + limit])
        return _build(places, [item.reference for item in found], mentions)

    def _to_citing(self, item: CitedBy, documents: dict[str, str]) -> CitingMention:
        places = self.library.get_positions(item.document_id, item.version)
        return CitingMention(item.reference, "held", self.cite(places, item.reference), documents)

    def cite(self, places: TextWithPositions, reference: RelatedReference) -> Citation:
        """Cite the sentence in which a mention stands, with the words that say its relation where they are near."""
        return self.library.cite(places, build_quote(places.text, self._find_sentence(places, reference)))

    def _find_sentence(self, places: TextWithPositions, reference: RelatedReference) -> Span:
        said = reference.evidence or reference.span
        whole = Span(min(said.start, reference.span.start), max(said.end, reference.span.end))
        if whole.end - whole.start > LONGEST_QUOTE:
            whole = reference.span
        provision = places.find_deepest(whole)
        if provision is None:
            return whole
        pieces = [piece for piece in places.find_pieces(provision.span) if piece.overlaps(whole)]
        wide = (
            Span(min(whole.start, *(p.start for p in pieces)), max(whole.end, *(p.end for p in pieces)))
            if pieces
            else whole
        )
        return wide if wide.end - wide.start <= LONGEST_QUOTE else whole


def _stand(item: ResolvedReference) -> MentionTarget:
    if item.is_own:
        return "own"
    if not item.reference.is_resolved:
        return "open"
    return "not-held" if not item.documents else "held" if len(item.documents) == 1 else "several"


def _build(
    places: TextWithPositions, found: Sequence[RelatedReference], mentions: tuple[CitingMention, ...]
) -> Mentions:
    counts = Counter(reference.relation for reference in found)
    relations = {str(name): count for name, count in counts.most_common()}
    document = places.document
    return Mentions(document.id, document.version, document.title, len(found), relations, mentions)


def check_relation(relation: str) -> None:
    """Refuse a relation that there is not; empty is any.

    Raises:
        InvalidQuery: with those that there are as its hint.
    """
    if relation and relation not in RELATIONS:
        raise InvalidQuery(f"There is no relation {relation!r}.", f"Choose one of {', '.join(RELATIONS)}.")
