"""Homes, models and corpora for the tests that run the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.client import open_knowledge_base
from kb.knowledge_base import IngestReport, KnowledgeBase
from kb.model.settings import Settings
from tests.tiny_model import build_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_model(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture
def tiny_settings(tmp_path: Path, tiny_model: Path) -> Settings:
    return Settings.from_env(
        {"KB_HOME": str(tmp_path / "home"), "KB_DENSE_MODEL": str(tiny_model), "KB_DENSE_WEIGHT": "0.01"}
    )


@pytest.fixture(scope="session")
def starter_base(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[KnowledgeBase]:
    """The starter corpus, taken in once, with the tiny model."""
    home = tmp_path_factory.mktemp("starter")
    settings = Settings.from_env({"KB_HOME": str(home), "KB_DENSE_MODEL": str(tiny_model), "KB_DENSE_WEIGHT": "0.01"})
    with open_knowledge_base(settings) as base:
        report = base.ingest_starter()
        assert not report.failed, report.failed
        yield base


@pytest.fixture(scope="session")
def real_base(
    tmp_path_factory: pytest.TempPathFactory, real_corpus: Path
) -> Iterator[tuple[KnowledgeBase, IngestReport]]:
    """The whole real corpus, taken in once, with the shipped model: minutes."""
    settings = Settings.from_env({"KB_HOME": str(tmp_path_factory.mktemp("real"))})
    with KnowledgeBase.open(settings) as base:
        yield base, base.ingest([str(real_corpus)])
