"""HTTP errors: one table from error class to status, one shape for every failure.

Whatever goes wrong, the body is ``{"error": {"type", "message", "hint"}}``: our own errors, parameters that don't fit,
unknown routes and bugs alike. Every class of the error tree has its row (a test walks it).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kb.model import errors
from kb.operations.answers import ErrorBody
from kb.operations.described import describe_problem
from kb.operations.operation import build_error, tell_error

logger = logging.getLogger(__name__)

STATUSES: dict[type[errors.KBError], int] = {
    errors.KBError: 500,
    errors.ConfigError: 500,
    errors.SourceError: 422,
    errors.SourceUnreachable: 422,
    errors.EmptySource: 422,
    errors.SourceTooLarge: 413,
    errors.DamagedSource: 422,
    errors.UndecodableSource: 422,
    errors.UnsupportedSource: 415,
    errors.NeedsOCR: 422,
    errors.QueryError: 422,
    errors.InvalidQuery: 422,
    errors.InvalidFilter: 422,
    errors.InvalidCursor: 422,
    errors.CitationError: 422,
    errors.NotFound: 404,
    errors.DocumentNotFound: 404,
    errors.ProvisionNotFound: 404,
    errors.SourceNotFound: 404,
    errors.SourceWithheld: 403,
    errors.Unauthorized: 401,
    errors.Forbidden: 403,
    errors.ModelUnavailable: 503,
    errors.StoreError: 503,
    errors.ArchiveCorrupted: 500,
    errors.CatalogError: 503,
    errors.IndexUnavailable: 503,
    errors.IndexMismatch: 503,
    errors.StoreLocked: 503,
}

ROUTES_HINT = "/openapi.json describes every route; / lists them."


def get_status(error: errors.KBError) -> int:
    """Return the status of the nearest class in the table; a subclass of a later day takes its parent's."""
    return next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)


def add_error_handlers(app: FastAPI) -> None:
    """Make an app answer every failure in the one shape."""
    app.add_exception_handler(errors.KBError, _answer_ours)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_bug)


async def _answer_ours(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, errors.KBError)
    status = get_status(exc)
    if status >= 500:
        logger.error("%s %s: %s", request.method, request.url.path, exc)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return _show(tell_error(exc), status, headers)


async def _answer_invalid(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    problems = "; ".join(describe_problem(one["type"], one["loc"][1:], one["msg"]) for one in exc.errors())
    return _show(build_error("InvalidQuery", f"{problems}.", ROUTES_HINT), 422)


async def _answer_http(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    message = f"{exc.detail}: {request.method} {request.url.path}."
    name = {404: "RouteNotFound", 405: "MethodNotAllowed"}.get(exc.status_code, "HTTPError")
    return _show(build_error(name, message, ROUTES_HINT), exc.status_code, exc.headers)


async def _answer_bug(request: Request, exc: Exception) -> Response:
    # The outermost face: what reaches this point is a bug of ours. Its traceback is logged by the server.
    hint = "This is a bug. The server's log has the traceback; please report it."
    return _show(build_error("InternalError", f"{type(exc).__name__} while answering.", hint), 500)


def _show(error: ErrorBody, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(error.model_dump(), status, headers)
