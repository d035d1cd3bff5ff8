"""What held documents and manifests say of whether others still hold, in one statement and without the words.

Enough to rank by. Who says so, where and since when is told by ``find_deeds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple, cast

from sqlalchemy import Connection, TextClause, bindparam
from sqlalchemy import text as sql

from kb.stores.catalog.convert import read_iso_date

RowOfSaid = tuple[str, str, str, str, str, int | None]

_JOIN = {"sqlite": "CROSS JOIN"}
"""SQLite's word for a join that it may not turn round: it goes from the documents that are asked for to what is said of
them, not from all that is said of any."""

_STATED = {"sqlite": "json_extract(readings, '$.legal_status[0]')"}
_STATED_ELSEWHERE = "(readings -> 'legal_status' ->> 0)"


class Said(NamedTuple):
    """One thing that is said of a document.

    Args:
        relation: what is done to it, ``"stated"`` where its manifest states a status, empty where a base is untouched.
        place: locator that is named; the status where one is stated; empty for the whole document.
        base: document that it carries out, of which this is said; empty where it is said of itself.
        day: of what says so; None where unknown.
        year: of what says so; None where unknown.
    """

    document_id: str
    relation: str
    place: str
    base: str
    day: date | None
    year: int | None


def find_said(connection: Connection, document_ids: Sequence[str]) -> list[Said]:
    """Return what is said of some documents and of what they carry out; see ``Catalog.find_said``."""
    statement = _build_statement(connection.dialect.name)
    rows = cast(Iterable[RowOfSaid], connection.execute(statement, {"of": list(document_ids)}))
    return [
        Said(document, relation, place, base, read_iso_date(day), year)
        for document, relation, place, base, day, year in rows
    ]


@cache
def _build_statement(dialect: str) -> TextClause:
    """Write what is said of documents themselves, what is said of their bases, and what manifests state."""
    join, stated = _JOIN.get(dialect, "JOIN"), _STATED.get(dialect, _STATED_ELSEWHERE)
    return sql(f"""
        SELECT meant.document_id, r.relation, r.locator, '' AS base, saying.date, saying.year
        FROM version AS meant
        {join} reference AS r ON r.relation IN ('mencabut', 'mencabut-sebagian', 'mengubah')
            AND r.kind_fold = meant.kind_fold AND r.number_key = meant.number_key AND r.year = meant.year
        {join} version AS saying ON saying.id = r.version_id AND saying.is_current
            AND saying.document_id <> meant.document_id
        WHERE meant.is_current AND meant.number_key <> '' AND meant.document_id IN :of
        UNION ALL
        SELECT carrying.document_id, CASE WHEN saying.id IS NULL THEN '' ELSE r.relation END, '',
            base.document_id, COALESCE(saying.date, ''), saying.year
        FROM version AS carrying
        {join} reference AS carried ON carried.version_id = carrying.id AND carried.relation = 'melaksanakan'
        {join} version AS base ON base.is_current AND base.kind_fold = carried.kind_fold
            AND base.number_key = carried.number_key AND base.year = carried.year AND base.number_key <> ''
        LEFT JOIN reference AS r ON r.relation = 'mencabut' AND r.locator = ''
            AND r.kind_fold = base.kind_fold AND r.number_key = base.number_key AND r.year = base.year
        LEFT JOIN version AS saying ON saying.id = r.version_id AND saying.is_current
            AND saying.document_id <> base.document_id
        WHERE carrying.is_current AND carrying.document_id IN :of
        UNION ALL
        SELECT document_id, 'stated', {stated}, '', '', NULL FROM version
        WHERE is_current AND document_id IN :of AND {stated} IS NOT NULL
    """).bindparams(bindparam("of", expanding=True))
