"""Whether a rule holds on a day, and who says so.

A rule is ``berlaku`` only where a source says so; every other value names the sentence or the manifest that says it;
what a later document did is unknown on an earlier day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from kb.law.citation import find_references, format_date, format_instrument, format_pinpoint
from kb.library.library import Edition, Library
from kb.library.mentions import MentionReader
from kb.library.positions import TextWithPositions
from kb.model import LEGAL_VALUES, Hit, LegalStatus, LegalValue, Reading, StatusSource
from kb.model.vocabulary import Relation
from kb.stores.catalog import Deed, DocumentHead, Stretch

_LAWLESS = frozenset({"Berita", "Dokumen"})
"""Kinds that are no rules: whether they hold is no question."""

_VALUES: dict[Relation, LegalValue] = {
    "mencabut": "dicabut",
    "mencabut-sebagian": "sebagian-dicabut",
    "mengubah": "diubah",
}
_CALLOUTS = {"dicabut": "DICABUT", "sebagian-dicabut": "SEBAGIAN DICABUT", "diubah": "DIUBAH", "berlaku": "BERLAKU"}
_MOST_PLACES = 5

AROUND = 1_500
"""Characters around a mention whose outline is read: its sentence's provision and those beside it."""

MOST_KEPT = 5_000
"""Statuses kept until something is written: telling one takes milliseconds, and a search shows ten."""


class StatusReader:
    """Tell the status of held documents."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.mentions = MentionReader(library)
        # Replaced as a whole, never changed under a reader: searches run in several threads.
        self._kept: tuple[str, dict[tuple[str, date | None], LegalStatus]] = ("", {})

    def find_statuses(
        self,
        document_ids: Iterable[str],
        as_of: date | None = None,
        heads: Iterable[DocumentHead] = (),
        stamp: str = "",
    ) -> dict[str, LegalStatus]:
        """Tell the status of some documents on a day, from the graph and from what their manifests state.

        Args:
            as_of: the day; None for now.
            heads: those of the documents, as far as they are known.
            stamp: the catalog's, where it is known.

        Raises:
            DocumentNotFound: one of them isn't held.
        """
        wanted = set(document_ids)
        if not wanted:
            return {}
        stamp = stamp or self.library.catalog.stamp()
        kept = self._kept[1] if self._kept[0] == stamp and len(self._kept[1]) < MOST_KEPT else {}
        lacking = sorted(name for name in wanted if (name, as_of) not in kept)
        if lacking:
            told = self._tell(self._find_heads(lacking, heads), as_of)
            kept = kept | {(name, as_of): status for name, status in told.items()}
            self._kept = (stamp, kept)
        return {name: kept[name, as_of] for name in wanted}

    def _find_heads(self, names: Sequence[str], heads: Iterable[DocumentHead]) -> list[DocumentHead]:
        known = {head.id: head for head in heads}
        unknown = [name for name in names if name not in known]
        if unknown:
            known |= self.library.catalog.load_heads(unknown)
        for name in names:
            if name not in known:
                self.library.find_version(name)  # says that it isn't held
        return [known[name] for name in names]

    def _tell(self, heads: Sequence[DocumentHead], as_of: date | None) -> dict[str, LegalStatus]:
        deeds = self.library.catalog.find_deeds(heads)
        done = {name: [deed for deed in of if _has_happened(deed, as_of)] for name, of in deeds.items()}
        groups = {head.id: _group(done.get(head.id, [])) for head in heads}
        sources = self._read_sources([group for of in groups.values() for group in of])
        told = {}
        for head in heads:
            stated = read_stated_status(head.readings)
            said = [*(sources[id(group)] for group in groups[head.id]), *([stated] if stated else [])]
            told[head.id] = choose_status([] if head.instrument.kind in _LAWLESS else said, as_of)
        return told

    def _read_sources(self, groups: Sequence[Sequence[Deed]]) -> dict[int, StatusSource]:
        """Cite what each group of deeds says, all texts and outlines at once."""
        chosen = {id(group): _choose_deed(_of_first_version(group)) for group in groups}
        if not chosen:
            return {}
        heads = {deed.head.row_id: deed.head for deed in chosen.values()}
        places = self.library.load_excerpts(heads.values(), (_stretch(deed) for deed in chosen.values()))
        return {id(group): self._to_source(group, chosen[id(group)], places) for group in groups}

    def _to_source(
        self, deeds: Sequence[Deed], shown: Deed, places: Mapping[Edition, TextWithPositions]
    ) -> StatusSource:
        first = deeds[0]
        named = dict.fromkeys(place for deed in _of_first_version(deeds) for place in deed.reference.locators if place)
        return StatusSource(
            value=_VALUES[first.reference.relation],
            origin="document",
            label=format_instrument(first.head.instrument),
            since=first.day,
            checked_on=first.checked_on,
            document_id=first.document_id,
            locators=tuple(named),
            citation=self.mentions.cite(places[shown.document_id, shown.version], shown.reference),
        )


def _group(deeds: Sequence[Deed]) -> list[list[Deed]]:
    """Put together what one document says in one way."""
    ordered = sorted(deeds, key=lambda deed: (deed.document_id, deed.reference.relation))
    return [list(group) for _, group in groupby(ordered, key=lambda deed: (deed.document_id, deed.reference.relation))]


def _of_first_version(deeds: Sequence[Deed]) -> list[Deed]:
    return [deed for deed in deeds if deed.version == deeds[0].version]


def _stretch(deed: Deed) -> Stretch:
    """Return where a deed's sentence may stand, with the provisions beside it."""
    said = deed.reference.evidence or deed.reference.span
    spans = (said, deed.reference.span)
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    return Stretch(deed.head.row_id, start - AROUND, end + AROUND)


