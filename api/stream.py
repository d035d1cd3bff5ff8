"""Long work over HTTP: a plain answer at the end, or progress as NDJSON on the way.

Every NDJSON line is one object with one key: any number of ``progress``, then exactly one ``result`` or ``error``. Work
that has begun goes on when the caller goes away, and ends at its next step when the server is told to stop.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeVar

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from kb.model.errors import KBError, StoreError
from kb.operations.answers import Content
from kb.operations.described import Answer
from kb.operations.document_answers import ProgressBody
from kb.operations.operation import OnProgress, build_error, tell_error

NDJSON = "application/x-ndjson"

Done = TypeVar("Done")
Work = Callable[[OnProgress], Done]
"""Does the work, telling its progress to the listener that it is given."""

logger = logging.getLogger(__name__)


def wants_lines(request: Request) -> bool:
    """Say whether a caller wants to hear of progress."""
    return NDJSON in request.headers.get("accept", "")


def work_quietly(work: Work[Done], stopping: Event) -> Done:
    """Do the work, and return what comes of it."""
    return work(_make_listener(stopping, lambda progress: None))


def work_aloud(work: Work[Answer | Content], stopping: Event) -> Response:
    """Answer with the progress of the work and what comes of it."""
    return StreamingResponse(_stream(work, stopping), media_type=NDJSON)


def _make_listener(stopping: Event, tell: OnProgress) -> OnProgress:
    """Let a listener end the work that it listens to once the server stops: between two steps nothing is lost."""

    def listen(progress: ProgressBody) -> None:
        if stopping.is_set():
            raise StoreError("The server was stopped before the work was done.", "Run it again; nothing is done twice.")
        tell(progress)

    return listen


def _stream(work: Work[Answer | Content], stopping: Event) -> Iterator[str]:
    lines: SimpleQueue[tuple[str, object]] = SimpleQueue()
    # A thread of its own: a caller that goes away must not end the work.
    Thread(target=_run, args=(work, lines, stopping)).start()
    while True:
        name, value = lines.get()
        yield json.dumps({name: value}, ensure_ascii=False) + "\n"
        if name != "progress":
            return


def _run(work: Work[Answer], lines: SimpleQueue[tuple[str, object]], stopping: Event) -> None:
    try:
        tell = _make_listener(stopping, lambda progress: lines.put(("progress", progress.model_dump(mode="json"))))
        lines.put(("result", work(tell).model_dump(mode="json")))
    except KBError as error:
        lines.put(("error", tell_error(error).error.model_dump()))
    except Exception as error:  # the outermost face: the stream must end with a line that says so
        logger.exception("a bug while working for a stream")
        told = build_error("InternalError", f"{type(error).__name__} while working.", "The server's log has more.")
        lines.put(("error", told.error.model_dump()))
