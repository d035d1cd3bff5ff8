"""Read the numbered lists inside an article or dictum: ayat, huruf and angka, however they nest.

A number continues the innermost open list that expects it; a first number opens a list inside the item that is open. A
number that nothing expects stays text and is reported, it never makes a unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.model import Notice, Span
from kb.reading.outline.marks import LOOKALIKES, SUFFIXES, is_line_start, read_number, word_before
from kb.reading.outline.tree import OutlineUnit

AYAT, HURUF, ANGKA, UPPER = "ayat", "huruf", "angka", "upper"

MAX_SKIP = 3
"""Most numbers that a list may leave out and go on: more is a number of something else."""

CATCHWORD_REACH = 200
"""Characters within which a page's catchword ("b. santunan . . .") is printed again as the real item."""

NUMBER_WORDS = frozenset(
    {"ayat", "huruf", "angka", "pasal", "nomor", "no", "butir", "romawi", "halaman", "tabel", "gambar", "diktum"}
    | {"hurlf"}
)
"""Words after which a number belongs to the sentence, even at the start of a line."""

JOINING_WORDS = frozenset({"dan", "atau", "dan/atau", "latau", "danlatau", "dan/", "serta"})

# Laws number what they insert after an item by its number and a letter: "(1a)", "2B."; l, I and O are digits misread.
_INSERTED = r"[a-km-zA-HJ-NP-Z]"
_AYAT = rf"\((?P<ayat>\d{{1,2}}|[asl]|l\d|\dl)\)|\((?P<ayata>\d{{1,2}}{_INSERTED})\)|\((?P<open>[1-9])1(?=\s)"
_HURUF = r"(?P<huruf>[a-z])(?P<hs>\s?[.)]|['-](?=\s))(?=[\s\w\"“(^])"
_UPPER = r"(?P<upper>[A-Z])\.(?=\s)"
_ANGKA = (
    rf"(?P<angkaa>\d{{1,3}}{_INSERTED})(?P<ai>[.)])(?=[\s\"“(^])|"
    + r"(?P<angka>\d{1,3}|\d \d|[lIit]\d|\d[lIO])\s?(?P<as>[.)])(?=[\s\"“(^]|[A-Za-z])"
)
_MARK = re.compile(rf"(?<![\w.,/(-])(?:{_HURUF}|{_ANGKA}|{_UPPER})|(?<![\w/]){_AYAT}")


_LOST = re.compile(r"^[ \t^]*(?P<dot>\.)[ \t]?(?=[A-Za-z]{3})", re.M)
"""A line that begins with the full stop of a number that the text layer lost."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One number that may open or continue a list; without values where the number itself is lost."""

    style: str
    start: int
    end: int
    printed: str
    values: tuple[int, ...]
    clean: bool
    line: bool
    inline: bool
    letter: str = ""


@dataclass(slots=True)
class _List:
    """A list that is being read: its style, its last number, and the letter behind that of an item put in later."""

    style: str
    last: int
    letter: str = ""

    def follows(self, letter: str) -> bool:
        """Say whether a letter comes next behind this number: a, b, c, in either case."""
        return letter.lower() == (chr(ord(self.letter.lower()) + 1) if self.letter else "a")


@dataclass(slots=True)
class _OpenLists:
    """What has been read so far: the open lists, the units and the notices."""

    level: int
    units: list[OutlineUnit] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)

    def emit_lost(self, item: _Item) -> None:
        kind = _kind_of(item.style)
        self.units.append(OutlineUnit(kind, item.start, self.level + len(self.lists)))
        told = f"A line begins like {kind}, but its number is lost."
        self.notices.append(Notice("number-missing", told, Span(item.start, item.end)))

    def emit(self, item: _Item, value: int) -> None:
        style = self.lists[-1].style
        kind = _kind_of(style)
        number = _printed_value(style, value) + item.letter
        self.units.append(
            OutlineUnit(kind, item.start, self.level + len(self.lists), number, segment=f"{kind}-{number.lower()}")
        )
        if not item.clean or value not in item.values[:1] or style != item.style:
            printed = repr(item.printed) if item.printed else "without a number"
            told = f"{kind} {printed} is read as {number} by its place."
            self.notices.append(Notice("number-unreadable", told, Span(item.start, item.end)))


