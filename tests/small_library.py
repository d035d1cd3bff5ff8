"""A library of a few texts, read as ingest reads them, without model or index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb.ingest.fetch import Fetched
from kb.ingest.reader import SourceReader
from kb.library.library import Library
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog


@contextmanager
def open_library(folder: Path, texts: Sequence[str]) -> Iterator[Library]:
    """Take texts into archive and catalog, and give the library of both."""
    archive = Archive(folder / "archive")
    with Catalog.open(f"sqlite:///{folder / 'catalog.sqlite'}", archive.get_text) as catalog:
        reader = SourceReader(Settings(), archive, catalog)
        for number, text in enumerate(texts):
            name = f"{number}.txt"
            read = reader.begin_fetched(Fetched(text.encode(), name, None, name, "", False), {})()
            assert read.report.status == "added", read.report
        yield Library(archive, catalog)
