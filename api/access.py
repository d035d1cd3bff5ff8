"""Who may write: the home folder's token and the configured key.

Step 8. Invariant: without one of them nothing is changed, and no body is read. The token belongs to whoever can read
the home folder, so it may name files of this machine; a key may only upload and name web addresses.
"""

from __future__ import annotations

import hmac
from enum import Enum
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from api.state import get_state
from kb.model.errors import Unauthorized

_HINT = (
    "Send `Authorization: Bearer …` with the token in the home folder's server.json, or with the key set as KB_API_KEY."
)
_scheme = HTTPBearer(auto_error=False, description=_HINT)


class Writer(Enum):
    """What the caller showed: the home folder's own token, or the configured key."""

    OWNER = "owner"
    KEYHOLDER = "keyholder"


def require_writer(request: Request, _documented: Annotated[object, Depends(_scheme)]) -> Writer:
    """Let a caller write who shows the token or the key.

    Raises:
        Unauthorized: neither was shown.
    """
    state = get_state(request)
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and _equals(shown.strip(), state.token):
        return Writer.OWNER
    if scheme.lower() == "bearer" and _equals(shown.strip(), state.kb.settings.api_key):
        return Writer.KEYHOLDER
    raise Unauthorized("Writing needs a token or a key, and this request shows no valid one.", _HINT)


def require_owner(writer: Annotated[Writer, Depends(require_writer)]) -> Writer:
    """Let a caller go on who showed the home folder's own token.

    Raises:
        Unauthorized: only the key was shown.
    """
    if writer is not Writer.OWNER:
        raise Unauthorized("The configured key doesn't allow this.", "Send the token in the home folder's server.json.")
    return writer


def _equals(shown: str, secret: str) -> bool:
    """Compare in constant time; an unset secret equals nothing. Headers come decoded as Latin-1, byte for byte."""
    return bool(secret) and hmac.compare_digest(shown.encode("latin-1"), secret.encode())
