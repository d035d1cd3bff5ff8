"""A reference with the relation that its document has to what it names; only ``merujuk`` needs no evidence."""

from __future__ import annotations

from dataclasses import dataclass

from kb.law.citation import FoundReference
from kb.model import Span
from kb.model.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class RelatedReference(FoundReference):
    """A mention and its relation.

    Args:
        relation: what the document does to what it mentions.
        evidence: the words that say so; None for ``merujuk``.
    """

    relation: Relation = "merujuk"
    evidence: Span | None = None
