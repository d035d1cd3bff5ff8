"""Filters as conditions on current versions: the same for listings, counts and the full text."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_

from kb.language import fold_name
from kb.model import Filters
from kb.stores.catalog import convert
from kb.stores.catalog.tables import version

CURRENT: ColumnElement[bool] = version.c.is_current == True  # noqa: E712  (partial indexes need an equation)


def narrow(filters: Filters) -> ColumnElement[bool]:
    """Return the condition that a version is current and passes the filters."""
    conditions = [CURRENT]
    lists: tuple[tuple[ColumnElement[object], Sequence[object]], ...] = (
        (version.c.kind_fold, [fold_name(value) for value in filters.kind]),
        (version.c.number_fold, [fold_name(value) for value in filters.number]),
        (version.c.listed_year, filters.year),
        (version.c.issuer_fold, [fold_name(value) for value in filters.issuer]),
        (version.c.place_fold, [fold_name(value) for value in filters.place]),
        (version.c.text_status, filters.text_status),
        (version.c.document_id, filters.document_id),
    )
    conditions += [column.in_(values) for column, values in lists if values]
    if filters.date_from:
        conditions.append(version.c.date >= convert.format_date(filters.date_from))
    if filters.date_to:
        # An unknown date is empty text, which sorts before every date.
        conditions += [version.c.date <= convert.format_date(filters.date_to), version.c.date != ""]
    return and_(*conditions)
