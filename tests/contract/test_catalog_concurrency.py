"""The catalog's contract: many at once, killed half way, wrong databases; each test runs on SQLite and PostgreSQL."""

import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, text

from kb.model import Document
from kb.model.errors import CatalogError, DocumentNotFound
from kb.stores.catalog import Catalog
from kb.stores.catalog.connect import write
from kb.stores.catalog.tables import document as document_table
from tests.contract.catalog_samples import make_chunks, make_document, put

REPOSITORY = Path(__file__).resolve().parents[2]

PUT_ALL = """
import pickle, sys
from kb.stores.catalog import Catalog
with open(sys.argv[2], "rb") as file:
    fingerprint, puts = pickle.load(file)
with Catalog.open(sys.argv[1]) as catalog:
    print("ready", flush=True)
    for document, chunks in puts:
        catalog.put_document(document, fingerprint, "", [], chunks)
        print(document.id, flush=True)
"""


def start_putting(url: str, file: Path, documents: Sequence[Document], fingerprint: str) -> "subprocess.Popen[str]":
    file.write_bytes(pickle.dumps((fingerprint, [(item, make_chunks(item)) for item in documents])))
    command = [sys.executable, "-c", PUT_ALL, url, str(file)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


class TestCatalogConcurrencyContract:
    """Readers never wait, writers take turns, and whatever dies leaves whole documents."""

    def test_writers_and_readers_in_many_threads_all_succeed(self, catalog: Catalog) -> None:
        def put_ten(writer: int) -> None:
            for number in range(10):
                put(catalog, make_document(f"{writer}-{number}"))

        def read_until_done() -> None:
            while not done.is_set():
                for summary in catalog.find_documents(limit=5).documents:
                    assert len(catalog.get_document(summary.id).outline.provisions) == summary.provisions

        done = threading.Event()
        with ThreadPoolExecutor(8) as pool:
            readers = [pool.submit(read_until_done) for _ in range(3)]
            writers = [pool.submit(put_ten, writer) for writer in range(4)]
            try:
                for writer in writers:
                    writer.result()
            finally:
                done.set()
            for reader in readers:
                reader.result()
        assert catalog.counts().documents == 40

    def test_writers_of_the_same_document_add_it_once(self, catalog: Catalog) -> None:
        documents = [make_document("1", location=f"/{number % 3}") for number in range(12)]
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(lambda item: put(catalog, item).status, documents))
        assert sorted(outcomes) == ["added"] + ["unchanged"] * 11
        assert len(catalog.get_document("pp-1-2020").sources) == 3

    def test_writers_of_versions_of_the_same_document_leave_one_current(self, catalog: Catalog) -> None:
        documents = [make_document("1", text=str(number)) for number in range(12)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda item: put(catalog, item), documents))
        assert catalog.counts().versions == 12
        assert [item.versions for item in catalog.find_documents().documents] == [12]

    def test_writer_waits_for_another_and_readers_for_none(self, catalog: Catalog, catalog_url: str) -> None:
        put(catalog, make_document("1"))
        with ThreadPoolExecutor(1) as pool:
            with write(catalog._engine) as connection:
                connection.execute(insert(document_table).values(id="pp-2-2020"))
                waiting = pool.submit(put, catalog, make_document("2"))
                with Catalog.open(catalog_url) as other:
                    assert list_ids(other) == ["pp-1-2020"]
                    assert other.get_document("pp-1-2020").is_current
                assert not waiting.done()
            assert waiting.result().status == "updated"
        assert list_ids(catalog) == ["pp-1-2020", "pp-2-2020"]

    def test_reader_sees_one_moment_while_an_outline_is_replaced(self, catalog: Catalog) -> None:
        whole = make_document("1", articles=40)
        bare = replace(whole, provisions=whole.provisions[:1], pages=())
        put(catalog, whole, fingerprint="whole")

        def replace_often() -> None:
            for _ in range(15):
                put(catalog, bare, fingerprint="bare")
                put(catalog, whole, fingerprint="whole")

        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(replace_often)
            looked = 0
            while not writing.done():
                looked += 1
                stored = catalog.get_document(whole.id)
                expected = whole if stored.fingerprint == "whole" else bare
                assert stored.outline == (expected.provisions, expected.pages)
            writing.result()
            assert looked > 0

    def test_processes_that_open_an_empty_catalog_and_write_at_once_all_succeed(
        self, catalog_url: str, tmp_path: Path
    ) -> None:
        shared = make_document("shared")
        children = [
            start_putting(
                catalog_url,
                tmp_path / str(writer),
                [shared, *(make_document(f"{writer}-{number}") for number in range(15))],
                "code-1",
            )
            for writer in range(3)
        ]
        for child in children:
            with child:
                child.communicate()
            assert child.returncode == 0
        with Catalog.open(catalog_url) as catalog:
            assert catalog.counts().documents == 46
            assert catalog.get_document(shared.id).to_document(shared.text) == shared

    def test_killed_writer_leaves_each_document_whole_or_untouched(self, catalog_url: str, tmp_path: Path) -> None:
        first = [make_document(str(number), articles=40) for number in range(40)]
        outlines = {"code-0": first, "code-1": [replace(item, provisions=item.provisions[:-9]) for item in first]}
        moments = random.Random(20210325)
        for turn in range(6):
            fingerprint = f"code-{turn % 2}"
            with start_putting(catalog_url, tmp_path / "puts", outlines[fingerprint], fingerprint) as child:
                acknowledged = kill_after(child, moments.uniform(0, 0.25))
            with Catalog.open(catalog_url) as catalog:
                check_whole(catalog, outlines)
                for document_id in acknowledged:
                    assert catalog.get_document(document_id).fingerprint == fingerprint
        with Catalog.open(catalog_url) as catalog:
            for document in first:
                put(catalog, document, fingerprint="code-2")
                assert catalog.get_document(document.id).to_document(document.text) == document
            assert catalog.counts().versions == 40

    def test_open_a_catalog_of_newer_code_is_refused(self, catalog_url: str) -> None:
        Catalog.open(catalog_url).close()
        set_schema(catalog_url, "99")
        with pytest.raises(CatalogError, match=r"schema 99.*Upgrade"):
            Catalog.open(catalog_url)

    def test_open_a_catalog_without_a_readable_schema_is_refused(self, catalog_url: str) -> None:
        Catalog.open(catalog_url).close()
        set_schema(catalog_url, "old")
        with pytest.raises(CatalogError, match="'old'"):
            Catalog.open(catalog_url)

    def test_open_again_keeps_everything(self, catalog_url: str) -> None:
        document = make_document()
        with Catalog.open(catalog_url) as catalog:
            put(catalog, document)
        with Catalog.open(catalog_url) as catalog:
            assert catalog.get_document(document.id).to_document(document.text) == document


