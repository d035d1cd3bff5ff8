"""Long work over HTTP: a plain answer at the end, or progress as NDJSON on the way.

Step 8. Invariant: every NDJSON line is one object with one key: any number of ``progress``, then exactly one
``result`` or ``error``. Work that has begun goes on when the caller goes away, and ends at its next step when the
server is told to stop.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event, Thread

from fastapi import Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.responses import Response

from api.state import get_state
from kb.client import OnProgress
from kb.model.errors import KBError, StoreError
from kb.views import View, build_error, error_view

NDJSON = "application/x-ndjson"

Work = Callable[[OnProgress], View]
"""Does the work, telling its progress to the listener that it is given."""

logger = logging.getLogger(__name__)


def answer(request: Request, work: Work) -> Response:
    """Answer a request with the result of long work, as NDJSON when the caller accepts that."""
    stopping = get_state(request).stopping
    if NDJSON in request.headers.get("accept", ""):
        return StreamingResponse(_stream(work, stopping), media_type=NDJSON)
    return JSONResponse(work(_make_listener(stopping, lambda progress: None)))


def _make_listener(stopping: Event, tell: OnProgress) -> OnProgress:
    """Let a listener end the work that it listens to once the server stops: between two steps nothing is lost."""

    def listen(progress: View) -> None:
        if stopping.is_set():
            raise StoreError("The server was stopped before the work was done.", "Run it again; nothing is done twice.")
        tell(progress)

    return listen


def _stream(work: Work, stopping: Event) -> Iterator[str]:
    lines: SimpleQueue[View] = SimpleQueue()
    # A thread of its own: a caller that goes away must not end the work.
    Thread(target=_run, args=(work, lines, stopping)).start()
    while True:
        line = lines.get()
        yield json.dumps(line, ensure_ascii=False) + "\n"
        if "progress" not in line:
            return


def _run(work: Work, lines: SimpleQueue[View], stopping: Event) -> None:
    try:
        tell = _make_listener(stopping, lambda progress: lines.put({"progress": progress}))
        lines.put({"result": work(tell)})
    except KBError as error:
        lines.put(error_view(error))
    except Exception as error:  # the outermost face: the stream must end with a line that says so
        logger.exception("a bug while working for a stream")
        lines.put(build_error("InternalError", f"{type(error).__name__} while working.", "The server's log has more."))
