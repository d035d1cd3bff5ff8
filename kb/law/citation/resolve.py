"""Decide what a mention means: which instrument, and which place in it.

A mention is resolved only when exactly one candidate remains, and never to an instrument that was published after the
citing text. Mentions are resolved in the order of the text, because what was named before is a candidate.
"""

from __future__ import annotations

from typing import NamedTuple

from kb.law.citation.anaphora import UnitPointer, may_mean
from kb.law.citation.citing_outline import Base, CitingOutline
from kb.law.citation.found import Context
from kb.law.citation.kinds import REPORTS
from kb.law.citation.pinpoint_lists import ABSOLUTE_KINDS, FoundPinpoint, join_units
from kb.law.citation.scan import InstrumentMention
from kb.law.citation.units import PinpointUnit
from kb.model import Instrument
from kb.model.vocabulary import Basis

UNKNOWN = Instrument("")
"""The instrument of a reference that stays open."""

# Kinds whose own places are letters and numbers, not articles.
_CIRCULARS = frozenset({"SE", "Surat"})
_MOST_KEPT = 400


class Meaning(NamedTuple):
    """What a mention turned out to mean; instrument ``UNKNOWN`` where it stays open."""

    instrument: Instrument
    locator: str = ""
    through: str = ""
    basis: Basis = "named"


OPEN = Meaning(UNKNOWN, basis="open")


class Named(NamedTuple):
    """An instrument or a place that the text has named, with where."""

    offset: int
    instrument: Instrument
    locator: str