def list_ids(catalog: Catalog) -> list[str]:
    return sorted(document.id for document in catalog.find_documents(limit=1000).documents)


def kill_after(child: "subprocess.Popen[str]", seconds: float) -> list[str]:
    """Kill a child that puts documents and return the ids that it had reported as put."""
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    lines = child.stdout.read().splitlines(keepends=True)
    return [line.strip() for line in lines if line.endswith("\n")]


def check_whole(catalog: Catalog, outlines: dict[str, list[Document]]) -> None:
    held = set(list_ids(catalog))
    for number, document in enumerate(outlines["code-0"]):
        if document.id not in held:
            with pytest.raises(DocumentNotFound):
                catalog.get_document(document.id)
            continue
        stored = catalog.get_document(document.id)
        expected = outlines[stored.fingerprint][number]
        assert stored.to_document(document.text) == expected
        assert [row.id for row in catalog.get_chunks(document.id)] == [chunk.id for chunk in make_chunks(expected)]
    counts = catalog.counts()
    assert counts.documents == counts.versions == counts.sources == len(held)


def set_schema(url: str, value: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE meta SET value = :value WHERE name = 'schema'"), {"value": value})
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "given address"),
        ("nonsense", "given address"),
        ("mysql://root:geheim@localhost/x", "mysql"),
        ("nosuch://root:geheim@localhost/x", "nosuch"),
        ("sqlite:////proc/nowhere/catalog.sqlite", "/proc/nowhere"),
        ("sqlite:////dev/null/catalog.sqlite", "/dev/null"),
        ("postgresql://u:geheim@/x?host=/nonexistent", "No such file|not exist|failed"),
        ("postgres://u:geheim@127.0.0.1:1/x", "127.0.0.1"),
    ],
)
def test_open_an_unusable_address_is_a_catalog_error(url: str, said: str) -> None:
    with pytest.raises(CatalogError, match=said) as caught:
        Catalog.open(url)
    assert "geheim" not in str(caught.value)
    assert caught.value.hint


def test_open_a_file_that_is_no_database_is_a_catalog_error(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"%PDF-1.4 not a database at all" * 100)
    with pytest.raises(CatalogError, match="not a database"):
        Catalog.open(f"sqlite:///{tmp_path}/catalog.sqlite")


def test_read_after_the_tables_are_gone_is_a_catalog_error(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalog.sqlite"
    with Catalog.open(url) as catalog:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE index_mark"))
        engine.dispose()
        calls: list[Callable[[], object]] = [lambda: catalog.pending("a"), lambda: catalog.indexed("a")]
        for call in calls:
            with pytest.raises(CatalogError, match="index_mark"):
                call()
