"""Judge the days that a claim names.

A day is ``cocok`` only when the sentence of a source that has most of the claim's words names that very day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.checking.claims.claim import Sentence
from kb.checking.claims.model import Finding
from kb.checking.claims.names import find_place_names
from kb.checking.claims.passages import SourcePassage
from kb.checking.claims.sources import Sources
from kb.checking.claims.terms import read_words
from kb.language import find_dates
from kb.law.citation import format_date
from kb.model import Span

LEAST = 0.5
"""Share of the claim's words that the source's sentence must have."""


def judge_date(
    sources: Sources, sentence: Sentence, span: Span, day: date, passages: Sequence[SourcePassage]
) -> Finding:
    """Say what held sources say of a day that a claim names."""
    words = read_words(sentence.text, sentence.span, [span])
    bare = sentence.span.text_without(sentence.text, [*sentence.holes, span])
    places = find_place_names(bare)
    found: list[tuple[float, SourcePassage, list[date]]] = []
    for passage in passages:
        days = [each for _, each in find_dates(passage.text)]
        there = passage.terms | passage.head
        if days and all(one.is_in(there) for one in places):
            cover = sum(0.6 + 0.4 * word.is_in(passage.terms) for word in words if word.is_in(there | passage.around))
            found.append((cover / max(1, len(words)), passage, days))
    best = max((score for score, _, _ in found), default=0.0)
    printed = span.text_of(sentence.text)
    if best < LEAST:
        return Finding("tidak ditemukan", f"Tidak ada sumber yang dipegang menyebut tanggal untuk hal ini ({printed}).")
    top = [(passage, days) for score, passage, days in found if score == best]
    passage, days = next(((one, many) for one, many in top if day in many), top[0])
    if day in days:
        return Finding("cocok", f"Sumber menyebut {format_date(day)}.", (sources.cite(passage),))
    shown = ", ".join(format_date(each) for each in days[:2])
    return Finding("berbeda", f"Sumber menyebut {shown}, klaim menyebut {printed}.", (sources.cite(passage),))
