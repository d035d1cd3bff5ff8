"""A reference with the relation that its document has to what it names; only ``merujuk`` needs no evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.law.citation import FoundReference
from kb.model import Span

Relation = Literal["melaksanakan", "mengubah", "mencabut", "mencabut-sebagian", "dasar-hukum", "merujuk"]
"""``melaksanakan``: it is made to carry that out; ``mengubah``: it changes its words; ``mencabut``: it takes it out of
force, ``mencabut-sebagian`` a part of it; ``dasar-hukum``: it names it under "Mengingat" (a circular under "Dasar");
``merujuk``: all else."""

RELATIONS: tuple[Relation, ...] = (
    "mencabut", "mencabut-sebagian", "mengubah", "melaksanakan", "dasar-hukum", "merujuk",
)  # fmt: skip
"""Every relation, the one that matters most first."""


@dataclass(frozen=True, slots=True)
class RelatedReference(FoundReference):
    """A mention and its relation.

    Args:
        relation: what the document does to what it mentions.
        evidence: the words that say so; None for ``merujuk``.
    """

    relation: Relation = "merujuk"
    evidence: Span | None = None
