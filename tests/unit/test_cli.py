"""The command line: what it prints where, and with which exit code it ends."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.cli import main, render
from kb.cli.ask import Address, parse_address
from kb.cli.exits import EXIT_CODES, get_exit_code
from kb.cli.session import Session
from kb.client import Client
from kb.client.local import Local
from kb.knowledge_base import KnowledgeBase
from kb.model import Filters, Provision, SearchResult, Span, errors
from kb.model.errors import walk_errors
from kb.model.settings import Settings
from tests.small_home import AMENDED, DIGEST, DOCUMENT, RELEASE, ask_here, open_copy


def run(base: KnowledgeBase, *words: str) -> Result:
    session = Session(base.settings, lambda settings: ask_here(base))
    return CliRunner().invoke(main, list(words), obj=session)


@pytest.mark.parametrize("cls", list(walk_errors()))
def test_exit_code_of_every_error_class_stands_in_the_table(cls: type[errors.KBError]) -> None:
    assert EXIT_CODES[cls] in range(1, 7)
    assert get_exit_code(cls("x")) == EXIT_CODES[cls]


def test_exit_code_of_a_later_subclass_is_its_parents() -> None:
    assert get_exit_code(type("Later", (errors.DocumentNotFound,), {})("x")) == 3


SEARCH = {"query", "mode", "total", "relation", "hits", "cursor", "diagnostics"}
MENTIONS = {"document_id", "version", "title", "total", "relations", "mentions", "cursor"}

# Every reading command, told to print JSON.
JSON_COMMANDS = [
    (["search", "pekerja konstruksi"], SEARCH),
    (["search", "zzz", "--mode", "sparse"], SEARCH),
    (["search", "pekerja", "--as-of", "2022-01-01"], SEARCH),
    (["references", DIGEST], MENTIONS),
    (["cited-by", DOCUMENT], MENTIONS),
    (
        ["read", f"{DOCUMENT}#diktum-kedua"],
        {"document", "provision", "text", "citation", "status", "ancestors", "children"},
    ),
    (["history", DOCUMENT], {"document_id", "versions"}),
    (["documents"], {"documents", "total", "facets", "cursor"}),
    (
        ["coverage"],
        {"documents", "by_kind", "by_status", "latest", "retrieved", "missing", "missing_total", "cursor"},
    ),
    (
        ["figures", RELEASE],
        {"document_id", "version", "figures", "total", "contradictions", "contradictions_total", "cursor"},
    ),
    (["config"], {"settings"}),
]


@pytest.mark.parametrize(("words", "names"), JSON_COMMANDS, ids=[" ".join(row[0]) for row in JSON_COMMANDS])
def test_json_is_all_that_stands_on_stdout(small_base: KnowledgeBase, words: list[str], names: set[str]) -> None:
    done = run(small_base, *words, "--json")
    assert done.exit_code == 0
    assert set(json.loads(done.stdout)) == names
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(("words", "_names"), [*JSON_COMMANDS, (["status"], set())], ids=lambda value: str(value)[:40])
def test_text_is_printed_without_json(small_base: KnowledgeBase, words: list[str], _names: set[str]) -> None:
    done = run(small_base, *words)
    assert done.exit_code == 0
    assert done.stdout.strip()
    assert not done.stdout.startswith("{")


def test_read_of_a_document_holds_its_text_and_whole_outline(
    small_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.cli.ask.MAX_PROVISIONS", 2)
    view = json.loads(run(small_base, "read", DOCUMENT, "--json").stdout)
    document = small_base.get_document(DOCUMENT)
    assert view["text"] == document.text
    assert [row["locator"] for row in view["outline"]] == [one.locator for one in document.provisions]
    assert (view["outline_total"], view["cursor"]) == (len(document.provisions), "")


def test_json_keeps_a_quote_verbatim(small_base: KnowledgeBase) -> None:
    view = json.loads(run(small_base, "search", "terlindungi", "--json").stdout)
    citation = view["hits"][0]["citation"]
    quote = citation["quote"]
    assert quote["exact"] == small_base.get_document(citation["document_id"]).text[quote["start"] : quote["end"]]


FAILURES: list[tuple[list[str], int, str]] = [
    (["search", " "], 2, "InvalidQuery"),
    (["documents", "--cursor", "x"], 2, "InvalidCursor"),
    (["read", "x"], 3, "DocumentNotFound"),
    (["read", "#"], 3, "DocumentNotFound"),
    (["read", f"{DOCUMENT}#bab-i"], 3, "ProvisionNotFound"),
    (["push", "http://127.0.0.1:9"], 4, "IndexUnavailable"),
]


@pytest.mark.parametrize(("words", "code", "type_name"), FAILURES, ids=[str(row[0]) for row in FAILURES])
def test_failure_is_told_on_stderr_with_its_code(
    small_base: KnowledgeBase, words: list[str], code: int, type_name: str
) -> None:
    done = run(small_base, *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize(("words", "code", "type_name"), FAILURES, ids=[str(row[0]) for row in FAILURES])
def test_failure_with_json_is_the_result(
    small_base: KnowledgeBase, words: list[str], code: int, type_name: str
) -> None:
    done = run(small_base, *words, "--json")
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
    ["cited-by", "x", "--offset", "1"],
    ["ingest"],
    ["serve", "--port", "65536"],
]


@pytest.mark.parametrize("words", USAGE, ids=str)
def test_command_line_that_makes_no_sense_ends_with_2(small_base: KnowledgeBase, words: list[str]) -> None:
    done = run(small_base, *words)
    assert (done.exit_code, done.stdout) == (2, "")


def test_ingest_with_a_failed_source_ends_with_1_and_tells_all(small_home: Settings, tmp_path: Path) -> None:
    good, missing = tmp_path / "good.txt", tmp_path / "missing.pdf"
    good.write_text("Catatan rapat: bendahara membeli kalkulator baru.", encoding="utf-8")
    with open_copy(small_home, tmp_path / "copy") as base:
        done = run(base, "ingest", str(good), str(missing), "--json")
        told = run(base, "ingest", str(good), str(missing)).stdout
    assert done.exit_code == 1
    view = json.loads(done.stdout)
    assert set(view) == {"sources", "seconds", "failed"}
    assert view["failed"] == 1
    assert [row["status"] for row in view["sources"]] == ["added", "failed"]
    assert "1 of 2 sources taken in, 1 failed" in told
    assert "SourceUnreachable:" in told


class Spy:
    """A knowledge base that hears what is searched for, talks as libraries do, and finds nothing."""

    def __init__(self) -> None:
        self.asked: tuple[Any, ...] = ()
        self.closed = False

    def search(self, *asked: Any) -> SearchResult:
        print("Loading weights …")
        self.asked = asked
        return SearchResult(asked[0], "sparse", 0, (), {"reason": "No chunk has a word of the question."})

    def close(self) -> None:
        self.closed = True


def search(spy: Spy, words: str) -> Result:
    session = Session(Settings(), lambda settings: Client(Local(spy)))  # type: ignore[arg-type]
    return CliRunner().invoke(main, ["search", *shlex.split(words)], obj=session)


def test_search_options_reach_the_knowledge_base() -> None:
    spy = Spy()
    words = (
        "'\"pekerja konstruksi\"' sejahtera --kind SE --kind inpres --number 04/SE/M/2022 --year 2021 --year 2024 "
        "--issuer Gubernur --place Bali --from 2021-01-01 --to 2025-12-31 --text-status digest --document a "
        "--document-id b --limit 7 --mode sparse --as-of 2022-03-04"
    )
    assert search(spy, words).exit_code == 0
    query, filters, limit, mode, as_of, cursor = spy.asked
    assert (query, limit, mode, as_of, cursor) == ('"pekerja konstruksi" sejahtera', 7, "sparse", date(2022, 3, 4), "")
    assert filters.kind == ("se", "inpres")
    assert filters.year == (2021, 2024)
    assert filters.document_id == ("a", "b")
    assert (str(filters.date_from), str(filters.date_to)) == ("2021-01-01", "2025-12-31")
    assert [value for value in (getattr(filters, entry.name) for entry in fields(filters)) if not value] == []


def test_search_without_filters_narrows_nothing() -> None:
    spy = Spy()
    search(spy, "x")
    assert spy.asked[1] == Filters()


def test_every_filter_has_its_option() -> None:
    options = {parameter.name for parameter in main.commands["search"].params}
    assert {entry.name for entry in fields(Filters)} <= options


def test_hit_of_a_digest_says_that_it_is_one(small_base: KnowledgeBase) -> None:
    assert "RINGKASAN, bukan teks resmi" in run(small_base, "search", "kontraktor").stdout
    assert "RINGKASAN, bukan teks resmi" in run(small_base, "read", f"{DIGEST}#pembukaan").stdout
    assert "RINGKASAN, bukan teks resmi" in run(small_base, "read", DIGEST).stdout
    assert "RINGKASAN, bukan teks resmi" in run(small_base, "documents").stdout


def test_hit_is_shown_with_rank_citation_quote_page_and_permalink(small_base: KnowledgeBase) -> None:
    told = run(small_base, "search", "gubernur").stdout
    for part in (
        "1. Diktum KEDUA",
        "Gubernur untuk melapor kepada menteri tiap semester.",
        "[teks resmi]",
        f"/api/v1/documents/{DOCUMENT}/provisions/diktum-kedua",
    ):
        assert part in told


def test_search_without_hit_says_what_was_searched_and_ends_with_0() -> None:
    done = search(Spy(), "zzz")
    assert done.exit_code == 0
    assert "No hit for “zzz”" in done.stdout
    assert "reason: No chunk has a word of the question." in done.stdout


@pytest.mark.parametrize("words", [["search", "terlindungi"], ["read", RELEASE], ["read", f"{RELEASE}#paragraf-1"]])
def test_control_characters_of_a_source_never_reach_the_terminal(small_base: KnowledgeBase, words: list[str]) -> None:
    told = run(small_base, *words).stdout
    assert "berbahaya" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_outline_lists_every_provision_by_its_locator(small_base: KnowledgeBase) -> None:
    told = run(small_base, "read", DOCUMENT, "--outline").stdout.splitlines()
    expected = [provision.locator for provision in small_base.get_document(DOCUMENT).provisions]
    assert [line.split()[0] for line in told[1:]] == expected


def test_boilerplate_is_dimmed_on_a_terminal_and_the_text_whole() -> None:
    outline = [
        Provision(f"unit-{start}", kind, "", "", "", Span(start, end), None, 0)
        for kind, start, end in (("boilerplate", 0, 5), ("pasal", 6, 13), ("boilerplate", 14, 25))
    ]
    told = render._render_text("Iklan\nPasal 1\nIklan\x1b lagi", outline)
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


def test_chunk_id_of_a_hit_can_be_read(small_base: KnowledgeBase) -> None:
    hit = json.loads(run(small_base, "search", "gubernur", "--json").stdout)["hits"][0]
    view = json.loads(run(small_base, "read", hit["chunk_id"], "--json").stdout)
    assert hit["text"].strip() in view["text"]


def test_what_a_library_prints_goes_to_stderr() -> None:
    done = search(Spy(), "pekerja --json")
    assert json.loads(done.stdout)["total"] == 0
    assert "Loading weights" in done.stderr


def test_config_hides_secrets() -> None:
    session = Session(replace(Settings(), api_key="hunter2"), lambda settings: Client(Local(None)))  # type: ignore[arg-type]
    told = CliRunner().invoke(main, ["config"], obj=session).stdout
    assert "hunter2" not in told
    assert "KB_API_KEY=set, hidden" in told


def test_client_is_closed_after_a_failure() -> None:
    spy = Spy()
    assert search(spy, "' '").exit_code == 0
    assert spy.closed
    spy = Spy()
    session = Session(Settings(), lambda settings: Client(Local(spy)))  # type: ignore[arg-type]
    assert CliRunner().invoke(main, ["coverage"], obj=session).exception
    assert spy.closed


def _python(program: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=os.environ | environ, check=False
    )


HEAVY = "{'torch', 'haystack', 'qdrant_client', 'qdrant_edge', 'sqlalchemy', 'fastapi', 'httpx', 'tqdm', 'trafilatura'}"


@pytest.mark.parametrize("name", ["kb", "kb.cli", "kb.client", "kb.cli.render", "kb.operations.table"])
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


def test_search_shows_what_became_of_a_rule_over_its_quote(small_base: KnowledgeBase) -> None:
    told = run(small_base, "search", "PP 44/2015 pasal 1").stdout
    assert "! DIUBAH oleh PP 82/2019 sejak 29 November 2019" in told
    assert "! DIUBAH" in run(small_base, "read", AMENDED).stdout
    assert "! DIUBAH" in run(small_base, "read", f"{AMENDED}#pasal-1").stdout
    assert "DIUBAH" not in run(small_base, "read", RELEASE).stdout


def test_references_and_cited_by_show_relations_and_places(small_base: KnowledgeBase) -> None:
    told = run(small_base, "references", f"{DOCUMENT}#diktum-pertama", "--relation", "merujuk", "--limit", "7").stdout
    assert "UU 24/2011  [not held]" in told
    told = run(small_base, "references", DIGEST).stdout
    assert f"Inpres 2/2021#diktum-kedua  [{DOCUMENT}]" in told
    assert "left open by the text" in told
    told = run(small_base, "cited-by", f"{DOCUMENT}#diktum-kedua").stdout
    assert "merujuk (Diktum KEDUA): " in told
    assert told.startswith("1 of 1 mentions")
