"""Migrated catalogs have the schema of new ones, and a home made by the code of schema 2 opens and answers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.settings import Settings
from kb.stores.archive import Archive
from kb.stores.catalog import Catalog, Phrase, fold_words
from kb.stores.catalog.schema import MIGRATIONS
from kb.stores.catalog.tables import SCHEMA_VERSION, metadata
from tests.contract.catalog_samples import make_document, put
from tests.contract.test_catalog_references import make_old
from tests.tiny_model import build_tiny_model

OLD_HOME = Path(__file__).parents[1] / "fixtures" / "home-schema-2"


def find_differences(url: str) -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    def include(_: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
        # The full text is each database's own, with tables that SQLite makes for itself.
        return not (kind == "table" and reflected and str(name).startswith(("passage_words", "alembic_version")))

    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_object": include})
        return list(compare_metadata(context, metadata))

    with engine.connect() as connection:
        found = compare(connection)
    engine.dispose()
    return found


def test_latest_revision_is_the_schema_of_the_tables() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [str(SCHEMA_VERSION)]
    assert [revision.revision for revision in script.walk_revisions()] == ["3", "2", "1"]


def test_new_catalog_has_the_tables_as_they_are_described(catalog_url: str) -> None:
    Catalog.open(catalog_url).close()
    assert find_differences(catalog_url) == []


def test_catalog_of_the_first_schema_is_migrated_to_the_same_tables(catalog_url: str) -> None:
    Catalog.open(catalog_url).close()
    make_old(catalog_url)
    Catalog.open(catalog_url).close()
    assert find_differences(catalog_url) == []


def test_texts_come_into_the_full_text_when_the_archive_is_at_hand(catalog_url: str, tmp_path: Path) -> None:
    document = make_document("1", text="kata yang dicari")
    archive = Archive(tmp_path / "archive")
    archive.put_text(document.text)
    phrase = Phrase(tuple(fold_words("kata yang dicari")))
    with Catalog.open(catalog_url) as catalog:
        put(catalog, document)
        before = catalog.counts()
    make_old(catalog_url)
    with Catalog.open(catalog_url) as catalog:
        assert catalog.find_passages([phrase], Filters(), 5) == []
    for _ in range(2):
        with Catalog.open(catalog_url, archive.get_text) as catalog:
            assert len(catalog.find_passages([phrase], Filters(), 5)) == 1
            assert catalog.counts().bytes == before.bytes


@pytest.fixture
def old_home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    home = tmp_path / "home"
    shutil.copytree(OLD_HOME, home)
    model = build_tiny_model(tmp_path / "tiny")
    settings = Settings.from_env({"KB_HOME": str(home), "KB_DENSE_MODEL": str(model), "KB_DENSE_WEIGHT": "0.01"})
    with KnowledgeBase.open(settings) as base:
        yield base


def test_home_of_schema_2_opens_and_answers(old_home: KnowledgeBase) -> None:
    assert find_differences(str(old_home.catalog._engine.url)) == []
    counts = old_home.catalog.counts()
    assert (counts.documents, counts.provisions, counts.chunks, counts.references) == (3, 82, 30, 50)
    assert old_home.get_provision("uu-2-2017", "pasal-1").text.startswith("## Pasal 1")
    assert old_home.find_documents().facets["kind"] == {"pp": 1, "se": 1, "uu": 1}
    assert old_home.coverage().missing[0].label == "PP 44/2015"
    words = "memperluas manfaat jaminan kecelakaan kerja (JKK)"
    verified = old_home.verify_quote(words)
    assert (verified.is_found, verified.findings[0].document_id) == (True, "pp-82-2019")
    assert old_home.reconcile() == 30
    assert old_home.search("UU 2/2017").hits[0].citation.document_id == "uu-2-2017"
    assert old_home.search(f'"{words}"').hits[0].citation.document_id == "pp-82-2019"
    assert old_home.search("jasa konstruksi").total > 0
