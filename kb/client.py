"""Clients: one set of questions, answered in this process or by the server that runs on the same home folder.

Step 6. ``LocalClient`` opens a ``KnowledgeBase``; ``HttpClient`` asks a server. Invariant: both return the same
views (``kb.views``) and raise the same errors (``kb.errors``), so that a caller can't tell them apart. A remote
question loads neither haystack nor torch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import quote

import kb.errors
from kb.errors import KBError, NotFound, StoreError
from kb.fetch import is_address
from kb.model import Filters

if TYPE_CHECKING:
    import httpx

    from kb.config import Settings
    from kb.knowledge_base import KnowledgeBase, Progress
    from kb.views import View

OnProgress = Callable[[dict[str, Any]], None]
"""Called with a progress view: ``stage``, ``path``, ``done``, ``total``."""

EVERYTHING = Filters()
"""The filters that narrow nothing."""

MAX_LIMIT = 100
"""Most hits or documents in one answer, on every face: an answer that people read, small enough to send."""

HEALTH_TIMEOUT = 2.0
"""Seconds to wait for the server of this home folder to say that it lives; it answers from memory."""

CONNECT_TIMEOUT = 5.0
"""Seconds to wait for a connection to it. Answers may take as long as they need: an ingest takes minutes."""


class Client(Protocol):
    """What the command line asks, wherever it is answered."""

    def search(self, query: str, filters: Filters = EVERYTHING, limit: int = 10, mode: str = "auto") -> View: ...

    def find_documents(self, filters: Filters = EVERYTHING, cursor: str = "", limit: int = 20) -> View: ...

    def get_document(self, document_id: str, version: str | None = None) -> View: ...

    def get_text(self, document_id: str, version: str | None = None) -> str: ...

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> View: ...

    def coverage(self) -> View: ...

    def status(self) -> View: ...

    def ingest(
        self, locations: Sequence[str], starter: bool = False, on_progress: OnProgress | None = None
    ) -> View: ...

    def reindex(self, on_progress: OnProgress | None = None) -> View: ...

    def push(self, url: str, collection: str, api_key: str = "", on_progress: OnProgress | None = None) -> View: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...


class LocalClient:
    """Answer from a ``KnowledgeBase`` in this process."""

    def __init__(self, knowledge_base: KnowledgeBase) -> None:
        self._kb = knowledge_base

    def search(self, query: str, filters: Filters = EVERYTHING, limit: int = 10, mode: str = "auto") -> View:
        """Search and return ``kb.views.search_view``."""
        from kb.views import search_view

        return search_view(self._kb.search(query, filters, limit, mode))

    def find_documents(self, filters: Filters = EVERYTHING, cursor: str = "", limit: int = 20) -> View:
        """List documents and return ``kb.views.documents_view``."""
        from kb.views import documents_view

        return documents_view(self._kb.find_documents(filters, cursor, limit))

    def get_document(self, document_id: str, version: str | None = None) -> View:
        """Get a document without its text as ``kb.views.document_view``."""
        from kb.views import document_view

        document = self._kb.get_document(document_id, version)
        return document_view(document, self._kb.list_versions(document_id))

    def get_text(self, document_id: str, version: str | None = None) -> str:
        """Get a document's canonical text."""
        return self._kb.get_document(document_id, version).text

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> View:
        """Get one provision with its text and citation as ``kb.views.provision_page_view``."""
        from kb.views import provision_page_view

        return provision_page_view(self._kb.get_provision(document_id, locator, version))

    def coverage(self) -> View:
        """Return ``kb.views.coverage_view``."""
        from kb.views import coverage_view

        return coverage_view(self._kb.coverage())

    def status(self) -> View:
        """Return ``kb.views.status_view``."""
        from kb.views import status_view

        return status_view(self._kb.status())

    def ingest(self, locations: Sequence[str], starter: bool = False, on_progress: OnProgress | None = None) -> View:
        """Take in files, folders and addresses, after the starter corpus if ``starter`` is set."""
        from kb.views import ingest_view

        report = _forward(on_progress)
        reports = [self._kb.ingest_starter(report)] if starter else []
        reports += [self._kb.ingest(locations, report)] if locations else []
        sources = [source for entry in reports for source in entry.sources]
        return ingest_view(sources, sum(entry.seconds for entry in reports))

    def prepare(self, starter: bool, on_progress: OnProgress | None = None) -> None:
        """Finish what an earlier run left undone, before a server answers.

        Args:
            starter: whether an empty home folder gets the starter corpus.
        """
        if starter and self._kb.needs_starter():
            self._kb.ingest_starter(_forward(on_progress))
        else:
            self._kb.reconcile(_forward(on_progress))

    def reindex(self, on_progress: OnProgress | None = None) -> View:
        """Build the index anew from catalog and archive."""
        from kb.views import reindex_view

        return reindex_view(self._kb.reindex(_forward(on_progress)))

    def push(self, url: str, collection: str, api_key: str = "", on_progress: OnProgress | None = None) -> View:
        """Copy the index to a Qdrant server without embedding again."""
        from kb.views import push_view

        return push_view(self._kb.push(url, collection, api_key, _forward(on_progress)))

    def close(self) -> None:
        """Close the knowledge base."""
        self._kb.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class HttpClient:
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

    def search(self, query: str, filters: Filters = EVERYTHING, limit: int = 10, mode: str = "auto") -> View:
        """Search; the same view as ``LocalClient.search``."""
        return self._get("search", {"q": query, "limit": limit, "mode": mode} | format_filters(filters))

    def find_documents(self, filters: Filters = EVERYTHING, cursor: str = "", limit: int = 20) -> View:
        """List documents; the same view as ``LocalClient.find_documents``."""
        return self._get("documents", {"cursor": cursor, "limit": limit} | format_filters(filters))

    def get_document(self, document_id: str, version: str | None = None) -> View:
        """Get a document without its text."""
        return self._get(f"documents/{_quote(document_id)}", _version(version))

    def get_text(self, document_id: str, version: str | None = None) -> str:
        """Get a document's canonical text."""
        return self._ask("GET", f"documents/{_quote(document_id)}/text", params=_version(version)).text

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> View:
        """Get one provision with its text and citation."""
        path = f"documents/{_quote(document_id)}/provisions/{_quote(locator)}"
        return self._get(path, _version(version))

    def coverage(self) -> View:
        """Return what is held and what is mentioned but not held."""
        return self._get("coverage", {})

    def status(self) -> View:
        """Return the state of the server's stores."""
        return self._get("status", {})

    def ingest(self, locations: Sequence[str], starter: bool = False, on_progress: OnProgress | None = None) -> View:
        """Have the server take in files of this machine (same owner) and addresses."""
        body = {"locations": [_make_absolute(location) for location in locations], "starter": starter}
        return self._post("documents", body, on_progress)

    def reindex(self, on_progress: OnProgress | None = None) -> View:
        """Have the server build its index anew; it answers from the old one until then."""
        return self._post("reindex", {}, on_progress)

    def push(self, url: str, collection: str, api_key: str = "", on_progress: OnProgress | None = None) -> View:
        """Have the server copy its index to a Qdrant server."""
        return self._post("push", {"url": url, "collection": collection, "api_key": api_key}, on_progress)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def _get(self, path: str, params: Mapping[str, Any]) -> View:
        view: View = self._ask("GET", path, params=params).json()
        return view

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        import httpx

        try:
            response = self._http.request(method, f"/api/v1/{path}", **options)
        except httpx.TransportError as exc:
            raise self._lost(exc) from exc
        if response.is_error:
            raise parse_error(response.text, response.status_code)
        return response

    def _post(self, path: str, body: View, on_progress: OnProgress | None) -> View:
        import httpx

        accept = {"Accept": "application/x-ndjson"}
        try:
            with self._http.stream("POST", f"/api/v1/{path}", json=body, headers=accept) as response:
                if response.is_error:
                    raise parse_error(response.read().decode("utf-8", "replace"), response.status_code)
                return _follow(response.iter_lines(), on_progress)
        except httpx.TransportError as exc:
            raise self._lost(exc) from exc

    def _lost(self, exc: Exception) -> StoreError:
        return StoreError(
            f"The server at {self.url} does not answer: {exc}.",
            "Start it again with `kb serve`, then run this command once more; nothing is done twice.",
        )


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
    from kb.lock import read_server_file

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
        error = json.loads(text)["error"]
        message, hint = str(error["message"]), str(error["hint"])
        found = getattr(kb.errors, str(error["type"]), None)
    except (ValueError, KeyError, TypeError):
        return KBError(f"The server answered with status {status} and no reason.", "Look into its log.")
    if isinstance(found, type) and issubclass(found, KBError):
        return found(message, hint)
    return NotFound(message, hint) if status == 404 else KBError(message, hint)


