"""Find every mention of an instrument or of a provision in a running text, each in one form.

References are disjoint and in order, and each names exactly one instrument; one that could be two, or none, stays open
and is given only when asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kb.law.citation.aliases import find_aliases
from kb.law.citation.anaphora import UnitPointer, find_pointers, find_unit_pointers
from kb.law.citation.citing_outline import CitingOutline
from kb.law.citation.found import Context, FoundReference
from kb.law.citation.link import Links, link_places
from kb.law.citation.pinpoint_lists import FoundPinpoint, find_pinpoints, join_units
from kb.law.citation.resolve import Meaning, Resolver
from kb.law.citation.scan import InstrumentMention, find_mentions
from kb.law.citation.units import PinpointUnit, find_units
from kb.model import Span

# Words that a chapter, an annex or an elucidation stands after when it is cited: elsewhere it is a heading.
_INTRODUCED = re.compile(
    r"(?:\b(?:dalam|pada|dari|di|ke|dan|atau|serta|atas|menurut|sesuai|berdasarkan|dimaksud|ketentuan|lihat|dengan"
    r"|judul|mengubah|mencabut|perubahan)|,)[\s^'’]{1,4}$",
    re.IGNORECASE,
)
_REACH = 24
_HEADINGS = frozenset({"bab", "lampiran", "penjelasan"})
_ITEMS = frozenset({"huruf", "angka"})
_NEVER_ALONE = frozenset({"butir", "romawi", "paragraf", "kutipan", "umum", "bagian"})
# The rest of a line that holds a heading and nothing else, when the next one doesn't go on with "ayat".
_ALONE = re.compile(r"[ \t]{0,4}(?:$|\n(?!\s{0,4}(?:ayat|huruf|angka)\b))")
# The first words of the next page, set at the foot of this one.
_CATCHWORD = re.compile(r"\s{0,2}(?:…|\.\s?\.\s?\.)")


def find_references(text: str, context: Context | None = None, *, unresolved: bool = False) -> list[FoundReference]:
    """Find every instrument and provision that a text mentions, in order.

    - ``UU No. 24 Thn. 2011``, ``Permen PUPR 10/2021``, ``SE Menteri PUPR Nomor 04/SE/M/2022``: by number
    - ``surat edaran Wali Kota Bogor tertanggal 8 Juli 2025``: by issuer and date
    - ``UU Cipta Kerja``: a name in common use, for what it meant at the context's date
    - ``Pasal 15 ayat (1) huruf a dan huruf b UU 24/2011``: a reference for each item of a list
    - ``Pasal 14 sampai dengan Pasal 16``: one reference with ``through``; its ``locators`` are all that it covers
    - ``Undang-Undang ini``, ``Pasal tersebut``, ``ayat (2)``: with a context, when exactly one candidate remains

    Args:
        context: where the text stands. Without one only what names its instrument is given, because ``Pasal 5`` of
            an unknown text can be its own; ``Context()`` says that the text is a passage that stands by itself.
        unresolved: give also mentions that stay open or can't be read; their instrument has no kind.

    Example:
        >>> [(r.text, r.locator) for r in find_references("Sesuai Pasal 15 ayat (1) UU 24/2011, wajib.")]
        [('Pasal 15 ayat (1) UU 24/2011', 'pasal-15.ayat-1')]
    """
    mentions = _find_mentions(text, context)
    setting = CitingOutline(context or Context(), mentions)
    places = _find_places(text, mentions, setting)
    walk = _Walk(text, mentions, places, link_places(text, mentions, places), Resolver(text, context, setting))
    found = walk.run([] if context is None else list(find_unit_pointers(text)))
    return [reference for reference in found if unresolved or reference.is_resolved]


def _find_mentions(text: str, context: Context | None) -> list[InstrumentMention]:
    day = context.date if context else None
    found = [*find_mentions(text, unreadable=True), *find_aliases(text, day=day)]
    if context is not None:
        found += find_pointers(text)
    return list(_without_overlaps(sorted(found, key=lambda mention: (mention.start, -mention.end))))


def _without_overlaps(mentions: Sequence[InstrumentMention]) -> Iterator[InstrumentMention]:
    done = 0
    for mention in mentions:
        if mention.start >= done:
            yield mention
            done = mention.end


def _find_places(text: str, mentions: Sequence[InstrumentMention], setting: CitingOutline) -> list[FoundPinpoint]:
    units = [unit for unit in find_units(text) if not (_is_label(text, unit, setting) or setting.is_label(unit))]
    starts = [mention.start for mention in mentions]
    return [place for place in find_pinpoints(text, units) if not _is_inside(place.span, mentions, starts)]


def _is_label(text: str, unit: PinpointUnit, setting: CitingOutline) -> bool:
    """Say whether a unit is a heading by its look, where no outline says so."""
    if setting.context.provisions:
        # An elucidation's "Ayat (1)" that the outline has missed.
        is_item = unit.kind in ("ayat", "huruf", "angka")
        return is_item and text[unit.start].isupper() and _begins_sentence(text, unit.start)
    before = text[max(0, unit.start - 6) : unit.start].rpartition("\n")
    is_first = not before[2].strip() and (before[1] == "\n" or unit.start < 6)
    is_alone = is_first and _ALONE.match(text, unit.end) is not None and "\n" in text
    is_cited = _INTRODUCED.search(text, max(0, unit.start - _REACH), unit.start) is not None
    return unit.kind in ("pasal", "bab", "lampiran") and is_alone and not is_cited


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return not before.strip() or before.rstrip()[-1] in ".;:" or "\n" in before


def _is_inside(span: Span, mentions: Sequence[InstrumentMention], starts: list[int]) -> bool:
    at = bisect_left(starts, span.end) - 1
    return at >= 0 and span.start < mentions[at].end


class _Walk:
    """Go through a text from its beginning and say what each mention means."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[InstrumentMention],
        places: Sequence[FoundPinpoint],
        links: Links,
        resolver: Resolver,
    ) -> None:
        self.text = text
        self.mentions = mentions
        self.places = places
        self.links = links
        self.resolver = resolver
        self.meanings: dict[int, Meaning] = {}
        self.first_after = {mention: place for place, mention in reversed(list(links.after.items()))}
        self.last_before = {mention: place for place, mention in links.before.items()}

    def run(self, pointers: Sequence[UnitPointer]) -> Iterator[FoundReference]:
        """Give the references in order."""
        taken = set(self.links.before.values())
        steps = [(mention.start, 0, at) for at, mention in enumerate(self.mentions) if at not in taken]
        steps += [(place.span.start, 1, at) for at, place in enumerate(self.places)]
        steps += [(pointer.span.start, 2, at) for at, pointer in enumerate(pointers)]
        done = 0
        for start, sort, at in sorted(steps):
            if start < done:
                continue
            found = self._point(pointers[at]) if sort == 2 else (self._name, self._place)[sort](at)
            if found is not None:
                self.resolver.note(start, Meaning(found.instrument, found.locator))
                done = found.span.end
                yield found

    def _mean(self, at: int) -> Meaning:
        if at not in self.meanings:
            self.meanings[at] = self.resolver.resolve_mention(self.mentions[at])
        return self.meanings[at]

    def _name(self, at: int) -> FoundReference | None:
        mention, meaning = self.mentions[at], self._mean(at)
        if mention.basis == "description" and not meaning.instrument.kind:
            return None
        place = self.places[self.first_after[at]] if at in self.first_after else None
        if place is None:
            return self._build(Span(mention.start, mention.end), meaning, at)
        return self._build(Span(mention.start, place.span.end), _with_place(meaning, place), at)

    def _place(self, at: int) -> FoundReference | None:
        place = self.places[at]
        mention = self.links.before.get(at, self.links.after.get(at))
        if mention is None:
            return self._bare(at, place)
        end = self.mentions[mention].end if self.last_before.get(mention) == at else place.span.end
        return self._build(Span(place.span.start, end), _with_place(self._mean(mention), place), mention)

    def _bare(self, at: int, place: FoundPinpoint) -> FoundReference | None:
        if not self._stands_alone(place):
            return None
        beside = self.links.beside.get(at)
        instrument = self._mean(beside).instrument if beside is not None else None
        return self._build(place.span, self.resolver.resolve_place(place, instrument), None)

    def _stands_alone(self, place: FoundPinpoint) -> bool:
        """Say whether a place without an instrument is a mention at all, not a heading or an amount."""
        first, is_single = place.units[0], len(place.units) == 1
        if _CATCHWORD.match(self.text, place.span.end) or first.kind in _NEVER_ALONE:
            return first.kind == "romawi" and self.resolver.own is not None and not is_single
        if first.kind in ("penjelasan", "menimbang", "mengingat"):
            return not is_single
        if first.kind in _ITEMS:
            return self.resolver.own is not None
        if first.kind not in _HEADINGS:
            return True
        before = self.text[max(0, first.start - _REACH) : first.start]
        return self.text[first.start].isupper() and _INTRODUCED.search(before) is not None

    def _point(self, pointer: UnitPointer) -> FoundReference | None:
        if pointer.kind in _ITEMS and self.resolver.own is None:
            return None
        return self._build(pointer.span, self.resolver.resolve_pointer(pointer), None)

    def _build(self, span: Span, meaning: Meaning, mention: int | None) -> FoundReference:
        known = self.resolver.day_of(meaning.instrument)
        day = self.mentions[mention].day if mention is not None else None
        day = day or (known.day if known else None)
        return FoundReference(
            span,
            span.text_of(self.text),
            meaning.instrument,
            meaning.locator,
            through=meaning.through,
            day=day if meaning.instrument.kind else None,
            basis=meaning.basis,
        )


def _with_place(meaning: Meaning, place: FoundPinpoint) -> Meaning:
    return meaning._replace(locator=place.locator, through=join_units(place.through))
