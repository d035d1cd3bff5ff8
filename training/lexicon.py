"""Find which Indonesian stems translate an English word, so that BM25 can be asked in English.

``python -m training.lexicon --work FOLDER`` writes ``kb/language/english_words.tsv`` from the aligned pairs: an English
word, and the stems whose sentences it shares, by Dice. It is a dictionary in the end: no sentence can be read from it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from kb.language import index_terms
from kb.language.english import ENGLISH_STOP_WORDS
from training.data import INTERFACE_SOURCES, Pair, read_pairs

FEWEST = 12
"""Pairs that a word must be in: under that its partners are chance."""

LEAST_DICE = 0.12
MOST_STEMS = 3

LEAST_SHARE = 0.45
"""Dice of a further stem, as a share of the best one's."""

MOST_WORDS = 60
WORD = re.compile(r"[a-z]{2,}")
TARGET = Path(__file__).resolve().parents[1] / "kb" / "language" / "english_words.tsv"


def read_sides(pairs: Iterable[Pair]) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Give each pair's English words and Indonesian stems."""
    for pair in pairs:
        english = frozenset(WORD.findall(pair.right.lower())) - ENGLISH_STOP_WORDS
        indonesian = frozenset(term for term in index_terms(pair.left) if term.isalpha())
        if max(len(english), len(indonesian)) <= MOST_WORDS:
            yield english, indonesian


def find_translations(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    """Find for each English word the stems that go with it, best first."""
    lefts: Counter[str] = Counter()
    rights: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for english, indonesian in read_sides(pairs):
        lefts.update(english)
        rights.update(indonesian)
        together.update((word, stem) for word in english for stem in indonesian)
    scored: dict[str, list[tuple[float, str]]] = {}
    for (word, stem), count in together.items():
        dice = 2.0 * count / (lefts[word] + rights[stem])
        if lefts[word] >= FEWEST and dice >= LEAST_DICE:
            scored.setdefault(word, []).append((dice, stem))
    return {word: _choose(found) for word, found in sorted(scored.items())}


def _choose(found: list[tuple[float, str]]) -> list[str]:
    ranked = sorted(found, key=lambda pair: (-pair[0], pair[1]))[:MOST_STEMS]
    return [stem for dice, stem in ranked if dice >= LEAST_SHARE * ranked[0][0]]


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description="Write the English words' Indonesian stems.")
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    pairs = [
        pair
        for pair in read_pairs(given.work / "pairs" / "aligned.jsonl")
        if not pair.source.startswith(INTERFACE_SOURCES)
    ]
    found = find_translations(pairs)
    # A word that is its own translation needs no line.
    lines = [f"{word}\t{' '.join(stems)}" for word, stems in found.items() if stems != [word]]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines):,} words from {len(pairs):,} pairs")


if __name__ == "__main__":
    main()
