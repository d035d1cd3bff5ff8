"""Nothing leaves the machine, and nothing is written outside the data folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.ingest.manifest import find_starter_corpus
from tests.unit.test_architecture import REPOSITORY


def find_isolation() -> list[str]:
    """Say how to run a command without a network; empty where this system can't."""
    for command in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if shutil.which("unshare") and not subprocess.run([*command, "true"], capture_output=True).returncode:
            return command
    return []


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """The places that a program writes to by habit, all empty."""
    made = {name: tmp_path / name for name in ("home", "temporary", "work", "data", "sources")}
    for folder in made.values():
        folder.mkdir()
    for path in sorted(find_starter_corpus().glob("se-*.md"))[:2]:
        shutil.copy(path, made["sources"])
    return made


def test_ingest_search_check_and_serve_need_no_network_and_leave_home_untouched(folders: dict[str, Path]) -> None:
    isolation = find_isolation()
    command = [*isolation, sys.executable, "-B", "-m", "tests.e2e.offline_session"]
    arguments = [str(folder) for folder in folders.values()] + ["namespace" if isolation else "guard"]
    done = subprocess.run([*command, *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == ["ingest", "search", "check", "serve", "failure"]
    for name in ("home", "temporary", "work"):
        assert list(folders[name].rglob("*")) == [], name
    assert (folders["data"] / "index" / "CURRENT").is_file()
    assert sorted(path.suffix for path in folders["sources"].iterdir()) == [".md", ".md"]
