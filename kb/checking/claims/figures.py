"""Judge the figures of a claim.

A figure of a source answers for a figure of the claim when both have the same unit and its sentence, with what stands
around it, has the claim's words; the names of places and the years of the claim must be there. It is ``cocok`` only
when the figure that fits is the one whose own clause has most of the claim's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kb.checking.claims.claim import PAST, Sentence
from kb.checking.claims.clauses import find_clauses
from kb.checking.claims.later_rules import LaterRules, is_later
from kb.checking.claims.model import Finding
from kb.checking.claims.names import find_place_names, find_programmes
from kb.checking.claims.passages import SourcePassage
from kb.checking.claims.rounding import fits, read_mode
from kb.checking.claims.sources import Sources
from kb.checking.claims.terms import FRAME, Word, read_terms, read_words
from kb.figures import Figure
from kb.figures.contradictions import MOVING
from kb.figures.formats import format_value
from kb.search.named_things import find_named_things

LEAST = 0.5
"""Share of the claim's words that a figure's surroundings must have. Below, they speak of something else."""

LEAST_CITED = 0.25
"""The same inside the very provision that the claim cites: it may say the rest in other words."""

TIE = 0.03
"""Scores closer than this don't tell which of two figures is meant."""

CLOSE = 0.15
"""Figures this close to the best one are weighed against it."""

PRECISION = 0.15
"""What it counts that a figure's clause has no other words than the claim's: of two items of a list the plainer one."""

_WORTH = (1.0, 0.9, 0.7, 0.6, 0.4)
"""What a word of the claim counts in the figure's clause, its sentence, what stands around it, its document's head,
and elsewhere in a short document."""

_CROWDED = (1.0, 0.6, 0.6, 0.6, 0.4)
"""The same in a sentence with several figures of one unit: only its own clause tells which is meant."""

_PART_OF = re.compile(
    r"\s{1,3}(?:[a-z]{3,16}\s{1,3}){0,2}(?:dari|di\s?antara)\s{1,3}(?:(?:total|jumlah|sebanyak)\s{1,3})?"
)
_OF = re.compile(r"\bdari\s{1,3}(?:(?:total|jumlah|sebanyak)\s{1,3})?$", re.IGNORECASE)


class _Setting:
    """Whether a passage speaks of a claim's places, names and years: told when it is asked for, and once."""

    def __init__(self, judge: FigureJudge, passage: SourcePassage) -> None:
        self._judge = judge
        self._passage = passage

    @cached_property
    def is_there(self) -> bool:
        return self._judge.is_there(self._passage)

    @cached_property
    def is_then(self) -> bool:
        return self._judge.is_then(self._passage)


@dataclass(frozen=True, eq=False)
class FigureCandidate:
    """A figure of a source that may be the one which the claim means.

    Args:
        cover: how far its surroundings have the claim's words, 0 to 1.
        score: the same, with how plain its own clause is: what decides between two of one cover.
        fits: whether it is the claim's value.
        setting: whether the claim's places, names and years are the source's.
    """

    passage: SourcePassage
    figure: Figure
    cover: float
    score: float
    fits: bool
    setting: _Setting

    @property
    def is_there(self) -> bool:
        """Say whether the claim's places and names are the source's."""
        return self.setting.is_there

    @property
    def is_then(self) -> bool:
        """Say whether the claim's years are the source's."""
        return self.setting.is_then


