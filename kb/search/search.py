"""The read path: a question becomes hits, each a verbatim quote with its pinpoint.

A question that *is* a citation goes straight to the provision. Any other runs a dense and a sparse leg under the same
filter, which are fused and grouped by provision. A quoted phrase is in every hit, verbatim; no hit comes with what was
searched and why nothing came. What the hits of a page need is read for all of them at once: few statements, however
many hits and documents there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kb.embedding.dense import DenseModel
from kb.language import list_meant
from kb.law.citation import Target, find_cited, find_instruments, format_instrument, parse_citations
from kb.library.legal_status import StatusReader, find_named_documents, prefer_current
from kb.library.library import ChunkBatch, Library
from kb.library.phrases import find_phrases
from kb.library.quotes import QUANTITY, choose_quote, has_quantity
from kb.model import Chunk, Filters, Hit, Ranks, SearchResult
from kb.model.cursor import format_cursor, read_offset
from kb.model.json import JSONValue
from kb.model.settings import Settings
from kb.search.cited import Cited, CitedFinder, describe_inexact
from kb.search.definitions import find_definitions, read_term
from kb.search.fusion import Fused, lower_first
from kb.search.legs import LEG_DEPTH, PLAIN_BM25, Legs, Merged
from kb.search.named_things import find_missing
from kb.search.question import (
    check_query,
    describe_filters,
    drop_filters,
    find_emptying_filters,
    group_by_provision,
    limit_day,
)
from kb.search.quoted import find_quoted, keep_quoted
from kb.search.validity import ValidityRanking
from kb.stores.catalog import Catalog, Stretch
from kb.stores.index.contract import ChunkIndex

PHRASE_DEPTH = 200
"""Chunks that each leg returns when a quoted phrase will discard most of them."""

COMMON = 60
"""Chunks from the top whose texts are looked at for a phrase that stands in too many to look at all."""

WEIGHED = 30
"""Provisions from the top that are looked at for a quantity, where one is asked for."""

NO_QUANTITY_SHARE = 0.8
"""What a provision's score is worth when a quantity is asked for and it has none."""

MOST_WORDS = 24
"""A longer question is a pasted text: what it cites is not what it asks for."""

MOST_CITED = 5
"""Chunks of the provisions that a question names that come before what the legs found."""

PASTED_WORDS = 8
"""A quoted stretch of so many words is a pasted text: what comes nearest is an answer where nothing has it verbatim."""

NOT_VERBATIM = "No document has these words in this order; what comes nearest is shown."

JUDGED = 5
"""Provisions from the top that are looked at to say whether there is an answer among them."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a question found before a page of it is dressed.

    Args:
        provisions: best first, each once.
        is_all: whether there are no others.
        merged: what the legs returned.
    """

    provisions: tuple[Fused, ...]
    is_all: bool
    merged: Merged


