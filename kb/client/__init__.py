"""Clients: one set of questions, answered in this process or by the server that runs on the same home folder.

Step 6. ``LocalClient`` opens a ``KnowledgeBase``; ``HttpClient`` asks a server. Invariant: both return the same
views (``kb.views``) and raise the same errors (``kb.model.errors``), so that a caller can't tell them apart. A remote
question loads neither haystack nor torch.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kb.client.http import HEALTH_TIMEOUT, HttpClient, format_filters, parse_error
from kb.client.local import LocalClient
from kb.client.protocol import EVERYTHING, MAX_LIMIT, Client, OnProgress

if TYPE_CHECKING:
    from kb.model.settings import Settings

__all__ = [
    "EVERYTHING",
    "MAX_LIMIT",
    "Client",
    "HttpClient",
    "LocalClient",
    "OnProgress",
    "find_server",
    "format_filters",
    "open_client",
    "open_local",
    "parse_error",
]


def open_client(settings: Settings) -> Client:
    """Open the client that fits: the running server of this home folder, else the folder itself.

    Args:
        settings: ``home`` names the folder.

    Raises:
        StoreLocked: the folder's server belongs to another user.
    """
    server = find_server(settings.home)
    return server if server is not None else open_local(settings)


def open_local(settings: Settings) -> LocalClient:
    """Open the home folder in this process, whether a server runs on it or not."""
    from kb.knowledge_base import KnowledgeBase

    return LocalClient(KnowledgeBase.open(settings))


def find_server(home: Path) -> HttpClient | None:
    """Find the server that runs on a home folder; None where none does.

    The token is only shown to a server that names the process id that wrote the file: after a crash, another
    program may answer at the same port.
    """
    from kb.stores.locks import read_server_file

    entry = read_server_file(home)
    if entry is None or _read_pid(entry.url) != entry.pid:
        return None
    return HttpClient(entry.url, entry.token)


def _read_pid(url: str) -> int | None:
    """Ask ``/healthz`` for the server's process id, without a token; None where nothing of ours answers."""
    import httpx

    try:
        response = httpx.get(f"{url.rstrip('/')}/healthz", timeout=HEALTH_TIMEOUT, trust_env=False)
        return int(response.json()["pid"])
    except (httpx.TransportError, ValueError, KeyError, TypeError):
        return None