class Resolver:
    """Resolve a text's mentions one after the other, from its beginning."""

    def __init__(self, text: str, context: Context | None, setting: CitingOutline) -> None:
        self.text = text
        self.context = context or Context()
        self.setting = setting
        own = self.context.instrument
        self.own = own if own is not None and own.kind not in REPORTS else None
        # A text of which nothing is known: no article of it can be told from one of what it names.
        self.is_blind = context is None
        self._named: list[Named] = []
        self._instruments: set[Instrument] = set()
        self._issued: dict[tuple[str, str], set[Instrument]] = {}
        if self.own is not None:
            self._keep(self.own)
        self._days: dict[Instrument, InstrumentMention] = {}

    def day_of(self, instrument: Instrument) -> InstrumentMention | None:
        """Return the mention that gave an instrument without a number its day."""
        return self._days.get(instrument)

    def note(self, offset: int, meaning: Meaning) -> None:
        """Keep what a mention meant as a candidate for those after it."""
        if meaning.instrument.kind:
            self._named.append(Named(offset, meaning.instrument, meaning.locator))
            self._keep(meaning.instrument)
            if meaning.instrument.kind not in _CIRCULARS:
                self._instruments.add(meaning.instrument)

    def _keep(self, instrument: Instrument) -> None:
        if instrument.issuer and instrument.number:
            self._issued.setdefault((instrument.kind, instrument.number.lower()), set()).add(instrument)

    def resolve_mention(self, mention: InstrumentMention) -> Meaning:
        """Decide which instrument a mention of one means."""
        if mention.basis in ("named", "alias", "unreadable"):
            return self._resolve_named(mention)
        if self.is_blind:
            return OPEN
        if mention.basis == "this":
            return self._resolve_this(mention)
        return self._resolve_that(mention)

    def _resolve_named(self, mention: InstrumentMention) -> Meaning:
        if not mention.instrument.kind or self._is_later(mention):
            return Meaning(UNKNOWN, basis="unreadable" if mention.basis == "unreadable" else "open")
        instrument = self._complete(mention.instrument)
        if mention.day is not None and not instrument.number:
            self._days[instrument] = mention
        return Meaning(instrument, basis="alias" if mention.basis == "alias" else "named")

    def _is_later(self, mention: InstrumentMention) -> bool:
        limit, year = self.context.date, mention.instrument.year
        if limit is None or self._same_work(mention.instrument, self.own):
            return False
        return (year is not None and year > limit.year) or (mention.day is not None and mention.day > limit)

    def _same_work(self, said: Instrument, known: Instrument | None) -> bool:
        return (
            known is not None
            and (said.kind, said.number.lower()) == (known.kind, known.number.lower())
            and (said.year in (None, known.year) and known.issuer.startswith(said.issuer))
        )

    def _complete(self, said: Instrument) -> Instrument:
        """Fill in the issuer that a mention leaves out, where one instrument of that number is known."""
        if not said.number:
            return said
        known = self._issued.get((said.kind, said.number.lower()), set())
        fuller = {other for other in known if self._same_work(said, other)}
        return fuller.pop() if len(fuller) == 1 else said

    def _resolve_this(self, mention: InstrumentMention) -> Meaning:
        base = self.setting.find_base(mention.start)
        for instrument in (None if base.is_instruction else base.instrument, self.own):
            if instrument is not None and may_mean(mention.instrument, instrument):
                return Meaning(instrument, basis="this")
        return OPEN if self.own is not None else self._resolve_that(mention)

    def _resolve_that(self, mention: InstrumentMention) -> Meaning:
        start = self.setting.region_start(mention.start)
        named = [named for named in self._named[-_MOST_KEPT:] if named.offset >= start]
        found = {item.instrument for item in named if may_mean(mention.instrument, item.instrument)}
        if mention.basis == "description" and self.own is not None and may_mean(mention.instrument, self.own):
            found.add(self.own)
        return Meaning(found.pop(), basis="that") if len(found) == 1 else OPEN

    def resolve_place(self, place: FoundPinpoint, beside: Instrument | None = None) -> Meaning:
        """Decide what a place means that stands without an instrument.

        Args:
            beside: the instrument of another place in the same breath (``Pasal 5 UU 24/2011 dan Pasal 7``).
        """
        if self.is_blind or not place.is_certain:
            return Meaning(UNKNOWN, place.locator, basis="open" if place.is_certain else "unreadable")
        base = self.setting.find_base(place.span.start)
        if place.is_relative and not self._is_circular_head(place, base):
            return self._resolve_relative(place, base)
        return self._resolve_absolute(place, base, beside)

    def _is_circular_head(self, place: FoundPinpoint, base: Base) -> bool:
        """Whether ``huruf E`` or ``romawi II`` names a section of a circular by its capital."""
        if base.instrument is None or base.instrument.kind not in _CIRCULARS:
            return False
        first = place.units[0]
        return first.kind == "romawi" or (first.kind == "huruf" and self.text[first.end - 1].isupper())

    def _resolve_absolute(self, place: FoundPinpoint, base: Base, beside: Instrument | None) -> Meaning:
        instrument = base.instrument if base.instrument is None or base.instrument.kind not in REPORTS else None
        if (
            instrument is not None
            and instrument.kind in _CIRCULARS
            and place.units[0].kind in ("pasal", "bab", "diktum")
        ):
            instrument = None
        elif base.basis == "amended" and instrument is None:
            return OPEN._replace(locator=place.locator)
        if instrument is None:
            if len(self._instruments) != 1:
                return OPEN._replace(locator=place.locator)
            return Meaning(next(iter(self._instruments)), place.locator, join_units(place.through), "antecedent")
        is_strange = base.basis == "own" and not self.setting.may_have(place.units[0])
        if is_strange or (beside is not None and beside != instrument):
            return OPEN._replace(locator=place.locator)
        return Meaning(instrument, place.locator, join_units(place.through), base.basis)

    def _resolve_relative(self, place: FoundPinpoint, base: Base) -> Meaning:
        prefix = self._find_prefix(place.units[0], base)
        if prefix is None or base.instrument is None:
            return self._resolve_by_antecedent(place, base)
        through = ".".join([*prefix, join_units(place.through)]) if place.through else ""
        return Meaning(base.instrument, ".".join([*prefix, place.locator]), through, base.basis)

    def _find_prefix(self, unit: PinpointUnit, base: Base) -> tuple[str, ...] | None:
        """Return the segments that a relative place leaves out: those above its kind where the words stand."""
        segments = base.segments
        kinds = [segment.partition("-")[0] for segment in segments]
        if unit.kind in kinds and not base.is_instruction:
            return segments[: len(kinds) - 1 - kinds[::-1].index(unit.kind)]
        if base.is_instruction or not kinds:
            return None
        if unit.kind == "ayat":
            return segments[: kinds.index("pasal") + 1] if "pasal" in kinds else None
        if unit.kind in ("bagian", "paragraf"):
            return None
        if kinds[0] in ABSOLUTE_KINDS or kinds[0] in ("huruf", "angka", "romawi"):
            return self._find_existing(unit, segments)
        return None

    def _find_existing(self, unit: PinpointUnit, segments: tuple[str, ...]) -> tuple[str, ...]:
        """Choose the depth at which the document has such a unit; the deepest where the outline tells nothing."""
        for depth in range(len(segments), 0, -1):
            if self.setting.has(".".join([*segments[:depth], unit.segment])):
                return segments[:depth]
        return segments

    def _resolve_by_antecedent(self, place: FoundPinpoint, base: Base) -> Meaning:
        """Resolve ``ayat (2)`` by the one article that was named before in the same passage."""
        if self.own is not None and not base.is_instruction:
            return OPEN._replace(locator=place.locator)
        start = self._passage_start(place.span.start)
        named = [named for named in self._named[-_MOST_KEPT:] if named.offset >= start and named.locator]
        heads = {(item.instrument, item.locator.partition(".")[0]) for item in named}
        if len(heads) != 1:
            return OPEN._replace(locator=place.locator)
        instrument, head = heads.pop()
        kept = named[-1].locator.split(".")
        kinds = [segment.partition("-")[0] for segment in kept]
        kind = place.units[0].kind
        prefix = kept[: len(kinds) - 1 - kinds[::-1].index(kind)] if kind in kinds else [head]
        through = ".".join([*prefix, join_units(place.through)]) if place.through else ""
        return Meaning(instrument, ".".join([*prefix, place.locator]), through, "antecedent")

    def _passage_start(self, offset: int) -> int:
        provision = self.setting.lookup.find_deepest(offset)
        return provision.span.start if provision else max(0, self.text.rfind("\n\n", 0, offset))

    def resolve_pointer(self, pointer: UnitPointer) -> Meaning:
        """Decide what ``Pasal ini`` or ``ayat tersebut`` means."""
        if self.is_blind:
            return OPEN
        base = self.setting.find_base(pointer.span.start)
        kinds = [segment.partition("-")[0] for segment in base.segments]
        if pointer.is_this and pointer.kind in kinds and base.instrument is not None and not base.is_instruction:
            at = kinds.index(pointer.kind) + 1
            return Meaning(base.instrument, ".".join(base.segments[:at]), "", "this")
        start = self.setting.region_start(pointer.span.start)
        named = [named for named in self._named[-_MOST_KEPT:] if named.offset >= start]
        found = {
            (item.instrument, item.locator)
            for item in named
            if item.locator.rpartition(".")[2].partition("-")[0] == pointer.kind
        }
        if pointer.is_this or len(found) != 1:
            return OPEN
        instrument, locator = found.pop()
        return Meaning(instrument, locator, "", "that")
