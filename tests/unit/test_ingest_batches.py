"""Sources are indexed a batch at a time: flushed before they are marked, embedded once, as the catalog holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from kb.ingest import indexing, writer
from kb.ingest.indexing import Indexer
from kb.ingest.progress import Progress
from kb.ingest.writer import Writer
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog
from kb.stores.index.folder import FolderChunkIndex, open_folder

DIMENSION = 4
SOURCES = 6
FIRST = "SURAT EDARAN\nNOMOR {at} TAHUN 2024\nTENTANG\nIURAN\n\nA. Umum\nKontraktor wajib mendaftarkan pekerja.\n\n"
TEXT = FIRST + "B. Isi\nBukti iuran diserahkan sebelum termin {at}.\n"


class LengthModel(DenseModel):
    """Embeds a text by its length; counts what it was given."""

    def __init__(self) -> None:
        super().__init__("length")
        self.embedded: list[str] = []

    def embed_documents(self, texts: Sequence[str], on_progress: Any = None) -> list[Embedding]:
        self.embedded += texts
        wholes = [[1.0, len(text) / 100, float(text.count("a")), 1.0] for text in texts]
        return [Embedding(whole, np.array([[1.0, 0.0, 0.0, 0.0]], dtype=np.float16)) for whole in wholes]


class Home:
    """Stores in a folder, and the order in which they are told of what was written."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = Settings(home=folder)
        self.archive, self.catalog = Archive(folder / "archive"), Catalog.open(f"sqlite:///{folder / 'c.sqlite'}")
        self.index, self.model = open_folder(folder / "index", DIMENSION, "f"), LengthModel()
        self.told: list[str] = []
        for owner, name in ((FolderChunkIndex, "write"), (FolderChunkIndex, "flush"), (Catalog, "mark_all_indexed")):
            self._note(monkeypatch, owner, name)

    def _note(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        real = getattr(owner, name)

        def noting(*args: Any) -> Any:
            self.told.append(name)
            return real(*args)

        monkeypatch.setattr(owner, name, noting)

    def open_writer(self) -> Writer:
        return Writer(self.settings, self.archive, self.catalog, self.index, self.model)

    def read_index(self) -> dict[str, Any]:
        return {point.chunk_id: point for batch in self.index.scroll(100) for point in batch}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    made = Home(tmp_path / "home", monkeypatch)
    yield made
    made.index.close()
    made.catalog.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "sources"
    path.mkdir()
    for at in range(SOURCES):
        (path / f"se-{at}.txt").write_text(TEXT.format(at=at + 1), encoding="utf-8")
    return path


def test_all_sources_of_a_small_ingest_share_one_flush_before_their_marks(home: Home, folder: Path) -> None:
    report = home.open_writer().ingest([str(folder)])
    assert [source.status for source in report.sources] == ["added"] * SOURCES
    assert home.told == ["write", "flush", "mark_all_indexed"]
    assert home.catalog.pending(str(home.index.info()["name"])) == []
    assert len(home.model.embedded) == home.index.count() == len(set(home.model.embedded))


def test_batches_are_flushed_and_marked_one_after_the_other(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (indexing, writer):
        monkeypatch.setattr(module, "FLUSH_CHUNKS", 1)
    home.open_writer().ingest([str(folder)])
    assert home.told == ["write", "flush", "mark_all_indexed"] * SOURCES


def test_batch_that_was_cut_off_before_its_flush_is_indexed_by_the_next_write(
    home: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(index: FolderChunkIndex) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(FolderChunkIndex, "flush", stop)
        with pytest.raises(KeyboardInterrupt):
            home.open_writer().ingest([str(folder)])
    assert len(home.catalog.pending(str(home.index.info()["name"]))) == SOURCES
    before = home.index.count()
    report = home.open_writer().ingest([str(folder)])
    assert [source.status for source in report.sources] == ["unchanged"] * SOURCES
    assert home.index.count() == before
    assert home.catalog.pending(str(home.index.info()["name"])) == []


def test_points_of_what_was_just_read_are_those_that_the_catalog_gives(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    home.open_writer().ingest([str(folder)])
    again = open_folder(tmp_path / "again", DIMENSION, "f")
    Indexer(home.archive, home.catalog, again, home.model, home.settings.chunk_characters).reconcile()
    assert {point.chunk_id: point for batch in again.scroll(100) for point in batch} == home.read_index()
    again.close()


def test_many_sources_are_read_by_workers_with_the_same_outcome(
    home: Home, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "empty.txt").write_bytes(b"")
    monkeypatch.setattr(writer, "MANY", 2)
    report = home.open_writer().ingest([str(folder)])
    other = Home(tmp_path / "other", monkeypatch)
    monkeypatch.setattr(writer, "MANY", 100)
    alone = other.open_writer().ingest([str(folder)])
    assert [replace(each, seconds=0.0) for each in report.sources] == [
        replace(each, seconds=0.0) for each in alone.sources
    ]
    assert [each.status for each in report.sources] == ["failed"] + ["added"] * SOURCES
    assert home.read_index() == other.read_index()
    other.index.close()
    other.catalog.close()


def test_source_that_changed_is_replaced_in_the_index(home: Home, folder: Path) -> None:
    home.open_writer().ingest([str(folder)])
    count = home.index.count()
    changed = folder / "se-0.txt"
    changed.write_text(changed.read_text().replace("sebelum termin 1", "sesudah termin 1"), encoding="utf-8")
    report = home.open_writer().ingest([str(folder)])
    assert sorted(source.status for source in report.sources) == ["unchanged"] * (SOURCES - 1) + ["updated"]
    assert home.index.count() == count
    assert {name: len(versions) for name, versions in home.index.versions().items()} == {
        source.id: 1 for source in report.sources
    }


def test_progress_tells_every_source_and_all_chunks_of_every_document(home: Home, folder: Path) -> None:
    told: list[Progress] = []
    report = home.open_writer().ingest([str(folder)], told.append)
    read = [(each.done, each.total) for each in told if each.stage == "read"]
    assert read == [(at, SOURCES) for at in range(SOURCES + 1)]
    embedded = {each.path: (each.done, each.total) for each in told if each.stage == "embed"}
    assert set(embedded) == {source.id for source in report.sources}
    assert [done for done, _ in embedded.values()] == [total for _, total in embedded.values()]


def test_seconds_of_the_sources_are_those_of_the_ingest(home: Home, folder: Path) -> None:
    report = home.open_writer().ingest([str(folder)])
    assert all(source.seconds > 0 for source in report.sources)
    assert sum(source.seconds for source in report.sources) <= report.seconds
