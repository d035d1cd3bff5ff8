"""Check a quote against all that is held, and say where it stands, who said it, or what stands there instead.

Catalog and archive are enough, no index is needed. The full text names the few texts that may have the quote; whether
they do is decided on them alone. Every citation's quote is cut from the canonical text of the version that it names; a
digest is never called the official text, its citation says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.checking.quotation import QuoteMatch, find_quote, rank_match, verify_quote
from kb.checking.quotation.candidates import list_runs, list_windows, list_words
from kb.checking.quotation.verify import read_quote
from kb.library.library import Edition, Library
from kb.library.positions import TextWithPositions
from kb.library.quotes import build_quote
from kb.model import BOILERPLATE, Citation, Filters, Provision, Span
from kb.model.errors import InvalidQuery, ProvisionNotFound
from kb.model.vocabulary import MAX_QUOTE, QuoteOutcome
from kb.stores.catalog import DocumentHead, Stretch

MAX_FINDINGS = 10

_NEAREST = 3
_MOST_LIKELY = 32
_MOST_NEAR = 24
"""Passages whose texts are read: of those that have the quote's words in a row, and of those that have some."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says the words in a news release, as its text names them; ``role`` may be empty."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class QuoteFinding:
    """What a quote is in one document.

    Args:
        match: tier, places, diff and notes; its spans count in the canonical text of the cited version.
        citations: one for each part of the quote that has a place, in the quote's order; of a quote that isn't
            there, where the nearest text stands.
        speakers: beside each citation who says the words there; None where it is no quoted speech or nobody is named.
    """

    document_id: str
    version: str
    match: QuoteMatch
    citations: tuple[Citation, ...]
    speakers: tuple[Speaker | None, ...]


@dataclass(frozen=True, slots=True)
class QuoteVerification:
    """Whether a quote stands in what is held.

    Args:
        status: of the best finding: a verbatim tier or ``not-found``.
        findings: best tier first; when not found, the nearest texts with what differs. May be empty.
        documents: how many documents pass the filters.
    """

    quote: str
    status: QuoteOutcome
    findings: tuple[QuoteFinding, ...]
    documents: int

    @property
    def is_found(self) -> bool:
        """Say whether some document has the quote."""
        return self.status != "not-found"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the citations of the best finding."""
        return self.findings[0].citations if self.findings else ()


def verify_held_quote(library: Library, quote: str, filters: Filters, locator: str = "") -> QuoteVerification:
    """Look for a quote in the current versions of all documents that pass the filters.

    Args:
        quote: as printed; see ``kb.checking.quotation.verify_quote`` for quotation marks, ellipses and brackets.
        filters: narrow what is looked through.
        locator: the only provision to look in; needs exactly one document id in the filters.

    Raises:
        InvalidQuery: the quote has no words or is too long, or a locator is given without its document.
        ProvisionNotFound: the document has no such provision.
    """
    _check(quote)
    if locator:
        findings, count = [_look_at_provision(library, quote, filters, locator)], 1
    else:
        findings, count = _look_through(library, quote, filters), library.catalog.count_documents(filters)
    found = [finding for finding in findings if finding.match.is_found]
    return QuoteVerification(quote, _status(found), tuple(found or findings), count)


def _check(quote: str) -> None:
    if not any(letter.isalnum() for letter in quote):
        raise InvalidQuery("The quote has no words.", "Give the words to look for.")
    if len(quote) > MAX_QUOTE:
        raise InvalidQuery(
            f"The quote has {len(quote)} characters.", f"Give at most {MAX_QUOTE}, or check it part by part."
        )


def _status(found: list[QuoteFinding]) -> QuoteOutcome:
    if not found:
        return "not-found"
    names: dict[str, QuoteOutcome] = {"exact": "verbatim-exact", "typographic": "verbatim-typographic"}
    return names.get(found[0].match.tier, "verbatim-ocr")


def _look_at_provision(library: Library, quote: str, filters: Filters, locator: str) -> QuoteFinding:
    if len(filters.document_id) != 1:
        raise InvalidQuery("A locator names a place in one document.", "Give that document's id as well.")
    document_id = filters.document_id[0]
    version = library.find_version(document_id)
    place = library.find_locator(document_id, locator)
    if place is None:
        raise ProvisionNotFound(f"{document_id} has no provision at {locator!r}.", "Read its outline.")
    places, provision = library.get_provision(document_id, place, version)
    return _tell(library, places, _match(places, quote, provision.span))


def _look_through(library: Library, quote: str, filters: Filters) -> list[QuoteFinding]:
    """Look through the texts that may have the quote; outlines are read only around the places that are told."""
    passages = _find_passages(library, quote, filters)
    texts = ((edition, library.get_text(edition[1])) for edition in passages)
    found = {one.key: one.match for one in find_quote(texts, quote, _NEAREST)}
    heads = library.catalog.load_heads([document_id for document_id, _ in found])
    held = {edition: heads[edition[0]] for edition in found if edition[0] in heads}
    matches = _match_again(library, quote, {edition: found[edition] for edition in held}, held)
    ranked = sorted(matches, key=lambda edition: rank_match(matches[edition]))
    told = [edition for edition in ranked if matches[edition].is_found] or ranked
    return _tell_all(library, {edition: matches[edition] for edition in told[:MAX_FINDINGS]}, held)


def _find_passages(library: Library, quote: str, filters: Filters) -> list[Edition]:
    """List the documents that may have a quote, those with most of its words in a row first."""
    read = read_quote(quote)
    find = library.catalog.find_passages
    found = find(list_windows(read), filters, _MOST_LIKELY)
    near = find(list_runs(read), filters, _MOST_NEAR)
    if not found and len(near) < _NEAREST:
        near += find(list_words(read), filters, _MOST_NEAR)
    return list(dict.fromkeys((one.document_id, one.version) for one in (*found, *near)))


def _match_again(
    library: Library, quote: str, found: Mapping[Edition, QuoteMatch], heads: Mapping[Edition, DocumentHead]
) -> dict[Edition, QuoteMatch]:
    """Match what isn't verbatim once more, over what is no part of the documents."""
    doubtful = [edition for edition, match in found.items() if match.tier not in ("exact", "typographic")]
    if not doubtful:
        return dict(found)
    stretches = [Stretch(heads[edition].row_id, 0, 0) for edition in doubtful]
    excerpts = library.load_excerpts([heads[edition] for edition in doubtful], stretches, noise=True)
    return {**found, **{edition: _match(excerpts[edition], quote) for edition in doubtful}}


