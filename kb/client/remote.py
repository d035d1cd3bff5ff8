"""The transport that asks the server of a home folder over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from email.message import EmailMessage
from typing import TYPE_CHECKING, TypedDict, cast
from urllib.parse import quote

from kb.client.client import Answered, Asked
from kb.model.errors import KBError, NotFound, StoreError, find_error
from kb.operations.answers import Content, ErrorBody
from kb.operations.described import Request
from kb.operations.document_answers import ProgressBody
from kb.operations.operation import OnProgress, Operation
from kb.operations.table import API

if TYPE_CHECKING:
    import httpx

HEALTH_TIMEOUT = 2.0
"""Seconds to wait for the server of this home folder to say that it lives; it answers from memory."""

CONNECT_TIMEOUT = 5.0
"""Seconds to wait for a connection to it. Answers may take as long as they need: an ingest takes minutes."""

NDJSON = "application/x-ndjson"


class Remote:
    """Ask the server that runs on this home folder.

    Args:
        url: where it answers, for example ``"http://127.0.0.1:8000"``.
        token: the home folder's token, or a configured key; writing needs it.
        transport: for tests: an httpx transport in place of the network.
    """

    def __init__(self, url: str, token: str = "", transport: httpx.BaseTransport | None = None) -> None:
        import httpx

        self.url = url.rstrip("/")
        self._http = httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT),
            transport=transport,
            # A proxy from the environment must not see questions to our own machine.
            trust_env=False,
        )

    def answer(self, operation: Operation[Asked, Answered], asked: Asked, on_progress: OnProgress | None) -> Answered:
        """Send the request and read the answer."""
        import httpx

        told = build_message(cast(Operation[Request, Answered], operation), asked.for_server())
        headers = {"Accept": NDJSON} if operation.cost == "long" else {}
        try:
            with self._http.stream(**told, headers=headers) as response:
                return self._read(operation, response, on_progress)
        except httpx.TransportError as exc:
            raise StoreError(
                f"The server at {self.url} does not answer: {exc}.",
                "Start it again with `kb serve`, then run this command once more; nothing is done twice.",
            ) from exc

    def _read(
        self, operation: Operation[Asked, Answered], response: httpx.Response, on_progress: OnProgress | None
    ) -> Answered:
        if response.is_error:
            raise parse_error(response.read().decode("utf-8", "replace"), response.status_code)
        if response.headers.get("content-type", "").startswith(NDJSON):
            return operation.build(_follow(response.iter_lines(), on_progress))
        if operation.answer is Content:
            return operation.build(_read_content(response))
        return operation.build(json.loads(response.read()))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


Parameter = str | int | float | bool | None | list[str | int | float | bool | None]


class Message(TypedDict, total=False):
    """What is sent."""

    method: str
    url: str
    params: dict[str, Parameter]
    json: dict[str, object]
    content: bytes


def build_message(operation: Operation[Request, Answered], asked: Request) -> Message:
    """Write a request as HTTP: fields in the path, in the query, in the body, as the operation's row has them."""
    values = asked.model_dump(mode="json", exclude_defaults=True)
    path = operation.path.format(**{name: quote(str(values[name]), safe="") for name in operation.fields_in_path})
    told = Message(method=operation.method, url=API + path)
    told["params"] = {name: cast(Parameter, values[name]) for name in operation.fields_in_query if name in values}
    if operation.method == "POST":
        if data := getattr(asked, "data", b""):
            told["content"] = data
        else:
            told["json"] = {name: value for name, value in values.items() if name not in told["params"]}
    return told


def parse_error(text: str, status: int) -> KBError:
    """Turn the one error shape back into the error that the server raised.

    Args:
        text: the body of the answer; anything else than the error shape gives a plain ``KBError``.
        status: the HTTP status, named where the body says nothing.

    Example:
        >>> parse_error('{"error": {"type": "DocumentNotFound", "message": "No x.", "hint": ""}}', 404)
        DocumentNotFound('No x.')
    """
    try:
        error = ErrorBody.model_validate({"error": json.loads(text)["error"]}).error
    except (ValueError, KeyError, TypeError):
        return KBError(f"The server answered with status {status} and no reason.", "Look into its log.")
    found = find_error(error.type) or (NotFound if status == 404 else KBError)
    return found(error.message, error.hint)


def _read_content(response: httpx.Response) -> Content:
    headers = response.headers
    disposition = EmailMessage()
    disposition["Content-Disposition"] = headers.get("content-disposition", "inline")
    return Content(
        data=response.read(),
        media_type=headers.get("content-type", ""),
        etag=headers.get("etag", "").strip('"'),
        filename=disposition.get_filename("") or "",
        text_status=headers.get("x-text-status", ""),
    )


def _follow(lines: Iterator[str], on_progress: OnProgress | None) -> object:
    """Read NDJSON: any number of ``{"progress"}`` lines, then one ``{"result"}`` or ``{"error"}``."""
    for line in lines:
        entry = json.loads(line) if line else {}
        if "progress" in entry and on_progress is not None:
            on_progress(ProgressBody.model_validate(entry["progress"]))
        if "error" in entry:
            raise parse_error(line, 200)
        if "result" in entry:
            return entry["result"]
    raise StoreError(
        "The server stopped before the work was done.", "Run the command again; what is done is not done twice."
    )


def prove(token: str, challenge: str) -> str:
    """Prove that a token is known without telling it: what ``/healthz?challenge=…`` answers.

    Example:
        >>> prove("token", "0123")[:12]
        '937d2332cf23'
    """
    return hmac.new(token.encode(), challenge.encode(), hashlib.sha256).hexdigest()


def is_owners_server(url: str, token: str) -> bool:
    """Ask ``/healthz`` whether the server there knows the home folder's token, without showing it."""
    import httpx

    challenge = secrets.token_hex(16)
    try:
        response = httpx.get(
            f"{url.rstrip('/')}/healthz", params={"challenge": challenge}, timeout=HEALTH_TIMEOUT, trust_env=False
        )
        return hmac.compare_digest(str(response.json()["proof"]), prove(token, challenge))
    except (httpx.TransportError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        return False