def _choose_deed(deeds: Sequence[Deed]) -> Deed:
    """Choose the mention to show: one with its sentence's verb behind it says more than a title."""
    return next((deed for deed in deeds if _is_sentence(deed)), deeds[0])


def _is_sentence(deed: Deed) -> bool:
    evidence = deed.reference.evidence
    return evidence is not None and evidence.start >= deed.reference.span.end


def _has_happened(deed: Deed, as_of: date | None) -> bool:
    if as_of is None:
        return True
    if deed.day is not None:
        return deed.day <= as_of
    return deed.year is not None and deed.year < as_of.year


def read_stated_status(readings: Mapping[str, Reading]) -> StatusSource | None:
    """Return what a document's manifest states of its status; None where it states nothing."""
    if "legal_status" not in readings:
        return None
    said = readings["legal_status"].value
    value: LegalValue = next((value for value in LEGAL_VALUES if value == said), "belum-diketahui")
    checked, source = readings.get("status_checked_on"), readings.get("status_source")
    day = date.fromisoformat(checked.value) if checked else None
    return StatusSource(value, "manifest", source.value if source else "", checked_on=day)


def choose_status(sources: Iterable[StatusSource], as_of: date | None = None) -> LegalStatus:
    """Weigh what several sources say: the gravest counts, all are shown.

    What a manifest says was so when it was checked: a rule in force then was so before, but when a revoked one was
    revoked is not told, so that nothing is said of an earlier day.
    """
    known = [source for source in sources if source.value != "belum-diketahui" and _counts(source, as_of)]
    if not known:
        return LegalStatus(as_of=as_of)
    value = min((source.value for source in known), key=LEGAL_VALUES.index)
    said = [source for source in known if source.value == value]
    ordered = sorted(known, key=lambda source: (LEGAL_VALUES.index(source.value), source.since or date.max))
    return LegalStatus(
        value=value,
        since=min((source.since for source in said if source.since), default=None),
        checked_on=max((source.checked_on for source in said if source.checked_on), default=None),
        sources=tuple(ordered),
        as_of=as_of,
    )


def _counts(source: StatusSource, as_of: date | None) -> bool:
    if source.origin == "document" or as_of is None or source.value == "berlaku":
        return True
    return source.checked_on is not None and source.checked_on <= as_of


def format_callout(status: LegalStatus) -> str:
    """Write a status as the line that stands over a text; empty while nothing is known.

    Example:
        >>> source = StatusSource("dicabut", "document", "UU 2/2017", date(2017, 1, 12))
        >>> format_callout(choose_status([source]))
        'DICABUT oleh UU 2/2017 sejak 12 Januari 2017'
    """
    if status.value == "belum-diketahui":
        return ""
    said = [source for source in status.sources if source.value == status.value]
    line = _CALLOUTS[status.value]
    names = ", ".join(dict.fromkeys(source.label for source in said if source.label))
    if names:
        line += f" menurut {names}" if said[0].origin == "manifest" else f" oleh {names}"
    if status.value == "sebagian-dicabut":
        line += _format_places(said)
    if status.since:
        line += f" sejak {format_date(status.since)}"
    elif status.checked_on:
        line += f" (diperiksa {format_date(status.checked_on)})"
    return line


def _format_places(said: Sequence[StatusSource]) -> str:
    named = [format_pinpoint(place) for source in said for place in source.locators]
    more = " dan lainnya" if len(named) > _MOST_PLACES else ""
    return f" ({', '.join(named[:_MOST_PLACES])}{more})" if named else ""


def find_named_documents(library: Library, query: str) -> set[str]:
    """Return the ids of the held documents that a question names itself."""
    named = dict.fromkeys(found.instrument for found in find_references(query))
    return {name for instrument in named for name in library.catalog.find_by_instrument(instrument)}


def prefer_current(hits: Sequence[Hit], cited: set[str]) -> list[Hit]:
    """Put a revoked text behind the first hit of the document that revoked it, where that is among the hits.

    Args:
        hits: best first, each with its status.
        cited: documents that the question names: asked for, they stay where they are.
    """
    present = {hit.chunk.document_id for hit in hits}
    ranked: list[Hit] = []
    waiting = list(hits)
    while waiting:
        shown = {hit.chunk.document_id for hit in ranked}
        free = (at for at, hit in enumerate(waiting) if not _must_wait(hit, present, shown, cited))
        ranked.append(waiting.pop(next(free, 0)))
    scored = zip(ranked, _fall(ranked), strict=True)
    first = min((hit.rank for hit in hits), default=1)
    return [replace(hit, rank=rank, score=score) for rank, (hit, score) in enumerate(scored, start=first)]


def _must_wait(hit: Hit, present: set[str], shown: set[str], cited: set[str]) -> bool:
    """Say whether a hit is of a revoked text, and what revoked it is still to come."""
    if hit.status.value != "dicabut" or hit.chunk.document_id in cited:
        return False
    revoking = {source.document_id for source in hit.status.sources if source.value == "dicabut"} & present
    return bool(revoking) and not revoking & shown


def _fall(hits: Sequence[Hit]) -> list[float]:
    """Lower scores where needed, so that they fall from the first hit to the last."""
    scores: list[float] = []
    for hit in hits:
        scores.append(min(hit.score, scores[-1]) if scores else hit.score)
    return scores
