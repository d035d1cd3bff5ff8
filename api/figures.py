"""Routes on figures: of one document with what doesn't add up, and of one subject over time.

Step 8. Invariant: they hold no logic; what they answer is a view of what ``KnowledgeBase`` returns.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from api.documents import DocumentId
from api.figure_bodies import FiguresBody, TimelinesBody
from api.parameters import FilterQuery, VersionParameters
from api.state import Rujukan

router = APIRouter(prefix="/api/v1", tags=["checks"])


class TimelineQuery(FilterQuery):
    """A subject to follow."""

    subject: str = Field(
        description="What is counted or measured; a line's subject has all its words.",
        examples=["pekerja konstruksi", "proyek"],
    )
    unit: str = Field("", description="Only lines of this unit.", examples=["orang", "persen"])


@router.get("/documents/{document_id}/figures", response_model=FiguresBody)
def find_figures(state: Rujukan, document_id: DocumentId, ask: VersionParameters) -> JSONResponse:
    """Find the figures of a document, each with what it counts, and those that contradict each other."""
    return JSONResponse(state.client.find_figures(document_id, ask.version))


@router.get("/timeline", response_model=TimelinesBody)
def find_timelines(state: Rujukan, ask: Annotated[TimelineQuery, Query()]) -> JSONResponse:
    """Gather what releases and circulars say of a subject over time; differing values of one time are flagged."""
    return JSONResponse(state.client.find_timelines(ask.subject, ask.filters(), ask.unit))
