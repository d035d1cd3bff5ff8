"""The faces on a real home folder: the command line by itself, the command line through a server, and HTTP.

One server on the starter corpus for all; it is stopped before the command line is asked by itself.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from kb.cli import main

DOCUMENT = "inpres-2-2021"

# Asked of every face; the answers are compared field by field.
QUESTIONS: list[list[str]] = [
    ["kewajiban perlindungan pekerja jasa konstruksi"],
    ["iuran jaminan kecelakaan kerja", "--limit", "3", "--mode", "sparse"],
    ["gubernur melapor", "--kind", "inpres", "--year", "2021"],
    ["pekerja", "--text-status", "digest", "--from", "2024-01-01", "--to", "2025-12-31"],
    ["Inpres 2/2021"],
    ["zzzxqj", "--mode", "sparse"],
]


def kb(environ: Mapping[str, str], *words: str, code: int = 0) -> Any:
    """Run a command with --json in a process of its own; its stdout must be one JSON value."""
    done = subprocess.run(
        [sys.executable, "-m", "kb", *words, "--json"],
        capture_output=True,
        text=True,
        env=os.environ | dict(environ),
        check=False,
    )
    assert done.returncode == code, done.stderr + done.stdout
    return json.loads(done.stdout)


def ask_alone(environ: Mapping[str, str], *words: str) -> Any:
    """Run a command with --json in this process, where the libraries are loaded once."""
    done = CliRunner().invoke(main, [*words, "--json"], env=dict(environ))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@contextmanager
def serving(environ: Mapping[str, str], *words: str) -> Iterator[dict[str, Any]]:
    """Run `kb serve` until the block ends; gives what it said when it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--port", "0", "--json", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | dict(environ),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"kb serve ended with {process.wait()}"
        yield json.loads(line)
    finally:
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        process.stdout.close()
        assert process.wait(60) == 0
        assert rest == ""


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> dict[str, str]:
    return {
        "KB_HOME": str(tmp_path_factory.mktemp("faces") / "home"),
        "KB_DENSE_MODEL": str(tiny_model),
        "KB_DENSE_WEIGHT": "0.01",
    }


@pytest.fixture(scope="module")
def server(environ: dict[str, str]) -> Iterator[dict[str, Any]]:
    """One server for the tests after the first, bound to every address."""
    with serving(environ, "--host", "0.0.0.0") as ready:
        yield ready


def to_query(words: list[str]) -> httpx.QueryParams:
    """Write a command's words as HTTP parameters."""
    names = {"--from": "date_from", "--to": "date_to"}
    options = list(zip(words[1::2], words[2::2], strict=True))
    named = [(names.get(name, name[2:].replace("-", "_")), value) for name, value in options]
    return httpx.QueryParams([("q", words[0]), *named])


def test_every_face_gives_the_same_answers_and_the_server_leaves_no_trace(environ: dict[str, str]) -> None:
    home = Path(environ["KB_HOME"])
    with serving(environ) as ready, httpx.Client(base_url=ready["url"], trust_env=False) as http:
        assert ready["home"] == str(home)
        assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
        assert http.get("/readyz").status_code == 200
        over_http = [http.get("/api/v1/search", params=to_query(words)).json() for words in QUESTIONS]
        through = [kb(environ, "search", *words) for words in QUESTIONS]
        documents = http.get("/api/v1/documents", params={"limit": 100}).json()
        page = kb(environ, "read", through[0]["hits"][0]["chunk_id"])
    assert not (home / "server.json").exists()

    alone = [ask_alone(environ, "search", *words) for words in QUESTIONS]
    assert over_http == through == alone
    assert all(view["hits"] for view in alone[:-1])
    assert alone[-1]["hits"] == []
    assert alone[4]["mode"] == "citation"
    assert ask_alone(environ, "documents", "--limit", "100") == documents
    assert ask_alone(environ, "read", through[0]["hits"][0]["chunk_id"]) == page
    assert kb(environ, "search", *QUESTIONS[0]) == alone[0]


def test_ingest_while_a_server_runs_goes_through_it(
    environ: dict[str, str], server: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "catatan.txt").write_text("Catatan rapat: bendahara membeli kalkulator baru.\n", encoding="utf-8")
    (tmp_path / "kosong.txt").write_bytes(b"")
    view = kb(environ, "ingest", str(tmp_path), code=1)
    assert {Path(row["path"]).name: row["status"] for row in view["sources"]} == {
        "catatan.txt": "added",
        "kosong.txt": "failed",
    }
    hits = kb(environ, "search", "kalkulator bendahara")["hits"]
    assert "kalkulator" in hits[0]["text"]
    address = f"{server['url']}/api/v1/documents/{hits[0]['document_id']}/source"
    assert httpx.get(address, trust_env=False).content == (tmp_path / "catatan.txt").read_bytes()
    assert kb(environ, "ingest", str(tmp_path), code=1)["sources"][0]["status"] == "unchanged"


def test_second_server_on_the_same_home_is_told_who_holds_it(environ: dict[str, str], server: dict[str, Any]) -> None:
    error = kb(environ, "serve", "--port", "0", code=4)["error"]
    assert error["type"] == "StoreLocked"
    assert str(server["pid"]) in error["message"]


def test_server_on_a_port_in_use_is_told_so(environ: dict[str, str], server: dict[str, Any], tmp_path: Path) -> None:
    port = server["url"].rpartition(":")[2]
    error = kb(environ | {"KB_HOME": str(tmp_path)}, "serve", "--port", port, code=2)["error"]
    assert error["type"] == "ConfigError"
    assert port in error["message"]
    assert list(tmp_path.iterdir()) == []


def test_address_told_by_a_server_bound_to_all_is_reachable(server: dict[str, Any]) -> None:
    assert server["url"].startswith("http://127.0.0.1:")
    token = json.loads((Path(server["home"]) / "server.json").read_text())["token"]
    shown = {"Authorization": f"Bearer {token}"}
    health = httpx.get(f"{server['url']}/healthz", headers=shown, trust_env=False).json()
    assert health["pid"] == server["pid"]


def find_example(path: str, parameters: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Make the request that the first example of every required parameter gives."""
    first = {row["name"]: (row.get("examples") or row["schema"].get("examples", [None]))[0] for row in parameters}
    needed = {row["name"]: first[row["name"]] for row in parameters if row["in"] == "query" and row["required"]}
    return path.format(**first), needed


def test_documented_examples_are_true_of_the_starter_corpus(server: dict[str, Any]) -> None:
    with httpx.Client(base_url=server["url"], trust_env=False) as http:
        paths = http.get("/openapi.json").json()["paths"]
        read = {path: methods["get"] for path, methods in paths.items() if "get" in methods}
        assert len(read) > 10
        for path, operation in read.items():
            address, params = find_example(path, operation.get("parameters", []))
            response = http.get(address, params=params)
            assert response.status_code == 200, (address, response.text)


def test_server_that_was_killed_does_not_stand_in_the_way(environ: dict[str, str], tmp_path: Path) -> None:
    elsewhere = environ | {"KB_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--port", "0", "--json", "--no-starter"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | elsewhere,
    )
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["url"]
    process.kill()
    process.wait()
    process.stdout.close()
    assert (tmp_path / "server.json").exists()
    assert kb(elsewhere, "documents")["total"] == 0
    assert kb(elsewhere, "status")["documents"] == 0
