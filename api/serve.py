"""Serve the HTTP face on a home folder until a signal says stop.

``server.json`` stands only while the server answers. The port is taken before the home folder is
opened, so that a port in use costs no waiting; the home folder is held until the last answer is out.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from api.app import create_app
from kb.client import open_knowledge_base
from kb.model.errors import ConfigError
from kb.operations.operation import OnProgress, make_listener
from kb.stores.locks import remove_server_file, write_server_file

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.model.settings import Settings

GRACE_SECONDS = 5
"""How long a stop waits for answers under way. A write ends at its next step; the next start goes on with it."""

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
"""Where a server that binds to every address is reached from its own machine."""

OnReady = Callable[[str, int], None]
"""Called with address and process id when the server answers."""


def serve(
    settings: Settings,
    on_ready: OnReady,
    progress: Callable[[], AbstractContextManager[OnProgress]],
    starter: bool = True,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        settings: ``home``, ``host`` and ``port`` count here; port 0 takes a free one.
        on_ready: told the address and the process id once questions are answered.
        progress: makes a listener for the progress of taking in the starter corpus.
        starter: whether an empty home folder gets the starter corpus first.

    Raises:
        ConfigError: the address can't be bound to.
        StoreLocked: another process holds the home folder.
    """
    # uvicorn gives a signal back after its own orderly stop; as an exception it reaches our `finally` too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with bind(settings.host, settings.port) as listener:
        url = format_url(listener)
        with open_knowledge_base(settings) as kb:
            kb.hold("kb serve")
            with progress() as on_progress:
                kb.prepare(starter, make_listener(on_progress))
            kb.warm_up()
            _run(kb, listener, url, on_ready)


def bind(host: str, port: int) -> socket.socket:
    """Take an address and port.

    Raises:
        ConfigError: the port is in use, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as exc:
        raise ConfigError(f"{host} is no address to serve at: {exc}.", "Choose another with --host.") from exc
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as exc:
        listener.close()
        hint = "Choose another port with --port (0 picks a free one), or stop what uses it."
        raise ConfigError(f"Can't serve at {host}:{port}: {exc.strerror}.", hint) from exc
    return listener


def format_url(listener: socket.socket) -> str:
    """Write the address at which a bound socket is reached from this machine."""
    host, port = listener.getsockname()[:2]
    name = ANYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class _Server(uvicorn.Server):
    """A uvicorn server that says when it answers, and when it was told to stop."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal, and tell."""
        self._on_stop()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        await asyncio.to_thread(self._on_ready)


def _run(kb: KnowledgeBase, listener: socket.socket, url: str, on_ready: OnReady) -> None:
    home, token, pid = kb.settings.home, secrets.token_urlsafe(32), os.getpid()

    def tell() -> None:
        write_server_file(home, url, token, pid)
        on_ready(url, pid)

    app = create_app(kb, token)
    config = uvicorn.Config(
        app,
        log_config=None,  # what we have set up already: everything to stderr
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    try:
        _Server(config, tell, app.state.rujukan.stopping.set).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # asked to stop, and stopped in order
    finally:
        remove_server_file(home, pid)
