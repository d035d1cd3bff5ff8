"""Find headings and list numbers in running text, and tell them from mentions of the same words.

A number is accepted for what stands around it and for its place in the sequence, never for one of them alone. A damaged
number is read only where the sequence leaves one reading, and then with a Notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from kb.model import Notice, Span

SUFFIXES = 32
"""A number and its letter are one value, ``number * SUFFIXES + letter``: 14 → 448, 14A → 449, 15 → 480."""

LOOKALIKES = {
    "O": "0",
    "o": "0",
    "Q": "0",
    "I": "1",
    "l": "1",
    "i": "1",
    "L": "1",
    "t": "1",
    "|": "1",
    "Z": "2",
    "z": "2",
    "r": "1",
    "S": "5",
    "s": "58",
    "T": "7",
    "B": "8",
    "g": "98",
    "a": "4",
}
"""Letters that scanned texts of the corpus show in place of digits, each with the digits that it stood for."""

MENTION_WORDS = frozenset(
    {"dalam", "dengan", "dan", "atau", "pada", "ketentuan", "sampai", "antara", "dari", "huruf", "dimaksud"}
    | {"setelah", "sebelum", "yakni", "yaitu", "oleh", "ke", "kepada", "melaksanakan", "ayat", "maksud", "amanat"}
    | {"menurut", "atas", "bunyi", "tujuan", "mengenai", "penjelasan", "sesuai", "melanggar", "isi", "alam", "daram"}
    | {"pasal", "angka", "nomor", "diktum", "dalarn", "serta", "berdasarkan", "terhadap", "untuk", "perubahan", "bab"}
    | {"paragraf", "bagian", "lampiran", "beserta", "maupun", "kecuali", "memenuhi", "dan/atau", "butir", "tersebut"}
)
"""Words after which a number or ``Pasal 5`` is a mention, not a heading."""

MARKDOWN_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<words>[^\n]+)$", re.M)
"""A Markdown heading line."""

_SKIPPED = " \t\n^_*#>-"
_AFTER_MENTION = re.compile(
    r"\s{0,3}(?:(?:ayat|huruf|hurlf|angka|dan|atau|dan/atau|sampai|jo|juncto|diubah|dihapus|tentang|yang|tidak|juga"
    r"|sebagaimana|berbunyi|di\s?antara|serta|undang-undang|atas|pada|dalam|dengan|mulai|berlaku|dapat|adalah|dikenai|menjadi|ini"
    r"|tersebut|ditambahkan|disisipkan)\b"
    r"|[,;)/%])"
)
_JUNK_COMMA = re.compile(r", {1,2}[A-Z]")
_LINE_START = re.compile(r"(?:^|\n)[ \t#^_>*]*$")
_LAST_WORD = re.compile(r"([A-Za-z/]+)[^A-Za-z0-9]*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that may be a heading.

    Args:
        start: offset of its first character.
        end: offset after its number.
        printed: the number as it stands in the text.
        values: possible readings, the printed one first where the number is clean.
        clean: whether the first reading is the printed number.
        weight: how much its surroundings look like a heading's; 0 or less: not at all.
    """

    start: int
    end: int
    printed: str
    values: tuple[int, ...]
    clean: bool = True
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A mark that the sequence accepted, with the value that it was read as."""

    mark: Mark
    value: int


def read_number(printed: str) -> tuple[tuple[int, ...], bool]:
    """List the readings of a printed number with an optional letter, and say whether it is clean.

    Example:
        >>> read_number("14")
        ((448,), True)
        >>> read_number("14A")
        ((449,), True)
        >>> read_number("6g")
        ((2208, 2176), False)
        >>> read_number("2 1")
        ((672, 64), False)
    """
    token = re.sub(r"\s", "", printed)
    if token.isdigit():
        apart = () if token == printed else (int(printed.split()[0]) * SUFFIXES,)
        return (int(token) * SUFFIXES, *apart), token == printed
    lettered = re.fullmatch(r"(\d{1,3})([A-HJKMNP])", token)
    if lettered:
        exact = int(lettered[1]) * SUFFIXES + ord(lettered[2]) - 64
        return (exact, *_lookalike_values(token)), token == printed
    values = _lookalike_values(token)
    if token != printed:
        values += _lookalike_values(printed.split()[0])
    suffixed = re.fullmatch(r"(.{1,3})([A-D])", token)
    if suffixed:
        values += tuple(value + ord(suffixed[2]) - 64 for value in _lookalike_values(suffixed[1]))
    return values, False


def _lookalike_values(token: str) -> tuple[int, ...]:
    choices = [character if character.isdigit() else LOOKALIKES.get(character, "") for character in token]
    if not all(choices) or len(token) > 4:
        return ()
    return tuple(dict.fromkeys(int("".join(digits)) * SUFFIXES for digits in product(*choices)))


def format_article_number(value: int) -> str:
    """Write a value as people print it: 448 → ``14``, 449 → ``14A``."""
    number, letter = divmod(value, SUFFIXES)
    return f"{number}{chr(64 + letter) if letter else ''}"


def is_line_start(text: str, start: int) -> bool:
    """Say whether only blanks and Markdown marks stand between the line's start and this offset."""
    return _LINE_START.search(text, max(0, start - 200), start) is not None