def parse_items(
    text: str, span: Span, level: int, styles: Sequence[str] = (AYAT, HURUF, ANGKA)
) -> tuple[list[OutlineUnit], list[Notice]]:
    """Read the lists inside a stretch of text.

    Args:
        text: the whole canonical text, noise blanked.
        span: the article, dictum or section, after its own heading.
        level: level of the outermost list.
        styles: kinds of number to look for; ``upper`` adds A., B., C.
    """
    reader = _OpenLists(level)
    items = _without_detached(_find_items(text, span, styles), text, span, reader)
    for at, item in enumerate(items):
        if not item.values:
            _place_lost(reader, item, items[at:])
        elif not _continue(reader, item, items, at, text) and not _open(reader, item):
            _skip(reader, item)
    return reader.units, reader.notices


def _kind_of(style: str) -> str:
    return HURUF if style[0] == "u" else style.rstrip(".)")


def _printed_value(style: str, value: int) -> str:
    if style.startswith(HURUF):
        return chr(96 + value)
    return chr(64 + value) if style.startswith(UPPER) else str(value)


def _find_items(text: str, span: Span, styles: Sequence[str]) -> list[_Item]:
    found = [_to_item(match, text, span) for match in _MARK.finditer(text, span.start, span.end)]
    found += [_to_lost(match) for match in _LOST.finditer(text, span.start, span.end)]
    items = [item for item in found if item and item.style.rstrip(".)") in styles]
    return _without_catchwords(sorted(items, key=lambda item: item.start), text)


def _to_lost(match: re.Match[str]) -> _Item:
    style = ANGKA if match.string[match.end()].isupper() else HURUF
    return _Item(f"{style}.", match.start("dot"), match.end(), "", (), False, True, True)


def _to_item(match: re.Match[str], text: str, span: Span) -> _Item | None:
    style, printed = _style_of(match)
    letter = printed[-1] if match["ayata"] or match["angkaa"] else ""
    values, clean = _values_of(style, printed.removesuffix(letter))
    first = not text[span.start : match.start()].strip(" \t\n:^_")
    line = first or is_line_start(text, match.start())
    word = word_before(text, match.start())
    glued = text[match.end() : match.end() + 1].isalnum()
    if not values or (word in NUMBER_WORDS and not first) or (glued and not line):
        return None
    inline = _is_inline(text, match, word, style)
    return _Item(style, match.start(), match.end(), printed, values, clean, line, inline, letter)


def _style_of(match: re.Match[str]) -> tuple[str, str]:
    if match["huruf"]:
        return HURUF + (")" if ")" in match["hs"] else "."), match["huruf"]
    if match["angka"]:
        return ANGKA + match["as"], match["angka"]
    if match["angkaa"]:
        return ANGKA + match["ai"], match["angkaa"]
    if match["upper"]:
        return UPPER + ".", match["upper"]
    return AYAT, match["ayat"] or match["ayata"] or f"{match['open']}1"


