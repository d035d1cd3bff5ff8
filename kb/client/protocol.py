"""What a client answers, wherever it is answered.

Step 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self

from kb.model import Filters

if TYPE_CHECKING:
    from datetime import date

    from kb.views import View

OnProgress = Callable[[dict[str, Any]], None]
"""Called with a progress view: ``stage``, ``path``, ``done``, ``total``."""

EVERYTHING = Filters()
"""The filters that narrow nothing."""

MAX_LIMIT = 100
"""Most hits or documents in one answer, on every face: an answer that people read, small enough to send."""


class Client(Protocol):
    """What the command line asks, wherever it is answered."""

    def search(
        self,
        query: str,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        mode: str = "auto",
        as_of: date | None = None,
    ) -> View: ...

    def find_documents(self, filters: Filters = EVERYTHING, cursor: str = "", limit: int = 20) -> View: ...

    def get_document(self, document_id: str, version: str | None = None) -> View: ...

    def get_text(self, document_id: str, version: str | None = None) -> str: ...

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> View: ...

    def find_references(
        self,
        document_id: str,
        version: str | None = None,
        relation: str = "",
        locator: str = "",
        own: bool = False,
        offset: int = 0,
        limit: int = MAX_LIMIT,
    ) -> View: ...

    def find_cited_by(
        self, document_id: str, locator: str = "", relation: str = "", offset: int = 0, limit: int = MAX_LIMIT
    ) -> View: ...

    def lookup_citations(self, text: str, day: date | None = None) -> View: ...

    def resolve(self, query: str) -> View: ...

    def find_figures(self, document_id: str, version: str | None = None) -> View: ...

    def find_timelines(self, subject: str, filters: Filters = EVERYTHING, unit: str = "") -> View: ...

    def verify_quote(self, quote: str, filters: Filters = EVERYTHING, locator: str = "") -> View: ...

    def check_claims(self, text: str, filters: Filters = EVERYTHING) -> View: ...

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
