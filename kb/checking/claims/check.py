"""Check a passage against what is held: every figure, quotation, citation and who says what.

Each item is judged by itself and the worst answer is the passage's; nothing is ``cocok`` without a source's sentence;
figures that contradict each other inside the passage are told before any source is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.checking.claims.citations import CitationJudge, find_cited_places
from kb.checking.claims.claim import Claim, Sentence, read_claim
from kb.checking.claims.dates import judge_date
from kb.checking.claims.figures import FigureJudge
from kb.checking.claims.later_rules import LaterRules
from kb.checking.claims.model import ClaimItem, ClaimReport, Finding, find_worst
from kb.checking.claims.passages import SourcePassage, unique
from kb.checking.claims.quotes import judge_quotation
from kb.checking.claims.readings import Readings
from kb.checking.claims.sources import Rank, Sources
from kb.checking.claims.speakers import find_statement, judge_speaker
from kb.checking.lookup import CitationLookup, lookup_citations
from kb.library.legal_status import StatusReader
from kb.library.library import Library
from kb.model import Chunk, Filters, Span
from kb.model.errors import InvalidQuery
from kb.model.vocabulary import MAX_CLAIM, ItemKind

_READ = 8
"""Documents of the first hits whose figures are all looked through for those of the claim."""

_NOTHING = "Tidak ada angka, kutipan, sitasi, atau ucapan yang dapat diperiksa dalam teks ini."


class ClaimChecker:
    """Check passages; one object serves many and keeps what it has read of the documents.

    Args:
        library: what is held.
        rank: ranks chunks for a question; nothing of them but their places is looked at.
        statuses: which of the held rules still hold.
    """

    def __init__(self, library: Library, rank: Rank, statuses: StatusReader) -> None:
        self._library = library
        self._rank = rank
        self._statuses = statuses
        self._readings = Readings()

    def check(self, text: str, filters: Filters) -> ClaimReport:
        """Check one passage.

        Raises:
            InvalidQuery: it is empty or too long.
        """
        check_length(text)
        sources = Sources(self._library, self._rank, self._readings)
        items = _Check(sources, LaterRules(sources, self._statuses), read_claim(text), filters).run()
        verdict = find_worst(item.verdict for item in items)
        reason = next((item.reason for item in items if item.verdict == verdict), _NOTHING)
        return ClaimReport(text, verdict, reason, tuple(items), self._library.catalog.count_documents(filters))


@dataclass(frozen=True)
class _Work:
    """One sentence with what is cited in it and what was found for it.

    Args:
        lookups: its citations.
        cited: document id and locator of those that are held.
        hits, within: chunks that a search found, and that one within the cited documents did.
    """

    sentence: Sentence
    lookups: Sequence[CitationLookup]
    cited: Sequence[tuple[str, str]]
    hits: Sequence[Chunk]
    within: Sequence[Chunk]


class _Check:
    """The check of one passage: what its sentences need of the stores is asked for all of them together."""

    def __init__(self, sources: Sources, later: LaterRules, claim: Claim, filters: Filters) -> None:
        self._sources = sources
        self._library = sources.library
        self._later = later
        self._claim = claim
        self._filters = filters

    def run(self) -> list[ClaimItem]:
        """Check every sentence; the items are in the order of the text."""
        lookups = lookup_citations(self._library, self._claim.text)
        works = [self._prepare(sentence, lookups) for sentence in self._claim.sentences]
        self._sources.load((one.document_id, one.version) for work in works for one in (*work.hits, *work.within))
        return sorted((item for work in works for item in self._check_sentence(work)), key=lambda item: item.span)

    def _prepare(self, sentence: Sentence, lookups: Sequence[CitationLookup]) -> _Work:
        """Search for a sentence where something in it needs sentences of sources."""
        named = [one for one in lookups if sentence.span.contains(one.span) and one.instrument is not None]
        own = [self._narrow(one) for one in named]
        cited = find_cited_places(own)
        if not (sentence.figures or sentence.dates or sentence.attribution):
            return _Work(sentence, own, cited, (), ())
        text = sentence.span.text_of(sentence.text)
        said = find_statement(sentence).text_of(sentence.text) if sentence.attribution else ""
        hits = [*self._sources.rank(text, self._filters), *(self._sources.rank(said, self._filters) if said else ())]
        within = self._sources.rank_within(text, self._filters, [document_id for document_id, _ in cited])
        return _Work(sentence, own, cited, hits, within)

    def _check_sentence(self, work: _Work) -> Iterator[ClaimItem]:
        sentence = work.sentence
        passages = self._gather(work)
        yield from self._check_figures(work, passages)
        yield from self._check_quotations(work, passages)
        judge = CitationJudge(self._sources, self._later, sentence, self._filters)
        for lookup in work.lookups:
            yield _build("citation", lookup.span, sentence, judge.judge(lookup))

    def _narrow(self, lookup: CitationLookup) -> CitationLookup:
        """Leave out the held documents that the filters don't let through."""
        filters = self._filters
        if filters.is_empty():
            return lookup
        kept = tuple(one for one in lookup.candidates if self._library.passes(one.document_id, filters))
        return lookup if kept == lookup.candidates else replace(lookup, status="not-held", candidates=kept, near=())

    def _gather(self, work: _Work) -> list[SourcePassage]:
        """Collect the sentences that may speak of a sentence's matter: cited, found, or with the same figure."""
        sentence = work.sentence
        if not (sentence.figures or sentence.dates or sentence.attribution):
            return []
        hits = self._sources.read_chunks(work.hits)
        readings = list({reading.places.document.id: reading for reading, _ in hits}.values())[:_READ]
        found = [one for reading, span in hits for one in reading.find_passages(span)]
        for document_id, locator in work.cited:
            reading = self._sources.read(document_id)
            provision = reading.places.get(locator) if locator else None
            found += reading.find_passages(provision.span) if provision else []
            readings.append(reading)
        wanted = {(figure.value, figure.unit) for figure in sentence.figures}
        found += [one for reading in readings for one in reading.find_with(wanted)]
        return unique([*found, *self._sources.find_passages(work.within)])

    def _check_figures(self, work: _Work, passages: Sequence[SourcePassage]) -> Iterator[ClaimItem]:
        sentence = work.sentence
        judge = FigureJudge(self._sources, self._later, sentence, passages)
        for figure in sentence.figures:
            finding = judge.judge(figure, work.cited)
            against = next((one for one in self._claim.contradictions if figure.span in one.spans), None)
            if against:
                reason = f"Angka-angka dalam klaim saling bertentangan: {against.arithmetic}. {against.explanation}"
                finding = Finding("tidak konsisten", reason, finding.evidence)
            yield _build("figure", figure.span, sentence, finding)
        for span, day in sentence.dates:
            yield _build("figure", span, sentence, judge_date(self._sources, sentence, span, day, passages))

    def _check_quotations(self, work: _Work, passages: Sequence[SourcePassage]) -> Iterator[ClaimItem]:
        sentence = work.sentence
        said = sentence.attribution
        spoken: list[Finding] = []
        for quotation in sentence.quotations:
            words, speaker = judge_quotation(self._sources, sentence, quotation, work.cited, self._filters)
            yield _build("quote", quotation.span, sentence, words)
            spoken += [speaker] if speaker else []
        if said and spoken:
            worst = find_worst(one.verdict for one in spoken)
            yield _build("who-said", said.span, sentence, next(one for one in spoken if one.verdict == worst))
        elif said:
            yield _build("who-said", said.span, sentence, judge_speaker(self._sources, sentence, passages))


def _build(kind: ItemKind, span: Span, sentence: Sentence, finding: Finding) -> ClaimItem:
    return ClaimItem(
        kind, span.text_of(sentence.text), span, sentence.span, finding.verdict, finding.reason, finding.evidence
    )


def check_length(text: str) -> None:
    """Refuse what can't be checked. Raises InvalidQuery."""
    if not any(letter.isalnum() for letter in text):
        raise InvalidQuery("The claim has no words.", "Give the passage to check.")
    if len(text) > MAX_CLAIM:
        raise InvalidQuery(
            f"The claim has {len(text)} characters.", f"Give at most {MAX_CLAIM}; check it page by page."
        )
