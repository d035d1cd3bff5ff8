"""Long work over HTTP: a plain answer at the end, or progress as NDJSON on the way.

Step 8. Invariant: every NDJSON line is one object with one key: any number of ``progress``, then exactly one
``result`` or ``error``. Work that has begun is finished even when the caller goes away.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread

from fastapi import Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.responses import Response

from kb.client import OnProgress
from kb.errors import KBError
from kb.views import View, build_error, error_view

NDJSON = "application/x-ndjson"

Work = Callable[[OnProgress], View]
"""Does the work, telling its progress to the listener that it is given."""

logger = logging.getLogger(__name__)


def answer(request: Request, work: Work) -> Response:
    """Answer a request with the result of long work, as NDJSON when the caller accepts that."""
    if NDJSON in request.headers.get("accept", ""):
        return StreamingResponse(_stream(work), media_type=NDJSON)
    return JSONResponse(work(lambda progress: None))


def _stream(work: Work) -> Iterator[str]:
    lines: SimpleQueue[View] = SimpleQueue()
    # A thread of its own, and a daemon: the server can stop in the middle, and the next ingest goes on from there.
    Thread(target=_run, args=(work, lines), daemon=True).start()
    while True:
        line = lines.get()
        yield json.dumps(line, ensure_ascii=False) + "\n"
        if "progress" not in line:
            return


def _run(work: Work, lines: SimpleQueue[View]) -> None:
    try:
        lines.put({"result": work(lambda progress: lines.put({"progress": progress}))})
    except KBError as error:
        lines.put(error_view(error))
    except Exception as error:  # the outermost face: the stream must end with a line that says so
        logger.exception("a bug while working for a stream")
        lines.put(build_error("InternalError", f"{type(error).__name__} while working.", "The server's log has more."))