def word_before(text: str, start: int) -> str:
    """Return the last word before an offset, lower-cased; nothing after punctuation or a heading in capitals."""
    tail = text[max(0, start - 60) : start].rstrip(_SKIPPED)
    if not tail or tail[-1] in ".;:!?\"'”…":
        return ""
    match = _LAST_WORD.search(tail)
    return match[1].lower() if match and not _is_title(match[1]) else ""


def _is_title(word: str) -> bool:
    """Say whether a word is part of a heading in capitals: "PASAL DEMI PASAL" before "Pasal 1" mentions nothing."""
    return len(word) > 2 and word.isupper()


def weigh_heading(text: str, start: int, end: int) -> float:
    """Weigh how much a stretch such as ``Pasal 5`` looks like a heading, from what stands around it.

    Returns:
        5 for a line of its own, down to 0 for a mention inside a sentence.
    """
    line = text[end : end + 200].split("\n", 1)[0]
    alone = not line.strip(" .^_*")
    first = is_line_start(text, start)
    after = _AFTER_MENTION.match(text, end)
    if after and not (first and alone) and not _JUNK_COMMA.match(text, end):
        return 0.0
    mention = word_before(text, start) in MENTION_WORDS or _follows_comma(text, start)
    if first:
        return _weigh_line(alone, mention)
    return 0.0 if mention else _weigh_inline(text, start)


def _weigh_line(alone: bool, mention: bool) -> float:
    if mention:
        return 2.0 if alone else 0.0
    return 5.0 if alone else 4.0


def _weigh_inline(text: str, start: int) -> float:
    tail = text[max(0, start - 60) : start].rstrip(_SKIPPED)
    if not tail or tail[-1] in ".;:!?\"”…'":
        return 3.0
    word = re.search(r"[A-Za-z]+$", tail)
    if tail[-1].isdigit() or (word and word[0][0].isupper()):
        return 1.5  # a page number or a heading's last word stands there
    return 1.0 if tail[-1] in ")/\\" or not tail[-1].isalnum() else 0.5


def _follows_comma(text: str, start: int) -> bool:
    return text[max(0, start - 60) : start].rstrip(_SKIPPED).endswith((",", "("))


def choose_sequence(marks: Sequence[Mark], first: int = 1, gap_cost: float = 1.5) -> list[Chosen]:
    """Choose the marks that make the best rising sequence.

    Every mark counts its weight; every number that the sequence leaves out costs. A mention that happens to look
    like a heading is out of sequence and costs more than it brings.

    Args:
        marks: in document order; those without positive weight are passed over.
        first: the number that the sequence should begin with.
        gap_cost: cost of one number left out.
    """
    best: dict[int, tuple[float, _Link | None]] = {(first - 1) * SUFFIXES: (0.0, None)}
    for mark in marks:
        if mark.weight > 0:
            for value, entry in _extend(mark, best, gap_cost):
                if value not in best or entry[0] > best[value][0]:
                    best[value] = entry
    _, link = max(best.values(), key=lambda entry: entry[0])
    return _unwind(link)


@dataclass(frozen=True, slots=True)
class _Link:
    chosen: Chosen
    before: _Link | None


_Entry = tuple[float, "_Link | None"]


def _extend(mark: Mark, best: dict[int, _Entry], gap_cost: float) -> list[tuple[int, _Entry]]:
    extended: list[tuple[int, _Entry]] = []
    for place, value in enumerate(mark.values):
        scores = [
            (score - _gap(known, value) * gap_cost, link) for known, (score, link) in best.items() if known < value
        ]
        if scores:
            score, link = max(scores, key=lambda entry: entry[0])
            damage = 0.0 if mark.clean and place == 0 else 1.0
            extended.append((value, (score + mark.weight - damage, _Link(Chosen(mark, value), link))))
    return extended


def _gap(known: int, value: int) -> int:
    (number, letter), (following, suffix) = divmod(known, SUFFIXES), divmod(value, SUFFIXES)
    if number == following:
        return suffix - letter - 1
    return min(following - number - 1 + suffix, 20)


def _unwind(link: _Link | None) -> list[Chosen]:
    chain: list[Chosen] = []
    while link is not None:
        chain.append(link.chosen)
        link = link.before
    return chain[::-1]


def find_gaps(chain: Iterable[Chosen], name: str, first: int = 1) -> list[Notice]:
    """Report numbers that a chain leaves out, and numbers that it had to read through damage."""
    notices: list[Notice] = []
    expected = first
    for chosen in chain:
        number = chosen.value // SUFFIXES
        span = Span(chosen.mark.start, chosen.mark.end)
        for missing in range(expected, number):
            notices.append(Notice("number-missing", f"{name} {missing} was not found before {name} {number}.", span))
        if not chosen.mark.clean or chosen.value != chosen.mark.values[0]:
            told = f"{name} {chosen.mark.printed!r} is read as {format_article_number(chosen.value)} by its place."
            notices.append(Notice("number-unreadable", told, span))
        expected = number + 1
    return notices
