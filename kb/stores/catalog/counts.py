"""How much is held: read from the sums that every write keeps, so that it costs the same however much there is."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import Connection, and_, func, select

from kb.model import Filters
from kb.stores.catalog import convert
from kb.stores.catalog.narrow import CURRENT, narrow
from kb.stores.catalog.rows import Counts, LatestDates
from kb.stores.catalog.sums import Tally
from kb.stores.catalog.tables import index_mark, tally, version


def read_sums(connection: Connection, *names: str) -> dict[Tally, int]:
    """Return the catalog's sums; of some names only, where any is given."""
    query = select(tally).where(tally.c.name.in_(names)) if names else select(tally)
    return {(row.name, row.value): int(row.amount) for row in connection.execute(query)}


def count_rows(connection: Connection) -> Counts:
    """Return how much is held."""
    names = [item.name for item in fields(Counts)]
    held = read_sums(connection, *names)
    return Counts(**{name: held.get((name, ""), 0) for name in names})


def count_documents(connection: Connection, filters: Filters) -> int:
    """Count the documents that pass the filters."""
    if filters.is_empty():
        return count_rows(connection).documents
    return int(connection.execute(select(func.count()).select_from(version).where(narrow(filters))).scalar_one())


def count_pending(connection: Connection, index_name: str) -> int:
    """Count the current versions that an index is not marked to hold."""
    same = and_(index_mark.c.document_id == version.c.document_id, index_mark.c.version == version.c.version)
    marked = select(func.count()).select_from(index_mark.join(version, same))
    marks = connection.execute(marked.where(index_mark.c.index_name == index_name, CURRENT)).scalar_one()
    return count_rows(connection).documents - int(marks)


def get_latest_dates(connection: Connection) -> LatestDates:
    """Return the latest date of a document and the latest retrieval."""
    # Each by itself: together they would be a walk over all versions instead of two looks at an index.
    latest = select(
        select(func.max(version.c.date)).where(CURRENT).scalar_subquery().label("date"),
        select(func.max(version.c.retrieved)).where(CURRENT).scalar_subquery().label("retrieved"),
    )
    row = connection.execute(latest).one()
    return LatestDates(
        convert.read_iso_date(row.date or ""), convert.parse_moment(row.retrieved) if row.retrieved else None
    )
