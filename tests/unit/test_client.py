"""The server's client answers, fails and reports progress like the local one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from kb import client as clients
from kb.client import HttpClient, LocalClient, find_server, format_filters, open_client, parse_error
from kb.model import Filters, errors
from kb.model.settings import Settings
from kb.stores.locks import write_server_file
from kb.views import error_view
from tests.fakes import FakeKnowledgeBase
from tests.servers import run_server

TOKEN = "owner-token"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with run_server(create_app(FakeKnowledgeBase(Settings()), TOKEN)) as address:  # type: ignore[arg-type]
        yield address


@pytest.fixture
def remote(url: str) -> Iterator[HttpClient]:
    with HttpClient(url, TOKEN) as client:
        yield client


@pytest.fixture
def local() -> LocalClient:
    return LocalClient(FakeKnowledgeBase(Settings()))  # type: ignore[arg-type]


Ask = Callable[[Any], Any]

# Each is asked of both clients, and the answers are compared.
QUESTIONS: list[tuple[str, Ask]] = [
    ("search", lambda client: client.search("pekerja jasa konstruksi")),
    ("search with limit and mode", lambda client: client.search("pekerja", limit=1, mode="sparse")),
    ("search with quotes and symbols", lambda client: client.search('"pekerja" & 100% #a?b=c+d é')),
    ("search with many filters", lambda client: client.search("pekerja", Filters(kind=("se", "inpres")))),
    ("search with a year", lambda client: client.search("pekerja", Filters(year=(2024, 2025)))),
    ("search with dates", lambda client: client.search("pekerja", Filters(date_from=date(2024, 1, 1)))),
    ("search with status", lambda client: client.search("pekerja", Filters(text_status=("digest",)))),
    ("search as of a day", lambda client: client.search("pekerja", as_of=date(2022, 1, 1))),
    ("references", lambda client: client.find_references("inpres-2-2021")),
    ("references of a kind", lambda client: client.find_references("inpres-2-2021", None, "mengubah", "diktum-kedua")),
    ("cited by", lambda client: client.find_cited_by("inpres-2-2021", "diktum-kedua", "merujuk", 0, 5)),
    ("search without hit", lambda client: client.search("zzz")),
    ("documents", lambda client: client.find_documents()),
    ("second page", lambda client: client.find_documents(cursor=client.find_documents(limit=1)["cursor"], limit=1)),
    ("document", lambda client: client.get_document("inpres-2-2021")),
    ("text", lambda client: client.get_text("berita-penerbit-2025-07-10-kalbar")),
    ("provision", lambda client: client.get_provision("inpres-2-2021", "diktum-kedua.angka-13")),
    ("coverage", lambda client: client.coverage()),
    ("ingest", lambda client: client.ingest(["/a/x.txt", "https://example.go.id/broken"])),
    ("starter", lambda client: client.ingest([], starter=True)),
    ("reindex", lambda client: client.reindex()),
    ("push", lambda client: client.push("http://qdrant:6333", "c", "key")),
]


@pytest.mark.parametrize(("name", "ask"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_answer_of_both_clients_is_the_same(remote: HttpClient, local: LocalClient, name: str, ask: Ask) -> None:
    assert ask(remote) == ask(local)


FAILURES: list[tuple[str, Ask, type[errors.KBError]]] = [
    ("empty query", lambda client: client.search(" "), errors.InvalidQuery),
    ("strange cursor", lambda client: client.find_documents(cursor="x"), errors.InvalidCursor),
    ("unknown document", lambda client: client.get_document("x y?z#é"), errors.DocumentNotFound),
    ("unknown text", lambda client: client.get_text("x"), errors.DocumentNotFound),
    ("unknown version", lambda client: client.get_document("inpres-2-2021", "00000000"), errors.DocumentNotFound),
    ("unknown provision", lambda client: client.get_provision("inpres-2-2021", "bab-i"), errors.ProvisionNotFound),
    ("push in vain", lambda client: client.push("http://broken", "c"), errors.StoreError),
]


@pytest.mark.parametrize(("name", "ask", "expected"), FAILURES, ids=[row[0] for row in FAILURES])
def test_failure_of_both_clients_is_the_same(
    remote: HttpClient, local: LocalClient, name: str, ask: Ask, expected: type[errors.KBError]
) -> None:
    raised = []
    for client in (remote, local):
        with pytest.raises(expected) as caught:
            ask(client)
        raised.append((type(caught.value), caught.value.message, caught.value.hint))
    assert raised[0] == raised[1]


@pytest.mark.parametrize("document_id", ["x/../y", "", "../status", "a/b/c/d"])
def test_document_id_that_no_route_carries_is_not_found(remote: HttpClient, document_id: str) -> None:
    with pytest.raises(errors.NotFound):
        remote.get_text(document_id)


def test_progress_of_both_clients_is_the_same(remote: HttpClient, local: LocalClient) -> None:
    seen: list[list[dict[str, Any]]] = []
    for client in (remote, local):
        heard: list[dict[str, Any]] = []
        client.ingest(["/a/x.txt", "/a/y.txt"], on_progress=heard.append)
        client.reindex(on_progress=heard.append)
        seen.append(heard)
    assert seen[0] == seen[1]
    assert [row["stage"] for row in seen[0]] == ["read", "read", "reindex"]


def test_ingest_of_a_relative_path_reaches_the_server_absolute(
    remote: HttpClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    view = remote.ingest(["a/x.txt", "https://example.go.id/x.pdf"])
    assert [row["path"] for row in view["sources"]] == [str(tmp_path / "a/x.txt"), "https://example.go.id/x.pdf"]


def test_client_without_token_may_read_but_not_write(url: str) -> None:
    with HttpClient(url) as client:
        assert client.search("pekerja")["total"] > 0
        with pytest.raises(errors.Unauthorized):
            client.reindex()


def test_client_of_a_dead_server_says_so() -> None:
    with HttpClient("http://127.0.0.1:9", TOKEN) as client:
        for ask in (client.status, client.reindex):
            with pytest.raises(errors.StoreError, match="does not answer"):
                ask()


def test_client_whose_server_stops_in_the_middle_says_so() -> None:
    body = b'{"progress": {"stage": "read", "path": "x", "done": 0, "total": 2}}\n'
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    with (
        HttpClient("http://server", TOKEN, transport) as client,
        pytest.raises(errors.StoreError, match="before the work was done"),
    ):
        client.ingest(["/a"])


def _walk(cls: type[errors.KBError]) -> Iterator[type[errors.KBError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from _walk(child)


@pytest.mark.parametrize("cls", list(_walk(errors.KBError)))
def test_error_sent_and_parsed_is_of_the_same_class(cls: type[errors.KBError]) -> None:
    import json

    error = parse_error(json.dumps(error_view(cls("What happened.", "What next."))), 500)
    assert type(error) is cls
    assert (error.message, error.hint) == ("What happened.", "What next.")


STRANGE = [
    "", "<html>Bad gateway</html>", "[]", "{}", '{"error": 1}', "null",
    '{"error": {"type": "os", "message": "m", "hint": "h"}}',
    '{"error": {"type": "__name__", "message": "m", "hint": "h"}}',
    '{"error": {"type": "InternalError", "message": "m", "hint": "h"}}',
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_error_of_a_strange_body_is_a_plain_one(text: str) -> None:
    assert type(parse_error(text, 502)) is errors.KBError


def test_filters_without_value_are_left_out() -> None:
    assert format_filters(Filters()) == {}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_server_of_this_home_is_found_and_asked(home: Path, url: str) -> None:
    write_server_file(home, url, TOKEN, os.getpid())
    found = find_server(home)
    assert isinstance(found, HttpClient)
    with found:
        assert found.reindex()["documents"] == 3


def test_server_of_another_process_on_the_same_port_never_sees_the_token(home: Path, url: str) -> None:
    write_server_file(home, url, TOKEN, os.getppid())
    assert find_server(home) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nonsense.invalid", "no address"])
def test_server_that_does_not_answer_is_none(home: Path, address: str) -> None:
    write_server_file(home, address, TOKEN, os.getpid())
    assert find_server(home) is None


def test_open_client_without_server_opens_the_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = LocalClient(FakeKnowledgeBase(Settings()))  # type: ignore[arg-type]
    monkeypatch.setattr(clients, "open_local", lambda settings: opened)
    assert open_client(Settings(home=home)) is opened


def test_remote_search_loads_no_heavy_package(url: str) -> None:
    program = f"""
import sys
from kb.client import HttpClient
with HttpClient({url!r}) as client:
    assert client.search("pekerja")["total"] > 0
heavy = {{"torch", "haystack", "qdrant_client", "qdrant_edge", "sqlalchemy", "fastapi", "trafilatura", "numpy"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
