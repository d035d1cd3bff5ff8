"""List documents under filters: pages with a cursor, totals and facets.

Page, total and facets are of the same filters and the same moment, and walking the cursors shows every document once,
whatever is added meanwhile before the reader's place. Without filters nothing is counted: the sums are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy import true as always

from kb.model import Filters
from kb.model.cursor import format_cursor, parse_cursor
from kb.stores.catalog import convert
from kb.stores.catalog.convert import Query, Record
from kb.stores.catalog.counts import count_documents, read_sums
from kb.stores.catalog.narrow import CURRENT, narrow
from kb.stores.catalog.rows import DocumentPage, DocumentSummary
from kb.stores.catalog.sums import FACETS, Tally
from kb.stores.catalog.tables import source, version


def find_documents(connection: Connection, filters: Filters, cursor: str, limit: int) -> DocumentPage:
    """Return one page of the current versions; see ``Catalog.find_documents``."""
    after = _after(*parse_cursor(cursor, filters, str, 2)) if cursor else always()
    narrowed = narrow(filters)
    counted = read_sums(connection) if filters.is_empty() else None
    rows = connection.execute(_select_summaries().where(narrowed, after).limit(limit + 1)).all()
    shown = rows[:limit]
    return DocumentPage(
        documents=tuple(_to_summary(row) for row in shown),
        total=count_documents(connection, filters) if counted is None else counted.get(("documents", ""), 0),
        facets=_count_facets(connection, narrowed) if counted is None else _to_facets(counted),
        cursor=format_cursor(filters, shown[-1].date, shown[-1].document_id) if len(rows) > limit else "",
    )


def _select_summaries() -> Query:
    other = version.alias("other")
    held = select(func.count()).where(other.c.document_id == version.c.document_id).scalar_subquery()
    query = select(version, source.c.publisher, source.c.address, held.label("versions"))
    query = query.join(source, and_(source.c.version_id == version.c.id, source.c.is_main == True))  # noqa: E712
    return query.order_by(version.c.date.desc(), version.c.document_id)


def _to_summary(row: Record) -> DocumentSummary:
    return DocumentSummary(
        id=row.document_id,
        version=row.version,
        title=row.title,
        instrument=convert.to_instrument(row),
        family=row.family,
        place=row.place,
        date=convert.read_iso_date(row.date),
        text_status=row.text_status,
        publisher=row.publisher,
        address=row.address,
        retrieved=convert.parse_moment(row.retrieved),
        provisions=row.provisions,
        chunks=row.chunks,
        versions=row.versions,
    )


def _count_facets(connection: Connection, narrowed: ColumnElement[bool]) -> dict[str, dict[str, int]]:
    counted: dict[Tally, int] = {}
    for name, column in FACETS.items():
        rows = connection.execute(select(column, func.count()).where(narrowed).group_by(column)).all()
        counted |= {(name, str(value)): int(count) for value, count in rows if value not in (None, "")}
    return _to_facets(counted)


def _to_facets(counted: Mapping[Tally, int]) -> dict[str, dict[str, int]]:
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0][1]))
    return {facet: {value: count for (name, value), count in ordered if name == facet} for facet in FACETS}


def passing(connection: Connection, document_ids: Sequence[str], filters: Filters) -> set[str]:
    """Return those of some documents whose current version passes the filters."""
    query = select(version.c.document_id).where(narrow(filters), version.c.document_id.in_(sorted(set(document_ids))))
    return set(connection.execute(query).scalars())


def find_titles(connection: Connection, document_ids: Sequence[str]) -> dict[str, str]:
    """Return the titles of documents by their ids; unknown ones are left out."""
    query = select(version.c.document_id, version.c.title)
    rows = connection.execute(query.where(CURRENT, version.c.document_id.in_(sorted(set(document_ids)))))
    return {row.document_id: row.title for row in rows}


def _after(day: str, document_id: str) -> ColumnElement[bool]:
    """Say what comes behind a page's last document, by its date (ISO, empty when unknown) and its id."""
    same_date = and_(version.c.date == day, version.c.document_id > document_id)
    return or_(version.c.date < day, same_date)
