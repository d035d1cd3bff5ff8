"""Find sentences in Indonesian legal and news text.

The spans are disjoint, in order, begin and end on a non-blank character, and cover every non-blank character of the
text. A sentence never ends after an abbreviation, inside a number, or between the parts of ``Pasal 5 ayat (2)``; an
enumerated item is a sentence of its own.
"""

from __future__ import annotations

import re

from kb.model import Span

# Always followed by what they introduce, so that their dot never ends a sentence.
_OPENERS = frozenset(
    "no nr nomor thn th tgl jl jln gg a.n an u.b u.p d.a c.q q.q s.d s/d rp dr drs dra h hj ir prof kh k.h tn ny sdr "
    "sdri yth bpk kab kec kel prov kol jend letjen mayjen brigjen kapt hlm hal ps psl st ust pt cv ud jo lamp lih cf "
    "vs bdk a.l i.e e.g dh d.h mr mrs ms blok kav rt rw tlp telp".split()
)
# May also stand last: the next word's capital decides.
_CLOSERS = frozenset("dll dsb dst dkk tbk tsb s.h m.h s.e m.m s.t m.t m.si m.sc s.sos s.ip s.ag ph.d sh mh se".split())
# A lone letter or number after one of these is a name of a place in a law, and may end the sentence.
_PLACE_WORDS = frozenset("huruf angka butir ayat pasal romawi lampiran kelas golongan tipe bab nomor tahun".split())

_STOP = re.compile(r"([.!?…]++)[\"”’'»)\]]{0,4}(?=\s|$)|[;:](?=\s)|\n")
_WORD_BEFORE = re.compile(r"([^\W_][^\s()\[\]\"“”‘’,;:]{0,30})$")
_MARKER = re.compile(r"\s*(?:[a-z]{1,2}|[0-9]{1,3}|[IVX]{1,5}|[A-Z])[.)]\s|\s*\([0-9a-z]{1,3}\)\s|\s*[-•*–]\s")
_ONLY_MARKER = re.compile(r"[\s\"“(]{0,4}(?:[A-Za-z]{1,2}|[0-9]{1,3}|[IVXLivx]{1,6})$")
_ITEM_END = re.compile(r"(?:[.;:!?]|[;,] (?:dan|atau|serta|dan/atau))\s{0,4}$")
_STARTS_SENTENCE = re.compile(r"\s+[\"“‘'(\[«*•—–-]{0,3}\s?[A-Z0-9À-Þ]")
_BLANK_LINE = re.compile(r"[^\S\n]{0,200}\n[^\S\n]{0,200}\n")
_WINDOW = 48
# No printed page has lines this long: such a line is a whole paragraph, not a wrapped part of one.
_LONG_LINE = 160


def find_sentences(text: str) -> list[Span]:
    """Find the sentences of a text.

    A blank line always ends one; a single line break does after a heading in capitals and before an enumerated
    item that follows ``;``, ``:`` or a full stop, and before a line too long to be a wrapped one.

    Example:
        >>> [span.text_of("Lihat Pasal 5 ayat (2). Jl. Asia No. 1.") for span in find_sentences(
        ...     "Lihat Pasal 5 ayat (2). Jl. Asia No. 1.")]
        ['Lihat Pasal 5 ayat (2).', 'Jl. Asia No. 1.']
    """
    spans: list[Span] = []
    start = 0
    for match in _STOP.finditer(text):
        if match.end() > start and _ends_sentence(text, start, match):
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        begin = start + len(piece) - len(piece.lstrip())
        spans.append(Span(begin, begin + len(bare)))


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Decide on one mark; every look around is bounded, so that the whole is linear."""
    mark = match.group()
    if mark == "\n":
        return _ends_at_newline(text, start, match.start())
    if mark in (";", ":"):
        return _MARKER.match(text, match.end()) is not None
    if match.end() == len(text) or _BLANK_LINE.match(text, match.end()):
        return True
    if not _opens_sentence(text, match.end()):
        return False
    stops = match[1]
    if stops == ".":
        return _is_full_stop(text, start, match)
    return not stops.startswith("..")


def _opens_sentence(text: str, at: int) -> bool:
    ahead = text[at : at + _WINDOW]
    return _STARTS_SENTENCE.match(ahead) is not None or _MARKER.match(ahead) is not None


def _is_full_stop(text: str, start: int, match: re.Match[str]) -> bool:
    """Decide on a single dot that is followed by something that could open a sentence."""
    if len(match.group()) > 1:
        return True
    before = text[max(start, match.start() - _WINDOW) : match.start()]
    if _ONLY_MARKER.fullmatch(before):
        return False
    found = _WORD_BEFORE.search(before)
    if found is None:
        return True
    word = found[1].lower()
    if word in _OPENERS:
        return False
    if word in _CLOSERS:
        return True
    previous = before[: found.start()].split()
    is_place = bool(previous) and previous[-1].lower().strip("(") in _PLACE_WORDS
    if len(word) == 1 and word.isalpha():
        return is_place
    return is_place or not _is_list_number(word, previous)


def _is_list_number(word: str, previous: list[str]) -> bool:
    return word.isdecimal() and len(word) <= 2 and bool(previous) and previous[-1][-1] in ".;:"


def _ends_at_newline(text: str, start: int, at: int) -> bool:
    if _BLANK_LINE.match(text, at):
        return True
    line = text[max(start, at - 400) : at].rsplit("\n", 1)[-1]
    following = text[at + 1 : at + 1 + _LONG_LINE].split("\n", 1)[0]
    is_paragraph = len(following) == _LONG_LINE or (_is_capitals(line) and not _is_capitals(following))
    if is_paragraph and _STARTS_SENTENCE.match("\n" + following):
        return True
    return _MARKER.match(following) is not None and _ITEM_END.search(line[-20:]) is not None


def _is_capitals(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)
