"""Cut long lists of keys into statements that any database takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_KEYS = 400
"""Keys per statement: SQLite takes 32,766 variables, older builds 999; a key has two."""


def cut_batches(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the keys in order, as many at a time as one statement may ask for."""
    return (keys[start : start + MOST_KEYS] for start in range(0, len(keys), MOST_KEYS))
