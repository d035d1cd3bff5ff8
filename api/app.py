"""The FastAPI app: routes, errors and the description of itself.

It calls out to nobody. FastAPI's own documentation pages load scripts from a CDN, so they are off; ``/`` lists the
routes instead, and ``/openapi.json`` describes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from api import index
from api.describe import DescribedApp
from api.errors import add_error_handlers
from api.headers import SafeHeaders
from api.health import add_health
from api.routes import add_routes
from api.state import State
from kb import __version__
from kb.operations.answers import ErrorBody

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

DESCRIPTION = """
Regulations, circulars and news releases; every answer is a verbatim quote with a pinpoint citation.

- Offsets (`start`, `end`) count Unicode code points of a document's canonical text, half open.
- `text_status` says how far a text can be trusted: `official` (from the issuer's own address), `copy` (the full text
  as somebody else gave it), `digest` (our own summary, never the text of the rule).
- Every failure has one shape: `{"error": {"type", "message", "hint"}}`.
- Reading is open to whoever reaches this address. Writing needs `Authorization: Bearer …`: without a valid token or
  key the status is 401, with a key that doesn't allow what is asked 403.
- Long lists come in pages: `cursor` of an answer gets the next one, and is empty at the end.
- An unknown query parameter is an error, so that a misspelt filter can't pass unnoticed.
"""


def create_app(kb: KnowledgeBase, token: str = "") -> FastAPI:
    """Make the app that answers from a knowledge base.

    Args:
        kb: an open knowledge base; the caller closes it.
        token: what stands for the home folder's owner; empty: only ``settings.api_key`` allows writing.
    """
    app = DescribedApp(
        title="Rujukan",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        responses={"default": {"model": ErrorBody, "description": "A failure, in the one error shape."}},
    )
    app.state.rujukan = State(kb, token)
    app.add_middleware(SafeHeaders)
    add_error_handlers(app)
    add_routes(app)
    add_health(app)
    app.include_router(index.router)
    return app
