"""Writing over HTTP: who may, how much, and how it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.app import create_app
from kb.model.settings import Settings
from tests.fakes import FakeKnowledgeBase
from tests.servers import run_server

TOKEN = "owner-token"
KEY = "a-configured-key"
LIMIT = 1000
OWNER = {"Authorization": f"Bearer {TOKEN}"}
KEYHOLDER = {"Authorization": f"Bearer {KEY}"}
WRITES: list[tuple[str, dict[str, Any]]] = [
    ("/api/v1/documents", {"locations": ["https://example.go.id/x.pdf"]}),
    ("/api/v1/documents?filename=x.txt", {}),
    ("/api/v1/reindex", {}),
    ("/api/v1/push", {"url": "http://qdrant:6333", "collection": "c"}),
]


@pytest.fixture(scope="module")
def served() -> FakeKnowledgeBase:
    return FakeKnowledgeBase(replace(Settings(), api_key=KEY, max_source_bytes=LIMIT))


@pytest.fixture
def fake(served: FakeKnowledgeBase) -> FakeKnowledgeBase:
    served.calls.clear()
    served.gate = None
    return served


@pytest.fixture(scope="module")
def http(served: FakeKnowledgeBase) -> Iterator[httpx.Client]:
    with (
        run_server(create_app(served, TOKEN)) as url,  # type: ignore[arg-type]
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
    http: httpx.Client, fake: FakeKnowledgeBase, path: str, body: dict[str, Any], headers: dict[str, str]
) -> None:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    response = http.post(path, json=body, headers=encoded)
    assert response.status_code == 401
    assert response.json()["error"]["type"] == "Unauthorized"
    assert response.headers["www-authenticate"] == "Bearer"
    assert fake.calls == []


def test_write_where_no_key_is_set_is_not_open_to_an_empty_one() -> None:
    fake = FakeKnowledgeBase(Settings())
    with run_server(create_app(fake)) as url:  # type: ignore[arg-type]
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
    ("/api/v1/documents", {"locations": ["/etc/passwd"]}, 401),
    ("/api/v1/documents", {"locations": ["https://example.go.id/x.pdf", "relative.txt"]}, 401),
    ("/api/v1/documents", {"locations": ["file:///etc/passwd"]}, 401),
    ("/api/v1/push", {"url": "http://elsewhere", "collection": "c"}, 401),
]


@pytest.mark.parametrize(("path", "body", "status"), KEYHOLDER_MAY, ids=[str(row[1]) for row in KEYHOLDER_MAY])
def test_write_with_the_key_reads_no_file_of_the_server(
    http: httpx.Client, fake: FakeKnowledgeBase, path: str, body: dict[str, Any], status: int
) -> None:
    assert http.post(path, json=body, headers=KEYHOLDER).status_code == status
    assert bool(fake.calls) == (status == 200 and "reindex" not in path)


def test_upload_hands_over_bytes_name_and_what_is_known(http: httpx.Client, fake: FakeKnowledgeBase) -> None:
    params = {"filename": "se é.pdf", "publisher": "Pemkot", "text_status": "official", "title": ""}
    data = bytes(range(256))
    response = http.post("/api/v1/documents", params=params, content=data, headers=KEYHOLDER)
    assert response.json()["sources"][0]["status"] == "added"
    given = {"publisher": "Pemkot", "text_status": "official"}
    assert fake.calls == [("ingest_bytes", (data, "se é.pdf", given))]


def test_upload_that_fails_says_why(http: httpx.Client) -> None:
    view = http.post("/api/v1/documents?filename=x.txt", content=b"", headers=OWNER).json()
    assert view["failed"] == 1
    assert view["sources"][0]["error"]["type"] == "EmptySource"


def _pieces(size: int) -> Iterator[bytes]:
    """Send without a Content-Length."""
    for _ in range(size):
        yield b"x"


@pytest.mark.parametrize("path", ["/api/v1/documents?filename=x.txt", "/api/v1/documents"])
@pytest.mark.parametrize("streamed", [False, True])
def test_body_over_the_limit_is_refused(http: httpx.Client, fake: FakeKnowledgeBase, path: str, streamed: bool) -> None:
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
def test_locations_that_cannot_be_read_are_refused(http: httpx.Client, fake: FakeKnowledgeBase, body: bytes) -> None:
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


def test_search_is_answered_while_an_ingest_runs(http: httpx.Client, fake: FakeKnowledgeBase) -> None:
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
def test_ingest_ends_at_its_next_step_when_the_server_stops(accept: str) -> None:
    fake = FakeKnowledgeBase(Settings())
    fake.gate = threading.Event()
    app = create_app(fake, TOKEN)  # type: ignore[arg-type]
    answers: list[httpx.Response] = []

    def ingest(url: str) -> None:
        headers = OWNER | {"Accept": accept}
        body = {"locations": ["/a", "/b"]}
        answers.append(httpx.post(f"{url}/api/v1/documents", json=body, headers=headers, trust_env=False))

    with run_server(app) as url:
        thread = threading.Thread(target=ingest, args=[url])
        thread.start()
        app.state.rujukan.stopping.set()
        fake.gate.set()
        thread.join(10)
    assert answers[0].json()["error"]["type"] == "StoreError"
