"""Pages of a search: a cursor names the question that it belongs to and how many provisions were shown."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from kb.model.errors import InvalidCursor

_FIRST = "Leave it out to start at the first page."


def format_cursor(question: tuple[object, ...], shown: int) -> str:
    """Write the cursor of the page behind the first provisions of a question.

    Args:
        question: everything that its answer depends on, but the page.
    """
    body = json.dumps([_hash(question), shown], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def parse_cursor(cursor: str, question: tuple[object, ...]) -> int:
    """Return how many provisions the pages before a cursor showed; 0 without one.

    Raises:
        InvalidCursor: it isn't ours, or belongs to another question.
    """
    if not cursor:
        return 0
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise InvalidCursor("The cursor was not made by this service.", _FIRST) from exc
    if not (isinstance(values, list) and len(values) == 2 and type(values[1]) is int and values[1] > 0):
        raise InvalidCursor("The cursor was not made by this service.", _FIRST)
    if values[0] != _hash(question):
        raise InvalidCursor("The cursor belongs to another search.", _FIRST)
    return values[1]


def _hash(question: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(question).encode("utf-8", "surrogatepass")).hexdigest()[:12]
