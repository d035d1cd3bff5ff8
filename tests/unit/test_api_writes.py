"""Writing over HTTP: who may, how much, and how it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from kb.knowledge_base import IngestReport, KnowledgeBase, Progress, PushReport, ReindexReport
from kb.model import SourceReport
from kb.model.errors import EmptySource, NeedsOCR, SourceError, SourceUnreachable, StoreError, UnsupportedSource
from kb.model.settings import Settings
from kb.operations.operation import tell_error
from tests.servers import run_server
from tests.small_home import KEY, open_copy

TOKEN = "owner-token"
LIMIT = 1000
OWNER = {"Authorization": f"Bearer {TOKEN}"}
KEYHOLDER = {"Authorization": f"Bearer {KEY}"}
WRITES: list[tuple[str, dict[str, Any]]] = [
    ("/api/v1/documents", {"locations": ["https://example.go.id/x.pdf"]}),
    ("/api/v1/documents?filename=x.txt", {}),
    ("/api/v1/reindex", {}),
    ("/api/v1/push", {"url": "http://qdrant:6333", "collection": "c"}),
]


class Writes(KnowledgeBase):
    """A knowledge base that only hears what it is to write, and fails where a name says so."""

    calls: list[tuple[str, Any]]
    gate: threading.Event | None

    def ingest(self, locations: Sequence[str], on_progress: Any = None) -> IngestReport:
        self.calls.append(("ingest", list(locations)))
        if self.gate is not None:
            self.gate.wait(10)
        reports = []
        for done, location in enumerate(locations):
            if on_progress:
                on_progress(Progress("read", location, done, len(locations)))
            reports.append(_report(location))
        return IngestReport(tuple(reports), 0.5)

    def ingest_starter(self, on_progress: Any = None) -> IngestReport:
        return self.ingest(["/starter/x.md"], on_progress)

    def ingest_bytes(self, data: bytes, filename: str, given: Mapping[str, str] | None = None) -> SourceReport:
        self.calls.append(("ingest_bytes", (data, filename, dict(given or {}))))
        return _report(filename) if data else _fail(filename, EmptySource("It is empty.", "Send a text."))

    def reindex(self, on_progress: Any = None) -> ReindexReport:
        return ReindexReport(5, 7, 0.5, "0123456789abcdef")

    def push(self, url: str, collection: str, api_key: str = "", on_progress: Any = None) -> PushReport:
        self.calls.append(("push", (url, collection, api_key)))
        if url.endswith("broken"):
            raise StoreError(f"{url} does not answer.", "Start it.")
        return PushReport(7, 0.5, url, collection)


FAULTS: dict[str, SourceError] = {
    "broken": SourceUnreachable("It can't be read.", "Check the path."),
    "scan": NeedsOCR("It is a picture.", "Read it with OCR."),
    "picture": UnsupportedSource("No parser takes it.", "Send a text."),
}


def _report(location: str) -> SourceReport:
    fault = next((fault for name, fault in FAULTS.items() if name in location), None)
    if fault is not None:
        return _fail(location, fault)
    return SourceReport(Path(location).stem, location, "added", None, 3, 2, 0.25)


def _fail(location: str, error: SourceError) -> SourceReport:
    return SourceReport("", location, "failed", tell_error(error).error.model_dump())


def hear_writes(settings: Settings) -> Writes:
    base = Writes.open(settings)
    assert isinstance(base, Writes)
    base.calls, base.gate = [], None
    return base


@pytest.fixture(scope="module")
def served(small_home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writes]:
    folder = tmp_path_factory.mktemp("writes")
    with open_copy(small_home, folder) as base:
        settings = replace(base.settings, max_source_bytes=LIMIT)
    with hear_writes(settings) as heard:
        yield heard  # type: ignore[misc]


@pytest.fixture
def fake(served: Writes) -> Writes:
    served.calls.clear()
    served.gate = None
    return served


@pytest.fixture(scope="module")
def http(served: Writes) -> Iterator[httpx.Client]:
    with (
        run_server(create_app(served, TOKEN)) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield client


NOBODY: list[dict[str, str]] = [
    {},
    {"Authorization": ""},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer wrong"},
    {"Authorization": f"Basic {TOKEN}"},
    {"Authorization": TOKEN},
    {"Authorization": f"Bearer {TOKEN}x"},
    {"Authorization": "Bearer \u00e9"},
]


@pytest.mark.parametrize("headers", NOBODY, ids=str)
@pytest.mark.parametrize(("path", "body"), WRITES, ids=[row[0] for row in WRITES])
def test_write_without_a_valid_token_is_refused(
    http: httpx.Client, fake: Writes, path: str, body: dict[str, Any], headers: dict[str, str]
) -> None:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    response = http.post(path, json=body, headers=encoded)
    assert response.status_code == 401
    assert response.json()["error"]["type"] == "Unauthorized"
    assert response.headers["www-authenticate"] == "Bearer"
    assert fake.calls == []


def test_write_where_no_key_is_set_is_not_open_to_an_empty_one(tmp_path: Path) -> None:
    with hear_writes(Settings(home=tmp_path)) as base, run_server(create_app(base)) as url:
        for shown in ("Bearer", "bearer", "Bearer ,"):
            response = httpx.post(f"{url}/api/v1/reindex", headers={"Authorization": shown}, trust_env=False)
            assert response.status_code == 401


@pytest.mark.parametrize(("path", "body"), WRITES, ids=[row[0] for row in WRITES])
def test_write_of_the_owner_is_done(http: httpx.Client, path: str, body: dict[str, Any]) -> None:
    assert http.post(path, json=body, headers=OWNER).status_code == 200


KEYHOLDER_MAY = [
    ("/api/v1/documents", {"locations": ["https://example.go.id/x.pdf"]}, 200),
    ("/api/v1/documents", {"locations": [], "starter": True}, 200),
    ("/api/v1/documents?filename=x.txt", {}, 200),
    ("/api/v1/reindex", {}, 200),
    ("/api/v1/documents", {"locations": ["/etc/passwd"]}, 403),
    ("/api/v1/documents", {"locations": ["https://example.go.id/x.pdf", "relative.txt"]}, 403),
    ("/api/v1/documents", {"locations": ["file:///etc/passwd"]}, 403),
    ("/api/v1/push", {"url": "http://elsewhere", "collection": "c"}, 403),
]


@pytest.mark.parametrize(("path", "body", "status"), KEYHOLDER_MAY, ids=[str(row[1]) for row in KEYHOLDER_MAY])
def test_write_with_the_key_reads_no_file_of_the_server(
    http: httpx.Client, fake: Writes, path: str, body: dict[str, Any], status: int
) -> None:
    response = http.post(path, json=body, headers=KEYHOLDER)
    assert response.status_code == status
    assert status == 200 or response.json()["error"]["type"] == "Forbidden"
    assert bool(fake.calls) == (status == 200 and "reindex" not in path)


def test_upload_hands_over_bytes_name_and_what_is_known(http: httpx.Client, fake: Writes) -> None:
    params = {"filename": "se é.pdf", "publisher": "Pemkot", "text_status": "official", "title": ""}
    data = bytes(range(256))
    response = http.post("/api/v1/documents", params=params, content=data, headers=KEYHOLDER)
    assert response.json()["sources"][0]["status"] == "added"
    given = {"publisher": "Pemkot", "text_status": "official"}
    assert fake.calls == [("ingest_bytes", (data, "se é.pdf", given))]


def test_upload_that_fails_says_why(http: httpx.Client) -> None:
    response = http.post("/api/v1/documents?filename=x.txt", content=b"", headers=OWNER)
    assert response.status_code == 422
    view = response.json()
    assert view["failed"] == 1
    assert view["sources"][0]["error"]["type"] == view["error"]["type"] == "EmptySource"


OUTCOMES = [
    (["/a", "/b"], 200, None),
    (["/a", "/broken"], 207, None),
    (["/scan"], 422, "NeedsOCR"),
    (["/picture"], 415, "UnsupportedSource"),
    (["/picture", "/scan"], 415, "UnsupportedSource"),
]


@pytest.mark.parametrize(("locations", "status", "error"), OUTCOMES, ids=[str(row[0]) for row in OUTCOMES])
def test_status_of_an_ingest_says_what_failed(
    http: httpx.Client, locations: list[str], status: int, error: str | None
) -> None:
    response = http.post("/api/v1/documents", json={"locations": locations}, headers=OWNER)
    assert response.status_code == status
    view = response.json()
    assert len(view["sources"]) == len(locations)
    assert view.get("error", {"type": None})["type"] == error


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/documents?publisher=x&unknown=y", b"{}"),
        ("/api/v1/documents?locations=/a", b"{}"),
        ("/api/v1/documents", b'{"locations": ["https://a.id"], "filename": "x.txt"}'),
        ("/api/v1/documents", b'{"locations": ["https://a.id"], "data": "x"}'),
        ("/api/v1/reindex?x=y", b""),
    ],
)
def test_field_that_stands_where_it_does_not_belong_is_refused(
    http: httpx.Client, fake: Writes, path: str, body: bytes
) -> None:
    assert http.post(path, content=body, headers=OWNER).status_code == 422
    assert fake.calls == []


def _pieces(size: int) -> Iterator[bytes]:
    """Send without a Content-Length."""
    for _ in range(size):
        yield b"x"


@pytest.mark.parametrize("path", ["/api/v1/documents?filename=x.txt", "/api/v1/documents"])
@pytest.mark.parametrize("streamed", [False, True])
def test_body_over_the_limit_is_refused(http: httpx.Client, fake: Writes, path: str, streamed: bool) -> None:
    content = _pieces(LIMIT + 1) if streamed else b"x" * (LIMIT + 1)
    response = http.post(path, content=content, headers=OWNER)
    assert response.status_code == 413
    assert response.json()["error"]["type"] == "SourceTooLarge"
    assert fake.calls == []


def test_body_at_the_limit_is_taken(http: httpx.Client) -> None:
    response = http.post("/api/v1/documents?filename=x.txt", content=_pieces(LIMIT), headers=OWNER)
    assert response.status_code == 200


UNUSABLE = [b"", b"{", b"[]", b"null", b"{}", b'{"locations": []}', b'{"locations": "x"}', b'{"paths": ["x"]}', b"\xff"]


@pytest.mark.parametrize("body", UNUSABLE, ids=str)
def test_locations_that_cannot_be_read_are_refused(http: httpx.Client, fake: Writes, body: bytes) -> None:
    response = http.post("/api/v1/documents", content=body, headers=OWNER)
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "InvalidQuery"
    assert fake.calls == []


def test_ingest_as_ndjson_tells_progress_then_the_result(http: httpx.Client) -> None:
    headers = OWNER | {"Accept": "application/x-ndjson"}
    response = http.post("/api/v1/documents", json={"locations": ["/a", "/broken"]}, headers=headers)
    assert response.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [list(line) for line in lines] == [["progress"], ["progress"], ["result"]]
    assert lines[1]["progress"] == {"stage": "read", "path": "/broken", "done": 1, "total": 2}
    assert lines[2]["result"]["failed"] == 1


def test_failure_as_ndjson_is_the_last_line(http: httpx.Client) -> None:
    headers = OWNER | {"Accept": "application/x-ndjson"}
    body = {"url": "http://broken", "collection": "c"}
    lines = http.post("/api/v1/push", json=body, headers=headers).text.splitlines()
    assert [json.loads(line)["error"]["type"] for line in lines] == ["StoreError"]


def test_search_is_answered_while_an_ingest_runs(http: httpx.Client, fake: Writes) -> None:
    fake.gate = threading.Event()
    answers: list[httpx.Response] = []

    def ingest() -> None:
        answers.append(http.post("/api/v1/documents", json={"locations": ["/a"]}, headers=OWNER))

    thread = threading.Thread(target=ingest)
    thread.start()
    assert http.get("/api/v1/search?q=pekerja").json()["total"] > 0
    assert answers == []
    fake.gate.set()
    thread.join(10)
    assert answers[0].status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
def test_ingest_ends_at_its_next_step_when_the_server_stops(accept: str, fake: Writes) -> None:
    fake.gate = threading.Event()
    app = create_app(fake, TOKEN)
    answers: list[httpx.Response] = []

    def ingest(url: str) -> None:
        headers = OWNER | {"Accept": accept}
        body = {"locations": ["/a", "/b"]}
        answers.append(httpx.post(f"{url}/api/v1/documents", json=body, headers=headers, trust_env=False))

    assert fake.gate is not None
    with run_server(app) as url:
        thread = threading.Thread(target=ingest, args=[url])
        thread.start()
        app.state.rujukan.stopping.set()
        fake.gate.set()
        thread.join(10)
    assert answers[0].json()["error"]["type"] == "StoreError"


def test_openapi_examples_of_every_change_are_done(http: httpx.Client) -> None:
    done = []
    for path, methods in http.get("/openapi.json").json()["paths"].items():
        if "post" not in methods or "maintenance" not in methods["post"]["tags"]:
            continue
        content = methods["post"].get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in content.get("examples", {"none": {"value": None}}).values():
            response = http.post(path, json=example["value"], headers=OWNER)
            assert response.status_code == 200, (path, response.text)
            done.append(path)
    assert done == ["/api/v1/documents", "/api/v1/documents", "/api/v1/reindex", "/api/v1/push"]


def test_upload_is_taken_in_and_found(small_home: Settings, tmp_path: Path) -> None:
    with open_copy(small_home, tmp_path) as base, run_server(create_app(base, TOKEN)) as url:
        params = {"filename": "catatan é.txt", "title": "Catatan rapat"}
        content = b"Bendahara membeli kalkulator baru."
        response = httpx.post(f"{url}/api/v1/documents", params=params, content=content, headers=OWNER, trust_env=False)
        assert response.status_code == 200, response.text
        found = httpx.get(f"{url}/api/v1/search", params={"q": "kalkulator"}, trust_env=False).json()
        assert found["hits"][0]["document_id"] == response.json()["sources"][0]["id"]
