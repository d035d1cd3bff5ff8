"""The terms that a question looks for beyond its own words: full names, the rule's words, translations.

They are added with a smaller weight; a question's own term never counts less for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from kb.language.abbreviations import find_expansions
from kb.language.english import find_terms, gloss_terms, is_english, translate_terms
from kb.language.plain_words import add_formal, find_formal
from kb.language.spoken import write_out
from kb.language.words import index_terms, pair_terms

EXPANSION_WEIGHT = 0.3
"""What a word of an abbreviation's full name counts beside the short form: enough to find a text that spells it out,
too little to outweigh one that uses it."""

FORMAL_WEIGHT = 0.5
"""What a rule's word counts beside the plain one that was said."""

PASTED_WORDS = 24
"""A question of more words is a paragraph that was pasted in: it has the rule's words already."""

PAIR_WEIGHT = 0.2
"""What two words that follow each other count beside the words themselves."""


def expand_question(question: str) -> str:
    """Say a question as the dense leg reads it: in writing, the rule's words behind those that mean them.

    Full names stand at the end, in brackets, and so do the rule's words for what only makes sense as it was said. An
    English question has its terms in Indonesian.

    Example:
        >>> expand_question("siapa dapat JKM?"), expand_question("bosnya nggak setor")
        ('siapa dapat JKM? (Jaminan Kematian)', 'bosnya pemberi kerja pengusaha tidak setor menunggak')
    """
    if is_english(question):
        return gloss_terms(question)
    written = write_out(question)
    said = written if _is_pasted(question) else add_formal(written)
    folded = said.casefold()
    missing = [name for name in list_meant(question) if name.casefold() not in folded]
    return f"{said} ({', '.join(missing)})" if missing else said


def list_meant(question: str) -> list[str]:
    """List what a question is searched by beside its own words: full names, the rule's words, an English one's terms.

    Example:
        >>> list_meant("bosnya nggak setor JKK"), list_meant("What are the funeral costs?")
        (['Jaminan Kecelakaan Kerja', 'pemberi kerja', 'pengusaha', 'menunggak'], ['biaya pemakaman'])
    """
    if is_english(question):
        return list(dict.fromkeys(find_terms(question)))
    return list(dict.fromkeys(name for name, _ in _expand(question)))


@lru_cache(maxsize=256)
def weigh_terms(question: str) -> Mapping[str, float]:
    """Weigh the terms of a question: its own by how often it was said, others by how sure they are.

    Kept for the questions asked last: the index needs it once, the choice of a quote for every hit.

    Example:
        >>> weigh_terms("bos telat bayar")["lambat"], weigh_terms("who pays the contribution")["iur"]
        (0.5, 1.0)
    """
    weights: dict[str, float] = {}
    for term in index_terms(question):
        weights[term] = weights.get(term, 0.0) + 1.0
    if is_english(question):
        return MappingProxyType({**translate_terms(question), **weights})
    for name, weight in ((write_out(question), 1.0), *_expand(question)):
        for term in index_terms(name):
            weights[term] = max(weights.get(term, 0.0), weight)
    return MappingProxyType(weights)


def weigh_pairs(question: str) -> Mapping[str, float]:
    """Weigh the pairs of words that a question looks for: of its own words, and of the names that it is expanded by.

    None for an English question: its words stand in another order than their translations.

    Example:
        >>> weigh_pairs("iuran jaminan kematian"), weigh_pairs("siapa dapat JKM")["jamin mati"]
        ({'iur jamin': 0.2, 'jamin mati': 0.2}, 0.06)
    """
    if is_english(question):
        return {}
    weights: dict[str, float] = {}
    for text, weight in ((question, 1.0), *_expand(question)):
        for pair in pair_terms(index_terms(text)):
            weights[pair] = max(weights.get(pair, 0.0), PAIR_WEIGHT * weight)
    return weights


@lru_cache(maxsize=256)
def _expand(question: str) -> tuple[tuple[str, float], ...]:
    """List what an Indonesian question means besides, each with its weight: full names, the rule's words."""
    names = [(name, EXPANSION_WEIGHT) for name in find_expansions(question)]
    if _is_pasted(question):
        return tuple(names)
    formal = dict.fromkeys((*find_formal(question), *find_formal(write_out(question))))
    return (*names, *((name, FORMAL_WEIGHT) for name in formal))


def _is_pasted(question: str) -> bool:
    return len(question.split()) > PASTED_WORDS
