"""What a question names that an answer must have: years, names, abbreviations.

A ranked list always has a first line; whether it answers is another matter. A question about 2025, Surabaya or FIDIC
isn't answered by a passage of a document that knows none of them. What is found stands in the question; a text that has
its words, in any inflection or by an abbreviation's full name, covers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.language import MONTHS, STOP_WORDS, find_expansions, find_sentences, index_terms, is_english

_TOKEN = re.compile(r"[^\W_]+(?:[-./’'][^\W_]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")

OFFICES = frozenset(
    """presiden wakil menteri gubernur bupati wali walikota kota kabupaten provinsi prov kab jaksa agung panglima
    kapolri kepala ketua direktur utama sekretaris daerah dinas kementerian badan lembaga dewan pemerintah pejabat
    republik peraturan undang-undang undang keputusan instruksi surat edaran pasal ayat diktum huruf angka
    lampiran bab bagian nomor tahun uu pp perpres permenaker permen perda pergub perbup perwali inpres keppres
    kepmen se bpjs tk ketenagakerjaan kesehatan indonesia negara nasional""".split()
)
"""Capitalised words that a passage may well spell otherwise or leave out: offices, bodies and kinds of instruments."""


NO_NAMES = frozenset("cv pt ud tbk rp idr usd wib wita wit ha km ppn pph osh vat hr id s1 s2 d3 smk sma".split())
"""Abbreviations in capitals that name nothing a passage must have: company forms, money, units, schools."""

_LINKING = frozenset("dan atau di ke dari untuk yang dengan tentang pada bagi of and the for".split())
_SHORTEST = 3
"""Letters of an abbreviation from which on a text is looked through for words that begin with them."""

_ANYWHERE = 4
"""Letters from which on those words may be written small."""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Something that a question names.

    Args:
        text: as it stands there.
        readings: sets of terms, each of which is enough to cover it.
    """

    text: str
    readings: tuple[frozenset[str], ...]

    def is_in(self, terms: frozenset[str]) -> bool:
        """Say whether a text with these terms has it."""
        return any(reading <= terms for reading in self.readings)


def find_named_things(question: str) -> list[NamedThing]:
    """List the years, names and abbreviations of a question, each once.

    A name is a capitalised word that doesn't open a sentence; in English questions only what is in capitals, since
    other names may be translated ("Attorney General", "Java").

    Example:
        >>> [specific.text for specific in find_named_things("Apa kata Wali Kota Medan soal BSU 2025?")]
        ['Medan', 'BSU', '2025']
    """
    openings = {span.start for span in find_sentences(question)}
    english = is_english(question)
    found: dict[str, NamedThing] = {}
    for match in _TOKEN.finditer(question):
        word = match.group()
        if _is_specific(word, match.start() in openings, english):
            found.setdefault(word, NamedThing(word, tuple(_read(word))))
    return [specific for specific in found.values() if all(specific.readings)]


def _is_specific(word: str, opens: bool, english: bool) -> bool:
    if _YEAR.fullmatch(word):
        return True
    if (
        word.lower() in OFFICES
        or word.lower() in NO_NAMES
        or word.lower() in STOP_WORDS
        or word.lower() in MONTHS
        or not word[0].isupper()
    ):
        return False
    if word.isupper() and len(word) > 1 and word.isalpha():
        return True
    return not opens and not english and not any(letter.isdigit() for letter in word)


def _read(word: str) -> Iterable[frozenset[str]]:
    yield frozenset(index_terms(word))
    for name in find_expansions(word):
        yield frozenset(index_terms(name))


def find_missing(question: str, texts: Iterable[str]) -> list[str]:
    """List what a question names and the text that has most of it doesn't; nothing when there is no text.

    Args:
        texts: what was found, each with what is known of its document.

    Example:
        >>> find_missing("siapa yang dapat BSU 2025?", ["Iuran JKK sejak 2025", "Upah"])
        ['BSU']
    """
    specifics = find_named_things(question)
    if not specifics:
        return []
    missing = ([each.text for each in specifics if not _is_in(each, text)] for text in texts)
    return min(missing, key=len, default=[])


def _is_in(named: NamedThing, text: str) -> bool:
    return named.is_in(frozenset(index_terms(text))) or (named.text.isupper() and spells_out(named.text, text))


def spells_out(abbreviation: str, text: str) -> bool:
    """Say whether words of a text that stand together begin with an abbreviation's letters.

    Example:
        >>> spells_out("STNK", "pemohon Surat Tanda Nomor Kendaraan"), spells_out("SIM", "setiap ibu menyusui")
        (True, False)
    """
    if len(abbreviation) < _SHORTEST or not abbreviation.isalpha():
        return False
    words = [word for word in _TOKEN.findall(text) if word.lower() not in _LINKING]
    initials = "".join(word[0] for word in words)
    at = initials.lower().find(abbreviation.lower())
    while at >= 0:
        if len(abbreviation) >= _ANYWHERE or initials[at : at + len(abbreviation)].isupper():
            return True
        at = initials.lower().find(abbreviation.lower(), at + 1)
    return False
