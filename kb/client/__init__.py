"""The client: everything that the table of operations has, answered in this process or by the running server.

``open_client`` finds out which. Both answer with the same values and raise the same errors, so that a caller can't tell
them apart. A question to a server loads neither haystack nor torch.

Example:
    ``client.ask(table.search_provisions, q="siapa wajib melapor?")``, or ``client.search_provisions(q="…")``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kb.client.client import Client, Transport

if TYPE_CHECKING:
    from kb.client.local import Local
    from kb.client.remote import Remote
    from kb.knowledge_base import KnowledgeBase
    from kb.model.settings import Settings

__all__ = ["Client", "Transport", "find_server", "open_client", "open_knowledge_base", "open_local"]


def open_client(settings: Settings) -> Client:
    """Open the client that fits: the running server of this home folder, else the folder itself.

    Args:
        settings: ``home`` names the folder.

    Raises:
        StoreLocked: the folder's server belongs to another user.
    """
    return Client(find_server(settings.home) or open_local(settings))


def open_local(settings: Settings) -> Local:
    """Open the home folder in this process, whether a server runs on it or not."""
    from kb.client.local import Local

    return Local(open_knowledge_base(settings))


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open the knowledge base as the faces do: its permalinks are addresses of the HTTP API."""
    from kb.knowledge_base import KnowledgeBase
    from kb.operations.table import make_permalinks

    return KnowledgeBase.open(settings, make_permalinks(settings.public_url))


def find_server(home: Path) -> Remote | None:
    """Find the server that runs on a home folder; None where none does.

    The token is only shown to a server that proves to know it: after a crash, another program may answer at the same
    port.
    """
    from kb.stores.locks import read_server_file

    entry = read_server_file(home)
    if entry is None:
        return None
    from kb.client.remote import Remote, is_owners_server

    if not is_owners_server(entry.url, entry.token):
        return None
    return Remote(entry.url, entry.token)
