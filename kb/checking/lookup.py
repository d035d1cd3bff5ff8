"""Look citations up: which instruments and provisions a text names, and whether each is held.

Catalog and archive are enough, no index is needed. A citation is ``found`` only when exactly one held document is meant
and it has every provision that is named; where two remain, both are listed and none is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from kb.law.citation import (
    Context,
    FoundReference,
    Target,
    find_references,
    format_instrument,
    format_pinpoint,
    format_reference,
    parse_query,
)
from kb.library.library import Library, format_document_citation
from kb.library.quotes import build_quote
from kb.model import BOILERPLATE, Citation, Instrument, Pinpoint, Span
from kb.model.errors import CitationError, DocumentNotFound, InvalidQuery
from kb.model.vocabulary import MAX_TEXT, LookupOutcome

MAX_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class LookupCandidate:
    """A held document, or a provision of one, that a citation may mean.

    Args:
        locator: as the document has it; empty where the whole document is meant.
        citation: with the provision's first words as its quote.
    """

    document_id: str
    title: str
    locator: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CitationLookup:
    """One citation in a text, and what is held of it.

    Args:
        span: where it stands in the text that was given.
        canonical: one form for every spelling, ``UU 24/2011#pasal-15.ayat-1``; empty where it can't be told.
        formatted: the same as people write it.
        instrument: None where it can't be told.
        locators: every provision that is named; empty where the whole instrument is.
        reason: in one sentence, why the status isn't ``found``; empty where it is.
        candidates: one for each provision when found; else what may be meant.
        near: held documents with the same number or issuer, for a citation that is unknown.
    """

    span: Span
    text: str
    canonical: str
    formatted: str
    instrument: Instrument | None
    locators: tuple[str, ...]
    status: LookupOutcome
    reason: str = ""
    candidates: tuple[LookupCandidate, ...] = ()
    near: tuple[LookupCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a short name, a number or a citation means.

    Args:
        status: as for a citation in a text; ``malformed`` where the words are no citation.
        candidates: one only when nothing else can be meant.
    """

    query: str
    canonical: str
    status: LookupOutcome
    reason: str
    candidates: tuple[LookupCandidate, ...]
    near: tuple[LookupCandidate, ...]


def lookup_citations(library: Library, text: str, day: date | None = None) -> list[CitationLookup]:
    """Find every citation in a text and say of each what is held.

    Args:
        day: of the text, where it is known: names in common use mean what they meant then, and nothing that was
            published later is meant.

    Raises:
        InvalidQuery: the text is empty or too long.
    """
    check_text(text)
    references = find_references(text, Context(date=day), unresolved=True)
    named = [reference for reference in references if reference.is_resolved]
    held = _Held(library)
    return [_look_up(held, reference, named) for reference in references]


def check_text(text: str) -> None:
    """Refuse a text that can't be looked through. Raises InvalidQuery."""
    if not text.strip():
        raise InvalidQuery("The text is empty.", "Give the passage to look through.")
    if len(text) > MAX_TEXT:
        raise InvalidQuery(f"The text has {len(text)} characters.", f"Give at most {MAX_TEXT} at a time.")


def resolve_name(library: Library, query: str) -> Resolution:
    """Say what a citation, a number, a name in common use or a document id means; candidates, never a guess.

    Raises:
        InvalidQuery: it is empty or too long.
    """
    check_text(query)
    held = _Held(library)
    by_id = _judge_id(held, query.strip())
    if by_id is not None:
        return Resolution(query, query.strip(), by_id.status, by_id.reason, by_id.candidates, by_id.near)
    target = parse_query(query)
    if target is not None:
        found = _judge(held, target.instrument, (target.locator,) if target.locator else (), None)
        return Resolution(query, _spell(target), found.status, found.reason, found.candidates, found.near)
    looked_up = lookup_citations(library, query)
    if len(looked_up) == 1:
        one = looked_up[0]
        return Resolution(query, one.canonical, one.status, one.reason, one.candidates, one.near)
    reason = "It names several instruments or provisions." if looked_up else "No citation, number or name is in it."
    candidates = _limit(candidate for one in looked_up for candidate in one.candidates)
    return Resolution(query, "", "several" if len(candidates) > 1 else "malformed", reason, candidates, ())


def _judge_id(held: _Held, query: str) -> _Verdict | None:
    """Judge a document id, perhaps with a locator (``uu-24-2011#pasal-15``); None where no document has it."""
    document_id, _, locator = query.partition("#")
    try:
        held.library.find_version(document_id)
    except DocumentNotFound:
        return None
    return _judge_places(held, document_id, (locator,) if locator else (), document_id)


def _spell(target: Target) -> str:
    place = f"#{target.locator}" if target.locator else ""
    return f"{format_instrument(target.instrument) or target.instrument.number}{place}"


@dataclass(frozen=True, slots=True)
class _Verdict:
    status: LookupOutcome
    reason: str = ""
    candidates: tuple[LookupCandidate, ...] = ()
    near: tuple[LookupCandidate, ...] = ()


def _look_up(held: _Held, reference: FoundReference, named: Sequence[FoundReference]) -> CitationLookup:
    locators = tuple(locator for locator in reference.locators if locator)
    known = reference.instrument if reference.is_resolved else None
    if known is None:
        found = _judge_open(held, reference, locators, named)
    else:
        found = _judge(held, known, locators, reference.day)
    return CitationLookup(
        span=reference.span,
        text=reference.text,
        canonical=format_reference(reference),
        formatted=_format(known, reference.locator),
        instrument=known,
        locators=locators,
        status=found.status,
        reason=found.reason,
        candidates=found.candidates,
        near=found.near,
    )


