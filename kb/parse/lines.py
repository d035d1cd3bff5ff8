"""Runs of characters on a page → lines in reading order.

Step 3. A PDF's text layer often holds a page's list numbers and labels in one block and the text that they
belong to in another: "KESATU KEDUA KETIGA", then three paragraphs. On paper they stand side by side. Here they are
put side by side again. Invariant: lines hold the characters of the runs, each once, in another order at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

ROW_TOLERANCE = 0.32
"""How far two baselines of one row may lie apart, in median font sizes. Lines of one paragraph stand 1.0 or more
apart; skewed scans leave up to 0.2 after levelling."""

MIN_SKEW_WIDTH = 120.0
"""Points; shorter runs say little about how far a scan is turned."""

MAX_LABEL = 14
"""Longest label, in characters without blanks: "KEDUAPULUHLIMA" has 14."""

MAX_SHARED_ROWS = 0.08
"""Share of rows with two texts side by side, above which a page is a table or has columns and keeps the order of
its text layer. Measured with ``python -m benchmarks.pdf_order``: pages with detached labels stay under 0.04,
tables lie above 0.2."""

_ENUMERATOR = re.compile(r"\(?(?:[0-9OIlti]{1,3}[a-z]?|[a-z]|[IVXLivxl]{1,6})[.)]{1,2}")
_LABEL = re.compile(
    r"(?:KE[A-Z]{3,11}|PERTAMA|Menimbang|Mengingat|Memperhatikan|Menetapkan|Kepada|Untuk|Tembusan|Perihal|Nomor)\s{0,2}:?"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that the text layer holds in one go on one baseline.

    Args:
        text: without line ends.
        left, right: horizontal extent, in points.
        start, end: baseline of the first and last character, in points from the page's bottom.
        size: font size, in points.
        upright: False where the characters are turned by more than a slant.
    """

    text: str
    left: float
    right: float
    start: float
    end: float
    size: float
    upright: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    level: float
    runs: tuple[Run, ...]


def order_lines(runs: Sequence[Run]) -> list[str]:
    """Put a page's runs into lines, top to bottom, labels before the text beside them.

    A page with few rows in which texts stand side by side is read row by row. Tables and columns keep the
    order of the text layer; only list numbers and labels are moved to the text on their right.

    Args:
        runs: in the order of the text layer.
    """
    runs = [run for run in runs if run.text.strip()]
    if not runs:
        return []
    rows = find_rows(runs)
    if _count_shared(rows) <= MAX_SHARED_ROWS * len(rows):
        return [_join(row.runs) for row in rows]
    return _attach_labels(runs, rows)


def find_rows(runs: Sequence[Run]) -> list[_Row]:
    """Gather runs that stand on one level, after levelling a turned scan."""
    skew = find_skew(runs)
    tolerance = ROW_TOLERANCE * median(run.size for run in runs)
    levels = sorted(((_level(run, skew), number) for number, run in enumerate(runs)), key=lambda pair: -pair[0])
    rows: list[tuple[float, list[Run]]] = []
    for level, number in levels:
        run = runs[number]
        if rows and run.upright and rows[-1][1][0].upright and rows[-1][0] - level <= tolerance:
            rows[-1][1].append(run)
        else:
            rows.append((level, [run]))
    return [_Row(level, tuple(sorted(row, key=lambda run: run.left))) for level, row in rows]


def find_skew(runs: Iterable[Run]) -> float:
    """Return by how much a page's lines rise per point to the right: 0 where it stands straight."""
    slopes = [
        (run.end - run.start) / (run.right - run.left)
        for run in runs
        if run.upright and run.right - run.left >= MIN_SKEW_WIDTH
    ]
    return median(slopes) if slopes else 0.0


def _level(run: Run, skew: float) -> float:
    if not run.upright:
        return max(run.start, run.end)
    middle = (run.start + run.end) / 2
    return middle - skew * (run.left + run.right) / 2


def _count_shared(rows: Sequence[_Row]) -> int:
    return sum(sum(_size(run.text) > MAX_LABEL for run in row.runs) > 1 for row in rows)


def _size(text: str) -> int:
    return len("".join(text.split()))


def _join(runs: Iterable[Run]) -> str:
    return " ".join(run.text.strip() for run in runs)


def _attach_labels(runs: Sequence[Run], rows: Sequence[_Row]) -> list[str]:
    carried = {id(text): label for row in rows for label, text in pairwise(row.runs) if _is_label(label.text)}
    moved = {id(label) for label in carried.values()}
    lines: list[str] = []
    for run in runs:
        if id(run) in moved:
            continue
        chain = [run]
        while id(chain[0]) in carried:
            chain.insert(0, carried[id(chain[0])])
        lines.append(_join(chain))
    return lines


def _is_label(text: str) -> bool:
    text = text.strip()
    return bool(_ENUMERATOR.fullmatch(text) or _LABEL.fullmatch(text))
