"""Read what stands around a number: what it counts or measures, and how the text qualifies it.

Subject and qualifier are read inside the number's own sentence, within a bounded window; where the words allow no
reading they are empty.
"""

from __future__ import annotations

import re

from kb.figures.units import FUNCTION_WORDS, MEASURES
from kb.model import Span

_WINDOW = 120
_LONGEST = 8
"""Words of a subject at most: longer ones are clauses."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-/][^\W\d_]+)*|[0-9][0-9.,]*|[^\w\s^]")
_LEADS = frozenset(
    "sebesar sebanyak sejumlah berjumlah mencapai adalah ialah yaitu yakni sekitar kurang lebih dari paling lama "
    "banyak sedikit singkat rendah tinggi lambat di atas bawah angka berada ditetapkan dilaporkan hanya baru "
    "sampai dengan hingga menjadi pada untuk minimal maksimal maksimum minimum target diberikan tercatat ke dalam "
    "yang masih sudah telah akan terdapat ada sekurang-kurangnya selambat-lambatnya terdiri selama setiap sebagai "
    "dikenakan dikenai hampir setelah lewat disebut sekaligus oleh diperkirakan bisa dapat targetkan "
    "ditargetkan".split()
)
"""Words between what is measured and its number."""
_NO_NAMES = (
    "bahwa kepada guna demi bukan tak the persen rp rupiah ribu juta miliar triliun naik turun meningkat menurun "
    "bertambah berkurang sebesar sebanyak sejumlah mencapai berjumlah kali"
)
_ENDS = (FUNCTION_WORDS | frozenset(_NO_NAMES.split())) - frozenset(["di"])
_VERB = re.compile(r"(?:di|me|ter|ber)[a-z]{4,}")
_NOT_VERBS = frozenset(
    "dinas direktur direksi divisi dikti menteri media mediasi mesin medis meter merek terminal berkas bertulis "
    "tersangka terdakwa berita bendahara diploma dimensi distribusi digital".split()
)

_FAR = 400
_CLAUSES = 4
_CLAUSE = re.compile(r"[,;:]\s")
_MARKER = re.compile(r"\s{0,3}(?:\(?[0-9]{1,3}[.)]|\(?[a-z]{1,2}[.)]|[-•*#])\s{1,3}")
SIGNS = frozenset(["persen", "permil", "rupiah", "dolar"])
"""Units that stand in the amount itself."""

_QUALIFIERS = (
    ("target", r"target(?:kan|nya)?|ditargetkan|menargetkan|sasaran"),
    (
        "minimal",
        r"paling\s+(?:sedikit|rendah|singkat|kurang)|minimal|minimum|sekurang-kurangnya|sekurangnya|sedikitnya|setidaknya|"
        r"serendah-rendahnya",
    ),
    (
        "maksimal",
        r"paling\s+(?:banyak|lama|tinggi|lambat|besar)|maksimal|maksimum|selambat-lambatnya|selama-lamanya|"
        r"sebanyak-banyaknya|setinggi-tingginya|tidak\s+(?:boleh\s+)?(?:lebih\s+dari|melebihi)",
    ),
    ("sekitar", r"sekitar|kurang\s+lebih|kira-kira|diperkirakan|hampir|±"),
    ("lebih dari", r"lebih\s+dari|di\s+atas|melebihi|lebih"),
    ("kurang dari", r"kurang\s+dari|di\s+bawah|tidak\s+sampai"),
    ("baru", r"baru|hanya"),
    ("tambahan", r"tambahan|penambahan|ditambah"),
    ("total", r"total(?:nya)?|seluruhnya|keseluruhan"),
    ("naik", r"naik|meningkat|bertambah|tumbuh|kenaikan"),
    ("turun", r"turun|berkurang|menurun|penurunan|dikurangi"),
)
_QUALIFIER = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"({pattern})" for _, pattern in _QUALIFIERS) + r")(?![\w-])", re.IGNORECASE
)
_OR_MORE = re.compile(r"[^.;:\d]{0,24}?\batau\s+lebih\b")
_OR_LESS = re.compile(r"[^.;:\d]{0,24}?\batau\s+kurang\b")
_CLAUSE_BORDER = re.compile(r"[,;:()\n“”\"]|\d")


def find_qualifier(text: str, span: Span, sentence: Span) -> str:
    """Name how the text qualifies a number; of several words the one that weighs most, in the order of the table.

    Example:
        >>> text = "dan kami targetkan bisa di atas 50 persen di akhir 2025"
        >>> find_qualifier(text, Span(32, 41), Span(0, len(text)))
        'target'
    """
    before = text[max(sentence.start, span.start - 48) : span.start]
    clause = before[max((match.end() for match in _CLAUSE_BORDER.finditer(before)), default=0) :]
    found = [match.lastindex for match in _QUALIFIER.finditer(clause) if match.lastindex]
    if found:
        return _QUALIFIERS[min(found) - 1][0]
    after = text[span.end : min(sentence.end, span.end + 40)]
    if _OR_MORE.match(after):
        return "minimal"
    return "maksimal" if _OR_LESS.match(after) else ""


def find_subject(text: str, unit_name: str, span: Span, unit: Span | None, sentence: Span) -> str:
    """Read the noun phrase that a number counts or measures, in lower case; empty where none can be read.

    A counted noun stands after the number ("154.008 pekerja konstruksi"); what is measured in percent, rupiah or time
    stands before it ("denda sebesar 2%"), or right after ("2 bulan upah"); a passive verb ("diberikan sebesar") points
    to the phrase that opens the clause.
    """
    measures = not unit_name or unit_name in MEASURES or unit_name in SIGNS
    start = unit.end if unit and (measures or unit.text_of(text).lower() in ("orang", "jiwa")) else span.end
    after = _read_phrase(text[start : min(sentence.end, start + _WINDOW)])
    if after and unit_name != "rupiah":
        return after
    return _read_before(text[sentence.start : span.start][-_FAR:])


def _read_phrase(text: str) -> str:
    """Read the noun phrase that a text begins with."""
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        if _ends(word) or len(words) == _LONGEST or (word == "di" and not words):
            break
        words.append(word)
    return " ".join(_trim(words))


def _read_before(text: str) -> str:
    """Read the phrase that a text ends with, or else the one that opens its last clause, or its sentence."""
    rest = _TOKEN.findall(text[-_WINDOW:].lower())
    has_verb = False
    while rest and (rest[-1] in _LEADS or _is_passive(rest[-1])):
        has_verb = (_is_passive(rest[-1]) and rest[-1] != "ditetapkan") or has_verb
        rest.pop()
    words: list[str] = []
    while rest and len(words) < _LONGEST and not _ends(rest[-1]):
        words.insert(0, rest.pop())
    is_inside = has_verb and bool(rest) and (rest[-1] in _ENDS or rest[-1] == ")")
    phrase = " ".join(_trim(words))
    return phrase if phrase and not is_inside else _read_opening(text) or phrase


def _read_opening(text: str) -> str:
    """Read the phrase that opens the last clause that opens with one; list numbers are passed over."""
    borders = [0, *(match.end() for match in _CLAUSE.finditer(text))]
    for start in reversed(borders if len(borders) <= _CLAUSES else [0, *borders[-_CLAUSES:]]):
        phrase = _read_phrase(_MARKER.sub("", text[start : start + _WINDOW], count=1))
        if phrase:
            return phrase
    return ""


def _ends(word: str) -> bool:
    if len(word) < 2 or not word[0].isalpha() or word in _ENDS:
        return word != "di"
    return _VERB.fullmatch(word) is not None and word not in _NOT_VERBS


def _is_passive(word: str) -> bool:
    return word.startswith("di") and _VERB.fullmatch(word) is not None and word not in _NOT_VERBS


def _trim(words: list[str]) -> list[str]:
    """Take off a preposition left without its place, and what qualifies the number rather than naming the thing."""
    while words and words[-1] == "di":
        words = words[:-1]
    while words and words[0] in ("di", "target", "total", "sekitar"):
        words = words[1:]
    return words
