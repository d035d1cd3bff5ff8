"""Read the numbers that stand at the beginning of lines: ``A.``, ``IV.``, ``1)``, ``(b)``, ``6.1.2``, ``BAB III``.

A marker may have several readings (``I.`` is a letter and a Roman number); which one holds, the nesting decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.language import fold_digits, parse_roman
from kb.model import Span

MARKER_KINDS = {
    "bab": "bab", "roman": "romawi", "upper": "huruf", "num": "angka", "lower": "huruf", "bare": "angka",
    "lroman": "romawi",
}  # fmt: skip
"""Style without its closing sign → provision kind."""

RANKS = {
    "bab": 0, "roman.": 1, "upper.": 2, "bare": 3, "num.": 3, "upper)": 4, "lower.": 4, "roman)": 5,
    "num)": 5, "lower)": 6, "(num)": 7, "(lower)": 8, "lroman.": 9, "lroman)": 9, "(lroman)": 9,
}  # fmt: skip
"""How deep a style stands when nothing else tells: the order of the guideline on official letters
(Permen PANRB 80/2012, appendix): Roman, capital, digit, small letter, digit with bracket, letter with bracket."""

_MARKER = re.compile(
    r"""(?:\#{1,6}[ \t]+)?(?P<sign>
      BAB[ \t]+(?P<bab>[IVXLC]{1,8}|[0-9]{1,2})\.?(?![A-Za-z0-9])
    | \((?P<boxed>[0-9]{1,3}|[a-z]{1,4})\)
    | (?P<path>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?:\.(?=[ \t]|$)|(?=[ \t]|$|[A-Z][a-z]))
    | (?P<num>[0-9][0-9OoIl]{0,2}|[IlO][0-9]{1,2})(?P<numclose>[.)])(?=[ \t]|$|[A-Za-z(\[])
    | (?P<word>[A-Z]{1,6}|[a-z]{1,5})(?P<close>[.)])(?=[ \t]|$)
    )""",
    re.X,
)

_REFERS = re.compile(
    r"\b(?:angka|huruf|ayat|pasal|nomor|butir|klausul)"
    r"(?:[ \t]+[\w().]{1,6},?[ \t]+(?:dan|atau|dan/atau|sampai[ \t]dengan|s\.d\.))?$",
    re.I,
)
"""A line that ends so goes on with a number that is cited, not one that counts ("sebagaimana dimaksud pada huruf")."""

_FURNITURE = re.compile(r"[-–][ \t]?[0-9]{1,4}[ \t]?[-–]|[0-9]{1,4}|[a-z0-9-]+(?:\.[a-z0-9-]+){1,4}")
"""A page number or a site's name alone on its line: a sentence reads on across it."""

_INLINE_REACH = 1000
"""Characters in which the first numbers of a list are looked for inside lines: a two-column cell is not longer."""

_MOST_INLINE = 3
"""More numbers than these are not lost inside lines by a two-column layout: a label has so many lines at most."""

_TITLE_LENGTH = 60
"""A title line is shorter than a full line of running text, which has about 75 characters."""

_TITLE_SHARE = 0.6
"""A wrapped sentence fills its line; a title leaves at least this much of the next line's length empty."""

_STOPPED = re.compile(r"(?:[.;!?”\"\]]|[;,.]?[ \t](?:dan|atau|dan/atau))$")

_LEADERS = re.compile(r"\.{3,}[ \t]*(?:-[ \t]*)?[0-9]{1,4}(?:[ \t]*-)?$|(?:\.[ \t]){3,}\.?[ \t]*[0-9]{1,4}$")
_PAGED = re.compile(r"[A-Za-z)][ \t]?[0-9]{1,3}[ \t]*$")
_CONTENTS = re.compile(r"[ \t]*D[ \t]?A[ \t]?F[ \t]?T[ \t]?A[ \t]?R[ \t]+I[ \t]?S[ \t]?I[ \t]*$")


