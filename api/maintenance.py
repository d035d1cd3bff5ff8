"""Routes that change something: take documents in, build the index anew, copy it.

Step 8. Invariant: every one needs the token or the key; the knowledge base does one write at a time, and questions
are answered meanwhile. With ``Accept: application/x-ndjson`` the progress comes as it happens.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api import parameters, schemas
from api.access import Writer, require_owner, require_writer
from api.body import Body, parse_body
from api.state import Rujukan, State
from api.stream import Work, answer
from kb.client import OnProgress
from kb.ingest.fetch import is_address
from kb.model.errors import InvalidQuery, Unauthorized
from kb.views import View, ingest_view

router = APIRouter(prefix="/api/v1", tags=["maintenance"])

NDJSON_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/x-ndjson": {}},
        "description": "The result; as NDJSON, lines of `progress` and at last one of `result` or `error`.",
    }
}

DOCUMENTS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": parameters.LocationsBody.model_json_schema(),
                "examples": {
                    "starter": {"summary": "The bundled corpus", "value": {"locations": [], "starter": True}},
                    "address": {"summary": "From the web", "value": {"locations": ["https://example.org/se.pdf"]}},
                },
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}

_BODY_HINT = 'Send {"locations": ["https://…"]} as JSON, or the bytes of a file with ?filename=….'

MayWrite = Annotated[Writer, Depends(require_writer)]
Owner = Annotated[Writer, Depends(require_owner)]


@router.post("/documents", response_model=schemas.IngestBody, responses=NDJSON_RESPONSE, openapi_extra=DOCUMENTS_BODY)
def add_documents(
    state: Rujukan, request: Request, writer: MayWrite, ask: parameters.UploadParameters, body: Body
) -> Response:
    """Take documents in: one uploaded file, or locations that the server reads.

    - Upload: the file's bytes as the body, its name as `filename`.
    - Locations: `{"locations": […]}` as JSON, without `filename`. Paths on the server need the home folder's token.

    The status is 200 even when sources failed: each fails alone, and `failed` counts them.
    """
    work = _plan_upload(state, ask, body) if ask.filename else _plan_locations(state, writer, body)
    return answer(request, work)


@router.post("/reindex", response_model=schemas.ReindexBody, responses=NDJSON_RESPONSE)
def reindex(state: Rujukan, request: Request, _writer: MayWrite) -> Response:
    """Build the index anew from catalog and archive; questions are answered from the old one until then."""
    return answer(request, state.client.reindex)


@router.post("/push", response_model=schemas.PushBody, responses=NDJSON_RESPONSE)
def push(state: Rujukan, request: Request, _owner: Owner, ask: parameters.PushParameters) -> Response:
    """Copy the index to a Qdrant server without embedding again.

    It sends everything that is held to any address, so it needs the home folder's own token.
    """
    return answer(request, lambda on_progress: state.client.push(ask.url, ask.collection, ask.api_key, on_progress))


def _plan_upload(state: State, ask: parameters.UploadQuery, body: bytes) -> Work:
    def work(on_progress: OnProgress) -> View:
        report = state.kb.ingest_bytes(body, ask.filename, ask.given())
        return ingest_view([report], report.seconds)

    return work


def _plan_locations(state: State, writer: Writer, body: bytes) -> Work:
    ask = _parse_locations(body)
    paths = [location for location in ask.locations if not is_address(location)]
    if paths and writer is not Writer.OWNER:
        raise Unauthorized(
            f"The configured key doesn't allow reading {paths[0]} on the server.",
            "Upload the file instead, or send the token in the home folder's server.json.",
        )
    return lambda on_progress: state.client.ingest(ask.locations, ask.starter, on_progress)


def _parse_locations(body: bytes) -> parameters.LocationsBody:
    ask = parse_body(parameters.LocationsBody, body, _BODY_HINT)
    if not ask.locations and not ask.starter:
        raise InvalidQuery("The body names nothing to take in.", _BODY_HINT)
    return ask
