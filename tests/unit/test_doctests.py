"""Every example in a docstring is true."""

import doctest
import importlib
from pathlib import Path

import pytest

from tests.unit.test_architecture import REPOSITORY, name_of

MODULES = [path for path in sorted(REPOSITORY.glob("kb/**/*.py")) if ">>> " in path.read_text(encoding="utf-8")]


def test_there_are_examples() -> None:
    assert len(MODULES) >= 10


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_examples_of_a_module_are_true(path: Path) -> None:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    module = importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