class Searcher:
    """Answer questions from one library and one index."""

    def __init__(
        self, settings: Settings, library: Library, index: ChunkIndex, model: DenseModel, statuses: StatusReader
    ) -> None:
        self.library = library
        self.catalog: Catalog = library.catalog
        self.index = index
        self.statuses = statuses
        self.cited = CitedFinder(library)
        self.validity = ValidityRanking(library.catalog)
        self.legs = Legs(model, index, settings.dense_weight)

    def search(
        self, query: str, filters: Filters, limit: int, mode: str, as_of: date | None = None, cursor: str = ""
    ) -> SearchResult:
        """Answer one question.

        Args:
            as_of: only documents of this day or before, with the status that they had then; None for now.
            cursor: as the page before gave it; empty: the first page.

        Raises:
            InvalidQuery: it is empty or too long, or mode or limit are not possible.
            InvalidCursor: the cursor isn't ours, or belongs to another question.
        """
        check_query(query, limit, mode)
        question = (query, filters, mode, as_of)
        start = read_offset(cursor, question)
        filters = limit_day(filters, as_of)
        page = slice(start, start + limit)
        targets = parse_citations(query) if mode == "auto" else ()
        if targets:
            found, batch = self._search_citations(query, targets, filters, page)
        else:
            found, batch = self._search_legs(query, filters, page, "hybrid" if mode == "auto" else mode, as_of)
        found = self._tell_status(found, batch, as_of)
        shown = start + len(found.hits)
        more = found.hits and shown < found.total
        return replace(found, cursor=format_cursor(question, shown) if more else "")

    def rank(self, query: str, filters: Filters, limit: int, mode: str) -> list[Chunk]:
        """Answer with the best chunks alone, one of each provision: no quotes, citations or statuses are made."""
        check_query(query, limit, mode)
        phrases = find_phrases(query)
        found = self._find(query, filters, mode, phrases, limit)
        batch = self.library.load_chunks(item.key for item in found.provisions[: max(limit, WEIGHED)])
        provisions = self._prefer_quantities(query, found.provisions, batch)
        return [batch.chunks[item.key] for item in provisions[:limit] if item.key in batch.chunks]

    def _tell_status(self, found: SearchResult, batch: ChunkBatch, as_of: date | None) -> SearchResult:
        """Add to each hit whether its document holds, and put what was revoked behind what revoked it."""
        wanted = (hit.chunk.document_id for hit in found.hits)
        statuses = self.statuses.find_statuses(wanted, as_of, batch.heads.values(), batch.stamp)
        hits = [replace(hit, status=statuses[hit.chunk.document_id]) for hit in found.hits]
        if found.mode not in ("citation", PLAIN_BM25) and any(hit.status.value == "dicabut" for hit in hits):
            hits = prefer_current(hits, find_named_documents(self.library, found.query))
        diagnostics = found.diagnostics | ({"as_of": as_of.isoformat()} if as_of else {})
        return replace(found, hits=tuple(hits), diagnostics=diagnostics)

    def _search_citations(
        self, query: str, targets: Sequence[Target], filters: Filters, page: slice
    ) -> tuple[SearchResult, ChunkBatch]:
        cited = [self.cited.find(target, filters) for target in targets]
        found, batch = self.cited.load(cited)
        shown = [(one.chunk, Fused(one.chunk.id, 1.0, {}), one.locator) for one in found[page]]
        hits = self._dress(query, shown, batch, page.start, ())
        diagnostics = self._describe_citation(cited, filters)
        return SearchResult(query, "citation", len(found), tuple(hits), diagnostics), batch

    def _describe_citation(self, cited: Sequence[Cited], filters: Filters) -> dict[str, JSONValue]:
        """Say what was looked for; of several citations those that aren't there as they were named."""
        worst = next((one for one in cited if not one.is_exact), cited[0])
        named = {
            "instrument": format_instrument(worst.target.instrument),
            "locator": worst.target.locator,
            "documents": list(worst.documents),
        }
        return {
            "target": named,
            "searched": self._searched(filters),
            "filters": describe_filters(filters),
            **self._explain_citation(worst),
        }

    def _explain_citation(self, cited: Cited) -> dict[str, JSONValue]:
        label = format_instrument(cited.target.instrument)
        if cited.places:
            reason = describe_inexact(cited)
            return {"reason": reason, "near": self._name(list(cited.places))} if reason else {}
        if not cited.documents:
            return {
                "reason": f"{label} is not held.",
                "near": self._name(self.library.find_similar(cited.target.instrument)),
            }
        if not cited.allowed:
            return {
                "reason": f"{label} is held, but the filters leave it out.",
                "near": self._name(cited.documents),
            }
        form = "as a digest only, which" if self._are_digests(cited.allowed) else "but"
        return {
            "reason": f"{label} is held, {form} has no provision at {cited.target.locator}.",
            "near": self._name(cited.allowed),
        }

    def _are_digests(self, documents: Sequence[str]) -> bool:
        return all(head.text_status == "digest" for head in self.catalog.load_heads(documents).values())

    def _name(self, documents: Sequence[str]) -> list[dict[str, str]]:
        titles = self.catalog.find_titles(documents)
        return [{"document_id": name, "title": titles[name]} for name in documents if name in titles]

    def _search_legs(
        self, query: str, filters: Filters, page: slice, mode: str, as_of: date | None = None
    ) -> tuple[SearchResult, ChunkBatch]:
        phrases = find_phrases(query)
        found = self._find(query, filters, mode, phrases, page.stop)
        lacking: Sequence[str] = ()
        if not found.provisions and any(len(phrase.split()) >= PASTED_WORDS for phrase in phrases):
            lacking, phrases = phrases, []
            found = self._find(query, filters, mode, (), page.stop)
        if mode == "hybrid":
            found = self._prefer(query, filters, found, as_of)
        batch = self.library.load_chunks(self._list_needed(query, found.provisions, page, mode))
        provisions = found.provisions
        if mode != PLAIN_BM25:
            provisions = self._prefer_quantities(query, provisions, batch)
        shown = [(batch.chunks[item.key], item, "") for item in provisions[page] if item.key in batch.chunks]
        hits = self._dress(query, shown, batch, page.start, phrases)
        diagnostics = self._describe_legs(filters, found.merged, phrases, hits)
        if lacking:
            diagnostics |= {"phrases": list(lacking), "reason": NOT_VERBATIM}
        diagnostics["also"] = [] if mode == PLAIN_BM25 else list_meant(query)
        if hits:
            diagnostics.update(self._doubt(query, provisions, batch))
        relation: Literal["eq", "gte"] = "eq" if found.is_all else "gte"
        return SearchResult(query, mode, len(provisions), tuple(hits), diagnostics, relation), batch

    def _find(self, query: str, filters: Filters, mode: str, phrases: Sequence[str], enough: int) -> _Found:
        """Find the provisions that answer a question, best first."""
        if phrases:
            return self._find_quoted(query, filters, mode, phrases, enough)
        merged = self.legs.rank(query, filters, mode)
        is_all = all(found < LEG_DEPTH for found in merged.found.values())
        return _Found(tuple(group_by_provision(merged.fused)), is_all, merged)

    def _find_quoted(self, query: str, filters: Filters, mode: str, phrases: Sequence[str], enough: int) -> _Found:
        """Rank the chunks that have the phrases; those that no leg returned come last, in their order."""
        quoted = find_quoted(self.library, phrases, filters)
        if not quoted.chunks:
            return _Found((), quoted.is_all, Merged())
        documents = tuple(dict.fromkeys(chunk.document_id for chunk in quoted.chunks))
        narrowed = replace(filters, document_id=documents) if quoted.is_all else filters
        merged = self.legs.rank(query, narrowed, mode, PHRASE_DEPTH)
        wanted = {chunk.id for chunk in quoted.chunks}
        if not quoted.is_all:
            others = [item.key for item in merged.fused if item.key not in wanted][: max(COMMON, enough)]
            loaded = self.library.load_chunks(others).chunks.values()
            wanted |= {chunk.id for chunk in keep_quoted(self.library, loaded, phrases)}
        kept = [item for item in merged.fused if item.key in wanted]
        ranked = {item.key for item in kept}
        rest = (Fused(chunk.id, 0.0, {}) for chunk in quoted.chunks if chunk.id not in ranked)
        return _Found(tuple(group_by_provision([*kept, *rest])), quoted.is_all, merged)

    def _prefer(self, query: str, filters: Filters, found: _Found, as_of: date | None) -> _Found:
        """Put first what a question asks for by its form: a definition, or a provision that it names."""
        named = find_named_documents(self.library, query)
        provisions = self.validity.prefer_holding(found.provisions, as_of, named)
        first = [*self._find_cited(query, filters), *self._find_definitions(query, filters, named)]
        ranks = {item.key: item.ranks for item in provisions}
        raised = [Fused(chunk.id, 1.0, ranks.get(chunk.id, {})) for chunk in first]
        return replace(found, provisions=tuple(group_by_provision([*raised, *provisions])))

    def _find_cited(self, query: str, filters: Filters) -> list[Chunk]:
        """Find the provisions that a short question names with their instrument."""
        targets = find_cited(query) if len(query.split()) <= MOST_WORDS else ()
        cited = [one for one in (self.cited.find(target, filters) for target in targets) if one.places]
        return [one.chunk for one in self.cited.load(cited)[0]][:MOST_CITED] if cited else []

    def _find_definitions(self, query: str, filters: Filters, named: Collection[str]) -> list[Chunk]:
        term = read_term(query)
        return find_definitions(self.library, term, filters, named) if term else []

    def _list_needed(self, query: str, provisions: Sequence[Fused], page: slice, mode: str) -> list[str]:
        """List the chunks whose texts decide what is shown of the page, and whether there is an answer."""
        weighed = WEIGHED if mode != PLAIN_BM25 and QUANTITY.search(query) else 0
        return [item.key for item in (*provisions[:weighed], *provisions[:JUDGED], *provisions[page])]

    def _prefer_quantities(self, query: str, provisions: Sequence[Fused], batch: ChunkBatch) -> tuple[Fused, ...]:
        """Put what has no quantity behind, among the first provisions, where the question asks for one."""
        if not QUANTITY.search(query):
            return tuple(provisions)

        def lower(item: Fused) -> Fused:
            chunk = batch.chunks.get(item.key)
            lacks = chunk is not None and not has_quantity(chunk.text)
            return replace(item, score=item.score * NO_QUANTITY_SHARE) if lacks else item

        return lower_first(provisions, WEIGHED, lower)

    def _doubt(self, query: str, provisions: Sequence[Fused], batch: ChunkBatch) -> dict[str, JSONValue]:
        """Say whether the first provisions, whatever the limit, may answer, and what the question names beyond them."""
        chunks = [batch.chunks[item.key] for item in provisions[:JUDGED] if item.key in batch.chunks]
        missing = find_missing(query, (self._describe_chunk(chunk, batch) for chunk in chunks))
        missing += [label for label in self._find_unknown(query) if label not in missing]
        return {"answerable": not missing, "missing": missing}

    def _find_unknown(self, query: str) -> list[str]:
        """Name the instruments of a question that aren't held and that nothing held speaks of."""
        named = [one for one in find_instruments(query) if one.number and one.year]
        unheld = [one for one in named if not self.catalog.find_by_instrument(one)]
        return [format_instrument(one) for one in unheld if not self.catalog.count_mentions(one)]

    def _describe_chunk(self, chunk: Chunk, batch: ChunkBatch) -> str:
        head = batch.heads[chunk.document_id, chunk.version]
        known = (head.title, head.place, str(head.date or ""), format_instrument(head.instrument))
        return "\n".join((*known, *chunk.headings, chunk.text))

    def _dress(
        self,
        query: str,
        shown: Sequence[tuple[Chunk, Fused, str]],
        batch: ChunkBatch,
        before: int,
        phrases: Sequence[str],
    ) -> list[Hit]:
        """Make hits of chunks, each with its place in the ranking and the locator that was asked for."""
        heads = {
            (chunk.document_id, chunk.version): batch.heads[chunk.document_id, chunk.version] for chunk, *_ in shown
        }
        stretches = [Stretch(heads[chunk.document_id, chunk.version].row_id, *chunk.span) for chunk, *_ in shown]
        excerpts = self.library.load_excerpts(heads.values(), stretches) if shown else {}
        hits = []
        for rank, (chunk, item, locator) in enumerate(shown, start=before + 1):
            places = excerpts[chunk.document_id, chunk.version]
            quote = self.library.quote_provision(places, chunk, locator) if locator else None
            quote = quote or self.library.quote_phrase(places, chunk, phrases) or choose_quote(places, chunk, query)
            ranks = Ranks(item.ranks.get("dense"), item.ranks.get("sparse"))
            hits.append(Hit(rank, item.score, ranks, chunk, self.library.cite(places, quote)))
        return hits

    def _searched(self, filters: Filters) -> dict[str, int]:
        return {"documents": self.catalog.count_documents(filters), "chunks": self.index.count(filters)}

    def _describe_legs(
        self, filters: Filters, merged: Merged, phrases: Sequence[str], hits: Sequence[Hit]
    ) -> dict[str, JSONValue]:
        found: dict[str, JSONValue] = {
            "legs": dict(merged.found),
            "filters": describe_filters(filters),
            "phrases": list(phrases),
        }
        if not hits:
            found["searched"] = self._searched(filters)
            found.update(self._explain(filters, phrases))
        return found

    def _explain(self, filters: Filters, phrases: Sequence[str]) -> dict[str, JSONValue]:
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
