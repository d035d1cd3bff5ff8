"""The three stores together: adopted indexes, re-indexing, versions, damage."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kb.ingest.manifest import find_starter_corpus
from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.errors import IndexMismatch, IndexUnavailable, InvalidQuery, StoreLocked
from kb.model.settings import Settings


@pytest.fixture
def base(tiny_settings: Settings, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """Three circulars, taken in."""
    folder = tmp_path / "circulars"
    folder.mkdir()
    for path in sorted(find_starter_corpus().glob("se-*.md"))[:3]:
        shutil.copy(path, folder)
    with KnowledgeBase.open(tiny_settings) as opened:
        assert not opened.ingest([str(folder)]).failed
        yield opened


def forget_marks(base: KnowledgeBase) -> None:
    """Let the catalog know of no index any more, as one that was copied without it."""
    with closing(sqlite3.connect(base.settings.home / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("DELETE FROM index_mark")


def test_index_that_already_holds_the_chunks_is_adopted_without_embedding(base: KnowledgeBase) -> None:
    forget_marks(base)
    assert base.get_store_state().pending == 3
    assert base.reconcile() == 0
    assert base.get_store_state().pending == 0


def test_index_that_lost_a_document_gets_it_back(base: KnowledgeBase) -> None:
    before = base.get_store_state().indexed
    index = base._open_index()
    lost = base.find_documents().documents[0].id
    index.delete_documents([lost])
    forget_marks(base)
    assert base.reconcile() > 0
    assert base.get_store_state().indexed == before


def test_reindex_gives_the_same_answers_and_searches_go_on(base: KnowledgeBase) -> None:
    query = "bukti iuran pembayaran termin kontraktor"
    before = [hit.chunk.id for hit in base.search(query).hits]
    seen: list[int] = []
    report = base.reindex(lambda progress: seen.append(len(base.search(query).hits)))
    assert report.documents == 3
    assert seen
    assert all(count == len(before) for count in seen)
    assert [hit.chunk.id for hit in base.search(query).hits] == before


def test_index_of_another_model_is_refused_with_the_command_that_mends_it(
    base: KnowledgeBase, tiny_settings: Settings
) -> None:
    base.close()
    other = Settings(
        **{name: getattr(tiny_settings, name) for name in Settings.__dataclass_fields__} | {"chunk_characters": 500}
    )
    with KnowledgeBase.open(other) as changed:
        with pytest.raises(IndexMismatch) as caught:
            changed.search("iuran")
        assert "kb reindex" in caught.value.hint
        changed.reindex()
        assert changed.search("iuran").hits


def test_second_process_object_on_the_same_home_is_told_who_holds_it(
    base: KnowledgeBase, tiny_settings: Settings
) -> None:
    with KnowledgeBase.open(tiny_settings) as second:
        assert second.find_documents().total == 3
        with pytest.raises(StoreLocked):
            second.search("iuran")


REFUSED = [("", 5, "auto"), ("   ", 5, "auto"), ("x" * 5000, 5, "auto"), ("iuran", 0, "auto"), ("iuran", 5, "magic")]


@pytest.mark.parametrize(("query", "limit", "mode"), REFUSED)
def test_search_refuses_what_cannot_be_asked(base: KnowledgeBase, query: str, limit: int, mode: str) -> None:
    with pytest.raises(InvalidQuery):
        base.search(query, Filters(), limit, mode)


def test_same_filter_narrows_both_legs(base: KnowledgeBase) -> None:
    only = base.find_documents().documents[0].id
    for mode in ("hybrid", "dense", "sparse"):
        hits = base.search("kontraktor wajib mendaftarkan pekerja", Filters(document_id=(only,)), 20, mode).hits
        assert hits
        assert {hit.chunk.document_id for hit in hits} == {only}


def test_quoted_phrase_is_in_every_hit_and_absent_phrases_find_nothing(base: KnowledgeBase) -> None:
    hits = base.search('"jaminan kecelakaan kerja"', Filters(), 20, "auto").hits
    assert hits
    assert all("jaminan kecelakaan kerja" in " ".join(hit.citation.quote.exact.lower().split()) for hit in hits)
    nothing = base.search('"kata yang tidak pernah ada"')
    assert nothing.hits == ()
    assert nothing.diagnostics["reason"]


def test_digest_never_replaces_a_fuller_text(base: KnowledgeBase) -> None:
    digest = base.get_document(base.find_documents().documents[0].id)
    given = {"id": digest.id, "kind": "SE", "title": digest.title, "text_status": "copy"}
    report = base.ingest_bytes(b"A. Umum\nNaskah lengkap dari pihak lain.\n", "salinan.txt", given)
    assert (report.id, report.status) == (digest.id, "updated")
    assert base.get_document(digest.id).text_status == "copy"
    again = base.ingest_bytes(base.archive.get(digest.source.sha256), digest.source.filename)
    assert again.status in {"updated", "unchanged"}
    assert base.get_document(digest.id).text_status == "copy"
    assert base.get_document(digest.id, digest.version).text_status == "digest"
    assert len(base.list_versions(digest.id)) == 2


def test_citation_of_what_is_not_held_says_so_and_what_is_near(starter_base: KnowledgeBase) -> None:
    nothing = starter_base.search("UU 24/2013 pasal 3")
    assert (nothing.mode, nothing.hits) == ("citation", ())
    assert nothing.diagnostics["reason"] == "UU 24/2013 is not held."
    near = nothing.diagnostics["near"]
    assert isinstance(near, list)
    assert [one["document_id"] for one in near] == ["uu-24-2011"]
    assert {hit.citation.document_id for hit in starter_base.search("19349/2024").hits} == {
        "se-wali-kota-tangerang-19349-2024"
    }
    digest = starter_base.search("UU 24/2011 pasal 70")
    assert "digest" in str(digest.diagnostics["reason"])
    assert digest.hits == ()


def test_first_dictum_is_found_by_either_name(starter_base: KnowledgeBase) -> None:
    for name in ("pertama", "kesatu"):
        hits = starter_base.search(f"Inpres 2/2021 diktum {name}").hits
        assert {hit.citation.pinpoint.locator for hit in hits} == {"diktum-pertama"}


def test_damaged_index_is_begun_anew_by_the_next_write(base: KnowledgeBase, tiny_settings: Settings) -> None:
    before = base.get_store_state()
    base.close()
    (segments,) = Path(str(before.index["path"])).glob("segments")
    shutil.rmtree(segments)
    with KnowledgeBase.open(tiny_settings) as reader, pytest.raises(IndexUnavailable) as caught:
        reader.search("iuran")
    assert "kb reindex" in caught.value.hint
    with KnowledgeBase.open(tiny_settings) as mended:
        assert mended.reconcile() == before.indexed
        assert mended.search("iuran").hits
