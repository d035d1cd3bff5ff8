"""Routes that ask the whole knowledge base: search, coverage, status, health.

Step 8. Invariant: they hold no logic; what they answer is a view of what ``KnowledgeBase`` returns.
"""

from __future__ import annotations

import os

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.parameters import SearchParameters
from api.schemas import CoverageBody, HealthBody, ReadyBody, SearchBody, StatusBody
from api.state import Rujukan
from kb import __version__

router = APIRouter(tags=["questions"])


@router.get("/api/v1/search", response_model=SearchBody)
def search(state: Rujukan, ask: SearchParameters) -> JSONResponse:
    """Search for provisions; every hit is verbatim and cited."""
    return JSONResponse(state.client.search(ask.q, ask.filters(), ask.limit, ask.mode, ask.as_of))


@router.get("/api/v1/coverage", response_model=CoverageBody)
def coverage(state: Rujukan) -> JSONResponse:
    """Tell what is held, through which date, and what is mentioned but not held."""
    return JSONResponse(state.client.coverage())


@router.get("/api/v1/status", response_model=StatusBody)
def status(state: Rujukan) -> JSONResponse:
    """Tell the state of archive, catalog and index."""
    return JSONResponse(state.client.status())


@router.get("/healthz", response_model=HealthBody, tags=["health"])
async def healthz() -> JSONResponse:
    """Say that the process lives; asks no store, so that it answers under any load."""
    return JSONResponse({"status": "ok", "version": __version__, "pid": os.getpid()})


@router.get("/readyz", response_model=ReadyBody, tags=["health"])
def readyz(state: Rujukan) -> JSONResponse:
    """Say whether questions can be answered; status 503 and the reason where not."""
    state.kb.check_ready()
    return JSONResponse({"status": "ready"})