def _format(instrument: Instrument | None, locator: str) -> str:
    place = format_pinpoint(locator) if locator else ""
    return " ".join(part for part in (place, format_instrument(instrument) if instrument else "") if part)


def _judge_open(
    held: _Held, reference: FoundReference, locators: tuple[str, ...], named: Sequence[FoundReference]
) -> _Verdict:
    """Judge a mention that stays open: what the rest of the text names are its candidates."""
    if reference.basis == "unreadable":
        return _Verdict("malformed", "Its number or year can't be read.")
    instruments = list(dict.fromkeys(other.instrument for other in named))
    candidates = _limit(
        candidate
        for instrument in instruments
        for document_id in held.find_by_instrument(instrument)
        for candidate in _find_places(held, document_id, locators)[0]
    )
    if len(candidates) > 1:
        return _Verdict("several", "It may belong to more than one instrument that the text names.", candidates)
    return _Verdict("malformed", "It names no instrument, and the text doesn't tell which one is meant.")


def _judge(held: _Held, instrument: Instrument, locators: tuple[str, ...], day: date | None) -> _Verdict:
    documents = _find_documents(held, instrument, day)
    label = format_instrument(instrument) or instrument.number
    if not documents and day is not None and not instrument.number:
        others = _limit(held.build(document_id, "") for document_id in _find_documents(held, instrument))
        if others:
            return _Verdict("unknown", f"{label} is held, but of another day than {day.isoformat()}.", (), others)
    if not documents:
        return _judge_absent(held, instrument, label)
    if len(documents) > 1:
        listed = _limit(held.build(document_id, "") for document_id in documents)
        return _Verdict("several", f"{len(documents)} held documents may be meant by {label}.", listed)
    return _judge_places(held, documents[0], locators, label)


def _judge_places(held: _Held, document_id: str, locators: tuple[str, ...], label: str) -> _Verdict:
    candidates, lacking = _find_places(held, document_id, locators)
    if not lacking:
        return _Verdict("found", "", _limit(candidates))
    near = (held.build(document_id, ""),)
    places = ", ".join(_name_place(locator) for locator in lacking)
    if held.get_document(document_id).text_status == "digest":
        return _Verdict("not-held", f"{label} is held as a digest only, without {places}.", _limit(candidates), near)
    return _Verdict("unknown", f"{label} is held and has no {places}.", _limit(candidates), near)


def _find_documents(held: _Held, instrument: Instrument, day: date | None = None) -> list[str]:
    """List the held documents that an instrument may mean; the day decides between those without a number."""
    documents = held.find_by_instrument(instrument)
    if day is None or instrument.number:
        return documents
    return [document_id for document_id in documents if held.get_document(document_id).date == day]


def _judge_absent(held: _Held, instrument: Instrument, label: str) -> _Verdict:
    near = _limit(held.build(document_id, "") for document_id in held.find_similar(instrument))
    mentioned = held.count_mentions(instrument)
    if mentioned:
        by = "one held document" if mentioned == 1 else f"{mentioned} held documents"
        return _Verdict("not-held", f"{label} is cited by {by}, but isn't held.", (), near)
    return _Verdict("unknown", f"Nothing that is held is or mentions {label}.", (), near)


def _find_places(held: _Held, document_id: str, locators: Iterable[str]) -> tuple[list[LookupCandidate], list[str]]:
    """Return the provisions that a document has, and the locators that it lacks; the document where none is asked."""
    wanted = list(locators)
    if not wanted:
        return [held.build(document_id, "")], []
    places = {locator: held.find_locator(document_id, locator) for locator in wanted}
    found = [held.build(document_id, place) for place in places.values() if place is not None]
    return found, [locator for locator, place in places.items() if place is None]


def _name_place(locator: str) -> str:
    try:
        return format_pinpoint(locator)
    except CitationError:
        return f"provision at {locator!r}"


def _build(held: _Held, document_id: str, locator: str) -> LookupCandidate:
    document = held.get_document(document_id)
    places = held.library.get_positions(document_id, document.version)
    provision = places.get(locator) if locator else None
    if provision is None:
        shown = [one for one in document.provisions if one.kind != BOILERPLATE]
        provision = next((one for one in shown if one.kind == "judul"), shown[0])
    piece = next(iter(places.find_pieces(provision.span)), provision.span)
    citation = held.library.cite(places, build_quote(places.text, piece), provision.locator)
    if not locator:
        # Where its title stands is no pinpoint of the whole.
        citation = replace(
            citation,
            pinpoint=Pinpoint("", "", citation.pinpoint.page),
            permalink=held.library.build_permalink(document, ""),
            formatted=format_document_citation(document, "", None),
        )
    return LookupCandidate(document_id, document.title, locator, citation)


class _Held:
    """What is held, asked for the citations of one text; nothing is asked twice."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.find_by_instrument = cache(library.catalog.find_by_instrument)
        self.count_mentions = cache(library.catalog.count_mentions)
        self.find_similar = cache(library.find_similar)
        self.find_locator = cache(library.find_locator)
        self.get_document = cache(library.get_document)
        self.build = cache(partial(_build, self))


def _limit(candidates: Iterable[LookupCandidate]) -> tuple[LookupCandidate, ...]:
    unique = {(candidate.document_id, candidate.locator): candidate for candidate in candidates}
    return tuple(unique.values())[:MAX_CANDIDATES]
