"""Tell English questions from Indonesian ones, and say their words in Indonesian.

The dictionary has two parts: the field's own terms, written by us, and ``english_words.tsv``, counted from translations
(``training.lexicon``). A text of names, numbers and codes alone counts as Indonesian: that is what the corpus is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType

from kb.language.tables import join_longest, read_table
from kb.language.words import index_terms

ENGLISH_STOP_WORDS = frozenset(
    "the of and to in is are was were be been an for on by with at from as what which who whom whose when where "
    "why how many much does do did has have had can could may must shall should will would if that this these "
    "those it its there any not or than before after under between during within into about per each every "
    "someone they their".split()
)
_INDONESIAN = frozenset(
    "yang dan di ke dari untuk dengan pada oleh dalam atau adalah apa apakah siapa siapakah berapa berapakah "
    "kapan kapankah mana bagaimana mengapa kenapa jika kalau bila tidak bisa dapat wajib harus boleh ini itu para "
    "sebagai tentang menurut oleh ada sudah belum akan saja juga agar karena sebelum sesudah setelah antara tiap "
    "setiap nggak gak dia mereka kami kita isi".split()
)
_BOTH = frozenset(["per"])
_LATIN_WORD = re.compile(r"[a-z]+")
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))


def is_english(text: str) -> bool:
    """Say whether a text is English, by its small words: a question in Indonesian may name an English title.

    Example:
        >>> is_english("Who pays the contribution?"), is_english("Siapa yang membayar iuran?"), is_english("UU 24/2011")
        (True, False, False)
    """
    words = [word for word in _LATIN_WORD.findall(text.lower()) if word not in _BOTH]
    return sum(word in ENGLISH_STOP_WORDS for word in words) > 2 * sum(word in _INDONESIAN for word in words)


TERMS = MappingProxyType(read_table("english_terms.tsv"))
"""The field's own terms: general translations of them are wrong ("contribution" is "iuran", not "sumbangan")."""


@lru_cache(maxsize=1)
def _build_term_pattern() -> re.Pattern[str]:
    """Write the terms as one expression, when the first English text comes: it takes 40 ms."""
    return re.compile(rf"\b({join_longest(TERMS)})(?:['’]s|es|s)?\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _read_words() -> dict[str, tuple[str, ...]]:
    return {word: tuple(stems.split()) for word, stems in read_table("english_words.tsv").items()}


def _find_stems(word: str) -> tuple[str, ...]:
    """Look a word up, or without its ending when it isn't there."""
    if word in ENGLISH_STOP_WORDS:
        return ()
    words = _read_words()
    forms = (word, *(word[: -len(ending)] + instead for ending, instead in _ENDINGS if word.endswith(ending)))
    return next((words[form] for form in forms if form in words and len(form) > 2), ())


def find_terms(text: str) -> list[str]:
    """List the field's terms of an English text in Indonesian, in their order.

    Example:
        >>> find_terms("deadline for the bid security")
        ['paling lambat jangka waktu', 'jaminan penawaran']
    """
    return [TERMS[match[1]] for match in _build_term_pattern().finditer(text.lower())]


def gloss_terms(text: str) -> str:
    """Say an English text with the field's terms in Indonesian, in their places, for a model that reads both.

    Example:
        >>> gloss_terms("Who pays the work accident contribution?")
        'Who membayar pembayaran the kecelakaan kerja iuran?'
    """
    return _build_term_pattern().sub(lambda match: TERMS[match[1].lower()], text)


def translate_terms(text: str) -> dict[str, float]:
    """Say an English question's words as terms of the Indonesian index, each with its share.

    Terms of the field, longest first, then the dictionary's words; each counts 1 in all, divided among the stems that
    it may be. A word that neither knows (a name, a number) isn't translated.

    Example:
        >>> translate_terms("work accident deadline")["celaka"], translate_terms("bankrupt")
        (1.0, {'pailit': 1.0})
    """
    lower = text.lower()
    found: dict[str, float] = {}
    for term in find_terms(lower):
        _add(found, index_terms(term), 1.0)
    for word in _LATIN_WORD.findall(_build_term_pattern().sub(" ", lower)):
        stems = _find_stems(word)
        _add(found, stems, 1.0 / max(1, len(stems)))
    return found


def _add(found: dict[str, float], terms: Iterable[str], weight: float) -> None:
    for term in terms:
        found[term] = max(found.get(term, 0.0), weight)
