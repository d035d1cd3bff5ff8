"""Routes that read documents: listing, metadata and outline, provisions, text, original.

Step 8. Invariant: an original may be hostile (any web page can be ingested), so it is sent as a download that no
browser runs, and only where the knowledge base hands it out.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from api.parameters import DocumentsParameters, TextParameters, VersionParameters
from api.relation_bodies import CitedByQuery, MentionsBody, ReferencesQuery
from api.schemas import DocumentBody, DocumentsBody, ProvisionPageBody
from api.state import Rujukan
from kb.model import Document, Source
from kb.model.errors import InvalidQuery

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])

DocumentId = Annotated[str, Path(description="Id of the document.", examples=["inpres-2-2021"])]
Locator = Annotated[str, Path(description="Machine path of the provision.", examples=["diktum-pertama"])]

SANDBOX = "default-src 'none'; sandbox"
"""Even a browser that shows an original runs nothing in it, loads nothing for it and gives it no origin."""


@router.get("", response_model=DocumentsBody)
def list_documents(state: Rujukan, ask: DocumentsParameters) -> JSONResponse:
    """List documents with the counts of each filter's values."""
    return JSONResponse(state.client.find_documents(ask.filters(), ask.cursor, ask.limit))


@router.get("/{document_id}", response_model=DocumentBody)
def get_document(state: Rujukan, document_id: DocumentId, ask: VersionParameters) -> JSONResponse:
    """Get a document's metadata, outline, notices and versions."""
    return JSONResponse(state.client.get_document(document_id, ask.version))


@router.get("/{document_id}/provisions/{locator}", response_model=ProvisionPageBody)
def get_provision(state: Rujukan, document_id: DocumentId, locator: Locator, ask: VersionParameters) -> JSONResponse:
    """Get one provision: verbatim text, citation, what holds it and what it holds."""
    return JSONResponse(state.client.get_provision(document_id, locator, ask.version))


@router.get("/{document_id}/references", response_model=MentionsBody)
def find_references(state: Rujukan, document_id: DocumentId, ask: Annotated[ReferencesQuery, Query()]) -> JSONResponse:
    """List the instruments and provisions that a document mentions, what it does to each, and which are held."""
    page = (ask.offset, ask.limit)
    return JSONResponse(
        state.client.find_references(document_id, ask.version, ask.relation or "", ask.locator, ask.own, *page)
    )


@router.get("/{document_id}/cited-by", response_model=MentionsBody)
def find_cited_by(state: Rujukan, document_id: DocumentId, ask: Annotated[CitedByQuery, Query()]) -> JSONResponse:
    """List the mentions of a document in others: who carries it out, amends it, revokes it or rests on it."""
    page = (ask.offset, ask.limit)
    return JSONResponse(state.client.find_cited_by(document_id, ask.locator, ask.relation or "", *page))


@router.get(
    "/{document_id}/text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "The canonical text, or the part asked for."}},
)
def get_text(state: Rujukan, request: Request, document_id: DocumentId, ask: TextParameters) -> Response:
    """Get the canonical text, or a part of it, as plain text in UTF-8.

    The ETag is the version; `X-Text-Status` says how far the text can be trusted.
    """
    document = state.kb.get_document(document_id, ask.version)
    if ask.end is not None and ask.end < ask.start:
        raise InvalidQuery(f"end {ask.end} lies before start {ask.start}.", "Give a half-open stretch, start ≤ end.")
    headers = _describe_text(document)
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    body = document.text[ask.start : ask.end].encode()
    return Response(body, headers=headers, media_type="text/plain; charset=utf-8")


@router.get(
    "/{document_id}/source",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The original bytes."}},
)
def get_source(state: Rujukan, request: Request, document_id: DocumentId, ask: VersionParameters) -> Response:
    """Get the original bytes with their media type; status 403 where they may not be handed out (news releases)."""
    source, data = state.kb.get_source(document_id, ask.version)
    headers = _describe_source(source)
    if _is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=source.media_type)


def _describe_text(document: Document) -> dict[str, str]:
    return {"ETag": f'"{document.version}"', "Cache-Control": "no-cache", "X-Text-Status": document.text_status}


def _describe_source(source: Source) -> dict[str, str]:
    return {
        "ETag": f'"{source.sha256}"',
        "Cache-Control": "no-cache",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(source.filename, safe='')}",
        "Content-Security-Policy": SANDBOX,
    }


def _is_known(request: Request, etag: str) -> bool:
    """Say whether the caller already holds what the tag names."""
    shown = request.headers.get("if-none-match", "")
    return etag in (tag.strip().removeprefix("W/") for tag in shown.split(","))
