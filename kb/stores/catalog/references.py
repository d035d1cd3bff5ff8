"""The mentions of one document in another: what they mean is asked anew each time, never stored.

Step 3. Invariant: a mention that was stored before the document arrived that it means resolves as soon as that is put,
without a row being rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from kb.law.citation import format_instrument
from kb.law.relations import RelatedReference
from kb.model import Instrument
from kb.stores.catalog import convert
from kb.stores.catalog.matching import Citing, Held, find_meant, names_one, to_held
from kb.stores.catalog.queries import CURRENT, get_version_row
from kb.stores.catalog.rows import CitedBy, Deed, MissingInstrument, ResolvedReference
from kb.stores.catalog.tables import reference, reference_mark, version

_BATCH = 400
DEEDS = ("mencabut", "mencabut-sebagian", "mengubah")
"""The relations that change what another document is worth."""

_KEYS = (
    version.c.document_id,
    version.c.kind_fold,
    version.c.number_key,
    version.c.year,
    version.c.issuer_fold,
    version.c.date,
)
_CITING = (
    version.c.document_id,
    version.c.version,
    version.c.title,
    version.c.date,
    version.c.year.label("citing_year"),
    version.c.retrieved,
    version.c.is_current,
)
_OTHERS = reference.c.is_own == False  # noqa: E712


def find_references(connection: Connection, document_id: str, prefix: str | None) -> list[RelatedReference]:
    """Return the references of one version in text order."""
    row = get_version_row(connection, document_id, prefix)
    return [convert.to_reference(found) for found in _read_references(connection, row.id)]


def resolve_references(connection: Connection, document_id: str, prefix: str | None) -> list[ResolvedReference]:
    """Return the references of one version in text order, with the documents that each may mean."""
    row = get_version_row(connection, document_id, prefix)
    citing = Citing(document_id, convert.parse_date(row.date), row.year)
    found = _read_references(connection, row.id)
    held = _find_held(connection, [item for item in found if not item.is_own])
    return [_resolve(item, held, citing) for item in found]


def _read_references(connection: Connection, version_id: int) -> Sequence[Any]:
    query = select(reference).where(reference.c.version_id == version_id).order_by(reference.c.position)
    return connection.execute(query).all()


def _resolve(row: Any, held: Sequence[Held], citing: Citing) -> ResolvedReference:
    documents = (citing.document_id,) if row.is_own else find_meant(row, held, citing)
    return ResolvedReference(convert.to_reference(row), documents, row.is_own)


def _find_held(connection: Connection, mentions: Sequence[Any]) -> list[Held]:
    """Find every held document that some of the mentions may mean, in few statements."""
    numbers = sorted({row.number_key for row in mentions if row.kind_fold and row.number_key})
    days = sorted({row.day for row in mentions if row.kind_fold and not row.number_key and row.day})
    bare = [row for row in mentions if row.kind_fold and not row.number_key and not row.day]
    found: list[Held] = []
    for column, values in ((version.c.number_key, numbers), (version.c.date, days)):
        for start in range(0, len(values), _BATCH):
            found += _select_held(connection, column.in_(values[start : start + _BATCH]))
    if bare:
        found += _select_held(connection, version.c.number_key == "")
    return list(dict.fromkeys(found))


def _select_held(connection: Connection, condition: ColumnElement[bool]) -> list[Held]:
    # News and unknown texts are no instruments: nobody means them by a number.
    instruments = version.c.kind_fold.not_in(["berita", "dokumen"])
    return [to_held(row) for row in connection.execute(select(*_KEYS).where(CURRENT, instruments, condition))]


def find_cited_by(connection: Connection, document_id: str, locator: str) -> list[CitedBy]:
    """Return the mentions of a document, or of a place in it, in the current versions of others."""
    row = get_version_row(connection, document_id, None)
    mentions = _find_mentions_of(connection, [row], CURRENT)
    held = _find_held(connection, mentions)
    meant = [found for found in mentions if find_meant(found, held, _citing(found)) == (document_id,)]
    cited = [_to_cited_by(found) for found in meant if found.document_id != document_id]
    return [item for item in cited if not locator or _is_inside(item.reference, locator)]


def _citing(row: Any) -> Citing:
    return Citing(row.document_id, convert.parse_date(row.date), row.citing_year)


def _is_inside(mention: RelatedReference, locator: str) -> bool:
    """Say whether a mention is of a place or of one below it; a range is one of each of its articles."""
    return any(place == locator or place.startswith(f"{locator}.") for place in mention.locators)


def _find_mentions_of(connection: Connection, rows: Sequence[Any], *more: ColumnElement[bool]) -> Sequence[Any]:
    """Find the mentions in other documents that may mean one of some versions."""
    found: list[Any] = []
    for start in range(0, len(rows), _BATCH):
        fits = or_(*(_may_mean(row) for row in rows[start : start + _BATCH]))
        found += connection.execute(_select_mentions().where(_OTHERS, fits, *more)).all()
    return found


def _select_mentions() -> Select[Any]:
    query = select(reference, *_CITING).join(version, reference.c.version_id == version.c.id)
    return query.order_by(version.c.document_id, reference.c.position)


def _may_mean(row: Any) -> ColumnElement[bool]:
    same_kind = reference.c.kind_fold == row.kind_fold
    by_day = and_(reference.c.number_key == "", reference.c.day == row.date) if row.date else None
    if not row.number_key:
        by_year = and_(reference.c.number_key == "", reference.c.day == "", reference.c.year == row.year)
        return and_(same_kind, by_year if by_day is None else or_(by_day, by_year))
    by_number = reference.c.number_key == row.number_key
    return and_(same_kind, by_number if by_day is None else or_(by_number, by_day))


def _to_cited_by(row: Any) -> CitedBy:
    return CitedBy(row.document_id, row.version, row.title, convert.to_reference(row), convert.parse_date(row.date))


def find_deeds(connection: Connection, document_ids: Sequence[str]) -> dict[str, list[Deed]]:
    """Return what others revoke or amend of some documents, by date, a current version's words first."""
    query = select(version).where(CURRENT, version.c.document_id.in_(sorted(set(document_ids))))
    rows = [row for row in connection.execute(query) if row.kind_fold not in ("berita", "dokumen")]
    mentions = _find_mentions_of(connection, rows, reference.c.relation.in_(DEEDS))
    held = _find_held(connection, mentions)
    deeds: dict[str, list[Deed]] = {}
    for found in sorted(mentions, key=lambda row: not row.is_current):
        meant = find_meant(found, held, _citing(found))
        if len(meant) == 1 and meant[0] != found.document_id and meant[0] in document_ids:
            deeds.setdefault(meant[0], []).append(_to_deed(found))
    return {name: sorted(items, key=_by_date) for name, items in deeds.items()}