class FigureJudge:
    """Judge the figures of one sentence against passages."""

    def __init__(
        self, sources: Sources, later: LaterRules, sentence: Sentence, passages: Sequence[SourcePassage]
    ) -> None:
        self._sources = sources
        self._later = later
        self._sentence = sentence
        self._passages = passages
        self._words = sentence.words
        bare = sentence.span.text_without(sentence.text, sentence.holes)
        self._places = find_place_names(bare)
        place_words = {one.text for one in self._places}
        self._programmes = find_programmes(bare)
        self._names = [one for one in find_named_things(bare) if not one.text.isdigit() and one.text not in place_words]

    def judge(self, figure: Figure, cited: Sequence[tuple[str, str]]) -> Finding:
        """Say what held sources say of a figure.

        Args:
            cited: document id and locator of the provisions that the sentence cites and that are held.
        """
        found = self._weigh(figure, self._passages)
        inside = [one for one in found if any(one.passage.is_in(*place) for place in cited if place[1])]
        if inside and max(one.cover for one in inside) >= LEAST_CITED:
            return self._decide(figure, inside, LEAST_CITED)
        named = [one for one in found if any(one.passage.places.document.id == place[0] for place in cited)]
        return self._decide(figure, named if any(_is_usable(one, LEAST) for one in named) else found, LEAST)

    def _weigh(self, figure: Figure, passages: Sequence[SourcePassage]) -> list[FigureCandidate]:
        words, local = self._find_words(figure)
        mode = read_mode(self._sentence.text, figure.span)
        found = []
        for passage in passages:
            if not passage.may_have(figure.unit):
                continue
            setting = _Setting(self, passage)
            spans = [one.span for one in passage.figures]
            for at, other in enumerate(passage.figures):
                if not _are_comparable(figure, other):
                    continue
                text = passage.places.text
                clause = " ".join(one.text_of(text) for one in find_clauses(text, passage.span, spans, at))
                alone = sum(one.unit == other.unit for one in passage.figures) == 1
                cover = _measure_cover(words, local, passage, read_terms(clause), alone)
                is_same = fits(figure, mode, other, read_mode(text, other.span))
                plain = _measure_precision([word for word in words if word.text in local], read_terms(clause))
                score = cover + PRECISION * plain
                found.append(FigureCandidate(passage, other, cover, score, is_same, setting))
        return found

    def _find_words(self, figure: Figure) -> tuple[list[Word], frozenset[str]]:
        """Return the words of the sentence that are of a figure, and those of its own clause.

        What stands behind its clause is of the next figures: "2 persen oleh pekerja dan 3,7 persen oleh pemberi kerja".
        """
        spans = [one.span for one in self._sentence.figures]
        clauses = find_clauses(self._sentence.text, self._sentence.span, spans, spans.index(figure.span))
        local = frozenset(word.text for span in clauses for word in read_words(self._sentence.text, span))
        end = max(span.end for span in clauses)
        return [word for word in self._words if word.span.start < end], local

    def is_there(self, passage: SourcePassage) -> bool:
        """Say whether a passage speaks of the claim's places and names."""
        own = passage.terms | passage.around
        if self._places:
            places = passage.terms if passage.names_place else own | passage.head
            if not all(one.is_in(places) for one in self._places):
                return False
        if not all(passage.names(programme) for programme in self._programmes):
            return False
        return all(one.is_in(own) or one.is_in(own | passage.whole) for one in self._names)

    def is_then(self, passage: SourcePassage) -> bool:
        """Say whether a passage speaks of the claim's years, or of none."""
        years = self._sentence.years
        return not years or not passage.years or years <= passage.years

    def _decide(self, figure: Figure, found: Sequence[FigureCandidate], least: float) -> Finding:
        usable = self._drop_other_ends(figure, [one for one in found if _is_usable(one, least)])
        if not usable:
            return self._look_elsewhere(figure, found)
        best = max(one.cover for one in usable)
        close = [one for one in usable if one.cover >= best - CLOSE]
        fitting = sorted((one for one in close if one.fits), key=lambda one: -one.score)
        outdated = self._find_outdated(figure, sorted((one for one in usable if one.fits), key=lambda one: -one.score))
        valid = [one for one in fitting if one not in outdated]
        if valid:
            return self._confirm(figure, valid, [one for one in close if not one.fits], outdated)
        outdated = outdated or self._find_grown(usable)
        if outdated:
            old, new = next(iter(outdated.items()))
            return self._tell_outdated(figure, old.passage, new)
        return self._tell_different(figure, max(close, key=lambda one: one.score))

    def _confirm(
        self,
        figure: Figure,
        valid: Sequence[FigureCandidate],
        rivals: Sequence[FigureCandidate],
        outdated: dict[FigureCandidate, FigureCandidate | SourcePassage],
    ) -> Finding:
        top = valid[0]
        if _is_told_as_past(top) and not self._sentence.is_past and not self._sentence.years:
            reason = f"Sumber menyebut {format_value(top.figure)} sebagai angka yang berlaku dahulu."
            return Finding("kedaluwarsa", reason, (self._sources.cite(top.passage),))
        newer = [one for one in rivals if self._is_newer(one, top)]
        if newer and not self._sentence.years and not self._sentence.is_past:
            return self._tell_outdated(figure, top.passage, max(newer, key=lambda one: one.score))
        strong = [one for one in rivals if one.score >= top.score - TIE and not self._is_older(one, top)]
        if strong:
            return self._tell_several(figure, top, max(strong, key=lambda one: one.score))
        return self._check_source(figure, top)

    def _check_source(self, figure: Figure, top: FigureCandidate) -> Finding:
        """Say that a figure fits, unless it is one that its source's own arithmetic contradicts."""
        reading = self._sources.read(top.passage.places.document.id, top.passage.places.document.version)
        for one in reading.find_contradictions(top.figure):
            suspects = [*one.spans[:1], *one.spans[2:]] if one.kind == "percentage" else list(one.spans)
            if top.figure.span in suspects:
                reason = f"Angka sumbernya sendiri saling bertentangan: {one.arithmetic}. {one.explanation}"
                return Finding("tidak konsisten", reason, (self._sources.cite(top.passage),))
        shown, printed = format_value(top.figure), figure.span.text_of(self._sentence.text)
        return Finding(
            "cocok", f"Sumber menyebut {shown}, sesuai dengan klaim ({printed}).", (self._sources.cite(top.passage),)
        )

    def _find_outdated(
        self, figure: Figure, fitting: Sequence[FigureCandidate]
    ) -> dict[FigureCandidate, FigureCandidate | SourcePassage]:
        """Find which of the figures that fit stand in an article that was replaced by one which says otherwise."""
        found: dict[FigureCandidate, FigureCandidate | SourcePassage] = {}
        self._later.prepare(one.passage for one in fitting)
        for one in fitting:
            for new in self._later.find_replacements(one.passage):
                passages = self._sources.read(new.places.document.id).find_passages(new.provision.span)
                weighed = self._weigh(figure, passages)
                best = max((each.score for each in weighed), default=0.0)
                if any(each.fits and each.score >= best - TIE for each in weighed):
                    continue
                found[one] = max(weighed, key=lambda each: each.score) if weighed else passages[0]
        return found

    def _find_grown(self, usable: Sequence[FigureCandidate]) -> dict[FigureCandidate, FigureCandidate | SourcePassage]:
        """Find a figure that fits beside which the same article gives another one for a later time."""
        for one in (each for each in usable if each.fits):
            for rival in (each for each in usable if not each.fits):
                if _are_in_one_article(one, rival) and self._is_newer(rival, one):
                    return {one: rival}
        return {}

    def _is_newer(self, rival: FigureCandidate, top: FigureCandidate) -> bool:
        """Say whether another figure is of the same thing at a later time."""
        ours, theirs = top.passage.places.document, rival.passage.places.document
        if ours.id != theirs.id and (not self._places or ours.family not in ("news", "plain")):
            return False
        years = [max(one.passage.years, default=0) for one in (rival, top)]
        return years[0] > years[1] and rival.cover >= top.cover - CLOSE and _share_subject(rival, top)

    def _drop_other_ends(self, figure: Figure, usable: list[FigureCandidate]) -> list[FigureCandidate]:
        """Leave out what is plainly the whole where the claim's figure is the part, or the other way round."""
        fitting = [one for one in usable if one.fits]
        return [one for one in usable if not any(self._is_other_end(figure, one, top) for top in fitting)]

    def _is_other_end(self, figure: Figure, rival: FigureCandidate, top: FigureCandidate) -> bool:
        """Say whether claim and source both tell two numbers as a part and its whole: "42.591 dari 154.008"."""
        for part, whole in pairwise(self._sentence.figures):
            gap = self._sentence.text[part.span.end : whole.span.start]
            if figure not in (part, whole) or not _PART_OF.fullmatch(gap):
                continue
            if rival.fits or rival.passage.span != top.passage.span or rival.passage.places is not top.passage.places:
                return False
            other, total = (part, top) if figure == whole else (whole, rival)
            text = total.passage.places.text
            return rival.figure.value == other.value and _OF.search(text[: total.figure.span.start][-24:]) is not None
        return False

    def _is_older(self, rival: FigureCandidate, top: FigureCandidate) -> bool:
        if rival.passage.span == top.passage.span and rival.passage.places is top.passage.places:
            return rival.score < top.score
        replaced = self._later.find_replacements(rival.passage)
        if any(new.places.document.id == top.passage.places.document.id for new in replaced):
            return True
        ours, theirs = top.passage.places.document, rival.passage.places.document
        is_law = ours.family == theirs.family == "statute"
        return self._is_newer(top, rival) or (is_law and ours.id != theirs.id and is_later(ours, theirs))

    def _look_elsewhere(self, figure: Figure, found: Sequence[FigureCandidate]) -> Finding:
        """Say for whom the same figure stands in a source, when it is another place or time than the claim's."""
        same = [one for one in found if one.fits and one.cover >= LEAST - CLOSE and not (one.is_there and one.is_then)]
        if same and _count_digits(figure) > 1:
            top = max(same, key=lambda one: one.score)
            where = "tempat, nama" if not top.is_there else "waktu"
            reason = f"Sumber menyebut {format_value(top.figure)} untuk {where} atau hal lain daripada klaim."
            return Finding("berbeda", reason, (self._sources.cite(top.passage),))
        printed = figure.span.text_of(self._sentence.text)
        return Finding("tidak ditemukan", f"Tidak ada sumber yang dipegang menyebut angka untuk hal ini ({printed}).")

    def _tell_different(self, figure: Figure, top: FigureCandidate) -> Finding:
        reason = f"Sumber menyebut {format_value(top.figure)}, klaim menyebut {self._show(figure)}."
        return Finding("berbeda", reason, (self._sources.cite(top.passage),))

    def _tell_several(self, figure: Figure, top: FigureCandidate, rival: FigureCandidate) -> Finding:
        shown = f"{format_value(top.figure)} dan {format_value(rival.figure)}"
        reason = f"Sumber menyebut {shown} untuk hal yang serupa; klaim tidak menunjukkan mana yang dimaksud."
        return Finding("berbeda", reason, (self._sources.cite(rival.passage), self._sources.cite(top.passage)))

    def _tell_outdated(self, figure: Figure, old: SourcePassage, new: FigureCandidate | SourcePassage) -> Finding:
        passage = new if isinstance(new, SourcePassage) else new.passage
        says = "tidak lagi menyebutnya" if isinstance(new, SourcePassage) else f"menyebut {format_value(new.figure)}"
        reason = f"Klaim mengulang angka lama ({self._show(figure)}); sumber yang lebih baru {says}."
        return Finding("kedaluwarsa", reason, (self._sources.cite(passage), self._sources.cite(old)))

    def _show(self, figure: Figure) -> str:
        return figure.span.text_of(self._sentence.text) if figure.high is not None else format_value(figure)


