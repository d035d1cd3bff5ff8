"""Inserts that say what becomes of a row that is there already.

Each database has its own: they are loaded when a write comes, which no question needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_or_update(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the insert of a database, by its dialect's name: only that one knows ON CONFLICT."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