def format_filters(filters: Filters) -> dict[str, Any]:
    """Write filters as HTTP query parameters of the same names; what is empty is left out.

    Example:
        >>> format_filters(Filters(kind=("se",), year=(2024, 2025), date_from=date(2024, 1, 1)))
        {'kind': ['se'], 'year': [2024, 2025], 'date_from': '2024-01-01'}
    """
    values = {entry.name: getattr(filters, entry.name) for entry in fields(filters)}
    return {name: _format_filter(value) for name, value in values.items() if value not in (None, ())}


def _format_filter(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value)


def _make_absolute(location: str) -> str:
    return location if is_address(location) else str(Path(location).expanduser().absolute())


def _quote(segment: str) -> str:
    return quote(segment, safe="")


def _version(version: str | None) -> dict[str, str]:
    return {"version": version} if version else {}


def _forward(on_progress: OnProgress | None) -> Callable[[Progress], None] | None:
    """Let a listener for views hear the knowledge base's progress values."""
    if on_progress is None:
        return None
    from kb.views import progress_view

    return lambda progress: on_progress(progress_view(progress))


def _follow(lines: Iterator[str], on_progress: OnProgress | None) -> View:
    """Read NDJSON: any number of ``{"progress"}`` lines, then one ``{"result"}`` or ``{"error"}``."""
    for line in lines:
        entry = json.loads(line) if line else {}
        if "progress" in entry and on_progress is not None:
            on_progress(entry["progress"])
        if "error" in entry:
            raise parse_error(line, 200)
        if "result" in entry:
            result: View = entry["result"]
            return result
    raise StoreError(
        "The server stopped before the work was done.", "Run the command again; what is done is not done twice."
    )
