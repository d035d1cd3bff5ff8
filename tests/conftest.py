"""Fixtures that every tier shares, and the tier that needs the real corpus.

Tests that read the real corpus (``KB_REAL_CORPUS``) ask for the fixture ``real_corpus`` and get the marker ``corpus``
by that. Where the corpus isn't, as on a newcomer's machine, they are left out and the summary says so; where a gate
runs (``CI`` is set), its absence fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kb  # noqa: F401  Some tests import Haystack themselves; its telemetry is off from here on.
from kb.model.settings import Settings

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

REPOSITORY = Path(__file__).resolve().parent.parent
REAL_CORPUS = Path(os.environ.get("KB_REAL_CORPUS", REPOSITORY.parent / "shared" / "corpus"))

LEFT_OUT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", default=False, help="rewrite the golden files; review the diff"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reading = [item for item in items if "real_corpus" in getattr(item, "fixturenames", ())]
    for item in reading:
        item.add_marker("corpus")
    if reading and not REAL_CORPUS.is_dir() and not os.environ.get("CI"):
        config.stash[LEFT_OUT] = len(reading)
        config.hook.pytest_deselected(items=reading)
        left = {id(item) for item in reading}
        items[:] = [item for item in items if id(item) not in left]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(
            f"{count} tests of the corpus tier left out: the real corpus is not at {REAL_CORPUS} (KB_REAL_CORPUS).",
            yellow=True,
        )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def real_corpus() -> Path:
    """The folder of real documents."""
    if not REAL_CORPUS.is_dir():
        pytest.fail(f"The real corpus is not at {REAL_CORPUS}. Set KB_REAL_CORPUS to its folder.")
    return REAL_CORPUS


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a home of five short documents that nobody opens; see ``tests.small_home``."""
    from tests.small_home import build_home

    return build_home(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small_base(small_home: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The knowledge base of a copy of that home, for tests that change nothing."""
    from tests.small_home import open_copy

    with open_copy(small_home, tmp_path_factory.mktemp("small-base")) as base:
        yield base