def _measure_cover(
    words: Sequence[Word], local: frozenset[str], passage: SourcePassage, clause: frozenset[str], alone: bool
) -> float:
    worths = _WORTH if alone else _CROWDED
    total = got = 0.0
    for word in words:
        weight = 2.0 if word.text in local else 1.0
        total += weight
        layers = zip(worths, _list_layers(passage, clause), strict=False)
        got += weight * next((worth for worth, of in layers if word.is_in(of)), 0.0)
    return got / total if total else 0.0


def _list_layers(passage: SourcePassage, clause: frozenset[str]) -> Iterator[frozenset[str]]:
    """Give the terms of a clause and of what stands around it, nearest first; the whole is read only if need be."""
    yield clause
    yield passage.terms
    yield passage.around
    yield passage.head
    yield passage.whole


def _count_digits(figure: Figure) -> int:
    """Count the significant digits of a number."""
    return len(str(figure.value.as_integer_ratio()[0]).strip("0"))


def _is_usable(one: FigureCandidate, least: float) -> bool:
    return one.cover >= least and one.is_there and one.is_then


def _are_comparable(figure: Figure, other: Figure) -> bool:
    if figure.unit != other.unit and (figure.unit or figure.value != other.value):
        return False
    return (figure.qualifier in MOVING or other.qualifier in MOVING) <= (figure.qualifier == other.qualifier)


def _is_told_as_past(one: FigureCandidate) -> bool:
    """Say whether a source tells a figure as what held before: "semula ditetapkan Rp12 juta"."""
    before = one.passage.places.text[one.passage.span.start : one.figure.span.start]
    return PAST.search(before[-160:]) is not None


def _are_in_one_article(one: FigureCandidate, other: FigureCandidate) -> bool:
    places = [each.passage.provision for each in (one, other)]
    same = one.passage.places is other.passage.places
    return same and len({place.locator.split(".")[0] for place in places if place}) == 1


def _share_subject(rival: FigureCandidate, top: FigureCandidate) -> bool:
    """Say whether two sentences speak of one thing: half of the shorter one's words are in the other."""
    ours, theirs = top.passage.terms, rival.passage.terms
    return len(ours & theirs) * 2 >= min(len(ours), len(theirs))


def _measure_precision(words: Sequence[Word], clause: frozenset[str]) -> float:
    terms = {term for term in clause if not term[0].isdigit() and len(term) > 1} - FRAME
    known = {term for word in words for reading in word.readings for term in reading}
    return len(terms & known) / len(terms) if terms else 0.0
