"""The words of a claim, each with what it may be called in a source.

A word is covered only by itself in some inflection, by the full name of its abbreviation, or by the abbreviation of
which it is a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.language import MONTHS, find_expansions, find_tokens, index_terms
from kb.model import Span

FRAME = frozenset(
    "catat capai jumlah besar banyak tetap angka tentu baru hanya kini sudah kata sebut nyata tegas ingat ujar "
    "menurut jelas ungkap tutur sampai milik punya ialah adalah jadi hampir sekitar total lebih kurang persen ribu "
    "juta miliar triliun rupiah masing tiap satu dua tiga empat lima enam tujuh delapan sembilan puluh ratus belas "
    "pasal ayat huruf nomor tahun tanggal bulan hari undang atur bunyi paling orang jiwa separuh tengah lama "
    "sedikit tinggi lambat koma singkat maksimal minimal kena dar ubah sesuai dasar penghujung akhir awal yaitu "
    "yakni atas bawah lewat".split()
)
"""Stems of words that frame a figure or a citation and say nothing of its matter."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a claim; ``readings`` are sets of terms, each of which is enough to cover it."""

    text: str
    span: Span
    readings: tuple[frozenset[str], ...]

    def is_in(self, terms: frozenset[str]) -> bool:
        """Say whether a text with these terms has it."""
        return any(reading <= terms for reading in self.readings)


def read_words(text: str, within: Span | None = None, skip: Sequence[Span] = ()) -> list[Word]:
    """List the words of a claim that say what it is about, each stem once; numbers and frame words are left out.

    Args:
        within: the only stretch to read.
        skip: stretches to leave out, as citations.
    """
    stretch = within or Span(0, len(text))
    found: dict[frozenset[str], Word] = {}
    for token in find_tokens(stretch.text_of(text)):
        span = Span(token.span.start + stretch.start, token.span.end + stretch.start)
        if any(span.overlaps(hole) for hole in skip) or _DIGIT.search(token.text):
            continue
        terms = frozenset(term for term in index_terms(token.text) if term not in FRAME)
        if terms and token.text.lower() not in MONTHS:
            names = [frozenset(index_terms(name)) for name in find_expansions(token.text)]
            found.setdefault(terms, Word(token.text, span, (terms, *names)))
    return list(found.values())


@lru_cache(maxsize=4096)
def read_terms(text: str) -> frozenset[str]:
    """Make the terms of a source's text, with those of the full names of its abbreviations."""
    terms = set(index_terms(text))
    for name in find_expansions(text):
        terms.update(index_terms(name))
    return frozenset(terms)


def measure_cover(words: Iterable[Word], *terms: frozenset[str]) -> float:
    """Return which share of the words a text has; 0 of none.

    Args:
        terms: of the text, then of what stands around it, each of which counts for less than the one before it.
    """
    worth = [max((WORTH[at] for at, of in enumerate(terms) if word.is_in(of)), default=0.0) for word in words]
    return sum(worth) / len(worth) if worth else 0.0


WORTH = (1.0, 0.8, 0.6)
"""What a word counts in a figure's sentence, in what stands around it, and in the head of its document."""
