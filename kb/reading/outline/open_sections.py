"""The lists that are open at a place of a circular, each with its style and its last number, and those that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.reading.outline.numbering import Line, MarkerReading
from kb.reading.outline.tree import OutlineUnit


@dataclass(slots=True)
class OpenList:
    """A list that is open: its style, its last number, the unit of that number."""

    style: str
    value: int
    unit: int
    path: tuple[int, ...] = ()
    is_quoted: bool = False


@dataclass(slots=True)
class OpenSections:
    """The units that were found, and the stack of lists that are open after the last of them.

    Args:
        ended: unit that held a list, and the list's style → its last number.
        running: style of a list and of the one around it → its last number, for lists that run through sections.
        seen: styles that have begun.
    """

    units: list[OutlineUnit]
    levels: list[OpenList] = field(default_factory=list)
    ended: dict[tuple[int, str], int] = field(default_factory=dict)
    running: dict[tuple[str, str], int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def open_top(self, unit: OutlineUnit) -> None:
        """Begin a unit that nothing holds: what was open ends without being remembered."""
        self.levels.clear()
        self.units.append(unit)

    def open_annex(self, unit: OutlineUnit) -> None:
        """Begin an annex: its lists have nothing to do with those before it."""
        self.open_top(unit)
        self.levels.append(OpenList("lampiran", 0, len(self.units) - 1))
        self.seen.clear()
        self.ended.clear()
        self.running.clear()

    def push(self, unit: OutlineUnit, level: OpenList) -> None:
        """Begin a list with its first unit, or go on with one whose last unit was closed."""
        self.units.append(unit)
        level.unit = len(self.units) - 1
        self.levels.append(level)
        self.seen.add(level.style)

    def close_to(self, depth: int, end: int | None = None) -> None:
        """Close every open list from ``depth`` on, and remember where each stood."""
        while len(self.levels) > depth:
            level = self.levels.pop()
            holder = self.levels[-1] if self.levels else None
            self.ended[(holder.unit if holder else -1, level.style)] = level.value
            if holder:
                self.running[(level.style, holder.style)] = level.value
            if end is not None and len(self.levels) == depth:
                self.units[level.unit] = replace(self.units[level.unit], end=end)

    def path_of(self, depth: int) -> tuple[int, ...]:
        """Return the decimal number of an open list's last unit (6.1 as 6, 1); empty where it has none."""
        level = self.levels[depth]
        return (level.value,) if level.style in ("num.", "bare", "roman.", "bab") else level.path

    def expects_above(self, line: Line, depth: int) -> bool:
        """Say whether a line's number comes next in a list that is open above a depth."""
        if line.path:
            return any(self.path_of(at) == line.path[:-1] for at in range(depth))
        above = {(level.style, level.value + 1) for level in self.levels[:depth]}
        return any(reading.style == "bab" or reading[:2] in above for reading in line.readings)

    def find_resumed(self, readings: Sequence[MarkerReading]) -> tuple[int, MarkerReading] | None:
        """Find the list that ended and goes on with one of these numbers; give its depth and the reading."""
        for depth in range(len(self.levels), -1, -1):
            for reading in readings:
                if depth < len(self.levels) and self.levels[depth].style == reading.style:
                    continue
                if reading.value - 1 == self._find_last(depth, reading.style):
                    return depth, reading
        return None

    def _find_last(self, depth: int, style: str) -> int | None:
        holder = self.levels[depth - 1] if depth else None
        last = self.ended.get((holder.unit if holder else -1, style))
        if last is None and holder and holder is self.levels[-1]:
            last = self.running.get((style, holder.style))
        return last
