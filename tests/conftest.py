"""Fixtures that every tier shares."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", default=False, help="rewrite the golden files; review the diff"
    )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def real_corpus() -> Path:
    """The folder of real documents; its absence is a failure, never a skip."""
    folder = Path(os.environ.get("KB_REAL_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.fail(f"The real corpus is not at {folder}. Set KB_REAL_CORPUS to its folder.")
    return folder
