"""An ingest that is killed (SIGKILL) at random moments is finished by the next run, nothing lost or doubled."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.ingest.manifest import find_starter_corpus
from tests.unit.test_architecture import REPOSITORY

ROUNDS = 20


@pytest.mark.real
def test_killed_ingest_continues_twenty_times_in_a_row(tmp_path: Path, tiny_model: Path) -> None:
    command = [sys.executable, "-m", "tests.e2e.kill_rounds", tmp_path, tiny_model, find_starter_corpus(), ROUNDS, 2021]
    done = subprocess.run(
        [str(part) for part in command], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=1200
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == ROUNDS
    assert sum("killed 0 times" not in line for line in lines) >= ROUNDS - 2, "rounds must really kill"
