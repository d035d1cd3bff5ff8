"""The client that asks the server of a home folder.

Step 6. A remote question loads neither haystack nor torch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import kb.model.errors
from kb.client.protocol import EVERYTHING, MAX_LIMIT, OnProgress
from kb.ingest.fetch import is_address
from kb.model import Filters
from kb.model.errors import KBError, NotFound, StoreError

if TYPE_CHECKING:
    import httpx

    from kb.views import View

HEALTH_TIMEOUT = 2.0
"""Seconds to wait for the server of this home folder to say that it lives; it answers from memory."""

CONNECT_TIMEOUT = 5.0
"""Seconds to wait for a connection to it. Answers may take as long as they need: an ingest takes minutes."""


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

    def search(
        self,
        query: str,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        mode: str = "auto",
        as_of: date | None = None,
    ) -> View:
        """Search; the same view as ``LocalClient.search``."""
        day = {"as_of": as_of.isoformat()} if as_of else {}
        return self._get("search", {"q": query, "limit": limit, "mode": mode} | day | format_filters(filters))

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

    def find_references(
        self,
        document_id: str,
        version: str | None = None,
        relation: str = "",
        locator: str = "",
        own: bool = False,
        offset: int = 0,
        limit: int = MAX_LIMIT,
    ) -> View:
        """List what a document mentions; the same view as ``LocalClient.find_references``."""
        ask = {"locator": locator, "own": own, "offset": offset, "limit": limit} | _relation(relation)
        return self._get(f"documents/{_quote(document_id)}/references", ask | _version(version))

    def find_cited_by(
        self, document_id: str, locator: str = "", relation: str = "", offset: int = 0, limit: int = MAX_LIMIT
    ) -> View:
        """List the mentions of a document in others; the same view as ``LocalClient.find_cited_by``."""
        ask = {"locator": locator, "offset": offset, "limit": limit} | _relation(relation)
        return self._get(f"documents/{_quote(document_id)}/cited-by", ask)

    def lookup_citations(self, text: str, day: date | None = None) -> View:
        """Find every citation in a text; the same view as ``LocalClient.lookup_citations``."""
        return self._send("citations/lookup", {"text": text, "date": day.isoformat() if day else None})

    def resolve(self, query: str) -> View:
        """Say what a name or a citation means."""
        return self._get("resolve", {"q": query})

    def find_figures(self, document_id: str, version: str | None = None) -> View:
        """Find the figures of a document."""
        return self._get(f"documents/{_quote(document_id)}/figures", _version(version))

    def find_timelines(self, subject: str, filters: Filters = EVERYTHING, unit: str = "") -> View:
        """Follow a subject over time."""
        return self._get("timeline", {"subject": subject, "unit": unit} | format_filters(filters))

    def verify_quote(self, quote: str, filters: Filters = EVERYTHING, locator: str = "") -> View:
        """Look for a quote; the same view as ``LocalClient.verify_quote``."""
        return self._send("quotes/verify", {"quote": quote, "locator": locator, "filters": format_filters(filters)})

    def check_claims(self, text: str, filters: Filters = EVERYTHING) -> View:
        """Check a passage; the same view as ``LocalClient.check_claims``."""
        return self._send("claims/check", {"text": text, "filters": format_filters(filters)})

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

    def _send(self, path: str, body: View) -> View:
        view: View = self._ask("POST", path, json=body).json()
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
        found = getattr(kb.model.errors, str(error["type"]), None)
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


def _relation(relation: str) -> dict[str, str]:
    return {"relation": relation} if relation else {}


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
