"""The read path: a question becomes hits, each a verbatim quote with its pinpoint.

Step 4. A question that *is* a citation goes straight to the provision. Any other runs a dense and a sparse
leg under the same filter, which are fused and grouped by provision. Invariants: every filter narrows both
legs alike; a quoted phrase is in every hit, verbatim; no hit comes with what was searched and why nothing came.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import zip_longest
from typing import Any, TypeVar

from kb.embedding.embed import DenseModel
from kb.language import list_meant
from kb.law.citation import Target, format_instrument, parse_query
from kb.library.legal_status import StatusReader, find_cited, prefer_current
from kb.library.library import Library
from kb.library.phrases import find_phrase, find_phrases
from kb.library.quotes import QUANTITY, choose_quote, has_quantity
from kb.model import Chunk, Filters, Hit, Ranks, SearchResult, Span
from kb.model.errors import InvalidQuery
from kb.model.settings import Settings
from kb.search.fusion import Fused
from kb.search.legs import YARDSTICK, Merged, build_search_pipeline, rank_chunks
from kb.search.specifics import find_missing
from kb.stores.catalog import Catalog
from kb.stores.index.contract import ChunkIndex

log = logging.getLogger(__name__)

T = TypeVar("T")

MODES = ("auto", "hybrid", "dense", "sparse")
"""How people can ask; measuring asks by ``kb.search.legs.YARDSTICK`` besides."""

PHRASE_DEPTH = 1000
"""Chunks that each leg returns when a quoted phrase will discard most of them."""

WEIGHED = 30
"""Provisions from the top that are looked at for a quantity, where one is asked for."""

NO_QUANTITY_SHARE = 0.8
"""What a provision's score is worth when a quantity is asked for and it has none."""

JUDGED = 5
"""Provisions from the top that are looked at to say whether there is an answer among them."""

LONGEST_QUERY = 2000
"""Characters; longer than any question, and the embedding model reads the first few hundred only."""


