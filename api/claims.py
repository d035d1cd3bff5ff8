"""The route that checks a passage.

Step 8. Invariant: it changes nothing, and so needs no key; what it reads is limited.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.body import Question, parse_body
from api.checks import describe_body
from api.claim_bodies import ClaimsBody, ClaimsRequest
from api.state import Rujukan

router = APIRouter(prefix="/api/v1/claims", tags=["checks"])

CHECK_BODY = describe_body(
    ClaimsRequest,
    figure=(
        "A figure, and who is said to have said it",
        {"text": "Cakupan kepesertaan di Kota Bogor sudah 94 persen, kata Dian Agung Senoaji."},
    ),
    rule=(
        "A rule that was replaced, looked for in government regulations only",
        {"text": "Santunan sekaligus jaminan kematian sebesar Rp16,2 juta.", "filters": {"kind": ["pp"]}},
    ),
)


@router.post("/check", response_model=ClaimsBody, openapi_extra=CHECK_BODY)
def check_claims(state: Rujukan, body: Question) -> JSONResponse:
    """Check each figure, quotation, citation and who says what; every answer has the source's own sentence."""
    ask = parse_body(ClaimsRequest, body, 'Send {"text": "…"} as JSON.')
    return JSONResponse(state.client.check_claims(ask.text, ask.filters.filters()))
