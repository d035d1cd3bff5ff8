"""Who asks: the home folder's owner, who holds the configured key, or anybody.

The token belongs to whoever can read the home folder, so it may name files of this machine; a key may only upload and
name web addresses. A caller is judged before any body is read.
"""

from __future__ import annotations

import hmac

from fastapi import Request

from api.state import get_state
from kb.model.errors import Forbidden, Unauthorized
from kb.operations.operation import Role

HINT = (
    "Send `Authorization: Bearer …` with the token in the home folder's server.json, or with the key set as KB_API_KEY."
)
RIGHTS: tuple[Role, ...] = ("reader", "writer", "owner")
"""Each may do what those before it may."""


def find_role(request: Request) -> Role:
    """Tell who asks by what the request shows."""
    state = get_state(request)
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and _equals(shown.strip(), state.token):
        return "owner"
    if scheme.lower() == "bearer" and _equals(shown.strip(), state.kb.settings.api_key):
        return "writer"
    return "reader"


def require(role: Role, needed: Role, what: str = "this") -> None:
    """Let a caller go on who has the right.

    Raises:
        Unauthorized: neither token nor key was shown.
        Forbidden: the key was shown, and the token is needed.
    """
    if RIGHTS.index(role) >= RIGHTS.index(needed):
        return
    if role == "reader":
        raise Unauthorized("Writing needs a token or a key, and this request shows no valid one.", HINT)
    raise Forbidden(
        f"The configured key doesn't allow {what}.", "Send the token in the home folder's server.json, or upload files."
    )


def _equals(shown: str, secret: str) -> bool:
    """Compare in constant time; an unset secret equals nothing. Headers come decoded as Latin-1, byte for byte."""
    return bool(secret) and hmac.compare_digest(shown.encode("latin-1"), secret.encode())