class Searcher:
    """Answer questions from one library and one index."""

    def __init__(
        self, settings: Settings, library: Library, index: ChunkIndex, model: DenseModel, statuses: StatusReader
    ) -> None:
        self.library = library
        self.catalog: Catalog = library.catalog
        self.index = index
        self.statuses = statuses
        self.pipeline = build_search_pipeline(model, index, settings.dense_weight)

    def search(self, query: str, filters: Filters, limit: int, mode: str, as_of: date | None = None) -> SearchResult:
        """Answer one question.

        Args:
            as_of: only documents of this day or before, with the status that they had then; None for now.

        Raises:
            InvalidQuery: it is empty or too long, or mode or limit are not possible.
        """
        check_query(query, limit, mode)
        filters = limit_day(filters, as_of)
        target = parse_query(query) if mode == "auto" else None
        if target is not None:
            found = self._search_citation(query, target, filters, limit)
        else:
            found = self._search_legs(query, filters, limit, "hybrid" if mode == "auto" else mode)
        return self._tell_status(found, as_of)

    def _tell_status(self, found: SearchResult, as_of: date | None) -> SearchResult:
        """Add to each hit whether its document holds, and put what was revoked behind what revoked it."""
        statuses = self.statuses.find_statuses((hit.chunk.document_id for hit in found.hits), as_of)
        hits = [replace(hit, status=statuses[hit.chunk.document_id]) for hit in found.hits]
        if found.mode not in ("citation", YARDSTICK) and any(hit.status.value == "dicabut" for hit in hits):
            hits = prefer_current(hits, find_cited(self.library, found.query))
        diagnostics = found.diagnostics | ({"as_of": as_of.isoformat()} if as_of else {})
        return replace(found, hits=tuple(hits), diagnostics=diagnostics)

    def _search_citation(self, query: str, target: Target, filters: Filters, limit: int) -> SearchResult:
        documents = self.catalog.find_by_instrument(target.instrument)
        allowed = [document_id for document_id in documents if self.library.passes(document_id, filters)]
        places = {document_id: self._locate(document_id, target.locator) for document_id in allowed}
        found = take_turns(
            [(chunk, locator) for chunk in self.library.find_chunks(document_id, locator)]
            for document_id, locator in places.items()
            if locator is not None
        )
        hits = [
            self._hit(rank, 1.0, Ranks(), chunk, query, locator)
            for rank, (chunk, locator) in enumerate(found[:limit], start=1)
        ]
        diagnostics = self._describe_citation(target, documents, places, filters)
        return SearchResult(query, "citation", len(found), tuple(hits), diagnostics)

    def _locate(self, document_id: str, locator: str) -> str | None:
        return self.library.find_locator(document_id, locator) if locator else ""

    def _describe_citation(
        self, target: Target, documents: Sequence[str], places: Mapping[str, str | None], filters: Filters
    ) -> dict[str, Any]:
        label = format_instrument(target.instrument)
        found: dict[str, Any] = {
            "target": {"instrument": label, "locator": target.locator, "documents": list(documents)},
            "searched": self._searched(filters),
            "filters": describe_filters(filters),
        }
        if not documents:
            found["reason"] = f"{label} is not held."
            found["near"] = self._name(self.library.find_similar(target.instrument))
        elif not places:
            found["reason"] = f"{label} is held, but the filters leave it out."
            found["near"] = self._name(documents)
        elif all(locator is None for locator in places.values()):
            form = "as a digest only, which" if self._are_digests(places) else "but"
            found["reason"] = f"{label} is held, {form} has no provision at {target.locator}."
            found["near"] = self._name(places)
        return found

    def _are_digests(self, documents: Iterable[str]) -> bool:
        return all(self.library.get_document(document_id).text_status == "digest" for document_id in documents)

    def _name(self, documents: Iterable[str]) -> list[dict[str, str]]:
        held = (self.library.get_document(document_id) for document_id in documents)
        return [{"document_id": document.id, "title": document.title} for document in held]

    def _search_legs(self, query: str, filters: Filters, limit: int, mode: str) -> SearchResult:
        phrases = find_phrases(query)
        if phrases:
            merged = self._run_within(query, filters, mode, self._find_allowed(phrases, filters))
        else:
            merged = rank_chunks(self.pipeline, query, filters, mode)
        provisions = group_by_provision(merged.fused)
        if mode != YARDSTICK:
            provisions = self._prefer_quantities(query, provisions)
        hits = self._build_hits(query, provisions, limit, phrases)
        diagnostics = self._describe_legs(filters, merged, phrases, hits)
        diagnostics["also"] = [] if mode == YARDSTICK else list_meant(query)
        if hits:
            diagnostics.update(self._doubt(query, provisions))
        return SearchResult(query, mode, len(merged.fused), tuple(hits), diagnostics)

    def _prefer_quantities(self, query: str, provisions: list[Fused]) -> list[Fused]:
        """Put what has no quantity behind, among the first provisions, where the question asks for one."""
        if not QUANTITY.search(query):
            return provisions
        head = []
        for item in provisions[:WEIGHED]:
            chunk = self.library.get_chunk(item.key)
            lacks = chunk is not None and not has_quantity(chunk.text)
            head.append(replace(item, score=item.score * NO_QUANTITY_SHARE) if lacks else item)
        head.sort(key=lambda item: -item.score)
        last = head[-1].score if head else 0.0
        return head + [replace(item, score=min(item.score, last)) for item in provisions[WEIGHED:]]

    def _doubt(self, query: str, provisions: Sequence[Fused]) -> dict[str, Any]:
        """Say whether the first provisions, whatever the limit, may answer, and what the question names beyond them."""
        chunks = [self.library.get_chunk(item.key) for item in provisions[:JUDGED]]
        missing = find_missing(query, (self._describe_chunk(chunk) for chunk in chunks if chunk is not None))
        return {"answerable": not missing, "missing": missing}

    def _describe_chunk(self, chunk: Chunk) -> str:
        document = self.library.get_document(chunk.document_id, chunk.version)
        known = (document.title, document.place, str(document.date or ""), format_instrument(document.instrument))
        return "\n".join((*known, *chunk.headings, chunk.text))

    def _find_allowed(self, phrases: Sequence[str], filters: Filters) -> dict[str, list[str]]:
        """List, per document that passes the filters, the chunks in which every quoted phrase begins."""
        allowed: dict[str, list[str]] = {}
        for places in self.library.find_current(filters):
            found = [find_phrase(places.text, phrase) for phrase in phrases]
            if all(found):
                chunks = self.library.find_chunks(places.document.id, "", places.document.version)
                kept = [chunk.id for chunk in chunks if all(_begins_in(chunk.span, spans) for spans in found)]
                if kept:
                    allowed[places.document.id] = kept
        return allowed

    def _run_within(self, query: str, filters: Filters, mode: str, allowed: Mapping[str, list[str]]) -> Merged:
        """Rank the chunks that a quoted phrase leaves; those that no leg returned come last, in their order."""
        if not allowed:
            return Merged()
        narrowed = replace(filters, document_id=tuple(allowed))
        merged = rank_chunks(self.pipeline, query, narrowed, mode, PHRASE_DEPTH)
        chunk_ids = [chunk_id for of in allowed.values() for chunk_id in of]
        wanted, ranked = set(chunk_ids), {item.key for item in merged.fused}
        kept = [item for item in merged.fused if item.key in wanted]
        return replace(merged, fused=(*kept, *(Fused(key, 0.0, {}) for key in chunk_ids if key not in ranked)))

    def _build_hits(self, query: str, fused: Iterable[Fused], limit: int, phrases: Sequence[str]) -> list[Hit]:
        hits: list[Hit] = []
        for item in fused:
            if len(hits) == limit:
                break
            chunk = self.library.get_chunk(item.key)
            if chunk is None:
                log.warning("%s is in the index but not in the catalog; passed over", item.key)
                continue
            ranks = Ranks(item.ranks.get("dense"), item.ranks.get("sparse"))
            hits.append(self._hit(len(hits) + 1, item.score, ranks, chunk, query, "", phrases))
        return hits

    def _hit(
        self, rank: int, score: float, ranks: Ranks, chunk: Chunk, query: str, locator: str, phrases: Sequence[str] = ()
    ) -> Hit:
        places = self.library.get_places(chunk.document_id, chunk.version)
        quote = self.library.quote_provision(places, chunk, locator) if locator else None
        quote = quote or self.library.quote_phrase(places, chunk, phrases) or choose_quote(places, chunk, query)
        return Hit(rank, score, ranks, chunk, self.library.cite(places, quote))

    def _searched(self, filters: Filters) -> dict[str, int]:
        return {
            "documents": self.catalog.find_documents(filters, "", 1).total,
            "chunks": self.index.count(filters),
        }

    def _describe_legs(
        self, filters: Filters, merged: Merged, phrases: Sequence[str], hits: Sequence[Hit]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {
            "legs": dict(merged.found),
            "filters": describe_filters(filters),
            "phrases": list(phrases),
        }
        if not hits:
            found["searched"] = self._searched(filters)
            found.update(self._explain(filters, phrases))
        return found

    def _explain(self, filters: Filters, phrases: Sequence[str]) -> dict[str, Any]:
        """Say why nothing was found, and what is near."""
        if self.index.count(Filters()) == 0:
            return {"reason": "Nothing is indexed yet.", "near": []}
        if self.index.count(filters) == 0:
            emptied = find_emptying_filters(filters, self.index)
            near = self.catalog.find_documents(drop_filters(filters, emptied), "", 3).documents
            return {
                "reason": f"No document passes the filters ({', '.join(emptied)}).",
                "emptied_by": emptied,
                "near": [{"document_id": document.id, "title": document.title} for document in near],
            }
        if phrases:
            return {"reason": "No document that passes the filters has these words in this order.", "near": []}
        return {"reason": "No chunk has a word of the question.", "near": []}


def take_turns(rows: Iterable[Sequence[T]]) -> list[T]:
    """List the first of each row, then the second of each: no candidate is hidden behind a longer one.

    Example:
        >>> take_turns([[1, 2, 3], [4]])
        [1, 4, 2, 3]
    """
    return [item for turn in zip_longest(*rows, fillvalue=None) for item in turn if item is not None]


def _begins_in(span: Span, found: Sequence[Span]) -> bool:
    return any(span.start <= place.start < span.end for place in found)


def check_query(query: str, limit: int, mode: str) -> None:
    """Refuse what can't be asked.

    Raises:
        InvalidQuery: with what is possible as its hint.
    """
    if not query.strip():
        raise InvalidQuery(
            "The question is empty.", "Ask in your own words, or give a citation such as 'UU 24/2011 pasal 15'."
        )
    if len(query) > LONGEST_QUERY:
        raise InvalidQuery(f"The question has {len(query)} characters.", f"Ask with at most {LONGEST_QUERY}.")
    if mode not in (*MODES, YARDSTICK):
        raise InvalidQuery(f"There is no search mode {mode!r}.", f"Choose one of {', '.join(MODES)}.")
    if not 1 <= limit <= 100:
        raise InvalidQuery(f"The limit can't be {limit}.", "Choose a limit from 1 to 100.")


def group_by_provision(fused: Iterable[Fused]) -> list[Fused]:
    """Keep the best chunk of each provision: parts of one provision are one answer."""
    seen: set[str] = set()
    kept = []
    for item in fused:
        provision = item.key.rpartition("~")[0] or item.key
        if provision not in seen:
            seen.add(provision)
            kept.append(item)
    return kept


def limit_day(filters: Filters, as_of: date | None) -> Filters:
    """Narrow filters to documents of a day or before; one without a date is left out, for nobody knows."""
    if as_of is None:
        return filters
    return replace(filters, date_to=min(filters.date_to, as_of) if filters.date_to else as_of)


def describe_filters(filters: Filters) -> dict[str, Any]:
    """List the filters that narrow something, as plain JSON values."""
    narrowing: dict[str, Any] = {}
    for entry in fields(filters):
        value = getattr(filters, entry.name)
        if value:
            narrowing[entry.name] = list(value) if isinstance(value, tuple) else value.isoformat()
    return narrowing


def drop_filters(filters: Filters, names: Sequence[str]) -> Filters:
    """Return the filters without some of them."""
    empty = Filters()
    return replace(filters, **{name: getattr(empty, name) for name in names})


def find_emptying_filters(filters: Filters, index: ChunkIndex) -> list[str]:
    """Name the filters of which one alone, when dropped, lets something through; all of them when none does."""
    names = list(describe_filters(filters))
    alone = [name for name in names if index.count(drop_filters(filters, [name])) > 0]
    return alone or names