class MarkerReading(NamedTuple):
    """One way to read a marker: ``("upper.", 9, "I")`` or ``("roman.", 1, "I")``."""

    style: str
    value: int
    number: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with the marker at its beginning where it has one.

    Args:
        at: its place among the lines that hold text.
        start: offset of its first character that is not blank.
        end: offset after its last character that is not blank.
        text: the stretch between.
        lead: how the last line with text before it ends: ``"colon"``, ``"stop"``, ``"refers"`` or ``"open"``.
        after: offset after the marker; ``start`` without one.
        readings: likeliest first; empty where the line begins with no number.
        path: the parts of a decimal number, ``(6, 1, 2)``.
        is_damaged: digits had to be guessed from letters (``2O``).
        is_contents: the line belongs to a table of contents.
    """

    at: int
    start: int
    end: int
    text: str
    lead: str
    after: int
    readings: tuple[MarkerReading, ...] = ()
    path: tuple[int, ...] = ()
    is_damaged: bool = False
    is_contents: bool = False

    @property
    def is_marked(self) -> bool:
        """Say whether the line begins with a number of any form."""
        return bool(self.readings or self.path) and not self.is_contents

    @property
    def is_capital(self) -> bool:
        """Say whether the line is written in capitals, as a heading without a number is."""
        return len(self.text) > 3 and bool(re.fullmatch(r"[A-Z][A-Z ,/&()\-–:]*", self.text))


def find_lines(text: str, span: Span) -> list[Line]:
    """List the lines of a stretch that hold text.

    Example:
        >>> [line.readings for line in find_lines("I. Umum\\nteks", Span(0, 12))]
        [(MarkerReading(style='upper.', value=9, number='I'), MarkerReading(style='roman.', value=1, number='I')), ()]
    """
    lines: list[Line] = []
    before = ""
    pieces = list(_split(text, span))
    contents = _find_contents([piece for _, piece in pieces])
    for at, (start, piece) in enumerate(pieces):
        lines.append(_read_line(at, start, piece, _lead_of(before), at in contents))
        before = before if _FURNITURE.fullmatch(piece) else piece
    return lines


def _split(text: str, span: Span) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"[^\n\f]+", text[span.start : span.end]):
        piece = match[0].strip()
        if piece:
            yield span.start + match.start() + len(match[0]) - len(match[0].lstrip()), piece


def _lead_of(before: str) -> str:
    if before.endswith(":"):
        return "colon"
    if _REFERS.search(before[-60:]):
        return "refers"
    return "stop" if not before or _STOPPED.search(before[-20:]) else "open"


def _read_line(at: int, start: int, piece: str, lead: str, is_contents: bool) -> Line:
    end = start + len(piece)
    match = _MARKER.match(piece)
    if match is None or lead == "refers":
        return Line(at, start, end, piece, lead, start, is_contents=is_contents)
    path = tuple(int(part) for part in match["path"].split(".")) if match["path"] else ()
    is_footnote = match["sign"].endswith(")") and match.end() == len(piece)
    readings = () if is_footnote else tuple(_readings(match))
    damaged = bool(match["num"]) and not match["num"].isdigit()
    return Line(at, start, end, piece, lead, start + match.end(), readings, path, damaged, is_contents)


def _readings(match: re.Match[str]) -> Iterator[MarkerReading]:
    if match["bab"]:
        yield from _number("bab", match["bab"])
    elif match["boxed"]:
        yield from _boxed(match["boxed"])
    elif match["num"]:
        yield from _number(f"num{match['numclose']}", match["num"])
    elif match["word"]:
        yield from _letters(match["word"], match["close"])


def _number(style: str, number: str) -> Iterator[MarkerReading]:
    if re.fullmatch(r"[IVXLC]+", number):
        yield from _roman(style, number)
        return
    folded = fold_digits(number)
    if folded.isdigit():
        yield MarkerReading(style, int(folded), folded)


def _boxed(number: str) -> Iterator[MarkerReading]:
    if number.isdigit():
        yield MarkerReading("(num)", int(number), number)
        return
    if len(set(number)) == 1:
        yield MarkerReading("(lower)", _letter_value(number), number)
    if re.fullmatch(r"[ivx]+", number):
        yield from _roman("(lroman)", number)


def _letters(word: str, close: str) -> Iterator[MarkerReading]:
    case = "upper" if word.isupper() else "lower"
    if len(set(word)) == 1 and len(word) <= 2 and (case == "lower" or len(word) == 1):
        yield MarkerReading(f"{case}{close}", _letter_value(word), word)
    if case == "upper" and re.fullmatch(r"[IVXLC]+", word):
        yield from _roman(f"roman{close}", word)
    if re.fullmatch(r"[ivx]+", word):
        yield from _roman(f"lroman{close}", word)


def _roman(style: str, number: str) -> Iterator[MarkerReading]:
    value = parse_roman(number)
    if value:
        yield MarkerReading(style, value, number)


def _letter_value(letters: str) -> int:
    """Count a letter; after z comes aa, then bb."""
    return ord(letters[0].lower()) - ord("a") + 1 + 26 * (len(letters) - 1)


def _find_contents(pieces: list[str]) -> set[int]:
    """Find the lines of tables of contents: three or more lines with dot leaders and what stands between them."""
    found: set[int] = set()
    led = [at for at, piece in enumerate(pieces) if _LEADERS.search(piece[-40:])]
    for run in _runs(led, gap=3):
        if len(run) < 3:
            continue
        first, last = run[0], run[-1]
        first -= next((back for back in range(1, 4) if first >= back and _CONTENTS.match(pieces[first - back])), 0)
        while last + 1 < len(pieces) and _MARKERLIKE.match(pieces[last + 1]) and _PAGED.search(pieces[last + 1]):
            last += 1
        found.update(range(first, last + 1))
    return found


_MARKERLIKE = re.compile(r"(?:BAB[ \t]|[A-Z]\.|[0-9]{1,2}[. ])")


def _runs(numbers: list[int], gap: int) -> Iterator[list[int]]:
    run: list[int] = []
    for number in numbers:
        if run and number - run[-1] > gap:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def kind_of(reading: MarkerReading) -> str:
    """Name the provision kind of a marker's style."""
    return MARKER_KINDS[reading.style.strip("().")]


