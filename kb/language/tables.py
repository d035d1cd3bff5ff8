"""What the tables of words share: read from beside the code, turned round, and looked for in a text.

Step 2. A table's lines hold two columns, parted by a tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_FOLDER = Path(__file__).parent


def read_table(name: str) -> dict[str, str]:
    """Read a table of this folder: first column → second.

    Raises:
        ValueError: a line hasn't two columns.
    """
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def turn_round(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Gather the first halves of pairs under their second halves, in order.

    Example:
        >>> turn_round([("upah", "gaji"), ("tunjangan", "gaji"), ("upah", "bayaran")])
        {'gaji': ('upah', 'tunjangan'), 'bayaran': ('upah',)}
    """
    turned: dict[str, tuple[str, ...]] = {}
    for first, second in pairs:
        turned[second] = (*turned.get(second, ()), first)
    return turned


def join_longest(words: Iterable[str]) -> str:
    """Write words as the alternatives of an expression, longest first: of two that fit the longer is meant.

    Example:
        >>> join_longest(["kerja", "kerja sama"])
        'kerja\\\\ sama|kerja'
    """
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