def _to_deed(row: Any) -> Deed:
    moment = convert.parse_moment(row.retrieved)
    day = convert.parse_date(row.date)
    return Deed(row.document_id, row.version, row.title, day, row.citing_year, moment.date(), convert.to_reference(row))


def _by_date(deed: Deed) -> tuple[str, str]:
    # A stable sort: within one document its current version stays first, and the order of its text.
    return (deed.day.isoformat() if deed.day else f"{deed.year or 9999}", deed.document_id)


def find_missing(connection: Connection, limit: int) -> list[MissingInstrument]:
    """Return the instruments that are mentioned but not held: those that most documents cite first."""
    keys = (reference.c.kind_fold, reference.c.number_key, reference.c.year, reference.c.issuer_fold, reference.c.day)
    names = (reference.c.kind, reference.c.number, reference.c.issuer)
    query = select(*keys, *names, reference.c.relation, version.c.document_id, func.count().label("mentions"))
    query = query.join(version, reference.c.version_id == version.c.id).where(CURRENT, _OTHERS, reference.c.kind != "")
    columns = (*keys, *names, reference.c.relation, version.c.document_id)
    rows = [row for row in connection.execute(query.group_by(*columns).order_by(*columns)) if _is_nameable(row)]
    held = _find_held(connection, rows)
    lacking = [row for row in rows if not _is_held(row, held)]
    groups = groupby(sorted(lacking, key=_group_key), key=_group_key)
    return sorted((_to_missing(list(group)) for _, group in groups), key=_by_weight)[:limit]


def _is_nameable(row: Any) -> bool:
    return names_one(row) or bool(row.number_key)


def _is_held(row: Any, held: Sequence[Held]) -> bool:
    """Say whether some held document may be meant, whenever it was published; without a year any will do."""
    if names_one(row):
        return bool(find_meant(row, held))
    return any(item.kind_fold == row.kind_fold and item.number_key == row.number_key for item in held)


def _group_key(row: Any) -> tuple[Any, ...]:
    day = "" if row.number_key else row.day
    return (row.kind_fold, row.number_key, row.year or 0, row.issuer_fold, day)


def _to_missing(rows: list[Any]) -> MissingInstrument:
    instrument: Instrument = convert.to_instrument(rows[0])
    day = convert.parse_date("" if instrument.number else rows[0].day)
    relations: dict[str, int] = {}
    for row in rows:
        relations[row.relation] = relations.get(row.relation, 0) + row.mentions
    documents = tuple(sorted({row.document_id for row in rows}))
    label = format_instrument(instrument) + (f" ({day.isoformat()})" if day else "")
    ranked = dict(sorted(relations.items(), key=lambda item: (-item[1], item[0])))
    return MissingInstrument(label, instrument, sum(relations.values()), documents, ranked, day)


def _by_weight(missing: MissingInstrument) -> tuple[Any, ...]:
    instrument = missing.instrument
    name = (instrument.kind, instrument.year or 0, instrument.number, instrument.issuer)
    return (-len(missing.documents), -missing.mentions, *name)


def find_unrelated(connection: Connection) -> list[tuple[str, str]]:
    """Return the versions whose references were never read, as after a migration, by document id."""
    marked = exists().where(reference_mark.c.version_id == version.c.id)
    query = (
        select(version.c.document_id, version.c.version).where(~marked).order_by(version.c.document_id, version.c.id)
    )
    return [(row.document_id, row.version) for row in connection.execute(query)]
