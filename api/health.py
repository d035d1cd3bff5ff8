"""Whether the process lives, and whether it can answer: for what watches over it. No operation of the product."""

from __future__ import annotations

import os
from typing import Literal

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.access import find_role
from api.state import get_state
from kb import __version__
from kb.client.remote import prove


class HealthBody(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"
    version: str = Field(default=__version__, description="Of this software.")
    pid: int | None = Field(default=None, description="Process id; null for strangers.")
    proof: str | None = Field(
        default=None,
        description="That this server knows its home folder's token: HMAC-SHA-256 of the challenge under it.",
    )


class ReadyBody(BaseModel):
    """The knowledge base can answer."""

    status: Literal["ready"] = "ready"


async def get_health(
    request: Request,
    challenge: str = Query("", max_length=200, description="A text; its proof is answered.", examples=["0123"]),
) -> HealthBody:
    """Say that the process lives; asks no store, so that it answers under any load."""
    token = get_state(request).token
    proof = prove(token, challenge) if challenge and token else None
    return HealthBody(pid=None if find_role(request) == "reader" else os.getpid(), proof=proof)


async def get_readiness(request: Request) -> ReadyBody:
    """Say whether questions can be answered; status 503 and the reason where not."""
    await run_in_threadpool(get_state(request).kb.check_ready)
    return ReadyBody()


def add_health(app: FastAPI) -> None:
    """Give an app its routes of health."""
    for path, endpoint in (("/healthz", get_health), ("/readyz", get_readiness)):
        app.add_api_route(path, endpoint, methods=["GET"], operation_id=endpoint.__name__, tags=["health"])
        app.add_api_route(path, endpoint, methods=["HEAD"], include_in_schema=False)
