"""The client answers, fails and reports progress alike, here and through a server."""

from __future__ import annotations

import gc
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
from kb.client import Client, find_server, open_client
from kb.client.local import Local
from kb.client.remote import Remote, build_message, parse_error
from kb.knowledge_base import KnowledgeBase
from kb.model import errors
from kb.model.errors import walk_errors
from kb.model.settings import Settings
from kb.operations import table
from kb.operations.document_answers import ProgressBody
from kb.operations.operation import tell_error
from kb.operations.table import OPERATIONS
from kb.stores.locks import write_server_file
from tests.servers import run_server
from tests.small_home import AMENDED, DIGEST, DOCUMENT, RELEASE, ask_here, open_copy

TOKEN = "owner-token"


@pytest.fixture(scope="module")
def url(small_base: KnowledgeBase) -> Iterator[str]:
    with run_server(create_app(small_base, TOKEN)) as address:
        yield address


@pytest.fixture
def remote(url: str) -> Iterator[Client]:
    with Client(Remote(url, TOKEN)) as client:
        yield client


@pytest.fixture
def local(small_base: KnowledgeBase) -> Client:
    return ask_here(small_base)


Ask = Callable[[Any], Any]

# Each is asked of both transports, and the answers are compared.
QUESTIONS: list[tuple[str, Ask]] = [
    ("search", lambda client: client.search_provisions(q="pekerja jasa konstruksi")),
    ("search with limit and mode", lambda client: client.search_provisions(q="pekerja", limit=1, mode="sparse")),
    ("search with symbols", lambda client: client.search_provisions(q='"pekerja" & 100% #a?b=c+d é')),
    ("search with many filters", lambda client: client.search_provisions(q="pekerja", kind=["se", "inpres"])),
    ("search with a year", lambda client: client.search_provisions(q="pekerja", year=[2024, 2025])),
    ("search with dates", lambda client: client.search_provisions(q="pekerja", date_from=date(2024, 1, 1))),
    ("search with status", lambda client: client.search_provisions(q="pekerja", text_status=["digest"])),
    ("search as of a day", lambda client: client.search_provisions(q="santunan", as_of=date(2018, 1, 1))),
    ("search of a document", lambda client: client.search_provisions(q="pekerja", document=[DOCUMENT])),
    ("references", lambda client: client.find_references(document_id=DIGEST)),
    (
        "references of a kind",
        lambda client: client.find_references(document_id=DOCUMENT, relation="merujuk", locator="diktum-pertama"),
    ),
    ("cited by", lambda client: client.find_cited_by(document_id=DOCUMENT, locator="diktum-kedua", limit=5)),
    ("search without hit", lambda client: client.search_provisions(q="zzz", mode="sparse")),
    ("documents", lambda client: client.list_documents()),
    (
        "second page",
        lambda client: client.list_documents(cursor=client.list_documents(limit=1).cursor, limit=1),
    ),
    ("document", lambda client: client.get_document(document_id=DOCUMENT)),
    ("page of an outline", lambda client: client.get_document(document_id=DOCUMENT, limit=2)),
    ("document with a status", lambda client: client.get_document(document_id=AMENDED)),
    ("text", lambda client: client.get_text(document_id=RELEASE)),
    ("part of a text", lambda client: client.get_text(document_id=RELEASE, start=3, end=9)),
    ("source", lambda client: client.get_source(document_id=DOCUMENT)),
    ("provision", lambda client: client.get_provision(document_id=DOCUMENT, locator="diktum-kedua.angka-3")),
    ("history", lambda client: client.get_history(document_id=DOCUMENT)),
    ("figures", lambda client: client.find_figures(document_id=RELEASE)),
    ("timeline", lambda client: client.find_timelines(subject="pekerja konstruksi")),
    ("citations", lambda client: client.lookup_citations(text="Menurut Inpres 2/2021 dan UU 1/1999.")),
    ("citations of a day", lambda client: client.lookup_citations(text="UU BPJS.", date=date(2018, 1, 1))),
    ("name", lambda client: client.resolve_name(q="Inpres 2/2021")),
    ("quote", lambda client: client.verify_quote(quote="melapor kepada menteri", filters={"kind": ["inpres"]})),
    ("nearest", lambda client: client.verify_quote(quote="Gubernur tidak melapor kepada menteri")),
    ("claim", lambda client: client.check_claims(text="Sebanyak 56 persen pekerja konstruksi Kalbar terlindungi.")),
    ("coverage", lambda client: client.get_coverage()),
    ("status", lambda client: client.get_status()),
]


