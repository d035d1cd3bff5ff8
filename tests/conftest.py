"""Fixtures that every tier shares, and the tiers that need more than the repository.

A test that asks for the fixture of a tier gets its marker by that. Where what the tier needs isn't there, as on a
newcomer's machine, its tests are left out and the summary says which and why; where a gate runs (``CI`` is set), a
missing corpus fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kb  # noqa: F401  Some tests import Haystack themselves; its telemetry is off from here on.
from kb.model.settings import Settings

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

REPOSITORY = Path(__file__).resolve().parent.parent
REAL_CORPUS = Path(os.environ.get("KB_REAL_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
QDRANT_SERVER = os.environ.get("KB_TEST_QDRANT_URL", "")


@dataclass(frozen=True)
class Tier:
    """Tests that need something of their own.

    Args:
        name: of the marker.
        fixture: what a test of this tier asks for, itself or by way of others.
        lacks: what is missing here; empty where nothing is.
        gated: whether a gate may not leave it out.
    """

    name: str
    fixture: str
    lacks: str
    gated: bool

    @property
    def is_left_out(self) -> bool:
        return bool(self.lacks) and not (self.gated and os.environ.get("CI"))


TIERS = (
    Tier(
        "corpus",
        "real_corpus",
        "" if REAL_CORPUS.is_dir() else f"the real corpus is not at {REAL_CORPUS} (KB_REAL_CORPUS)",
        gated=True,
    ),
    Tier("server", "qdrant_server", "" if QDRANT_SERVER else "no Qdrant server (KB_TEST_QDRANT_URL)", gated=False),
)

LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", default=False, help="rewrite the golden files; review the diff"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    counts = config.stash.setdefault(LEFT_OUT, {})
    for tier in TIERS:
        needing = [item for item in items if tier.fixture in getattr(item, "fixturenames", ())]
        for item in needing:
            item.add_marker(tier.name)
        if needing and tier.is_left_out:
            counts[tier.name] = len(needing)
            config.hook.pytest_deselected(items=needing)
            left = {id(item) for item in needing}
            items[:] = [item for item in items if id(item) not in left]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in describe_left_out(config.stash.get(LEFT_OUT, {})):
        terminalreporter.write_line(line, yellow=True)


def describe_left_out(counts: dict[str, int]) -> Iterator[str]:
    """Say of each tier that was left out how many tests it has and what it lacks."""
    for tier in TIERS:
        if tier.name in counts:
            yield f"{counts[tier.name]} tests of the {tier.name} tier left out: {tier.lacks}."


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


@pytest.fixture(scope="session")
def qdrant_server() -> str:
    """The address of a Qdrant server that tests may write to."""
    if not QDRANT_SERVER:
        pytest.fail("There is no Qdrant server. Set KB_TEST_QDRANT_URL to one that tests may write to.")
    return QDRANT_SERVER
