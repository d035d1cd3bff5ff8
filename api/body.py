"""Read request bodies with a limit.

Step 8. Invariant: no more than the limit is ever held, whatever the request's headers claim, and nothing at all is
read before the caller has shown that it may write.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.access import Writer, require_writer
from api.state import get_state
from kb.errors import InvalidQuery, SourceTooLarge


async def read_body(request: Request, _writer: Annotated[Writer, Depends(require_writer)]) -> bytes:
    """Read a whole body.

    Raises:
        SourceTooLarge: it passes ``settings.max_source_bytes``; the rest is not read.
    """
    limit = get_state(request).kb.settings.max_source_bytes
    if _claimed_size(request) > limit:
        raise _too_large(limit)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


Body = Annotated[bytes, Depends(read_body)]
"""The body as a route parameter, after the caller's right to write was checked."""


def _claimed_size(request: Request) -> int:
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdecimal():
        raise InvalidQuery(f"Content-Length {claimed!r} is no number.", "Leave it out or send the size in bytes.")
    return int(claimed)


def _too_large(limit: int) -> SourceTooLarge:
    return SourceTooLarge(
        f"The upload is larger than {limit} bytes.", "Send a smaller file, or raise KB_MAX_SOURCE_BYTES."
    )
