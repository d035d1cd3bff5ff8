"""Read request bodies with a limit.

Step 8. Invariant: no more than the limit is ever held, whatever the request's headers claim, and nothing at all is
read before the caller has shown that it may write.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from api.access import Writer, require_writer
from api.state import get_state
from kb.model.errors import InvalidQuery, SourceTooLarge

MAX_QUESTION_BYTES = 2_000_000
"""Most of a body that asks and changes nothing; anybody may send one."""

Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request, _writer: Annotated[Writer, Depends(require_writer)]) -> bytes:
    """Read a whole body.

    Raises:
        SourceTooLarge: it passes ``settings.max_source_bytes``; the rest is not read.
    """
    hint = "Send a smaller file, or raise KB_MAX_SOURCE_BYTES."
    return await _read(request, get_state(request).kb.settings.max_source_bytes, hint)


async def read_question(request: Request) -> bytes:
    """Read a body that asks something, whoever sends it.

    Raises:
        SourceTooLarge: it passes ``MAX_QUESTION_BYTES``; the rest is not read.
    """
    return await _read(request, MAX_QUESTION_BYTES, "Send a shorter text.")


async def _read(request: Request, limit: int, hint: str) -> bytes:
    if _claimed_size(request) > limit:
        raise SourceTooLarge(f"The upload is larger than {limit} bytes.", hint)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise SourceTooLarge(f"The upload is larger than {limit} bytes.", hint)
    return bytes(body)


def parse_body(model: type[Model], body: bytes, hint: str) -> Model:
    """Read a JSON body as what a model describes.

    Raises:
        InvalidQuery: it isn't; the message names the field.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as exc:
        found = exc.errors()[0]
        field = ".".join(str(part) for part in found["loc"])
        reason = f"{field}: {found['msg']}" if field else found["msg"]
        raise InvalidQuery(f"The body isn't what it should be: {reason}.", hint) from exc


Body = Annotated[bytes, Depends(read_body)]
"""The body as a route parameter, after the caller's right to write was checked."""

Question = Annotated[bytes, Depends(read_question)]
"""The body of a route that asks and changes nothing."""


def _claimed_size(request: Request) -> int:
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdecimal():
        raise InvalidQuery(f"Content-Length {claimed!r} is no number.", "Leave it out or send the size in bytes.")
    return int(claimed)