def _match(places: TextWithPositions, quote: str, within: Span | None = None) -> QuoteMatch:
    noise = [one.span for one in places.document.provisions if one.kind == BOILERPLATE]
    return verify_quote(places.text, quote, skip=noise, within=within)


def _tell_all(
    library: Library, matches: Mapping[Edition, QuoteMatch], heads: Mapping[Edition, DocumentHead]
) -> list[QuoteFinding]:
    stretches = [Stretch(heads[edition].row_id, *span) for edition, match in matches.items() for span in match.spans]
    excerpts = library.load_excerpts([heads[edition] for edition in matches], stretches)
    return [_tell(library, excerpts[edition], match) for edition, match in matches.items()]


def _tell(library: Library, places: TextWithPositions, match: QuoteMatch) -> QuoteFinding:
    citations = tuple(library.cite(places, build_quote(places.text, span)) for span in match.spans)
    speakers = tuple(find_speaker(places, span) for span in match.spans)
    if any(_is_boilerplate(places, span) for span in match.spans):
        match = replace(match, notes=tuple(dict.fromkeys((*match.notes, "inside-furniture"))))
    return QuoteFinding(places.document.id, places.document.version, match, citations, speakers)


def _is_boilerplate(places: TextWithPositions, span: Span) -> bool:
    return any(one.kind == BOILERPLATE and one.span.contains(span) for one in places.document.provisions)


def find_speaker(places: TextWithPositions, span: Span) -> Speaker | None:
    """Return who says a stretch: of the innermost quoted speech that holds it, where the text names one speaker."""
    spoken = [one for one in places.document.provisions if _is_speech(one) and one.span.contains(span)]
    innermost = min(spoken, key=lambda one: one.span.end - one.span.start, default=None)
    if innermost is None or not innermost.speaker:
        return None
    return Speaker(innermost.speaker, innermost.role)


def _is_speech(provision: Provision) -> bool:
    return provision.kind == "kutipan"
