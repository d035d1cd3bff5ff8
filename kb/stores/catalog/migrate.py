"""Bring a catalog of an older schema to the present one, in place.

Step 3. Invariant: nothing is lost that can't be read again from the archive; one transaction, all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, update
from sqlalchemy import text as sql

from kb.stores.catalog.tables import SCHEMA_VERSION, meta, metadata


def is_migratable(schema: str | None) -> bool:
    """Say whether there is a way from a schema to the present one."""
    return schema in _STEPS


def migrate(connection: Connection, schema: str) -> None:
    """Take every step from an older schema to the present one."""
    while schema in _STEPS:
        schema = _STEPS[schema](connection)
    connection.execute(update(meta).where(meta.c.name == "schema").values(value=schema))


def _add_relations(connection: Connection) -> str:
    """Make the references anew: they had no relation, and only those with a number were kept.

    What was read is dropped. The next write reads the references of every version again, from the archive.
    """
    connection.execute(sql("DROP TABLE reference"))
    metadata.create_all(connection)
    return "2"


_STEPS: dict[str, Callable[[Connection], str]] = {"1": _add_relations}
"""Schema → the step from it, which returns the schema that it leads to."""

assert str(SCHEMA_VERSION) not in _STEPS, "the present schema needs no step"
