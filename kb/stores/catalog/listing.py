"""List documents under filters: pages with a cursor, totals and facets.

Step 3. Invariant: page, total and facets are counted under the same filters in the same moment, and walking
the cursors shows every document once, whatever is added meanwhile before the reader's place.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select
from sqlalchemy import true as always

from kb.model import Filters
from kb.model.errors import InvalidCursor
from kb.stores.catalog import convert
from kb.stores.catalog.queries import CURRENT
from kb.stores.catalog.rows import DocumentPage, DocumentSummary
from kb.stores.catalog.tables import source, version

_FACETS = {
    "kind": version.c.kind_fold,
    "year": version.c.listed_year,
    "issuer": version.c.issuer,
    "place": version.c.place,
    "text_status": version.c.text_status,
}


class _Place(NamedTuple):
    """Where a page ended: date (ISO, empty when unknown) and id of its last document."""

    date: str
    document_id: str


def find_documents(connection: Connection, filters: Filters, cursor: str, limit: int) -> DocumentPage:
    """Return one page of the current versions; see ``Catalog.find_documents``."""
    after = _after(_parse_cursor(cursor, filters)) if cursor else always()
    narrowed = _narrow(filters)
    rows = connection.execute(_select_summaries().where(narrowed, after).limit(limit + 1)).all()
    shown = rows[:limit]
    return DocumentPage(
        documents=tuple(_to_summary(row) for row in shown),
        total=connection.execute(select(func.count()).select_from(version).where(narrowed)).scalar_one(),
        facets={name: _count_facet(connection, column, narrowed) for name, column in _FACETS.items()},
        cursor=_format_cursor(filters, _Place(shown[-1].date, shown[-1].document_id)) if len(rows) > limit else "",
    )


def _narrow(filters: Filters) -> ColumnElement[bool]:
    conditions = [CURRENT]
    lists: tuple[tuple[Any, list[Any]], ...] = (
        (version.c.kind_fold, [convert.fold(value) for value in filters.kind]),
        (version.c.number_fold, [convert.fold(value) for value in filters.number]),
        (version.c.listed_year, list(filters.year)),
        (version.c.issuer_fold, [convert.fold(value) for value in filters.issuer]),
        (version.c.place_fold, [convert.fold(value) for value in filters.place]),
        (version.c.text_status, list(filters.text_status)),
        (version.c.document_id, list(filters.document_id)),
    )
    conditions += [column.in_(values) for column, values in lists if values]
    if filters.date_from:
        conditions.append(version.c.date >= convert.format_date(filters.date_from))
    if filters.date_to:
        # An unknown date is empty text, which sorts before every date.
        conditions += [version.c.date <= convert.format_date(filters.date_to), version.c.date != ""]
    return and_(*conditions)


def _select_summaries() -> Select[Any]:
    other = version.alias("other")
    held = select(func.count()).where(other.c.document_id == version.c.document_id).scalar_subquery()
    query = select(version, source.c.publisher, source.c.address, held.label("versions"))
    query = query.join(source, and_(source.c.version_id == version.c.id, source.c.is_main == True))  # noqa: E712
    return query.order_by(version.c.date.desc(), version.c.document_id)


def _to_summary(row: Any) -> DocumentSummary:
    return DocumentSummary(
        id=row.document_id,
        version=row.version,
        title=row.title,
        instrument=convert.to_instrument(row),
        family=row.family,
        place=row.place,
        date=convert.parse_date(row.date),
        text_status=row.text_status,
        publisher=row.publisher,
        address=row.address,
        retrieved=convert.parse_moment(row.retrieved),
        provisions=row.provisions,
        chunks=row.chunks,
        versions=row.versions,
    )


def _count_facet(connection: Connection, column: Any, narrowed: ColumnElement[bool]) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).where(narrowed).group_by(column)).all()
    counted = [(str(value), int(count)) for value, count in rows if value not in (None, "")]
    return dict(sorted(counted, key=lambda item: (-item[1], item[0])))


def _after(place: _Place) -> ColumnElement[bool]:
    same_date = and_(version.c.date == place.date, version.c.document_id > place.document_id)
    return or_(version.c.date < place.date, same_date)


def _format_cursor(filters: Filters, place: _Place) -> str:
    body = json.dumps([_hash_filters(filters), *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _parse_cursor(cursor: str, filters: Filters) -> _Place:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise _describe_cursor("was not made by this service") from exc
    if not (isinstance(values, list) and len(values) == 3 and all(isinstance(value, str) for value in values)):
        raise _describe_cursor("was not made by this service")
    if values[0] != _hash_filters(filters):
        raise _describe_cursor("belongs to a listing with other filters")
    return _Place(values[1], values[2])


def _hash_filters(filters: Filters) -> str:
    return hashlib.sha256(repr(filters).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _describe_cursor(reason: str) -> InvalidCursor:
    return InvalidCursor(f"The cursor {reason}.", "Leave it out to start at the first page.")
