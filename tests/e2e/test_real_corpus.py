"""The real corpus, end to end: what comes in, what fails alone, and the laws on all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.knowledge_base import IngestReport, KnowledgeBase
from tests.laws import check_archive, check_laws

pytestmark = pytest.mark.real

FAILURES = {
    "kepmen-pupr-1410-2020.pdf": "DamagedSource",
    "se-dirjen-binakonstruksi-59-2022-pencabutan.pdf": "DamagedSource",
    "skb-libur-2021.pdf": "NeedsOCR",
}

Base = tuple[KnowledgeBase, IngestReport]


def test_all_but_three_come_in_and_those_fail_alone_with_their_reason(real_base: Base, real_corpus: Path) -> None:
    _, report = real_base
    files = [path for path in real_corpus.rglob("*") if path.is_file()]
    assert len(report.sources) == len(files)
    failed = {Path(source.path).name: source.error["type"] for source in report.failed if source.error}
    assert failed == FAILURES
    assert {s.status for s in report.sources if s.status != "failed"} == {"added"}
    for source in report.failed:
        assert source.error is not None
        assert source.error["message"]
        assert source.error["hint"]


def test_laws_hold_for_every_real_document(real_base: Base) -> None:
    base, report = real_base
    ids = {source.id for source in report.sources if source.status != "failed"}
    assert len(ids) == len(report.sources) - len(FAILURES)
    for document_id in sorted(ids):
        document = base.get_document(document_id)
        check_laws(document)
        check_archive(base.archive, document)


def test_ingesting_again_changes_nothing(real_base: Base, real_corpus: Path) -> None:
    base, _ = real_base
    before = base.get_store_state()
    report = base.ingest([str(real_corpus)])
    assert {source.status for source in report.sources} == {"unchanged", "failed"}
    assert base.get_store_state() == before
    assert before.pending == 0


def test_same_source_and_code_give_the_same_ids(real_base: Base, real_corpus: Path) -> None:
    from kb.ingest.document import build_document
    from kb.ingest.fetch import read_location
    from kb.reading.chunks import build_chunks

    base, report = real_base
    settings = base.settings
    sources = [source for source in report.sources if source.status != "failed"][:8]
    assert len(sources) == 8
    for source in sources:
        again = build_document(read_location(source.path, settings.max_source_bytes, 5), {})
        rows = base.catalog.get_chunks(source.id)
        assert [chunk.id for chunk in build_chunks(again, settings.chunk_characters)] == [row.id for row in rows]
