"""The history of a document: its versions and their sources, on every face."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.model.errors import DocumentNotFound
from kb.model.settings import Settings
from tests.small_home import DOCUMENT, TEXTS, open_copy


def test_history_tells_every_version_with_its_sources(small_home: Settings, tmp_path: Path) -> None:
    later = tmp_path / "later"
    later.mkdir()
    changed = TEXTS[DOCUMENT].replace("tiap semester", "tiap triwulan")
    (later / "inpres.md").write_text(changed, encoding="utf-8")
    with open_copy(small_home, tmp_path) as base:
        base.ingest([str(later)])
        newest, oldest = base.find_history(DOCUMENT)
        (later / "same text.md").write_bytes(changed.replace("\n", "\r\n").encode())
        base.ingest([str(later)])
        again, _ = base.find_history(DOCUMENT)
        assert (newest.version, oldest.version) == base.list_versions(DOCUMENT)
    assert (newest.is_current, oldest.is_current) == (True, False)
    assert [source.filename for source in newest.sources] == ["inpres.md"]
    assert [source.filename for source in oldest.sources] == [f"{DOCUMENT} salinan é.md"]
    assert {source.filename for source in again.sources} == {"inpres.md", "same text.md"}


def test_history_of_what_is_not_held_is_refused(small_base: KnowledgeBase) -> None:
    with pytest.raises(DocumentNotFound):
        small_base.find_history("x")
