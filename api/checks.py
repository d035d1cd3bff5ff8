"""Routes that check what others wrote: citations, quotes.

Step 8. Invariant: they change nothing, and so need no key; what they read is limited.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.body import Question, parse_body
from api.check_bodies import LookupBody, LookupRequest, ResolutionBody, VerificationBody, VerifyRequest
from api.parameters import Strict
from api.state import Rujukan

router = APIRouter(prefix="/api/v1", tags=["checks"])


def describe_body(model: type[BaseModel], **examples: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """Describe a JSON body for OpenAPI, with examples that can be sent as they stand.

    Args:
        examples: name → summary and body.
    """
    shown = {name: {"summary": summary, "value": value} for name, (summary, value) in examples.items()}
    content = {"application/json": {"schema": model.model_json_schema(), "examples": shown}}
    return {"requestBody": {"required": True, "content": content}}


LOOKUP_BODY = describe_body(
    LookupRequest,
    passage=(
        "A passage with three citations",
        {
            "text": "Menurut Pasal 15 ayat (1) UU No. 24 Tahun 2011, SE Wali Kota Tangerang Nomor 19349 Tahun 2024 "
            "dan UU 99/2013, pemberi kerja wajib mendaftar."
        },
    ),
    dated=(
        "A name in common use, in a text of 2018",
        {"text": "UU Jasa Konstruksi mewajibkannya.", "date": "2018-01-01"},
    ),
)

VERIFY_BODY = describe_body(
    VerifyRequest,
    anywhere=("Words that may stand anywhere", {"quote": "pekerja jasa konstruksi wajib dilindungi"}),
    one=(
        "In one document only",
        {"quote": "jaminan sosial ketenagakerjaan", "filters": {"document_id": ["inpres-2-2021"]}},
    ),
)


class ResolveQuery(Strict):
    """A short name."""

    q: str = Query(
        description="A citation, a number, a name in common use, or a document id, perhaps with `#locator`.",
        examples=["UU BPJS pasal 15", "19349/2024", "SE Wali Kota Bogor 2025", "inpres-2-2021"],
    )


@router.post("/citations/lookup", response_model=LookupBody, openapi_extra=LOOKUP_BODY)
def lookup_citations(state: Rujukan, body: Question) -> JSONResponse:
    """Find every citation in a text: span, canonical form, and whether it is held."""
    ask = parse_body(LookupRequest, body, 'Send {"text": "…"} as JSON.')
    return JSONResponse(state.client.lookup_citations(ask.text, ask.date))


@router.get("/resolve", response_model=ResolutionBody)
def resolve(state: Rujukan, ask: Annotated[ResolveQuery, Query()]) -> JSONResponse:
    """Say what a citation, a number or a name means: candidates, never a guess."""
    return JSONResponse(state.client.resolve(ask.q))


@router.post("/quotes/verify", response_model=VerificationBody, openapi_extra=VERIFY_BODY)
def verify_quote(state: Rujukan, body: Question) -> JSONResponse:
    """Say whether words stand in what is held, where, and who said them; else what is nearest, with what differs."""
    ask = parse_body(VerifyRequest, body, 'Send {"quote": "…"} as JSON.')
    return JSONResponse(state.client.verify_quote(ask.quote, ask.filters.filters(), ask.locator))
