"""The command line: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb import client as clients
from kb.cli import ask, main, render
from kb.cli.ask import Address, parse_address
from kb.cli.exits import EXIT_CODES, get_exit_code
from kb.cli.relations import RELATIONS as OFFERED
from kb.cli.session import Session
from kb.client import LocalClient
from kb.law.relations import RELATIONS
from kb.model import Filters, errors
from kb.model.settings import Settings
from tests.fakes import FakeKnowledgeBase

DOCUMENT = "inpres-2-2021"
DIGEST = "se-wali-kota-tangerang-19349-2024"
RELEASE = "berita-penerbit-2025-07-10-kalbar"


def walk(cls: type[errors.KBError]) -> Iterator[type[errors.KBError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from walk(child)


@pytest.fixture
def fake() -> FakeKnowledgeBase:
    return FakeKnowledgeBase(Settings())


def run(fake: FakeKnowledgeBase, *words: str) -> Result:
    session = Session(fake.settings, lambda settings: LocalClient(fake))  # type: ignore[arg-type]
    return CliRunner().invoke(main, list(words), obj=session)


@pytest.mark.parametrize("cls", list(walk(errors.KBError)))
def test_exit_code_of_every_error_class_stands_in_the_table(cls: type[errors.KBError]) -> None:
    assert EXIT_CODES[cls] in range(1, 7)
    assert get_exit_code(cls("x")) == EXIT_CODES[cls]


def test_exit_code_of_a_later_subclass_is_its_parents() -> None:
    assert get_exit_code(type("Later", (errors.DocumentNotFound,), {})("x")) == 3


# Every reading and writing command, told to print JSON.
JSON_COMMANDS = [
    (["search", "pekerja konstruksi"], {"query", "mode", "total", "hits", "diagnostics"}),
    (["search", "zzz"], {"query", "mode", "total", "hits", "diagnostics"}),
    (["search", "pekerja", "--as-of", "2022-01-01"], {"query", "mode", "total", "hits", "diagnostics"}),
    (["references", "inpres-2-2021"], {"document_id", "version", "title", "total", "relations", "mentions"}),
    (["cited-by", "inpres-2-2021"], {"document_id", "version", "title", "total", "relations", "mentions"}),
    (
        ["read", f"{DOCUMENT}#diktum-kedua"],
        {"document", "provision", "text", "citation", "status", "ancestors", "children"},
    ),
    (["documents"], {"documents", "total", "facets", "cursor"}),
    (["coverage"], {"documents", "by_kind", "by_status", "latest", "retrieved", "missing"}),
    (["ingest", "/a/x.txt"], {"sources", "seconds", "failed"}),
    (["reindex"], {"documents", "chunks", "seconds", "fingerprint"}),
    (["push", "http://qdrant:6333"], {"points", "seconds", "url", "collection"}),
    (["config"], {"settings"}),
]


@pytest.mark.parametrize(("words", "names"), JSON_COMMANDS, ids=[" ".join(row[0]) for row in JSON_COMMANDS])
def test_json_is_all_that_stands_on_stdout(fake: FakeKnowledgeBase, words: list[str], names: set[str]) -> None:
    done = run(fake, *words, "--json")
    assert done.exit_code == 0
    assert set(json.loads(done.stdout)) == names
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(("words", "_names"), [*JSON_COMMANDS, (["status"], set())], ids=lambda value: str(value)[:40])
def test_text_is_printed_without_json(fake: FakeKnowledgeBase, words: list[str], _names: set[str]) -> None:
    done = run(fake, *words)
    assert done.exit_code == 0
    assert done.stdout.strip()
    assert not done.stdout.startswith("{")


def test_read_of_a_document_holds_its_text(fake: FakeKnowledgeBase) -> None:
    view = json.loads(run(fake, "read", DOCUMENT, "--json").stdout)
    assert view["text"] == fake.get_document(DOCUMENT).text
    assert [row["locator"] for row in view["outline"]] == ["diktum-pertama", "diktum-kedua", "diktum-kedua.angka-13"]


def test_json_keeps_a_quote_verbatim(fake: FakeKnowledgeBase) -> None:
    view = json.loads(run(fake, "search", "terlindungi", "--json").stdout)
    quote = view["hits"][0]["citation"]["quote"]
    assert quote["exact"] == fake.get_document(RELEASE).text[quote["start"] : quote["end"]]


FAILURES: list[tuple[list[str], int, str]] = [
    (["search", " "], 2, "InvalidQuery"),
    (["documents", "--cursor", "x"], 2, "InvalidCursor"),
    (["read", "x"], 3, "DocumentNotFound"),
    (["read", "#"], 3, "DocumentNotFound"),
    (["read", f"{DOCUMENT}#bab-i"], 3, "ProvisionNotFound"),
    (["push", "http://broken"], 4, "StoreError"),
]


@pytest.mark.parametrize(("words", "code", "type_name"), FAILURES, ids=[str(row[0]) for row in FAILURES])
def test_failure_is_told_on_stderr_with_its_code(
    fake: FakeKnowledgeBase, words: list[str], code: int, type_name: str
) -> None:
    done = run(fake, *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize(("words", "code", "type_name"), FAILURES, ids=[str(row[0]) for row in FAILURES])
def test_failure_with_json_is_the_result(fake: FakeKnowledgeBase, words: list[str], code: int, type_name: str) -> None:
    done = run(fake, *words, "--json")
    assert done.exit_code == code
    error = json.loads(done.stdout)["error"]
    assert set(error) == {"type", "message", "hint"}
    assert error["type"] == type_name


USAGE = [
    [],
    ["nonsense"],
    ["search"],
    ["search", "x", "--limit", "0"],
    ["search", "x", "--limit", "101"],
    ["search", "x", "--year", "MMXXI"],
    ["search", "x", "--from", "25-03-2021"],
    ["search", "x", "--text-status", "true"],
    ["search", "x", "--mode", "magic"],
    ["search", "x", "--as-of", "kemarin"],
    ["references", "x", "--relation", "menghapus"],
    ["ingest"],
    ["serve", "--port", "65536"],
]


@pytest.mark.parametrize("words", USAGE, ids=str)
def test_command_line_that_makes_no_sense_ends_with_2(fake: FakeKnowledgeBase, words: list[str]) -> None:
    done = run(fake, *words)
    assert (done.exit_code, done.stdout) == (2, "")


def test_ingest_with_a_failed_source_ends_with_1_and_tells_all(fake: FakeKnowledgeBase) -> None:
    done = run(fake, "ingest", "/a/good.txt", "/a/broken.pdf", "--json")
    assert done.exit_code == 1
    view = json.loads(done.stdout)
    assert view["failed"] == 1
    assert [row["status"] for row in view["sources"]] == ["added", "failed"]
    told = run(fake, "ingest", "/a/good.txt", "/a/broken.pdf").stdout
    assert "SourceUnreachable: /a/broken.pdf can't be read. Check the path." in told


def test_ingest_with_starter_takes_it_in_first(fake: FakeKnowledgeBase) -> None:
    view = json.loads(run(fake, "ingest", "--starter", "/a/x.txt", "--json").stdout)
    assert [row["id"] for row in view["sources"]] == ["inpres-2-2021", "x"]


def test_search_options_reach_the_knowledge_base(fake: FakeKnowledgeBase) -> None:
    words = (
        'search "pekerja konstruksi" sejahtera --kind SE --kind inpres --number 04/SE/M/2022 --year 2021 --year 2024 '
        "--issuer Gubernur --place Bali --from 2021-01-01 --to 2025-12-31 --text-status digest --document a "
        "--limit 7 --mode sparse"
    )
    import shlex

    assert run(fake, *shlex.split(words)).exit_code == 0
    _, (query, filters, limit, mode) = fake.calls[-1]
    assert (query, limit, mode) == ("pekerja konstruksi sejahtera", 7, "sparse")
    assert filters.kind == ("se", "inpres")
    assert filters.year == (2021, 2024)
    assert (str(filters.date_from), str(filters.date_to)) == ("2021-01-01", "2025-12-31")
    assert [value for value in (getattr(filters, entry.name) for entry in fields(filters)) if not value] == []


def test_search_without_filters_narrows_nothing(fake: FakeKnowledgeBase) -> None:
    run(fake, "search", "x")
    assert fake.calls[-1][1][1] == Filters()


def test_every_filter_has_its_option(fake: FakeKnowledgeBase) -> None:
    options = {parameter.name for parameter in main.commands["search"].params}
    assert {entry.name for entry in fields(Filters)} <= options


def test_hit_of_a_digest_says_that_it_is_one(fake: FakeKnowledgeBase) -> None:
    assert "RINGKASAN, bukan teks resmi" in run(fake, "search", "kontraktor").stdout
    assert "RINGKASAN, bukan teks resmi" in run(fake, "read", f"{DIGEST}#seksi-1").stdout
    assert "RINGKASAN, bukan teks resmi" in run(fake, "read", DIGEST).stdout
    assert "RINGKASAN, bukan teks resmi" in run(fake, "documents").stdout


def test_hit_is_shown_with_rank_citation_quote_page_and_permalink(fake: FakeKnowledgeBase) -> None:
    told = run(fake, "search", "gubernur").stdout
    for part in (
        "1. Optimalisasi jaminan sosial ketenagakerjaan, Diktum KEDUA",
        "“13. Gubernur untuk melapor kepada menteri tiap semester.”",
        "[teks resmi · halaman 1]",
        f"/api/v1/documents/{DOCUMENT}/provisions/diktum-kedua",
    ):
        assert part in told


def test_search_without_hit_says_what_was_searched_and_ends_with_0(fake: FakeKnowledgeBase) -> None:
    done = run(fake, "search", "zzz")
    assert done.exit_code == 0
    assert "No hit for “zzz”" in done.stdout
    assert 'searched: {"documents": 3}' in done.stdout
    assert "reason: No chunk has a word of the question." in done.stdout


@pytest.mark.parametrize("words", [["search", "terlindungi"], ["read", RELEASE], ["read", f"{RELEASE}#paragraf-1"]])
def test_control_characters_of_a_source_never_reach_the_terminal(fake: FakeKnowledgeBase, words: list[str]) -> None:
    told = run(fake, *words).stdout
    assert "berbahaya" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_outline_lists_every_provision_by_its_locator(fake: FakeKnowledgeBase) -> None:
    told = run(fake, "read", DOCUMENT, "--outline").stdout.splitlines()
    assert [line.split()[0] for line in told[1:]] == ["diktum-pertama", "diktum-kedua", "diktum-kedua.angka-13"]


def test_boilerplate_is_dimmed_on_a_terminal_and_the_text_whole(fake: FakeKnowledgeBase) -> None:
    view = {"text": "Iklan\nPasal 1\nIklan\x1b lagi", "outline": [
        {"kind": "boilerplate", "span": {"start": 0, "end": 5}},
        {"kind": "pasal", "span": {"start": 6, "end": 13}},
        {"kind": "boilerplate", "span": {"start": 14, "end": 25}},
    ]}  # fmt: skip
    told = render._render_text(view)
    assert told == "\x1b[2mIklan\x1b[0m\nPasal 1\n\x1b[2mIklan\ufffd lagi\x1b[0m"


ADDRESSES = [
    ("inpres-2-2021", Address("inpres-2-2021", None, "")),
    ("inpres-2-2021#", Address("inpres-2-2021", None, "")),
    ("inpres-2-2021#diktum-kedua", Address("inpres-2-2021", None, "diktum-kedua")),
    ("inpres-2-2021@0123456789ab", Address("inpres-2-2021", "0123456789ab", "")),
    ("inpres-2-2021@0123456789ab#pasal-5_2.ayat-1~12", Address("inpres-2-2021", "0123456789ab", "pasal-5_2.ayat-1")),
    ("", Address("", None, "")),
]


@pytest.mark.parametrize(("text", "expected"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_address_is_read(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


def test_chunk_id_of_a_hit_can_be_read(fake: FakeKnowledgeBase) -> None:
    hit = json.loads(run(fake, "search", "gubernur", "--json").stdout)["hits"][0]
    view = json.loads(run(fake, "read", hit["chunk_id"], "--json").stdout)
    assert view["text"] == hit["text"]


def test_what_a_library_prints_goes_to_stderr(fake: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    def chat(*arguments: Any) -> Any:
        print("Loading weights …")
        return answer(*arguments)

    answer = fake.search
    monkeypatch.setattr(fake, "search", chat)
    done = run(fake, "search", "pekerja", "--json")
    assert json.loads(done.stdout)["total"] > 0
    assert "Loading weights" in done.stderr


def test_config_hides_secrets() -> None:
    told = run(FakeKnowledgeBase(replace(Settings(), api_key="hunter2")), "config").stdout
    assert "hunter2" not in told
    assert "KB_API_KEY=set, hidden" in told


def test_client_is_closed_after_a_failure(fake: FakeKnowledgeBase) -> None:
    run(fake, "read", "x")
    assert fake.closed


def test_limit_of_the_command_line_is_the_clients() -> None:
    assert ask.MAX_LIMIT == clients.MAX_LIMIT


def _python(program: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=os.environ | environ, check=False
    )


HEAVY = "{'torch', 'haystack', 'qdrant_client', 'qdrant_edge', 'sqlalchemy', 'fastapi', 'httpx', 'tqdm', 'trafilatura'}"


@pytest.mark.parametrize("name", ["kb", "kb.cli", "kb.client", "kb.cli.render"])
def test_import_loads_nothing_heavy(name: str) -> None:
    done = _python(f"import sys, {name}; print(sorted({HEAVY} & set(sys.modules)))")
    assert done.stdout.strip() == "[]", done.stderr


def test_setting_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    program = "from kb.cli import main; main(['config', '--json'])"
    for name, value in (("KB_PORT", "many"), ("KB_LOG_LEVEL", "loud")):
        done = _python(program, **{name: value, "KB_HOME": str(tmp_path)})
        assert done.returncode == 2
        assert json.loads(done.stdout)["error"]["type"] == "ConfigError"


def test_package_names_are_found_when_asked_for() -> None:
    import kb

    assert [name for name in kb.__all__ if not hasattr(kb, name)] == []
    with pytest.raises(AttributeError, match="nonsense"):
        kb.nonsense  # noqa: B018


def test_search_shows_what_became_of_a_rule_over_its_quote(fake: FakeKnowledgeBase) -> None:
    told = run(fake, "search", "gubernur").stdout
    assert "! DIUBAH oleh SE Wali Kota Tangerang 19349/2024 sejak 7 Oktober 2024" in told
    assert "! DIUBAH" in run(fake, "read", "inpres-2-2021").stdout
    assert "! DIUBAH" in run(fake, "read", "inpres-2-2021#diktum-kedua").stdout
    assert "DIUBAH" not in run(fake, "read", RELEASE).stdout


def test_search_as_of_reaches_the_knowledge_base(fake: FakeKnowledgeBase) -> None:
    run(fake, "search", "x", "--as-of", "2022-03-04")
    assert fake.as_of == date(2022, 3, 4)


def test_references_and_cited_by_show_relations_and_places(fake: FakeKnowledgeBase) -> None:
    told = run(fake, "references", "inpres-2-2021#diktum-kedua", "--relation", "mengubah", "--limit", "7").stdout
    assert "mengubah" in told
    assert "UU 24/2011#pasal-14..pasal-16  [uu]" in told
    assert "left open by the text" in told
    name, (document_id, _, ask) = fake.calls[-1]
    assert (name, document_id, ask["locator"], ask["relation"]) == (
        "find_references",
        "inpres-2-2021",
        "diktum-kedua",
        "mengubah",
    )
    told = run(fake, "cited-by", "inpres-2-2021#diktum-kedua").stdout
    assert "mengubah (Pasal 14 s.d. Pasal 16)" in told
    assert fake.calls[-1][1][1] == "diktum-kedua"


def test_relations_that_the_command_offers_are_those_that_there_are() -> None:
    assert set(OFFERED) == set(RELATIONS)
