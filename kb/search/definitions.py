"""Read a question that asks what a term means, and find where the law says it.

Statutes define by a form: "Pekerja adalah …", "Badan … yang selanjutnya disingkat BPJS adalah …", "Yang dimaksud dengan
'…' adalah …". A sentence that only uses the term often has more of its words; the one that defines it comes first here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kb.language import gloss_terms, is_english
from kb.library.library import Library
from kb.library.phrases import write_pattern
from kb.model import Chunk, Filters
from kb.search.quoted import find_quoted

MOST_DEFINITIONS = 5
"""Definitions that come before what the legs found: a law's each, side by side."""

_MOST_WORDS = 6
"""A longer "term" is no term."""

_TAIL = (
    r"(?:\s+(?:menurut|dalam|dlm|di|pada|versi|berdasarkan|according|under|in)\b.*"
    r"|\s+(?:itu|tuh|sih|ya|dong|kah|bagaimana|gimana|seperti|apa|siapa|saja|aja|artinya|maksudnya)\b.*|\s*[,(?].*)?"
)
_ASKED = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:apa(?:kah)?\s+)?(?:yang\s+|yg\s+)?(?:di)?maksud(?:nya)?\s+(?:dengan\s+|dgn\s+|dari\s+|oleh\s+)?(?P<term>.+?){_TAIL}",
        r"(?:apa(?:kah)?\s+|tolong\s+|(?:tolong\s+)?(?:jelaskan|sebutkan)\s+)?(?:definisi(?:nya)?|pengertian(?:nya)?|makna|arti(?:nya)?)\s+"
        rf"(?:dari\s+)?(?:istilah\s+|kata\s+)?(?P<term>.+?){_TAIL}",
        rf"apa(?:kah)?\s+(?:itu|sih)\s+(?P<term>.+?){_TAIL}",
        r"(?P<term>.+?)\s+(?:itu\s+)?(?:apa\s+(?:artinya|maksudnya)|artinya(?:\s+apa)?|maksudnya(?:\s+apa)?|itu\s+apa|adalah(?:\s+apa)?|"
        r"apaan)(?:\s+(?:ya|sih|dong|itu))*",
        r"(?P<term>[^?]+?)\s+adalah\?.*",
        rf"what\s+(?:is|are)\s+(?:meant\s+by\s+)?(?:an?\s+|the\s+)?(?P<term>.+?){_TAIL}",
        rf"(?:the\s+)?(?:definition|meaning)\s+of\s+(?:an?\s+|the\s+)?(?P<term>.+?){_TAIL}",
        r"what\s+does\s+(?:an?\s+|the\s+)?(?P<term>.+?)\s+mean(?:\s+.*)?",
    )
)
_NO_TERM = re.compile(r"(?:beda|bedanya|perbedaan|pasal|ayat|huruf|diktum|lampiran)\b", re.IGNORECASE)
"""What is asked for by the same form and is no term: a comparison, or a place."""

_EDGE = " \t\n\"“”'‘’?!.,;:()"
_QUOTES = re.compile(r"[\"“”«»]")
_FORMS = (
    "{} adalah",
    "{} yang selanjutnya",
    "{} selanjutnya",
    "{}) adalah",
    "disebut {} adalah",
    "disingkat {} adalah",
    "dimaksud dengan {}",
    'dimaksud dengan "{}"',
    "{} ialah",
)
_TELLS = re.compile(r"disebut\s|disingkat\s|dimaksud\s|\)\s+adalah")
_OPENING = r"(?:^|[.;:]\s+|\n\s*|[0-9a-z]{1,3}[.)]\s+)[\"“'‘]?"
_GENERAL = re.compile(r"(?:.*\.)?pasal-1(?:\.|$)")


def read_term(question: str) -> str:
    """Return the term whose meaning a question asks for, in Indonesian; empty where it asks for something else.

    Example:
        >>> read_term("masa iur artinya apa"), read_term("Pengertian Dana Jaminan Sosial menurut UU BPJS")
        ('masa iur', 'Dana Jaminan Sosial')
        >>> read_term("apa sanksi bagi pemberi kerja")
        ''
    """
    bare = " ".join(question.split()).strip(_EDGE)
    found = next((match["term"] for form in _ASKED if (match := form.fullmatch(bare))), "")
    term = " ".join(_QUOTES.sub("", found).split()).strip(_EDGE)
    if is_english(question):
        term = gloss_terms(term)
    return term if _is_term(term) else ""


def _is_term(text: str) -> bool:
    has_words = 0 < len(text.split()) <= _MOST_WORDS and any(letter.isalpha() for letter in text)
    return has_words and not _NO_TERM.match(text)


def find_definitions(library: Library, term: str, filters: Filters, named: Collection[str] = ()) -> list[Chunk]:
    """Find the chunks that define a term: those of the documents that are named first, then of general provisions."""
    found = {chunk.id: chunk for chunk in _find_forms(library, term, filters)}
    ranked = sorted(found.values(), key=lambda one: (one.document_id not in named, not _GENERAL.match(one.locator)))
    return ranked[:MOST_DEFINITIONS]


def _find_forms(library: Library, term: str, filters: Filters) -> Iterator[Chunk]:
    phrases = [form.format(term) for form in _FORMS]
    used = find_quoted(library, [term], filters)
    if used.is_all:
        yield from (chunk for chunk in used.chunks if any(defines(chunk.text, phrase) for phrase in phrases))
        return
    for phrase in phrases:
        yield from (chunk for chunk in find_quoted(library, [phrase], filters).chunks if defines(chunk.text, phrase))


def defines(text: str, phrase: str) -> bool:
    """Say whether a phrase defines: it opens a sentence or a point, or says by itself that a definition comes.

    Example:
        >>> defines("Ketentuan umum: 4. Peserta adalah setiap orang", "peserta adalah")
        True
        >>> defines("kewajiban Peserta adalah membayar", "peserta adalah")
        False
    """
    opening = "" if _TELLS.search(phrase) else _OPENING
    return re.search(rf"{opening}{write_pattern(phrase)}(?!\w)", text, re.IGNORECASE) is not None