@pytest.mark.parametrize(("name", "ask"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_answer_of_both_transports_is_the_same(remote: Client, local: Client, name: str, ask: Ask) -> None:
    assert ask(remote) == ask(local)


def test_every_operation_that_reads_is_among_the_questions() -> None:
    class Names:
        def __init__(self) -> None:
            self.asked: set[str] = set()

        def __getattr__(self, name: str) -> Ask:
            self.asked.add(name)
            return lambda **fields: Names()

    names = Names()
    for _, ask in QUESTIONS:
        ask(names)
    assert names.asked == {operation.name for operation in OPERATIONS if operation.who == "reader"}


def test_writes_of_both_transports_are_the_same(small_home: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Catatan rapat: bendahara membeli kalkulator baru.", encoding="utf-8")
    told = []
    for name in ("here", "there"):
        with open_copy(small_home, tmp_path / name) as base, run_server(create_app(base, TOKEN)) as url:
            client = ask_here(base) if name == "here" else Client(Remote(url, TOKEN))
            heard: list[ProgressBody] = []
            taken = client.ask(
                table.add_documents, heard.append, locations=[str(tmp_path / "x.txt"), str(tmp_path / "none.txt")]
            )
            made = client.ask(table.rebuild_index, heard.append)
            with pytest.raises(errors.StoreError):
                client.ask(table.push_index, url="http://127.0.0.1:9", collection="c")
            rows = [(row.id, row.path, row.status, row.error) for row in taken.sources]
            told.append((rows, taken.failed, made.documents, made.chunks, [(one.stage, one.path) for one in heard]))
    assert told[0] == told[1]
    assert [row[2] for row in told[0][0]] == ["added", "failed"]
    assert told[0][2] == 6
    assert {stage for stage, _ in told[0][4]} >= {"read"}


FAILURES: list[tuple[str, Ask, type[errors.KBError]]] = [
    ("empty query", lambda client: client.search_provisions(q=" "), errors.InvalidQuery),
    ("unknown field", lambda client: client.search_provisions(q="x", yaer=2021), errors.InvalidQuery),
    ("strange cursor", lambda client: client.list_documents(cursor="x"), errors.InvalidCursor),
    ("unknown document", lambda client: client.get_document(document_id="x y?z#é"), errors.DocumentNotFound),
    ("unknown text", lambda client: client.get_text(document_id="x"), errors.DocumentNotFound),
    ("unknown version", lambda client: client.get_document(document_id=DOCUMENT, version="0" * 8), errors.NotFound),
    ("unknown place", lambda client: client.get_provision(document_id=DOCUMENT, locator="bab-i"), errors.NotFound),
    ("withheld", lambda client: client.get_source(document_id=RELEASE), errors.SourceWithheld),
    ("nothing to add", lambda client: client.add_documents(), errors.InvalidQuery),
]


@pytest.mark.parametrize(("name", "ask", "expected"), FAILURES, ids=[row[0] for row in FAILURES])
def test_failure_of_both_transports_is_the_same(
    remote: Client, local: Client, name: str, ask: Ask, expected: type[errors.KBError]
) -> None:
    raised = []
    for client in (remote, local):
        with pytest.raises(expected) as caught:
            ask(client)
        raised.append((type(caught.value), caught.value.message, caught.value.hint))
    assert raised[0] == raised[1]


@pytest.mark.parametrize("document_id", ["x/../y", "", "../status", "a/b/c/d"])
def test_document_id_that_no_route_carries_is_not_found(remote: Client, document_id: str) -> None:
    with pytest.raises(errors.NotFound):
        remote.ask(table.get_text, document_id=document_id)


def test_paths_are_sent_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    asked = table.add_documents.request.read({"locations": ["a/x.txt", "https://example.go.id/x.pdf"]})
    told = build_message(table.add_documents, asked.for_server())  # type: ignore[arg-type]
    assert told["json"] == {"locations": [str(tmp_path / "a/x.txt"), "https://example.go.id/x.pdf"]}


def test_client_without_token_may_read_but_not_write(url: str) -> None:
    with Client(Remote(url)) as client:
        assert client.ask(table.search_provisions, q="pekerja").total > 0
        with pytest.raises(errors.Unauthorized):
            client.ask(table.rebuild_index)


def test_client_of_a_dead_server_says_so() -> None:
    with Client(Remote("http://127.0.0.1:9", TOKEN)) as client:
        for name in ("get_status", "rebuild_index"):
            with pytest.raises(errors.StoreError, match="does not answer"):
                getattr(client, name)()


def test_client_whose_server_stops_in_the_middle_says_so() -> None:
    body = b'{"progress": {"stage": "read", "path": "x", "done": 0, "total": 2}}\n'
    headers = {"content-type": "application/x-ndjson"}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body, headers=headers))
    with (
        Client(Remote("http://server", TOKEN, transport)) as client,
        pytest.raises(errors.StoreError, match="before the work was done"),
    ):
        client.ask(table.add_documents, locations=["/a"])


def test_operation_that_there_is_not_is_no_method(local: Client) -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        local.nonsense()


@pytest.mark.parametrize("cls", list(walk_errors()))
def test_error_sent_and_parsed_is_of_the_same_class(cls: type[errors.KBError]) -> None:
    error = parse_error(tell_error(cls("What happened.", "What next.")).model_dump_json(), 500)
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


def test_name_of_every_error_class_is_declared_on_it_and_its_own() -> None:
    gc.collect()  # a class that another test made is gone once nobody refers to it
    names = [cls.type for cls in walk_errors()]
    assert all("type" in vars(cls) for cls in walk_errors())
    assert len(set(names)) == len(names)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_server_of_this_home_is_found_and_asked(home: Path, url: str) -> None:
    write_server_file(home, url, TOKEN, os.getpid())
    found = find_server(home)
    assert isinstance(found, Remote)
    with Client(found) as client:
        assert client.ask(table.get_status).home


def test_server_that_does_not_know_the_token_never_sees_it(home: Path, url: str) -> None:
    write_server_file(home, url, "another-token", os.getpid())
    assert find_server(home) is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nonsense.invalid", "no address"])
def test_server_that_does_not_answer_is_none(home: Path, address: str) -> None:
    write_server_file(home, address, TOKEN, os.getpid())
    assert find_server(home) is None


def test_open_client_without_server_opens_the_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Local(None)  # type: ignore[arg-type]
    monkeypatch.setattr(clients, "open_local", lambda settings: opened)
    assert open_client(Settings(home=home)).transport is opened


def test_remote_search_loads_no_heavy_package(url: str) -> None:
    program = f"""
import sys
from kb.client import Client
from kb.client.remote import Remote
from kb.operations import table
with Client(Remote({url!r})) as client:
    assert client.ask(table.search_provisions, q="pekerja").total > 0
heavy = {{"torch", "haystack", "qdrant_client", "qdrant_edge", "sqlalchemy", "fastapi", "trafilatura", "numpy"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
