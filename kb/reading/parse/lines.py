"""Runs of characters on a page → lines in reading order.

A PDF's text layer often holds a page's list numbers and labels in one block and the text that they belong to in
another: "KESATU KEDUA KETIGA", then three paragraphs. On paper they stand side by side. Here they are put side by side
again; lines hold the characters of the runs, each once, in another order at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

ROW_TOLERANCE = 0.32
"""How far two baselines of one row may lie apart, in median font sizes. Lines of one paragraph stand 1.0 or more
apart; skewed scans leave up to 0.2 after levelling."""

MIN_SKEW_WIDTH = 120.0
"""Points; shorter runs say little about how far a scan is turned."""

MAX_MISREAD = 6
"""Longest unreadable list number, in characters without blanks: OCR makes "ZA," of 22 and "i8a." of 18a."""

MAX_SHARED_ROWS = 0.08
"""Share of rows with two texts side by side, above which a page is a table or has columns and keeps the order of
its text layer. On the PDFs of ``tests/golden/test_parse_pdf.py``, pages of decrees whose labels are detached have at
most 0.053, tables with detached list numbers at least 0.156."""

COLUMN_WIDTH = 10.0
"""Points by which list numbers of one column may differ on the left: "9." is set further right than "10."."""

CELL_HEIGHT = 4.0
"""Font sizes that a list number may stand above or below the first line of its text: table cells centre it."""

_ENUMERATOR = re.compile(r"\(?(?:[0-9OIlti]{1,3}[a-z]?|[a-z]|[IVXLivxl]{1,6})[.)]{1,2}|[0-9]{1,2}")
_LABEL = re.compile(
    r"(?:KE[A-Z]{3,11}(?: (?:BELAS|PULUH)[A-Z ]{0,12})?|PERTAMA|Menimbang|Mengingat|Memperhatikan|Menetap[kK]an|Kepada"
    r"|Untuk)(?: [1a][.)]?)?\s{0,2}:?"
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


def order_lines(runs: Sequence[Run]) -> list[str]:
    """Put a page's runs into lines, with list numbers and labels before the text beside them.

    A page whose labels all stand beside their text in the text layer keeps that order, and so does a table or a
    page with columns. Any other page is read row by row, from the top down.

    Args:
        runs: in the order of the text layer.
    """
    runs = [run for run in runs if run.text.strip()]
    rows = find_rows(runs) if runs else []
    if not _has_lost_labels(runs, rows):
        return [run.text.strip() for run in runs]
    return [" ".join(runs[number].text.strip() for number in row) for row in rows]


def _has_lost_labels(runs: Sequence[Run], rows: Sequence[Sequence[int]]) -> bool:
    """Say whether labels must be moved to stand beside their text, and whether they safely can be."""
    labels = {number for number, run in enumerate(runs) if _is_label(run.text)} | _find_misread(runs)
    before = [number for row in rows for number in row[:-1]]
    lost = any(number in labels and _is_detached(runs, number) for number in before)
    shared = sum(not labels.issuperset(row[:-1]) for row in rows)
    return lost and shared <= MAX_SHARED_ROWS * len(rows)


def find_rows(runs: Sequence[Run]) -> list[list[int]]:
    """Gather runs that stand on one level, after levelling a turned scan.

    Returns:
        Rows from the top down, each with its runs' positions in ``runs``, from left to right.
    """
    skew = find_skew(runs)
    tolerance = ROW_TOLERANCE * median(run.size for run in runs)
    levels = sorted(((_find_level(run, skew), number) for number, run in enumerate(runs)), key=lambda it: -it[0])
    rows: list[list[int]] = []
    top = 0.0
    for level, number in levels:
        if rows and runs[number].upright and runs[rows[-1][0]].upright and top - level <= tolerance:
            rows[-1].append(number)
        else:
            rows.append([number])
            top = level
    return [sorted(row, key=lambda number: runs[number].left) for row in rows]


def find_skew(runs: Iterable[Run]) -> float:
    """Return by how much a page's lines rise per point to the right: 0 where it stands straight."""
    slopes = [
        (run.end - run.start) / (run.right - run.left)
        for run in runs
        if run.upright and run.right - run.left >= MIN_SKEW_WIDTH
    ]
    return median(slopes) if slopes else 0.0


def _find_level(run: Run, skew: float) -> float:
    if not run.upright:
        return max(run.start, run.end)
    return (run.start + run.end) / 2 - skew * (run.left + run.right) / 2


def _is_label(text: str) -> bool:
    return bool(_ENUMERATOR.fullmatch(text.strip()) or _LABEL.fullmatch(text.strip()))


def _find_misread(runs: Sequence[Run]) -> set[int]:
    """Find what stands in one column with list numbers and is as short: most likely a list number misread."""
    columns = {run.left for run in runs if _ENUMERATOR.fullmatch(run.text.strip())}
    return {
        number
        for number, run in enumerate(runs)
        if len("".join(run.text.split())) <= MAX_MISREAD
        and any(abs(run.left - left) <= COLUMN_WIDTH for left in columns)
    }


def _is_detached(runs: Sequence[Run], number: int) -> bool:
    """Say whether what follows a label in the text layer stands elsewhere than beside it on the page."""
    if number + 1 == len(runs):
        return True
    label, after = runs[number], runs[number + 1]
    beside = after.left >= label.right - COLUMN_WIDTH
    reach = ROW_TOLERANCE if _LABEL.fullmatch(label.text.strip()) else CELL_HEIGHT
    return not beside or abs(after.start - label.start) > reach * label.size
