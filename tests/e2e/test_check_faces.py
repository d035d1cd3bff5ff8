"""Checking citations and quotes gives the same on every face: library, HTTP client, command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import create_app
from kb.cli import main
from kb.cli.session import Session
from kb.client import Client
from kb.client.remote import Remote
from kb.knowledge_base import KnowledgeBase
from kb.operations import table
from tests.small_home import ask_here

PASSAGE = (
    "Menurut Inpres No. 2 Tahun 2021 dan UU 999/2013, SE Wali Kota Tangerang Nomor 19349 Tahun 2024 \x1b[2J berlaku."
)

ASKED: list[Callable[[Client], Any]] = [
    lambda client: client.ask(table.lookup_citations, text=PASSAGE),
    lambda client: client.ask(table.lookup_citations, text="UU Jasa Konstruksi", date=date(2010, 1, 1)),
    lambda client: client.ask(table.resolve_name, q="SE Wali Kota Bogor 2025"),
    lambda client: client.ask(table.resolve_name, q="Inpres 2/2022"),
    lambda client: client.ask(
        table.verify_quote, quote="jaminan sosial ketenagakerjaan", filters={"document_id": ["inpres-2-2021"]}
    ),
    lambda client: client.ask(table.verify_quote, quote="zebra quagga okapi jerapah"),
]


@pytest.mark.parametrize("ask", ASKED, ids=range(len(ASKED)))
def test_library_and_http_answer_alike(starter_base: KnowledgeBase, ask: Callable[[Client], Any]) -> None:
    with TestClient(create_app(starter_base)) as http:

        def forward(request: httpx.Request) -> httpx.Response:
            answer = http.request(request.method, str(request.url), content=request.content)
            return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

        far = Client(Remote("http://testserver", transport=httpx.MockTransport(forward)))
        assert ask(ask_here(starter_base)) == ask(far)


def run(base: KnowledgeBase, *words: str, stdin: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(main, words, input=stdin, obj=Session(base.settings, lambda _: ask_here(base)))
    return done.exit_code, done.output


def test_lookup_reads_a_file_or_standard_input(starter_base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "passage.txt"
    file.write_text(PASSAGE, encoding="utf-8")
    code, shown = run(starter_base, "lookup", str(file))
    assert code == 0
    assert "held: Inpres 2/2021" in shown
    assert "unknown: UU 999/2013" in shown
    assert "RINGKASAN, bukan teks resmi" in shown
    assert "\x1b" not in shown
    assert run(starter_base, "lookup", "-", stdin=PASSAGE) == (code, shown)
    code, told = run(starter_base, "lookup", "-", "--json", stdin=PASSAGE)
    answer = ask_here(starter_base).ask(table.lookup_citations, text=PASSAGE)
    assert json.loads(told) == answer.model_dump(mode="json")
    assert run(starter_base, "lookup", "-", stdin="Tanpa rujukan.") == (0, "No citation in these 14 characters.\n")


def test_lookup_of_what_is_no_text_is_an_error_with_a_hint(starter_base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\xff\xfe")
    code, shown = run(starter_base, "lookup", str(file))
    assert code == 2
    assert "UTF-8" in shown


def test_resolve_tells_candidates_and_exits_with_3_without_one(starter_base: KnowledgeBase) -> None:
    assert run(starter_base, "resolve", "inpres", "2/2021")[0] == 0
    code, shown = run(starter_base, "resolve", "inpres", "2/2022")
    assert code == 3
    assert "near:" in shown


def test_verify_shows_where_the_words_stand_or_what_differs(starter_base: KnowledgeBase) -> None:
    quote = starter_base.search("gubernur").hits[0].citation.quote.exact
    code, shown = run(starter_base, "verify", quote)
    assert (code, shown.startswith("Verbatim, to the letter")) == (0, True)
    words = quote.split()
    code, shown = run(starter_base, "verify", " ".join([*words[:4], "tidak", *words[4:]]))
    assert (code, shown.startswith("Not found")) == (3, True)
    assert "{+tidak+}" in shown
