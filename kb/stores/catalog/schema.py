"""Which schema a database has, and the way from it to the present one.

The way is Alembic's: one revision for each schema, numbered as it is. Alembic is loaded only when there is a way to go.
A database that was made before Alembic came says its schema in the table ``meta``, which is kept, so that older code
can say that it is too old for a catalog.

A revision knows the tables of its day and nothing of the code that writes today. What such code has to fill, a revision
only marks in ``meta``; it is filled after the last revision, and the mark goes in the same transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, delete, insert, inspect, select, update
from sqlalchemy import text as sql

from kb.model.errors import CatalogError
from kb.stores.catalog.passages import create_words, fill_passages
from kb.stores.catalog.sums import add_bytes, count_everything
from kb.stores.catalog.tables import SCHEMA_VERSION, meta, metadata

log = logging.getLogger(__name__)

OLDEST = 1
"""The first schema that there is a way from."""

UNCOUNTED = "sums"
"""Row of the table ``meta`` while the sums are to be counted anew."""

LACKING = "passages"
"""Row of the table ``meta`` while the full text lacks what older code stored."""

MIGRATIONS = Path(__file__).parent / "migrations"


def needs_work(connection: Connection, can_fill: bool) -> bool:
    """Say whether a database has no tables yet, older ones, or something marked that can be filled.

    Raises:
        CatalogError: it has a schema that there is no way from.
    """
    schema = _read_schema(connection)
    if schema != str(SCHEMA_VERSION):
        return True
    return _is_marked(connection, UNCOUNTED) or (can_fill and _is_marked(connection, LACKING))


def bring_up_to_date(connection: Connection, read_text: Callable[[str], str] | None) -> None:
    """Make the tables, or take every step from an older schema to the present one, in one transaction."""
    schema = _read_schema(connection)
    if schema is None:
        _create(connection)
    elif schema != str(SCHEMA_VERSION):
        log.warning("The catalog is brought from schema %s to %s; this takes a while.", schema, SCHEMA_VERSION)
        _upgrade(connection, schema)
    _fill(connection, read_text)


def _fill(connection: Connection, read_text: Callable[[str], str] | None) -> None:
    if _is_marked(connection, UNCOUNTED):
        count_everything(connection)
        _clear(connection, UNCOUNTED)
    if read_text is not None and _is_marked(connection, LACKING):
        add_bytes(connection, fill_passages(connection, read_text))
        _clear(connection, LACKING)


def _is_marked(connection: Connection, name: str) -> bool:
    return _find(connection, name) is not None


def _clear(connection: Connection, name: str) -> None:
    connection.execute(delete(meta).where(meta.c.name == name))


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    create_words(connection)
    connection.execute(insert(meta).values(name="schema", value=str(SCHEMA_VERSION)))
    _stamp(connection, str(SCHEMA_VERSION))


def _stamp(connection: Connection, revision: str) -> None:
    """Tell Alembic which revision a database has, as Alembic itself would write it down."""
    key = "version_num VARCHAR(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY"
    connection.execute(sql(f"CREATE TABLE IF NOT EXISTS alembic_version ({key})"))
    connection.execute(sql("DELETE FROM alembic_version"))
    connection.execute(sql("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


def _upgrade(connection: Connection, schema: str) -> None:
    from alembic import command
    from alembic.config import Config

    if not inspect(connection).has_table("alembic_version"):
        _stamp(connection, schema)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(update(meta).where(meta.c.name == "schema").values(value=str(SCHEMA_VERSION)))


def _read_schema(connection: Connection) -> str | None:
    """Return the schema that a database has; None where it has no tables yet.

    Raises:
        CatalogError: it has one that there is no way from.
    """
    if not inspect(connection).has_table(meta.name):
        return None
    stored = _find(connection, "schema")
    if stored is None or not stored.isdecimal() or not OLDEST <= int(stored) <= SCHEMA_VERSION:
        raise _describe_schema(stored)
    return stored


def _find(connection: Connection, name: str) -> str | None:
    return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar_one_or_none()


def _describe_schema(stored: str | None) -> CatalogError:
    if stored is not None and stored.isdecimal() and int(stored) > SCHEMA_VERSION:
        message = f"The catalog has schema {stored}; this version of rujukan knows {SCHEMA_VERSION}."
        return CatalogError(message, "Upgrade rujukan, or name another catalog in KB_CATALOG_URL.")
    message = f"The catalog has schema {stored!r}, which this version of rujukan can't read."
    return CatalogError(message, "Name another catalog in KB_CATALOG_URL and take the sources in again.")
