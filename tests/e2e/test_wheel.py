"""A wheel from the checkout, installed in a clean environment elsewhere, serves and searches the starter corpus."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.unit.test_architecture import REPOSITORY

pytestmark = pytest.mark.real


def run(*command: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with nothing but the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, REPOSITORY, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "-c", REPOSITORY / "constraints.txt", wheel, cwd=folder)
    return folder


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "PYTHON", "VIRTUAL_ENV"))}
    return kept | {"KB_HOME": str(folder / "home")}


def test_installed_wheel_serves_and_searches_the_starter_corpus(installed: Path) -> None:
    kb, env = installed / "venv" / "bin" / "kb", environment(installed)
    command = [str(kb), "serve", "--port", "0"]
    with (
        subprocess.Popen(command, cwd=installed, env=env, stderr=subprocess.PIPE, text=True) as server,
        stopping(server),
    ):
        address = wait_for_address(server)
        with urllib.request.urlopen(f"{address}/api/v1/search?q=Inpres%202/2021&limit=3", timeout=60) as answer:
            found = json.load(answer)
        assert found["mode"] == "citation"
        assert found["hits"][0]["document_id"] == "inpres-2-2021"
        through_server = json.loads(run(kb, "search", "Inpres 2/2021", "--limit", 3, "--json", cwd=installed, env=env))
        assert [hit["chunk_id"] for hit in through_server["hits"]] == [hit["chunk_id"] for hit in found["hits"]]
    alone = json.loads(run(kb, "search", "kewajiban gubernur", "--limit", 3, "--json", cwd=installed, env=env))
    assert alone["hits"]
    assert all(hit["citation"]["text_status"] == "digest" for hit in alone["hits"])


@contextmanager
def stopping(server: subprocess.Popen[str]) -> Iterator[None]:
    """Ask a server to stop at the end, whatever happened, and wait until it has."""
    try:
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_for_address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    seen = ""
    for line in server.stderr:
        seen += line
        match = re.search(r"http://127\.0\.0\.1:\d+", line)
        if match:
            return match.group()
    raise AssertionError(f"the server ended before it answered:\n{seen}")
