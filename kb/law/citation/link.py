"""Join pinpoints with the instrument that stands beside them: ``Pasal 5 dan Pasal 7 UU 24/2011``.

A pinpoint belongs to one instrument at most, and the one right after it goes before the one before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kb.law.citation.pinpoint_lists import FoundPinpoint
from kb.law.citation.scan import InstrumentMention

_BETWEEN = re.compile(r"[\s,^]{1,4}(?:(?:dari|dalam|pada|atas|di)[\s^]{1,4})?", re.IGNORECASE)
_AFTER = re.compile(r",?[\s^]{1,3}(?:(?:khususnya|terutama|yaitu|yakni)\s{1,3})?")
# "UU 13/2003 tentang Ketenagakerjaan Pasal 87": a title of capitalised words, and nothing after it.
_TITLED = re.compile(r"\s{1,3}tentang(?:\s{1,3}(?:[A-Z][\w/-]{1,30}|dan|atau|di|ke|dari|untuk|atas)){1,14},?\s{1,3}")
_BESIDE = re.compile(r"[\s,]{1,3}(?:dan|serta|atau|jo\.?|juncto)\s{1,3}|,\s{1,3}", re.IGNORECASE)
# "Pada saat beroperasinya X sebagaimana dimaksud dalam Pasal 64, Undang-Undang Nomor 3 Tahun 1992 … dicabut": the
# comma ends the clause in which the place is meant.
_MEANT = re.compile(r"\bdimaksud\s{1,4}(?:dalam|pada)\s{1,4}$", re.IGNORECASE)
_LEAD = 24
_LONGEST_TITLE = 160

_LETTERED = frozenset({"SE", "Surat", "Inpres", "Keputusan", "SKB"})
_LETTERS = frozenset({"huruf", "angka", "butir", "romawi", "paragraf", "kutipan"})


@dataclass(slots=True)
class Links:
    """Which mention a place belongs to, both by their position.

    Args:
        before: place → the mention right after it.
        after: place → the mention right before it.
        beside: place → a mention that another place has taken and that may be meant too (``Pasal 5 UU A dan Pasal 7``).
    """

    before: dict[int, int] = field(default_factory=dict)
    after: dict[int, int] = field(default_factory=dict)
    beside: dict[int, int] = field(default_factory=dict)


def link_places(text: str, mentions: Sequence[InstrumentMention], places: Sequence[FoundPinpoint]) -> Links:
    """Join each list of places with the instrument right after it, or else right before it."""
    links = Links()
    taken: set[int] = set()
    starts = [mention.start for mention in mentions]
    for _, members in groupby(range(len(places)), key=lambda at: places[at].group):
        group = list(members)
        following = bisect_left(starts, places[group[-1]].span.end)
        if not _link_following(text, mentions, places, group, following, links):
            _link_preceding(text, mentions, places, group, following - 1, links, taken)
        taken.update(links.before.get(at, -1) for at in group)
        taken.update(links.after.get(at, -1) for at in group)
    return links


def _link_following(
    text: str,
    mentions: Sequence[InstrumentMention],
    places: Sequence[FoundPinpoint],
    group: list[int],
    at: int,
    links: Links,
) -> bool:
    end = places[group[-1]].span.end
    if at == len(mentions) or not _BETWEEN.fullmatch(text, end, mentions[at].start):
        return False
    first = places[group[0]].span.start
    if "," in text[end : mentions[at].start] and _MEANT.search(text, max(0, first - _LEAD), first):
        return False
    kind = mentions[at].instrument.kind
    if not may_belong(places[group[-1]], kind):
        return False
    links.before.update({place: at for place in group if may_belong(places[place], kind)})
    return True


def _link_preceding(
    text: str,
    mentions: Sequence[InstrumentMention],
    places: Sequence[FoundPinpoint],
    group: list[int],
    at: int,
    links: Links,
    taken: set[int],
) -> None:
    start = places[group[0]].span.start
    if at < 0 or mentions[at].end > start:
        return
    end, kind = mentions[at].end, mentions[at].instrument.kind
    is_after = _AFTER.fullmatch(text, end, start) or _has_title(text, end, start)
    if is_after and at not in taken:
        links.after.update({place: at for place in group if may_belong(places[place], kind)})
    elif _BESIDE.fullmatch(text, end, start):
        links.beside.update(dict.fromkeys(group, at))


def _has_title(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_TITLE and _TITLED.fullmatch(text, start, end) is not None


def may_belong(place: FoundPinpoint, kind: str) -> bool:
    """Say whether a place can be one of such an instrument: only circulars and the like begin with letters."""
    first = place.units[0]
    if not place.is_certain or (first.kind in ("menimbang", "mengingat") and len(place.units) == 1):
        return False
    return kind in _LETTERED and first.kind in _LETTERS if place.is_relative else True
