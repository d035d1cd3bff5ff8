"""The guide to the API says what the table says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from api.guide import PAGE, put_operations
from kb.model.settings import Settings


def test_guide_has_the_table_of_operations_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert put_operations(page) == page, "run python -m api.guide"


def test_example_of_the_guide_runs(
    small_home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(small_home.home, tmp_path / "rujukan")
    monkeypatch.setenv("HOME", str(tmp_path))
    (program,) = re.findall(r"```python\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(program, {})
    assert "Gubernur untuk melapor" in capsys.readouterr().out
