"""Words of Indonesian text: tokens with spans, stems, and the terms that BM25 counts.

Documents and questions get their terms from the same ``index_terms``, so that both sides of the sparse leg agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

from kb.language.stopwords import STOP_WORDS
from kb.model import Span

# One greedy, possessive chain; it is cut by rules afterwards, so that no input can make the expression go back.
_CHAIN = re.compile(r"[^\W_]++(?:[./,'’\-‐‑–\u00ad\u0002][^\W_]++)*+")
_PIECE = re.compile(r"[^\W_]+|[^\w]")
_DIGITS = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3}){0,6}")
_DECIMAL = re.compile(r"[0-9]{1,12},[0-9]{1,12}")
_ORDINARY_WORD = re.compile(r"[A-ZÀ-Þ]?[a-zà-ÿ]{3,}")
# pypdfium2 gives U+0002 for a hyphen at a line's end; U+00AD is the soft one.
_HYPHENS = re.compile(r"[-‐‑–\u00ad\u0002]")

# Two spellings of one word, brought to the one that laws print today.
_COMPOUNDS = {
    "walikota": ("wali", "kota"),
    "undangundang": ("undang",),
    "perundangundangan": ("undang",),
    "kontruksi": ("konstruksi",),
    "kemenaker": ("kemnaker",),
    "no": ("nomor",),
    "thn": ("tahun",),
    "tgl": ("tanggal",),
}


class Token(NamedTuple):
    """A word, number or code as it stands in the text."""

    text: str
    span: Span


def fold_name(text: str) -> str:
    """Bring a name to the form that is compared: no case, blanks single.

    Example:
        >>> fold_name(" Wali  Kota TANGERANG")
        'wali kota tangerang'
    """
    return " ".join(text.split()).casefold()


def find_tokens(text: str) -> list[Token]:
    """Find words, numbers and codes.

    Numbers and codes stay whole (``154.008``, ``04/SE/M/2022``, ``600/802/ADM.PEMB-2024``), so do hyphenated
    words (``undang-undang``) and dotted abbreviations (``a.n``); words joined by a slash are two.

    Example:
        >>> [token.text for token in find_tokens("SE 04/SE/M/2022: 154.008 pekerja/buruh")]
        ['SE', '04/SE/M/2022', '154.008', 'pekerja', 'buruh']
    """
    tokens = []
    for match in _CHAIN.finditer(text):
        at = match.start()
        for start, end in _cut_chain(match.group()):
            tokens.append(Token(text[at + start : at + end], Span(at + start, at + end)))
    return tokens


def index_terms(text: str) -> list[str]:
    """Make the terms that the sparse leg counts, in order, with repeats.

    Lower case, without stop words, stemmed. A code gives itself and its plain numbers (``04/SE/M/2022`` →
    ``04/se/m/2022``, ``4``, ``2022``), so that it is found both as typed and as "SE 4 Tahun 2022"; a grouped number
    gives itself and its plain form (``154.008`` → ``154.008``, ``154008``). A doubled word counts once
    (``langkah-langkah`` → ``langkah``); ``Walikota`` counts as ``Wali Kota``.

    Example:
        >>> index_terms("Langkah-langkah Walikota: 154.008 pekerja")
        ['langkah', 'wali', 'kota', '154.008', '154008', 'kerja']
    """
    return [term for chain in _CHAIN.findall(text) for term in _terms_of_chain(chain)]


def pair_terms(terms: Sequence[str]) -> list[str]:
    """Pair each term with the next one: "jaminan hari tua" is found as a whole, wherever else its three words stand.

    Args:
        terms: as :func:`index_terms` makes them; none holds a blank, so that no pair is taken for a term.

    Example:
        >>> pair_terms(["jamin", "hari", "tua"])
        ['jamin hari', 'hari tua']
    """
    return [f"{one} {other}" for one, other in pairwise(terms)]


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Stem an Indonesian word in lower case by Snowball's algorithm.

    A stemmer object must not be shared between threads, so each word that is not yet cached gets its own:
    that costs microseconds, and the cache holds the vocabulary of a large corpus.

    Example:
        >>> stem("perlindungan"), stem("terlindungi")
        ('lindung', 'lindung')
    """
    return str(Stemmer.Stemmer("indonesian", 0).stemWord(word))


@lru_cache(maxsize=1 << 17)
def _terms_of_chain(chain: str) -> tuple[str, ...]:
    return tuple(term for start, end in _cut_chain(chain) for term in _terms_of_token(chain[start:end].lower()))


def _terms_of_token(token: str) -> tuple[str, ...]:
    if token.isalpha():
        return _terms_of_word(token)
    if any(c.isdigit() for c in token):
        return _terms_of_number(token)
    plain = token.replace("'", "").replace("’", "").replace(".", "")
    return _terms_of_hyphenated(_HYPHENS.split(plain)) if _HYPHENS.search(plain) else _terms_of_word(plain)


def _terms_of_word(word: str) -> tuple[str, ...]:
    if word in STOP_WORDS:
        return ()
    return _COMPOUNDS.get(word) or (stem(word),)


def _terms_of_hyphenated(parts: list[str]) -> tuple[str, ...]:
    """Count a doubled word once, whatever affixes stand on either half (``perundang-undangan`` → ``undang``)."""
    terms = [term for part in parts for term in _terms_of_word(part)]
    return tuple(dict.fromkeys(terms))


def _terms_of_number(token: str) -> tuple[str, ...]:
    if token.isdecimal():
        return (token.lstrip("0") or "0",)
    if _THOUSANDS.fullmatch(token):
        return (token, _digits_of(token))
    if _DECIMAL.fullmatch(token):
        return (token, token.replace(",", "."))
    if "/" in token or "-" in token:
        numbers = (part.lstrip("0") or "0" for part in re.split(r"[^0-9a-z]", token) if part.isdecimal())
        return tuple(dict.fromkeys((token, *numbers)))
    return (token,)


def _digits_of(token: str) -> str:
    return "".join(_DIGITS.findall(token))


def _cut_chain(chain: str) -> list[tuple[int, int]]:
    """Cut a chain of joined pieces where the joint is only missing white space."""
    if chain.isalnum():
        return [(0, len(chain))]
    pieces = [(match.start(), match.end()) for match in _PIECE.finditer(chain)]
    is_code = "/" in chain and any(c.isdigit() for c in chain)
    is_dotted = all(end - start <= 2 for start, end in pieces)
    cuts = [pieces[0]]
    for joint, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if is_dotted or _joins(chain, cuts[-1], joint[0], piece, is_code):
            cuts[-1] = (cuts[-1][0], piece[1])
        else:
            cuts.append(piece)
    return cuts


def _joins(chain: str, left: tuple[int, int], at: int, right: tuple[int, int], is_code: bool) -> bool:
    mark = chain[at]
    if mark in ".,":
        is_number = chain[at - 1].isdigit() and chain[at + 1].isdigit()
        is_in_code = is_code and mark == "." and not _ORDINARY_WORD.fullmatch(chain[right[0] : right[1]])
        return is_number or is_in_code
    if mark == "/":
        return is_code and not (_is_plain_word(chain[left[0] : left[1]]) or _is_plain_word(chain[right[0] : right[1]]))
    return True


def _is_plain_word(piece: str) -> bool:
    return _ORDINARY_WORD.fullmatch(piece) is not None
