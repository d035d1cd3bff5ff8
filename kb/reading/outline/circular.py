"""Read circulars: lettered and numbered sections, however they nest.

A text layer has lost its indentation, so nesting is read from two things only: which lists are open, each with its
style and its last number, and which number would come next in each. A number that no open list expects never makes a
unit silently; it is passed over or taken with a Notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kb.model import Notice, Span
from kb.reading.outline.letterhead import CIRCULAR_ANNEX, CIRCULAR_CLOSING, find_head, is_section
from kb.reading.outline.numbering import (
    RANKS,
    Line,
    MarkerReading,
    find_heading,
    find_inline,
    find_lines,
    kind_of,
    number_of,
)
from kb.reading.outline.open_sections import OpenList, OpenSections
from kb.reading.outline.tree import OutlineUnit

LARGEST_SKIP = 5
"""Numbers that may be missing in an open list: a page of a scan without text holds about so many items."""

_BARE = re.compile(r"([0-9]{1,2})[ \t]+(?=[A-Z]{2})")
_AMENDS = re.compile(
    r"(?:Perubahan|Penambahan|Penghapusan|Penggantian|Penyisipan|Ketentuan|Mengubah|Menambah|Menghapus|Di antara)\b"
)
"""How a point of an amending circular begins, after the text that the last point quoted."""

_CONTAINERS = frozenset({"bab", "lampiran"})


def parse_circular(text: str, body: Span) -> tuple[list[OutlineUnit], list[Notice]]:
    """Find the sections of a circular or of a form with chapters and clauses.

    Args:
        text: canonical text, noise blanked out by blanks of the same length, so that a sentence goes on across it.
        body: the part that is the document.

    Returns:
        Units for :func:`kb.reading.outline.tree.build_outline` and what is wrong with the numbering.

    Example:
        >>> units, _ = parse_circular("A. Umum\\n1. Satu;\\n2. Dua.\\nB. Isi\\nTeks.\\n", Span(0, 37))
        >>> [(unit.kind, unit.number, unit.level) for unit in units]
        [('huruf', 'A', 0), ('angka', '1', 1), ('angka', '2', 1), ('huruf', 'B', 0)]
    """
    lines = find_lines(text, body)
    head, first = find_head(lines, body.start)
    scanner = _Scanner(text, lines, head)
    scanner.scan(range(first, len(lines)))
    return scanner.units, scanner.notices


class _Scanner:
    """Walk the lines with the stack of open lists."""

    def __init__(self, text: str, lines: Sequence[Line], head: Sequence[OutlineUnit]) -> None:
        self.text = text
        self.lines = lines
        self.open = OpenSections(list(head))
        self.units = self.open.units
        self.levels = self.open.levels
        self.notices: list[Notice] = []
        self.contents = 0
        self.sections = [line for line in lines if CIRCULAR_ANNEX.match(line.text) or is_section(line)]
        self.last_at = {one[:2]: line.at for line in lines if line.is_marked for one in line.readings}

    def scan(self, order: range) -> None:
        """Read the lines one by one; after the closing words only an annex begins anything."""
        is_closed = False
        for at in order:
            line = self.lines[at]
            annex = CIRCULAR_ANNEX.match(line.text)
            if annex and line.lead != "refers":
                heading = find_heading(self.lines, line, line.end)
                self.open.open_annex(OutlineUnit("lampiran", line.start, 0, annex["number"] or "", heading=heading))
                is_closed = False
            elif is_closed:
                continue
            elif line.is_contents:
                self._add_contents(at)
            elif self._is_closing(at):
                self.open.open_top(OutlineUnit("penutup", line.start, 0))
                is_closed = True
            else:
                self._read_line(at)

    def _add_contents(self, at: int) -> None:
        """Make a table of contents one unit; before the first section it is part of the opening."""
        is_first = at == 0 or not self.lines[at - 1].is_contents
        if is_first and self.open.seen:
            self.contents += 1
            self.open.close_to(0)
            heading = self.lines[at].text if not self.lines[at].is_marked else ""
            self.open.open_top(OutlineUnit("seksi", self.lines[at].start, 0, str(self.contents), heading=heading))

    def _is_closing(self, at: int) -> bool:
        line = self.lines[at]
        if not CIRCULAR_CLOSING.match(line.text) or not self.open.seen:
            return False
        if any(level.style in _CONTAINERS for level in self.levels):
            return False
        return not any(self._continues_section(later) for later in self._until_annex(at))

    def _until_annex(self, at: int) -> list[Line]:
        later = (line for line in self.sections if line.at > at)
        return [line for line in takewhile(lambda line: not CIRCULAR_ANNEX.match(line.text), later) if line.is_marked]

    def _continues_section(self, line: Line) -> bool:
        expected = {(level.style, level.value + 1) for level in self.levels if level.style in ("upper.", "roman.")}
        return any(reading.style == "bab" or reading[:2] in expected for reading in line.readings)

    def _read_line(self, at: int) -> None:
        line = self.lines[at]
        if line.path and line.is_marked:
            self._place_path(line)
        elif line.is_marked:
            self._place(at)
        elif bare := _BARE.match(line.text):
            self._place_bare(at, bare)
        elif line.is_capital and line.lead == "stop" and self._is_heading(at):
            self._end_lists(line)

    def _is_heading(self, at: int) -> bool:
        """Say whether capitals end the lists above: forms and annexes only, and only where no list goes on below."""
        following = next((line for line in self.lines[at + 1 :] if line.is_marked), None)
        is_form = any(level.style in _CONTAINERS for level in self.levels)
        return is_form and not (following and self.open.expects_above(following, len(self.levels)))

    def _end_lists(self, line: Line) -> None:
        """Close numbered lists above an unnumbered heading in capitals, which forms and annexes have."""
        depth = next((at for at, level in enumerate(self.levels) if RANKS.get(level.style, 0) >= 3), len(self.levels))
        self.open.close_to(depth, line.start)

    def _place(self, at: int) -> None:
        readers = (self._continue, self._start, self._resume, self._quote, self._recover, self._skip, self._begin_late)
        if any(read(at) for read in readers):
            return
        if (line := self.lines[at]).lead != "open" and line.after < line.end:
            self._tell("number-out-of-order", "No list here expects this number; the line is read as text", line)

    def _continue(self, at: int) -> bool:
        """Take the next number of an open list; of several, the deepest."""
        line = self.lines[at]
        found = [
            (depth, reading)
            for depth, level in enumerate(self.levels)
            for reading in line.readings
            if level.style == reading.style and level.value + 1 == reading.value
        ]
        if not found:
            return False
        quoted = next((depth for depth, level in enumerate(self.levels) if level.is_quoted), len(self.levels))
        is_amending = found[0][0] < quoted <= found[-1][0] and _AMENDS.match(self.text[line.after : line.end].strip())
        depth, reading = found[0] if is_amending else found[-1]
        if line.is_damaged:
            self._tell("number-unreadable", f"Printed with letters; read as {reading.number} by its place", line)
        self._put(self.lines[at], depth, reading)
        return True

    def _start(self, at: int) -> bool:
        """Take a first number: a list inside the last unit, or the same list begun anew."""
        line = self.lines[at]
        reading = next((reading for reading in line.readings if reading.value == 1), None)
        if reading is None or line.is_damaged:
            return False
        same = [depth for depth, level in enumerate(self.levels) if level.style == reading.style]
        depth = self._depth_of_again(at, reading, same[-1]) if same else self._depth_of_new(line, reading)
        is_again = bool(same) and depth == same[-1]
        self.open.close_to(depth, self._introduction(at) if is_again else None)
        self._put(self.lines[at], depth, reading)
        return True

    def _depth_of_new(self, line: Line, reading: MarkerReading) -> int:
        """Go inside after a colon or a heading; after a full stop, out of lists that stand lower by custom."""
        if line.lead != "stop":
            return len(self.levels)
        rank = RANKS[reading.style]
        deeper = (depth for depth, level in enumerate(self.levels) if RANKS.get(level.style, 0) > rank)
        return next(deeper, len(self.levels))

    def _depth_of_again(self, at: int, reading: MarkerReading, same: int) -> int:
        if self._goes_on_after(at, reading, same):
            return len(self.levels)
        is_inside = same < len(self.levels) - 1 and self.lines[at].lead in ("colon", "open")
        return len(self.levels) if is_inside else same

    def _goes_on_after(self, at: int, reading: MarkerReading, same: int) -> bool:
        """Say whether the open list of this style goes on once the run that begins here has ended."""
        outer = self.levels[same].value + 1
        expected = 2
        for line in self.lines[at + 1 :]:
            if not line.is_marked:
                continue
            if self.open.expects_above(line, same) or CIRCULAR_ANNEX.match(line.text):
                return False
            values = {other.value for other in line.readings if other.style == reading.style}
            if 1 in values:
                return False
            if expected in values:
                expected += 1
            elif outer in values:
                return True
        return False

    def _introduction(self, at: int) -> int:
        """Find where the words begin that lead a new list in: after the last line that ends a sentence."""
        for first in range(at - 1, -1, -1):
            if self.lines[first].is_marked:
                break
            if self.lines[first].lead == "stop":
                return self.lines[first].start
        return self.lines[at].start

    def _resume(self, at: int) -> bool:
        """Take a number that goes on from a list that was closed: after a heading, or running through sections."""
        resumed = self.open.find_resumed(self.lines[at].readings)
        if resumed:
            self._put(self.lines[at], *resumed)
        return resumed is not None

    def _quote(self, at: int) -> bool:
        """Take a section that an amending circular quotes: it may begin with any number."""
        line = self.lines[at]
        reading = next((one for one in line.readings if one.style in ("upper.", "roman.", "bab")), None)
        if line.lead != "colon" or reading is None or not self.levels:
            return False
        self._put(self.lines[at], len(self.levels), reading)
        self.levels[-1].is_quoted = True
        return True

    def _recover(self, at: int) -> bool:
        """Take a list whose first numbers stand inside lines ("Pelaku Usaha a. Memiliki izin"), as in two columns."""
        if not self.levels or self.lines[at].is_damaged:
            return False
        since = self.units[self.levels[-1].unit].start
        for reading in self.lines[at].readings:
            starts = find_inline(self.text, Span(since, self.lines[at].start), reading)
            for value, start in enumerate(starts, start=1):
                self.open.close_to(len(self.levels) - (value > 1))
                self.units.append(OutlineUnit(kind_of(reading), start, len(self.levels), number_of(reading, value)))
                self.levels.append(OpenList(reading.style, value, len(self.units) - 1))
            if starts:
                self._put(self.lines[at], len(self.levels) - 1, reading)
                return True
        return False

    def _skip(self, at: int) -> bool:
        """Take a number of an open list that comes too late or twice, and tell."""
        line = self.lines[at]
        if line.lead == "open" or line.is_damaged or line.after >= line.end:
            return False
        for depth in range(len(self.levels) - 1, -1, -1):
            level = self.levels[depth]
            for reading in line.readings:
                gap = reading.value - level.value
                if reading.style == level.style and 0 <= gap <= LARGEST_SKIP + 1:
                    self._tell_gap(line, reading, gap)
                    self._put(self.lines[at], depth, reading)
                    return True
        return False

    def _tell_gap(self, line: Line, reading: MarkerReading, gap: int) -> None:
        if gap == 0:
            self._tell("number-repeated", f"{reading.number} stands twice in its list", line)
        else:
            self._tell("number-missing", f"{gap - 1} number(s) missing before {reading.number}", line)

    def _begin_late(self, at: int) -> bool:
        """Take a list whose beginning the text does not have, when its next number follows."""
        line = self.lines[at]
        if line.lead == "open" or line.is_damaged:
            return False
        for reading in line.readings:
            is_section = reading.style in ("bab", "roman.", "upper.")
            is_first = reading.style == "num." and not any(level.style != "lampiran" for level in self.levels)
            if reading.style not in self.open.seen and (is_section or is_first) and self._is_followed(at, reading):
                self._tell("number-missing", f"The list begins with {reading.number} in this text", line)
                inner = (d for d, level in enumerate(self.levels) if RANKS.get(level.style, -1) >= RANKS[reading.style])
                self._put(self.lines[at], next(inner, len(self.levels)), reading)
                return True
        return False

    def _is_followed(self, at: int, reading: MarkerReading) -> bool:
        if self.last_at.get((reading.style, reading.value + 1), 0) <= at:
            return False
        for line in self.lines[at + 1 :]:
            for other in line.readings if line.is_marked else ():
                if (other.style, other.value) == (reading.style, reading.value + 1):
                    return True
                if RANKS[other.style] < RANKS[reading.style] and other.style == "bab":
                    return False
        return False

    def _place_path(self, line: Line) -> None:
        """Take a decimal number (6.1.2) inside the unit that has all but its last part (6.1)."""
        *prefix, value = line.path
        for depth in range(len(self.levels) - 1, -1, -1):
            if self.open.path_of(depth) == tuple(prefix):
                inner = self.levels[depth + 1] if depth + 1 < len(self.levels) else None
                last = (
                    inner.value if inner and inner.path else self.open.ended.get((self.levels[depth].unit, "path"), 0)
                )
                self._put_path(line, depth + 1, value, last)
                return
        number = ".".join(map(str, line.path))
        self._tell("unit-detached", f"No open unit holds {number}; the line is read as text", line)

    def _put_path(self, line: Line, depth: int, value: int, last: int) -> None:
        if value <= last or value > last + LARGEST_SKIP + 1:
            self._tell("number-out-of-order", f"{value} after {last}; the line is read as text", line)
            return
        if value != last + 1:
            self._tell("number-missing", f"{value - last - 1} number(s) missing before {value}", line)
        self.open.close_to(depth)
        number = ".".join(map(str, line.path))
        self._push(line, OpenList("path", value, 0, line.path), "angka", number, f"angka-{value}")

    def _place_bare(self, at: int, bare: re.Match[str]) -> None:
        """Take "2 TAHAP PELAKSANAAN": a heading numbered without a sign, known by its 2.1 or by its forerunner."""
        line, value = self.lines[at], int(bare[1])
        if not line.is_contents and not re.search(r"[a-z]", line.text):
            depth = next((d for d, level in enumerate(self.levels) if level.style == "bare"), -1)
            is_next = depth >= 0 and self.levels[depth].value + 1 == value
            if is_next or (value == 1 and any(later.path == (1, 1) for later in self.lines[at + 1 : at + 4])):
                marked = replace(line, after=line.start + bare.end())
                self._put(marked, depth if is_next else len(self.levels), MarkerReading("bare", value, bare[1]))

    def _put(self, line: Line, depth: int, reading: MarkerReading) -> None:
        self.open.close_to(depth)
        self._push(line, OpenList(reading.style, reading.value, 0), kind_of(reading), reading.number)
        self._place_inline(line, reading)

    def _push(self, line: Line, level: OpenList, kind: str, number: str, segment: str = "") -> None:
        heading = find_heading(self.lines, line, line.after)
        unit = OutlineUnit(kind, line.start, len(self.levels), number, heading=heading, segment=segment)
        self.open.push(unit, level)

    def _place_inline(self, line: Line, reading: MarkerReading) -> None:
        """Take a 7.1 that stands on the line of its 7, as in a form's two columns."""
        if reading.style == "num." and (inner := re.search(rf"[ \t]({reading.value}\.1)[ \t]", line.text)):
            after = line.start + inner.end(1)
            self._place_path(replace(line, start=line.start + inner.start(1), after=after, path=(reading.value, 1)))

    def _tell(self, code: str, message: str, line: Line) -> None:
        self.notices.append(Notice(code, f"{message}.", Span(line.start, line.end)))