def _values_of(style: str, printed: str) -> tuple[tuple[int, ...], bool]:
    if style.startswith(HURUF):
        return (ord(printed) - 96,), True
    if style.startswith(UPPER):
        return (ord(printed) - 64,), True
    if style == AYAT and len(printed) == 2 and printed.endswith("1"):
        return tuple(dict.fromkeys((int(printed), int(printed[0])))), True
    values, clean = read_number(printed)
    if " " in printed:
        values = values[:1]  # "1 1." is 11; a lone 1 before it would be a page's
    if style == AYAT and printed in LOOKALIKES:
        values = tuple(int(digit) * SUFFIXES for digit in LOOKALIKES[printed])
    return tuple(value // SUFFIXES for value in values), clean


def _is_inline(text: str, match: re.Match[str], word: str, style: str) -> bool:
    tail = text[max(0, match.start() - 60) : match.start()].rstrip(" \t\n^_*#")
    if not tail or tail[-1] in ".:;,)!?\"”'" or word in JOINING_WORDS:
        return not (style == AYAT and (tail[-1:] in ",)" or word in JOINING_WORDS))
    following = text[match.end() : match.end() + 8].lstrip(" ^\n")
    return style == AYAT and (following[:1].isupper() or following[:2] in {"a.", "1."})


def _without_catchwords(items: list[_Item], text: str) -> list[_Item]:
    """Drop a number that the next page prints again with the same first word."""
    kept: list[_Item] = []
    for at, item in enumerate(items):
        if any(_repeats(other, item, text) and _is_better(other, item) for other in kept[-8:]):
            continue
        later = (other for other in items[at + 1 : at + 8] if other.start - item.start < CATCHWORD_REACH)
        if not any(_repeats(item, other, text) and not _is_better(item, other) for other in later):
            kept.append(item)
    return kept


def _is_better(item: _Item, other: _Item) -> bool:
    """Say whether the first of two printings begins an item and the second stands inside its words."""
    return (
        other.start - item.start < CATCHWORD_REACH and (item.line or item.inline) and not (other.line or other.inline)
    )


def _repeats(item: _Item, other: _Item, text: str) -> bool:
    if not item.values or (item.style, item.values, item.letter) != (other.style, other.values, other.letter):
        return False
    word = _first_word(text, item.end)
    return len(word) > 2 and word == _first_word(text, other.end)


def _first_word(text: str, at: int) -> str:
    match = re.compile(r"[\s^_.]{0,6}([A-Za-z]{1,6})").match(text, at)
    return match[1].lower() if match else ""


def _without_detached(items: list[_Item], text: str, span: Span, reader: _OpenLists) -> list[_Item]:
    """Drop numbers that stand without text (the text layer put the text elsewhere), with a notice."""
    kept = []
    for at, item in enumerate(items):
        following = items[at + 1] if at + 1 < len(items) else None
        limit = following.start if following else span.end
        blank = not re.search(r"[A-Za-z]{2}", text[item.end : limit])
        nested = following is not None and following.style != item.style and following.values[:1] == (1,)
        if blank and not nested:
            told = f"{_kind_of(item.style)} {item.printed} stands apart from its text."
            reader.notices.append(Notice("unit-detached", told, Span(item.start, item.end)))
        else:
            kept.append(item)
    return kept


def _continue(reader: _OpenLists, item: _Item, items: Sequence[_Item], at: int, text: str) -> bool:
    """Go on with the innermost list that expects this number."""
    if item.letter:
        return _insert(reader, item)
    for depth in range(len(reader.lists) - 1, -1, -1):
        open_list = reader.lists[depth]
        value = _expected(open_list, item, text)
        if value and (item.line or item.inline):
            _cut(reader, depth, value)
            reader.emit(item, value)
            return True
    return _leap(reader, item, items[at + 1 :])


def _insert(reader: _OpenLists, item: _Item) -> bool:
    """Take an item that a law put in after the last number of an open list: "(1a)" behind "(1)"."""
    for depth in range(len(reader.lists) - 1, -1, -1):
        open_list = reader.lists[depth]
        is_next = open_list.style == item.style and open_list.last in item.values and open_list.follows(item.letter)
        if is_next and item.line:
            _cut(reader, depth, open_list.last)
            open_list.letter = item.letter
            reader.emit(item, open_list.last)
            return True
    return False


def _expected(open_list: _List, item: _Item, text: str) -> int:
    if open_list.style == item.style and open_list.last + 1 in item.values:
        return open_list.last + 1
    l_as_one = open_list.style == "huruf." and open_list.last == 11 and item.style == "angka." and item.printed == "1"
    return 12 if l_as_one and word_before(text, item.start) == "" else 0


def _leap(reader: _OpenLists, item: _Item, later: Sequence[_Item]) -> bool:
    """Go on with a list that leaves out a few numbers, where they don't come later."""
    for depth in range(len(reader.lists) - 1, -1, -1):
        open_list = reader.lists[depth]
        skipped = item.values[0] - open_list.last - 1
        if open_list.style != item.style or not item.line or not item.clean or not 0 < skipped <= MAX_SKIP:
            continue
        if any(_is_plain(other, item.style, open_list.last + 1) for other in later):
            return False
        kind = _kind_of(item.style)
        missing = ", ".join(_printed_value(item.style, open_list.last + step + 1) for step in range(skipped))
        told = f"{kind} {missing} was not found before {kind} {item.printed}."
        reader.notices.append(Notice("number-missing", told, Span(item.start, item.end)))
        _cut(reader, depth, item.values[0])
        reader.emit(item, item.values[0])
        return True
    return False


def _is_plain(item: _Item, style: str, value: int) -> bool:
    return item.style == style and not item.letter and value in item.values


def _place_lost(reader: _OpenLists, item: _Item, rest: Sequence[_Item]) -> None:
    """Number a line whose number is lost, where its neighbours leave exactly one; else make it a ``butir``."""
    depth = next((at for at in range(len(reader.lists) - 1, -1, -1) if reader.lists[at].style == item.style), -1)
    if depth < 0:
        return
    last = reader.lists[depth].last
    _cut(reader, depth, last)
    if _fits(reader, rest, depth):
        reader.lists[depth].last = last + 1
        reader.emit(item, last + 1)
    else:
        reader.emit_lost(item)


def _fits(reader: _OpenLists, rest: Sequence[_Item], depth: int) -> bool:
    """Say whether as many numbers are missing before the list's next number as lines have lost theirs."""
    outer = {open_list.style: open_list.last + 1 for open_list in reader.lists[:depth]}
    own = reader.lists[depth]
    lost = 0
    for item in rest:
        if item.style == own.style and not item.values:
            lost += 1
        elif item.values and outer.get(item.style) == item.values[0]:
            return False
        elif item.style == own.style and item.values[0] > own.last:
            return item.values[0] == own.last + lost + 1
        elif item.style == own.style and item.values[0] == 1 and item.line:
            return False
    return False


def _cut(reader: _OpenLists, depth: int, value: int) -> None:
    """Close the lists inside the one at this depth, and move that one on."""
    del reader.lists[depth + 1 :]
    reader.lists[depth].last = value
    reader.lists[depth].letter = ""


def _open(reader: _OpenLists, item: _Item) -> bool:
    """Open a list with its first number, inside the item that is open."""
    if 1 not in item.values or item.letter or not (item.line or item.inline):
        return False
    if item.style == AYAT and any(open_list.style == AYAT for open_list in reader.lists):
        return False
    if item.style == AYAT:
        reader.lists.clear()
    if reader.lists and reader.lists[-1].style == item.style:
        reader.lists.pop()
        told = f"{_kind_of(item.style)} {item.printed} begins again without a number of its own above it."
        reader.notices.append(Notice("number-repeated", told, Span(item.start, item.end)))
    reader.lists.append(_List(item.style, 1))
    reader.emit(item, 1)
    return True


def _skip(reader: _OpenLists, item: _Item) -> None:
    """Leave a number as text; tell of it where it looks like an item."""
    if item.line and item.style in {open_list.style for open_list in reader.lists}:
        told = f"{_kind_of(item.style)} {item.printed} is out of order and stays part of the item before it."
        reader.notices.append(Notice("number-out-of-order", told, Span(item.start, item.end)))
