"""Put rules that no longer hold behind those that do.

A revoked rule, one made to carry a revoked one out, and an article that a held text has changed all use the words that
people ask with; they answer what once was. They stay among the hits, with their status, but further down, unless the
question names them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kb.search.fusion import Fused, lower_first
from kb.stores.catalog import Catalog, Said

LOOKED_AT = 60
"""Provisions from the top whose documents are looked at."""

REVOKED = 2.5
"""What a provision of a revoked rule loses, on the scale of the mixed standard scores."""

BASIS_REVOKED = 2.5
"""What one loses whose rule was made to carry out what is revoked now."""

CHANGED = 1.4
"""What one loses that a held text has changed: part of it may still hold."""

NAMED = 1.0
"""What a provision gains whose document the question names."""

ASIDE = {"penjelasan": 0.6, "menimbang": 0.6, "mengingat": 1.2, "pembukaan": 1.2, "memutuskan": 1.2, "penutup": 0.6}
"""First unit of a locator → what such a provision loses: it says why or whence, and not what holds."""


class ValidityRanking:
    """Weigh provisions by whether they hold."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def prefer_holding(
        self, provisions: Sequence[Fused], as_of: date | None, named: Collection[str]
    ) -> tuple[Fused, ...]:
        """Lower what doesn't hold on a day, among the first provisions.

        Args:
            as_of: the day; None for now.
            named: documents that the question names: asked for, they stay where they are.
        """
        documents = {split_key(item.key)[0] for item in provisions[:LOOKED_AT]} - set(named)
        said = self._find_said(documents, as_of)
        return lower_first(provisions, LOOKED_AT, lambda item: _lower(item, said, named))

    def _find_said(self, documents: Collection[str], as_of: date | None) -> Mapping[str, list[Said]]:
        found: dict[str, list[Said]] = {}
        for said in self.catalog.find_said(sorted(documents)) if documents else ():
            if said.relation in ("", "stated") or _has_happened(said, as_of):
                found.setdefault(said.document_id, []).append(said)
        return found


def _has_happened(said: Said, as_of: date | None) -> bool:
    if as_of is None:
        return True
    return said.day <= as_of if said.day else said.year is not None and said.year < as_of.year


def _lower(item: Fused, said: Mapping[str, Sequence[Said]], named: Collection[str]) -> Fused:
    document, locator = split_key(item.key)
    loss = find_aside(locator)
    if document in named:
        loss -= NAMED
    elif document in said:
        loss += weigh_loss(said[document], locator)
    return replace(item, score=lower_score(item.score, loss)) if loss else item


def find_aside(locator: str) -> float:
    """Say what a provision loses by what it is.

    Example:
        >>> find_aside("penjelasan.pasal-5") == ASIDE["penjelasan"], find_aside("pasal-5")
        (True, 0.0)
    """
    return ASIDE.get(locator.partition(".")[0].partition("-")[0].partition("_")[0], 0.0)


def weigh_loss(said: Iterable[Said], locator: str) -> float:
    """Say how much a provision loses by what is said of its document.

    Example:
        >>> revoked = Said("pp-14-1993", "mencabut", "", "", None, 2015)
        >>> weigh_loss([revoked], "pasal-5") == REVOKED, weigh_loss([], "pasal-5")
        (True, 0.0)
    """
    own: list[Said] = []
    of_bases: dict[str, bool] = {}
    for one in said:
        if one.base:
            of_bases[one.base] = of_bases.get(one.base, False) or one.relation == "mencabut"
        else:
            own.append(one)
    if any(_revokes(one, locator) for one in own):
        return REVOKED
    if of_bases and all(of_bases.values()):
        return BASIS_REVOKED
    return CHANGED if is_within(locator, [one.place for one in own if one.relation == "mengubah"]) else 0.0


def _revokes(said: Said, locator: str) -> bool:
    """Say whether something takes a provision out of force: with its document, or by its name.

    Of a rule that is revoked as far as something goes ("sepanjang …") nobody knows which provisions are.
    """
    if said.relation == "stated":
        return said.place == "dicabut"
    if said.place:
        return said.relation.startswith("mencabut") and is_within(locator, [said.place])
    return said.relation == "mencabut"


def is_within(locator: str, places: Iterable[str]) -> bool:
    """Say whether a provision, or what explains it, is one of some places or part of one.

    Example:
        >>> is_within("penjelasan.pasal-34.ayat-1", ["pasal-34"]), is_within("pasal-34", ["pasal-34.ayat-1"])
        (True, False)
    """
    bare = locator.removeprefix("penjelasan.")
    return any(bare == place or bare.startswith(f"{place}.") for place in places if place)


def lower_score(score: float, loss: float) -> float:
    """Take something off a fused score, which is the logistic function of a sum.

    Example:
        >>> round(lower_score(0.5, 1.0), 3)
        0.269
    """
    bounded = min(max(score, 1e-9), 1.0 - 1e-9)
    return 1.0 / (1.0 + math.exp(loss - math.log(bounded / (1.0 - bounded))))


def split_key(chunk_id: str) -> tuple[str, str]:
    """Return the document id and the locator of a chunk's id.

    Example:
        >>> split_key("pp-44-2015@0123abcd#pasal-5.ayat-1~2")
        ('pp-44-2015', 'pasal-5.ayat-1')
    """
    edition, _, place = chunk_id.partition("#")
    return edition.partition("@")[0], place.partition("~")[0]
