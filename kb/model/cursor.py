"""Cursors of pages: where a page ended, and the question that it belongs to.

What a cursor counts in stands still: a version of a document, or a list whose question is hashed into it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TypeVar

from kb.model.errors import InvalidCursor

T = TypeVar("T", int, str)


def format_cursor(question: object, *place: int | str) -> str:
    """Write where a page ended.

    Args:
        question: everything that its answer depends on, but the page.

    Example:
        >>> read_offset(format_cursor("x", 20), "x")
        20
    """
    body = json.dumps([_hash(question), *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def parse_cursor(cursor: str, question: object, kind: type[T], count: int) -> list[T]:
    """Return the place that a cursor was written with: so many values of a kind.

    Raises:
        InvalidCursor: it wasn't made here, or for another question.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise _refuse("was not made by this service") from exc
    if not (isinstance(values, list) and len(values) == 1 + count and all(type(one) is kind for one in values[1:])):
        raise _refuse("was not made by this service")
    if values[0] != _hash(question):
        raise _refuse("belongs to another question, to other filters, or to a version that is no longer the newest")
    return values[1:]


def read_offset(cursor: str, question: object) -> int:
    """Return how many the pages before a cursor showed; 0 without one.

    Raises:
        InvalidCursor: it wasn't made here, or for another question.
    """
    (offset,) = parse_cursor(cursor, question, int, 1) if cursor else (0,)
    if offset < 0:
        raise _refuse("was not made by this service")
    return offset


def _hash(question: object) -> str:
    return hashlib.sha256(repr(question).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _refuse(reason: str) -> InvalidCursor:
    return InvalidCursor(f"The cursor {reason}.", "Leave it out to start at the first page.")
