"""A real server on a free port, in a thread of the test's process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from api.serve import bind, format_url


@contextmanager
def run_server(app: Any) -> Iterator[str]:
    """Serve an app until the block ends; gives its address."""
    listener = bind("127.0.0.1", 0)
    ready = threading.Event()
    server = _Server(uvicorn.Config(app, log_config=None, access_log=False), ready)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        assert ready.wait(10), "the server did not start"
        yield format_url(listener)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self._ready.set()
