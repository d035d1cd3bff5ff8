"""Judge the citations of a claim.

A citation is ``cocok`` only when exactly one held document is meant, it has the provision, no held document revoked it,
and where the claim says what stands there, it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.checking.claims.claim import Sentence
from kb.checking.claims.later_rules import LaterRules, Revocation
from kb.checking.claims.model import Finding
from kb.checking.claims.passages import SourcePassage, is_within
from kb.checking.claims.readings import ReadDocument
from kb.checking.claims.sources import Sources
from kb.checking.claims.terms import Word, measure_cover, read_terms, read_words
from kb.checking.lookup import CitationLookup, LookupCandidate
from kb.law.citation import format_instrument, format_pinpoint
from kb.model import Filters, Provision, Span

LEAST = 0.55
"""Share of what a claim says that the cited provision must say."""

LEAST_BESIDE = 0.3
"""The same where the sentence also has a figure or a quotation, which is judged by itself."""

MARGIN = 0.2
"""By how much another provision of the same document must say it better."""

SURE = 0.8
"""Where another provision says nearly all of it, half that margin is enough."""

FEW = 3
"""A sentence with fewer words beside its citation says nothing of what stands there."""

_TITLE = re.compile(
    r"\s{0,3}(?:(?:adalah|ialah|merupakan)\s{1,3})?(?:(?:aturan|peraturan)\s{1,3})?tentang\s{1,3}([^,.;:()\n]{4,200})"
)
_TITLE_ENDS = re.compile(r"\s(?:yang|wajib|harus|dapat|telah|sudah|pada|untuk|bahwa|(?:me|di)[a-z]{4,})\b")
_LONG = 20_000


def find_cited_places(lookups: Sequence[CitationLookup]) -> list[tuple[str, str]]:
    """List the held places that are meant beyond doubt."""
    found = [one for lookup in lookups if lookup.status == "found" for one in lookup.candidates]
    return list(dict.fromkeys((one.document_id, one.locator) for one in found))


class CitationJudge:
    """Judge the citations of one sentence."""

    def __init__(self, sources: Sources, later: LaterRules, sentence: Sentence, filters: Filters) -> None:
        self._sources = sources
        self._later = later
        self._sentence = sentence
        self._filters = filters

    def judge(self, lookup: CitationLookup) -> Finding:
        """Say what is held of a citation, and whether it says what the claim has it say."""
        if lookup.status == "found":
            return self._judge_found(lookup, lookup.candidates[0])
        if lookup.status == "several":
            reason = f"“{lookup.text}” dapat berarti beberapa dokumen yang dipegang."
            return Finding("tidak ditemukan", reason, tuple(one.citation for one in lookup.candidates[:3]))
        if lookup.instrument is not None and not lookup.candidates and not lookup.near:
            revoked = self._later.find_revocation_of(
                lookup.instrument, format_instrument(lookup.instrument), self._filters
            )
            if revoked:
                return self._tell_revoked(lookup, revoked)
        return self._tell_absent(lookup)

    def _tell_absent(self, lookup: CitationLookup) -> Finding:
        place = format_pinpoint(lookup.locators[0]) if lookup.locators else ""
        if place and lookup.near and lookup.instrument:
            reason = f"{format_instrument(lookup.instrument)} dipegang, tetapi {place} tidak ada di dalamnya."
            return Finding("tidak ditemukan", reason, tuple(one.citation for one in lookup.near[:1]))
        return Finding("tidak ditemukan", f"“{lookup.text}” tidak ada di antara dokumen yang dipegang.")

    def _tell_revoked(self, lookup: CitationLookup, revoked: Revocation) -> Finding:
        by = format_instrument(revoked.places.document.instrument) or revoked.places.document.title
        name = format_instrument(lookup.instrument) if lookup.instrument else lookup.text
        reason = f"{name} sudah dicabut oleh {by}."
        return Finding("kedaluwarsa", reason, (self._sources.cite_span(revoked.places, revoked.span),))

    def _judge_found(self, lookup: CitationLookup, candidate: LookupCandidate) -> Finding:
        document = self._sources.library.get_document(candidate.document_id)
        revoked = self._later.find_revocation(document)
        if revoked and not self._sentence.is_past:
            return self._tell_revoked(lookup, revoked)
        wrong = self._judge_title(lookup, document.title)
        if wrong:
            return Finding("berbeda", wrong, (candidate.citation,))
        words = self._read_words(lookup, document.title)
        if len(words) < FEW:
            return Finding("cocok", f"{lookup.formatted} ada di antara dokumen yang dipegang.", (candidate.citation,))
        reading = self._sources.read(candidate.document_id)
        provision = reading.places.get(candidate.locator) if candidate.locator else None
        if provision is None:
            return self._judge_whole(lookup, candidate, words)
        return self._judge_place(lookup, candidate, words, reading, provision)

    def _judge_title(self, lookup: CitationLookup, title: str) -> str:
        """Say what is wrong with the title that a claim gives an instrument; empty where nothing is."""
        match = _TITLE.match(self._sentence.text, lookup.span.end, self._sentence.span.end)
        if match is None or not title:
            return ""
        given = _TITLE_ENDS.split(match[1])[0]
        words = read_words(given)
        missing = [word for word in words if not word.is_in(read_terms(title))]
        if len(missing) * 5 <= len(words):
            return ""
        return f"Sumber menyebut judulnya “{title}”, klaim menyebut “{given.strip()}”."

    def _read_words(self, lookup: CitationLookup, title: str) -> list[Word]:
        """Read what a claim says beside the citation; where no provision is cited, without the words of its title."""
        words = self._sentence.words
        return words if lookup.locators else [word for word in words if not word.is_in(read_terms(title))]

    @property
    def _least(self) -> float:
        return LEAST_BESIDE if self._sentence.figures or self._sentence.quotations else LEAST

    def _judge_whole(self, lookup: CitationLookup, candidate: LookupCandidate, words: Sequence[Word]) -> Finding:
        if self._sentence.figures or self._sentence.quotations or self._sentence.dates:
            return Finding("cocok", f"{lookup.formatted} ada di antara dokumen yang dipegang.", (candidate.citation,))
        best, cover = self._find_best(candidate.document_id, words)
        if best is not None and cover >= LEAST:
            return Finding("cocok", f"{lookup.formatted} memuat hal ini.", (self._sources.cite(best),))
        reason = f"{lookup.formatted} dipegang, tetapi hal ini tidak ditemukan di dalamnya."
        return Finding("tidak ditemukan", reason, (candidate.citation,))

    def _judge_place(
        self,
        lookup: CitationLookup,
        candidate: LookupCandidate,
        words: Sequence[Word],
        reading: ReadDocument,
        provision: Provision,
    ) -> Finding:
        passage = _find_passage(reading, provision, words)
        cited = _cover_provision(reading, provision, passage, words)
        best, cover = self._find_best(candidate.document_id, words)
        elsewhere = best is not None and not is_within(best.provision, candidate.locator)
        margin = MARGIN / 2 if cover >= SURE else MARGIN
        if best is not None and elsewhere and cover >= max(LEAST, cited + margin):
            place = format_pinpoint(best.provision.locator) if best.provision else ""
            reason = f"Hal itu diatur di {place}, bukan di {format_pinpoint(candidate.locator)}."
            return Finding("berbeda", reason, (self._sources.cite(best), candidate.citation))
        if cited < self._least:
            reason = f"{format_pinpoint(candidate.locator)} mengatur hal lain daripada yang disebut klaim."
            return Finding("berbeda", reason, (candidate.citation,))
        return self._judge_replaced(lookup, passage, words, cited)

    def _judge_replaced(
        self, lookup: CitationLookup, passage: SourcePassage, words: Sequence[Word], cited: float
    ) -> Finding:
        evidence = (self._sources.cite(passage),)
        for new in self._later.find_replacements(passage):
            terms = read_terms(new.provision.span.text_of(new.places.text)[:_LONG])
            if measure_cover(words, terms) < cited - MARGIN and not self._sentence.figures:
                by = format_instrument(new.places.document.instrument)
                reason = f"{lookup.formatted} sudah diganti oleh {by}, yang tidak lagi memuat hal ini."
                return Finding(
                    "kedaluwarsa",
                    reason,
                    (self._sources.cite_span(new.places, _first_line(new.places.text, new.provision)), *evidence),
                )
        return Finding("cocok", f"{lookup.formatted} memuat hal ini.", evidence)

    def _find_best(self, document_id: str, words: Sequence[Word]) -> tuple[SourcePassage | None, float]:
        question = " ".join(word.text for word in words)
        passages = self._sources.find_within(question, self._filters, [document_id], limit=8)
        weighed = [(measure_cover(words, one.terms, one.around), one) for one in passages if not _is_elucidation(one)]
        best = max(weighed, key=lambda one: one[0], default=None)
        return (best[1], best[0]) if best else (None, 0.0)


def _is_elucidation(passage: SourcePassage) -> bool:
    return passage.provision is not None and passage.provision.locator.startswith("penjelasan")


def _find_passage(reading: ReadDocument, provision: Provision, words: Sequence[Word]) -> SourcePassage:
    """Find the sentence of a provision that has most of the words."""
    passages = reading.find_passages(provision.span) or [SourcePassage(reading.places, provision.span)]
    return max(passages, key=lambda one: measure_cover(words, one.terms))


def _cover_provision(
    reading: ReadDocument, provision: Provision, passage: SourcePassage, words: Sequence[Word]
) -> float:
    own = read_terms(provision.span.text_of(reading.places.text)[:_LONG])
    return measure_cover(words, own, passage.around, passage.head)


def _first_line(text: str, provision: Provision) -> Span:
    return Span(provision.span.start, min(provision.span.end, provision.span.start + 300))
