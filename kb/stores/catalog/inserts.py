"""Inserts that say what becomes of a row that is there already.

Each database has its own: they are loaded when a write comes, which no question needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_or_update(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the insert of the connection's database: only that one knows ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
