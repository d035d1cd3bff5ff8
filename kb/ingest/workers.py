"""Make documents in other processes, so that many sources are read on all processors.

Parsing, outline, references and terms are Python alone, and one process runs Python on one processor. A worker gets a
source's bytes and gives back what was made of them; archive, catalog and index stay with the process that holds the
home folder. Workers end with it: their standard input closes.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import IO, Any, Protocol

from kb.ingest.fetch import Fetched
from kb.ingest.prepare import PreparedDocument, prepare_document
from kb.model import Document
from kb.model.errors import DamagedSource, SourceError

MANY = 40
"""Sources from which on workers are worth their start: each imports for most of a second."""

MOST_WORKERS = 4
"""More would wait for the one process that keeps what they make."""

GARBAGE_EVERY = 16
"""Documents after which a worker looks for garbage. Left to itself Python looks hundreds of times a document, which
takes a sixth of the time, and finds next to nothing: what is made of a document refers to itself nowhere."""

# Not multiprocessing: its children import the caller's main module again, which is somebody else's script.
_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kb.ingest.workers import serve; serve()"


Archive = Callable[[Fetched, Document], None]
"""Put a source and the document that was made of it where they are kept; from any thread."""


class Make(Protocol):
    """Begin to make a document; once it is archived the future gives it, or raises SourceError."""

    def __call__(
        self, fetched: Fetched, given: Mapping[str, str], longest: int, archive: Archive
    ) -> Future[PreparedDocument]: ...


def make_here(fetched: Fetched, given: Mapping[str, str], longest: int, archive: Archive) -> Future[PreparedDocument]:
    """Make a document at once, in this process."""
    future: Future[PreparedDocument] = Future()
    try:
        prepared = prepare_document(fetched, given, longest)
        archive(fetched, prepared.made.document)
        future.set_result(prepared)
    except SourceError as exc:
        future.set_exception(exc)
    return future


class Worker:
    """One process that makes documents, started anew where a source ended it."""

    def __init__(self) -> None:
        self._process = _start()

    def make(self, fetched: Fetched, given: Mapping[str, str], longest: int) -> PreparedDocument:
        """Make a document there, and wait for it.

        Raises:
            SourceError: the bytes hold no document that we can read, or ended the process.
        """
        try:
            answer = _ask(self._process, (fetched, given, longest))
        except (EOFError, BrokenPipeError) as exc:
            self.end()
            self._process = _start()
            hint = "Look at it with a viewer, save it in another format, and ingest that."
            raise DamagedSource(f"{fetched.filename} ended the process that read it.", hint) from exc
        if isinstance(answer, PreparedDocument):
            return answer
        raise answer

    def end(self) -> None:
        """Let the process end, and wait until it has."""
        with suppress(BrokenPipeError):
            self._process.communicate()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _CHILD, json.dumps(sys.path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _ask(process: subprocess.Popen[bytes], task: tuple[object, ...]) -> PreparedDocument | Exception:
    assert process.stdin is not None
    assert process.stdout is not None
    _send(process.stdin, task)
    answer: PreparedDocument | Exception = pickle.load(process.stdout)
    return answer


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


@contextmanager
def open_workers(count: int) -> Iterator[Make]:
    """Start workers; they are ended with the block."""
    workers = [Worker() for _ in range(count)]
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def make(fetched: Fetched, given: Mapping[str, str], longest: int, archive: Archive) -> PreparedDocument:
        worker = idle.get()
        try:
            prepared = worker.make(fetched, given, longest)
        finally:
            idle.put(worker)
        archive(fetched, prepared.made.document)  # the worker makes the next one meanwhile
        return prepared

    # Twice as many threads as workers: one that waits for the disk keeps no worker waiting.
    with ThreadPoolExecutor(2 * count) as threads:
        try:
            yield lambda fetched, given, longest, archive: threads.submit(make, fetched, dict(given), longest, archive)
        finally:
            threads.shutdown(cancel_futures=True)
            for worker in workers:
                worker.end()


def serve() -> None:
    """Make documents until the standard input ends: what a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is asked to stop closes the input
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    gc.disable()
    for count in itertools.count(1):
        if (task := _read(sys.stdin.buffer)) is None:
            return
        try:
            answer: PreparedDocument | Exception = prepare_document(*task)
        except Exception as exc:  # whatever it is, it is raised where the document was asked for
            answer = exc
        try:
            _send(answers, answer)
        except BrokenPipeError:
            os._exit(0)  # nobody waits for it any more: who asked was killed
        del task, answer  # before the next one is waited for
        if count % GARBAGE_EVERY == 0:
            gc.collect()


def _read(pipe: IO[bytes]) -> Any:
    try:
        return pickle.load(pipe)
    except EOFError:
        return None
