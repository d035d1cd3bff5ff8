"""The routes: one for each operation of the table, with nothing written for any of them alone.

What is asked is gathered from path, query and body and read as the operation's request; what is answered is written as
its answer has it. Originals may be hostile (any web page can be ingested), so they are sent as downloads that no
browser runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from email.message import Message

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from api.access import find_role, require
from api.body import MAX_QUESTION_BYTES, parse_object, read_body
from api.describe import describe_operation, describe_responses
from api.errors import get_status
from api.state import State, get_state
from api.stream import wants_lines, work_aloud, work_quietly
from kb.model.errors import InvalidQuery, find_error
from kb.operations import table
from kb.operations.answers import Content, ErrorBody
from kb.operations.described import Answer
from kb.operations.document_answers import IngestBody, StatusBody
from kb.operations.operation import OnProgress, Role

SANDBOX = "default-src 'none'; sandbox"
"""Even a browser that shows an original runs nothing in it, loads nothing for it and gives it no origin."""

Endpoint = Callable[[Request], Awaitable[Response]]


def add_routes(app: FastAPI) -> None:
    """Give an app a route for every operation, and HEAD where there is a GET."""
    for operation in table.OPERATIONS:
        endpoint = make_endpoint(operation)
        app.add_api_route(
            table.API + operation.path,
            endpoint,
            methods=[operation.method],
            operation_id=operation.name,
            tags=[operation.group],
            summary=operation.summary,
            description=operation.help,
            response_model=None,
            response_class=Response if operation.answer is Content else JSONResponse,
            responses=describe_responses(operation),
            openapi_extra=describe_operation(operation),
        )
        if operation.method == "GET":
            app.add_api_route(table.API + operation.path, endpoint, methods=["HEAD"], include_in_schema=False)


def make_endpoint(operation: table.AnyOperation) -> Endpoint:
    """Make what answers an operation's route."""

    async def answer(request: Request) -> Response:
        role = find_role(request)
        require(role, operation.who)
        asked = operation.request.read(await gather(operation, request))
        if needs := operation.owner_only(asked):
            require(role, "owner", needs)
        state = get_state(request)

        def work(on_progress: OnProgress | None) -> Answer | Content:
            return operation.run(state.kb, asked, on_progress)

        if operation.cost == "long" and wants_lines(request):
            return work_aloud(work, state.stopping)
        if operation.cost == "long":
            return show(await run_in_threadpool(work_quietly, work, state.stopping), request, role)
        return show(await run_in_threadpool(work, None), request, role)

    return answer


async def gather(operation: table.AnyOperation, request: Request) -> dict[str, object]:
    """Gather what is asked from path, query and body.

    Raises:
        InvalidQuery: a parameter stands where it doesn't belong, or the body can't be read.
    """
    values: dict[str, object] = dict(request.path_params) | read_query(operation, request)
    if operation.method == "GET":
        return values
    body = await read_body(request, *find_limit(operation, get_state(request)))
    if values.get("filename"):
        return values | {"data": body}
    if not operation.request.model_fields:
        return values
    return values | read_fields(operation, body)


def read_query(operation: table.AnyOperation, request: Request) -> dict[str, object]:
    """Read the parameters behind the path; those that a request lists take several values."""
    known = operation.fields_in_query
    for name in request.query_params:
        if name not in known:
            raise InvalidQuery(f"there is no parameter {name!r}.", f"There are: {', '.join(known) or 'none'}.")
    fields = operation.request.model_fields
    return {
        name: request.query_params.getlist(name) if fields[name].get_default(call_default_factory=True) == [] else value
        for name, value in request.query_params.items()
    }


def read_fields(operation: table.AnyOperation, body: bytes) -> dict[str, object]:
    """Read the fields that stand in a JSON body."""
    known = [
        name for name in operation.request.model_json_schema()["properties"] if name not in operation.fields_in_query
    ]
    values = parse_object(body, f"Send a JSON object with: {', '.join(known)}.")
    for name in values:
        if name not in known:
            raise InvalidQuery(f"there is no field {name!r}.", f"There are: {', '.join(known)}.")
    return values


def find_limit(operation: table.AnyOperation, state: State) -> tuple[int, str]:
    """Return how many bytes a body may have, and what to do about a larger one."""
    if operation.who == "reader":
        return MAX_QUESTION_BYTES, "Send a shorter text."
    return state.kb.settings.max_source_bytes, "Send a smaller file, or raise KB_MAX_SOURCE_BYTES."


def show(answer: Answer | Content, request: Request, role: Role) -> Response:
    """Write an answer."""
    if isinstance(answer, Content):
        return show_content(answer, request)
    if isinstance(answer, StatusBody) and role == "reader":
        answer = answer.for_strangers()
    if isinstance(answer, IngestBody):
        return show_ingest(answer)
    return Response(answer.model_dump_json(), media_type="application/json")


def show_ingest(answer: IngestBody) -> Response:
    """Write what became of sources: 207 where some failed; where all did, the status and error of the first."""
    error = answer.find_error()
    if error is None:
        return Response(answer.model_dump_json(), 207 if answer.failed else 200, media_type="application/json")
    found = find_error(error.type)
    status = get_status(found(error.message, error.hint)) if found else 422
    body = answer.model_dump(mode="json") | ErrorBody(error=error).model_dump(mode="json")
    return JSONResponse(body, status)


def show_content(content: Content, request: Request) -> Response:
    """Write bytes; nothing but the headers where the caller holds them already."""
    headers = {"ETag": f'"{content.etag}"', "Cache-Control": "no-cache"}
    if content.text_status:
        headers["X-Text-Status"] = content.text_status
    if content.filename:
        headers |= {"Content-Disposition": format_attachment(content.filename), "Content-Security-Policy": SANDBOX}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    # Written by hand: Starlette would call every text UTF-8, and an original is in whatever it is in.
    return Response(content.data, headers=headers | {"Content-Type": content.media_type})


def format_attachment(filename: str) -> str:
    """Write a Content-Disposition whose name arrives whole, whatever signs it has.

    Example:
        >>> format_attachment("se 19349.pdf"), format_attachment("é.pdf")
        ('attachment; filename="se 19349.pdf"', "attachment; filename*=utf-8''%C3%A9.pdf")
    """
    told = Message()
    known = filename.encode("utf-8", "replace").decode()
    is_plain = known.isascii() and known.isprintable()
    told.add_header("Content-Disposition", "attachment", filename=known if is_plain else ("utf-8", "", known))
    return str(told["Content-Disposition"])


def is_known(request: Request, etag: str) -> bool:
    """Say whether the caller already holds what the tag names."""
    shown = request.headers.get("if-none-match", "")
    return etag in (tag.strip().removeprefix("W/") for tag in shown.split(","))
