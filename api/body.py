"""Read request bodies with a limit: no more than it is ever held, whatever the request's headers claim."""

from __future__ import annotations

import json

from fastapi import Request

from kb.model.errors import InvalidQuery, SourceTooLarge

MAX_QUESTION_BYTES = 2_000_000
"""Most of a body that asks and changes nothing; anybody may send one."""


async def read_body(request: Request, limit: int, hint: str) -> bytes:
    """Read a whole body.

    Raises:
        SourceTooLarge: it passes the limit; the rest is not read.
    """
    if _claimed_size(request) > limit:
        raise SourceTooLarge(f"The upload is larger than {limit} bytes.", hint)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise SourceTooLarge(f"The upload is larger than {limit} bytes.", hint)
    return bytes(body)


def parse_object(body: bytes, hint: str) -> dict[str, object]:
    """Read a JSON body that must be an object.

    Raises:
        InvalidQuery: it isn't one.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise InvalidQuery(f"The body is no JSON: {exc}.", hint) from exc
    if not isinstance(value, dict):
        raise InvalidQuery("The body is no JSON object.", hint)
    return value


def _claimed_size(request: Request) -> int:
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdecimal():
        raise InvalidQuery(f"Content-Length {claimed!r} is no number.", "Leave it out or send the size in bytes.")
    return int(claimed)