def number_of(reading: MarkerReading, value: int) -> str:
    """Write another number in the style of a reading (small letters and digits only)."""
    return chr(ord("a") + value - 1) if "lower" in reading.style else str(value)


def find_inline(text: str, span: Span, reading: MarkerReading) -> list[int]:
    """Find the numbers before this one where they stand inside lines, each exactly once and in order.

    Returns:
        Their offsets; nothing when one is missing or stands twice, or when too many would be missing to be sure.
    """
    base = reading.style.strip("().")
    if base not in ("lower", "num") or not 2 <= reading.value <= _MOST_INLINE + 1:
        return []
    span = Span(max(span.start, span.end - _INLINE_REACH), span.end)
    starts: list[int] = []
    for value in range(1, reading.value):
        sign = re.escape(reading.style.replace(base, number_of(reading, value)))
        found = [match.start(1) for match in re.finditer(rf"[ \t\n]({sign})[ \t]", text[span.start : span.end])]
        if len(found) != 1 or (starts and found[0] + span.start <= starts[-1]):
            return []
        starts.append(found[0] + span.start)
    return starts


def find_heading(lines: Sequence[Line], line: Line, after: int) -> str:
    """Read the title that follows a number: capitals, over several lines, or one short line over a text of its own.

    Args:
        lines: all lines.
        line: the one with the number.
        after: offset after the number.

    Returns:
        The title with its line breaks as blanks; empty where the number begins a sentence.
    """
    at = line.at
    title = line.text[after - line.start :].strip()
    if not title and at + 1 < len(lines) and lines[at + 1].is_capital:
        at, title = at + 1, lines[at + 1].text
    if re.search(r"__|\.\.|…", title):
        return ""
    if _is_capital(title):
        return " ".join([title, *_capital_lines(lines, at + 1)])
    is_title = re.fullmatch(rf"[A-Z].{{0,{_TITLE_LENGTH - 2}}}[^.;:,]", title)
    return title if is_title and _has_own_text(lines, line) else ""


def _is_capital(title: str) -> bool:
    return len(re.findall(r"[A-Z]", title)) > 2 and not re.search(r"[a-z]", title)


def _capital_lines(lines: Sequence[Line], first: int) -> Iterator[str]:
    for line in lines[first : first + 5]:
        if not line.is_capital or line.is_marked or line.lead != "open":
            return
        yield line.text


def _has_own_text(lines: Sequence[Line], line: Line) -> bool:
    """Say whether the next line begins a text or list under this one instead of going on with it."""
    if line.at + 1 >= len(lines):
        return False
    following = lines[line.at + 1]
    if following.is_marked:
        return not {one.style for one in line.readings} & {one.style for one in following.readings}
    is_title = len(line.text) <= _TITLE_SHARE * len(following.text) or (line.path and _is_title_case(line.text))
    return bool(is_title and re.match(r"[A-Z(]", following.text))


def _is_title_case(text: str) -> bool:
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{5,}", text) if word != "dengan")
