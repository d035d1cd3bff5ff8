"""The guide for Haystack pipelines is run as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.unit.test_architecture import REPOSITORY

GUIDE = REPOSITORY / "docs" / "haystack.md"


def find_programs() -> list[str]:
    """List the guide's code blocks, but for those that need a server."""
    return re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_program_of_the_guide_finds_what_it_says(tmp_path: Path) -> None:
    (program,) = find_programs()
    command = [sys.executable, "-W", "error", "-c", program]
    environment = {"PYTHONPATH": str(REPOSITORY), "HOME": str(tmp_path / "home"), "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "2 Bukti pembayaran iuran diserahkan sebelum termin dibayar."
    assert second.startswith("3 ")
    assert [path.name for path in tmp_path.iterdir()] == ["haystack-index"]


def test_every_component_that_the_guide_names_is_offered() -> None:
    import kb.stores.index

    named = set(re.findall(r"`((?:Rujukan|QdrantEdge)\w+)[(`]", GUIDE.read_text(encoding="utf-8")))
    assert len(named) == 5
    assert named <= set(kb.stores.index.__all__)
