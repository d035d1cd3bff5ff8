"""Revisions know only the tables of their day: the next column doesn't break the way from older catalogs."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from kb.stores.catalog import Catalog, schema, sums
from kb.stores.catalog.schema import MIGRATIONS
from kb.stores.catalog.tables import SCHEMA_VERSION
from tests.contract.catalog_samples import make_document, make_reference, put
from tests.contract.test_catalog_references import TANGERANG, UU_24, make_old, run

REPOSITORY = Path(__file__).parents[2]
OLD_CATALOG = REPOSITORY / "tests" / "fixtures" / "home-schema-2" / "catalog.sqlite"
NEXT = str(SCHEMA_VERSION + 1)

REVISION = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{SCHEMA_VERSION}"


def upgrade() -> None:
    op.add_column("version", sa.Column("addressees", sa.Text, nullable=False, server_default="Kepala Daerah"))
    op.create_index("version_by_addressees", "version", ["addressees"])
"""

OPEN_WITH_COLUMN = f"""
import sys
from pathlib import Path
from sqlalchemy import Column, Text
from kb.stores.catalog import Catalog, schema
from kb.stores.catalog.tables import version
version.append_column(Column("addressees", Text, nullable=False, server_default="Kepala Daerah"))
schema.MIGRATIONS, schema.SCHEMA_VERSION = Path(sys.argv[1]), {NEXT}
with Catalog.open(sys.argv[2]) as catalog:
    print(catalog.counts().documents, catalog.find_documents().facets["kind"], len(catalog.missing_instruments(9)))
"""
"""What the code would be that has one more column, in a process of its own: tables can't be made smaller again."""


def test_catalog_of_schema_2_opens_with_a_column_and_a_revision_more(tmp_path: Path) -> None:
    migrations = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    (migrations / "versions" / "next.py").write_text(REVISION, encoding="utf-8")
    url = f"sqlite:///{shutil.copy(OLD_CATALOG, tmp_path / 'catalog.sqlite')}"
    command = [sys.executable, "-c", OPEN_WITH_COLUMN, str(migrations), url]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[0] == "3 {'pp': 1, 'se': 1, 'uu': 1} 3"
    assert read(url, "SELECT DISTINCT addressees FROM version") == ["Kepala Daerah"]
    assert read(url, "SELECT value FROM meta WHERE name = 'schema'") == [NEXT]
    assert read(url, "SELECT name FROM meta WHERE name = 'sums'") == []


@pytest.mark.parametrize("path", sorted(MIGRATIONS.glob("versions/[0-9]*.py")), ids=lambda path: path.stem)
def test_revision_uses_no_code_that_goes_on_changing(path: Path) -> None:
    imported = {
        f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    types = {"kb.stores.catalog.tables.ROW_ID", "kb.stores.catalog.tables.STRING"}
    assert {name for name in imported if name.startswith("kb.")} <= types


def test_migration_that_is_cut_off_while_it_counts_begins_anew(
    catalog_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalog.open(catalog_url) as catalog:
        put(catalog, make_document("1"), make_reference(UU_24))
        before = catalog.counts()
    make_old(catalog_url)

    def fail(connection: Connection) -> None:
        sums.count_everything(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "count_everything", fail)
    with pytest.raises(KeyboardInterrupt):
        Catalog.open(catalog_url)
    monkeypatch.undo()
    assert read(catalog_url, "SELECT value FROM meta WHERE name = 'schema'") == ["1"]
    with Catalog.open(catalog_url) as catalog:
        assert (catalog.counts().documents, catalog.counts().chunks) == (before.documents, before.chunks)


def test_sums_that_are_marked_are_counted_anew_once(catalog_url: str) -> None:
    with Catalog.open(catalog_url) as catalog:
        put(catalog, make_document("1"), make_reference(UU_24), make_reference(TANGERANG, 9))
        counts, missing = catalog.counts(), catalog.missing_instruments()
    run(
        catalog_url,
        "UPDATE tally SET amount = amount + 7",
        "UPDATE cited SET documents = 5",
        "INSERT INTO meta (name, value) VALUES ('sums', '')",
    )
    with Catalog.open(catalog_url) as catalog:
        assert (catalog.counts(), catalog.missing_instruments()) == (counts, missing)
    assert read(catalog_url, "SELECT name FROM meta WHERE name = 'sums'") == []


def read(url: str, query: str) -> list[str]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = [str(value) for value in connection.execute(text(query)).scalars()]
    engine.dispose()
    return found
