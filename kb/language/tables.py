"""What the tables of words share: read one way, turned round, and looked for in a text.

Step 2. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


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
