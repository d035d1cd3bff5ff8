"""Pages of a list that is known whole.

The listing of documents has cursors of its own, which hold while documents arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from kb.model.cursor import format_cursor, read_offset

T = TypeVar("T")


def format_next(offset: int, total: int, *question: object) -> str:
    """Write where a page ended; empty where nothing is left.

    Example:
        >>> format_next(20, 20, "x")
        ''
    """
    return format_cursor(question, offset) if offset < total else ""


def cut_page(rows: Sequence[T], cursor: str, limit: int, *question: object) -> tuple[Sequence[T], str]:
    """Return the page that a cursor asks for, and the cursor of the next one.

    Raises:
        InvalidCursor: it wasn't made here, or for another question.
    """
    start = read_offset(cursor, question)
    shown = rows[start : start + limit]
    return shown, format_next(start + len(shown), len(rows), *question)
