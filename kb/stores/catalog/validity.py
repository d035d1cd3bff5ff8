"""What held documents and manifests say of whether others still hold, in one statement and without the words.

Enough to rank by. Who says so, where and since when is told by ``find_deeds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    literal,
    null,
    select,
    union_all,
)

from kb.stores.catalog.convert import read_iso_date
from kb.stores.catalog.narrow import CURRENT
from kb.stores.catalog.tables import reference, version

RowOfSaid = tuple[str, str, str, str, str, int | None]

_ENDING = ("mencabut", "mencabut-sebagian", "mengubah")


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
    rows = cast(Iterable[RowOfSaid], connection.execute(_build_query(), {"of": list(document_ids)}))
    return [
        Said(document, relation, place, base, read_iso_date(day), year)
        for document, relation, place, base, day, year in rows
    ]


@cache
def _build_query() -> CompoundSelect[RowOfSaid]:
    """Build the statement once: that takes longer than running it."""
    return union_all(_select_own(), _select_bases(), _select_stated())


def _is_wanted(document_id: ColumnElement[str]) -> ColumnElement[bool]:
    return document_id.in_(bindparam("of", expanding=True))


def _select_own() -> Select[RowOfSaid]:
    meant, saying = version.alias("meant"), version.alias("saying")
    joined = meant.join(reference, _means(reference, meant)).join(saying, _says(saying, meant))
    query = select(meant.c.document_id, reference.c.relation, reference.c.locator, literal(""), *_when(saying))
    wanted = (_is_wanted(meant.c.document_id), reference.c.relation.in_(_ENDING))
    return query.select_from(joined).where(meant.c.is_current, *wanted)


def _select_bases() -> Select[RowOfSaid]:
    """Select every base, with what revokes it as a whole; nothing stands there for a base that nothing revokes."""
    carrying, base, saying = version.alias("carrying"), version.alias("base"), version.alias("saying")
    carried, revoking = reference.alias("carried"), reference.alias("revoking")
    is_revoked = and_(_means(revoking, base), revoking.c.relation == "mencabut", revoking.c.locator == "")
    joined = carrying.join(carried, carried.c.version_id == carrying.c.id).join(base, _means(carried, base))
    joined = joined.outerjoin(revoking.join(saying, saying.c.id == revoking.c.version_id), is_revoked)
    relation, day = func.coalesce(revoking.c.relation, ""), func.coalesce(saying.c.date, "")
    query = select(carrying.c.document_id, relation, literal(""), base.c.document_id, day, saying.c.year)
    wanted = (_is_wanted(carrying.c.document_id), carried.c.relation == "melaksanakan")
    return query.select_from(joined).where(carrying.c.is_current, base.c.is_current, *wanted).distinct()


def _select_stated() -> Select[RowOfSaid]:
    stated = version.c.readings["legal_status"][0].as_string()
    query = select(version.c.document_id, literal("stated"), stated, literal(""), literal(""), null())
    return query.where(CURRENT, _is_wanted(version.c.document_id), stated.is_not(None))


def _means(mention: FromClause, meant: FromClause) -> ColumnElement[bool]:
    return and_(
        mention.c.kind_fold == meant.c.kind_fold,
        mention.c.number_key == meant.c.number_key,
        mention.c.year == meant.c.year,
        mention.c.number_key != "",
    )


def _says(saying: FromClause, meant: FromClause) -> ColumnElement[bool]:
    is_other = saying.c.document_id != meant.c.document_id
    return and_(saying.c.id == reference.c.version_id, saying.c.is_current, is_other)


def _when(saying: FromClause) -> tuple[ColumnElement[str], ColumnElement[int]]:
    return saying.c.date, saying.c.year
