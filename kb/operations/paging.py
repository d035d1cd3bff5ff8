"""Pages: a cursor says where the page before ended, and which question it belongs to.

What a cursor counts in stands still: a version of a document, or a list whose question (with the version) is hashed
into it. The listing of documents has cursors of its own, which hold while documents arrive.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import TypeVar

from kb.model.errors import InvalidCursor

T = TypeVar("T")


def read_offset(cursor: str, *question: object) -> int:
    """Return how many to pass over; none where the cursor is empty.

    Args:
        question: what the page before was of.

    Raises:
        InvalidCursor: it wasn't made here, or for another question.
    """
    if not cursor:
        return 0
    try:
        made_for, _, offset = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii").partition(":")
        passed = int(offset)
    except (ValueError, binascii.Error) as exc:
        raise _refuse("was not made by this service") from exc
    if made_for != _hash(question) or passed < 0:
        raise _refuse("belongs to another question, or to a version that is no longer the newest")
    return passed


def format_cursor(offset: int, total: int, *question: object) -> str:
    """Write where a page ended; empty where nothing is left.

    Example:
        >>> format_cursor(20, 20, "x")
        ''
        >>> read_offset(format_cursor(20, 21, "x"), "x")
        20
    """
    if offset >= total:
        return ""
    return base64.urlsafe_b64encode(f"{_hash(question)}:{offset}".encode()).decode().rstrip("=")


def cut_page(rows: Sequence[T], cursor: str, limit: int, *question: object) -> tuple[Sequence[T], str]:
    """Return the page that a cursor asks for, and the cursor of the next one.

    Raises:
        InvalidCursor: it wasn't made here, or for another question.
    """
    start = read_offset(cursor, *question)
    shown = rows[start : start + limit]
    return shown, format_cursor(start + len(shown), len(rows), *question)


def _hash(question: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(question).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _refuse(reason: str) -> InvalidCursor:
    return InvalidCursor(f"The cursor {reason}.", "Leave it out to start at the first page.")
