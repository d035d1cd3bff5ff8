"""Match instruments with documents: who is this, who mentions whom, what do we lack.

Step 3. Instruments are matched by kind, number and year; case, blanks and leading zeros of a number don't
count. Invariant: an instrument that names nothing in particular matches nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, exists, func, or_, select

from kb.catalog import convert
from kb.catalog.queries import CURRENT, get_version_row
from kb.catalog.rows import CitedBy, MissingInstrument
from kb.catalog.tables import reference, version
from kb.citation import format_instrument
from kb.model import Instrument, Reference


def find_by_instrument(connection: Connection, instrument: Instrument) -> list[str]:
    """Return the documents that this instrument may mean; see ``Catalog.find_by_instrument``."""
    if not _names_something(instrument) and not instrument.issuer.strip():
        return []
    keys = convert.instrument_keys(instrument)
    conditions = [CURRENT]
    # An issuer and a year may mean any of its numbers.
    if keys["number_key"] or not keys["issuer_fold"]:
        conditions.append(version.c.number_key == keys["number_key"])
    if keys["kind_fold"]:
        conditions.append(version.c.kind_fold == keys["kind_fold"])
    if instrument.year is not None:
        conditions.append(version.c.year == instrument.year)
    if keys["issuer_fold"]:
        conditions.append(version.c.issuer_fold == keys["issuer_fold"])
    query = select(version.c.document_id).where(*conditions).order_by(version.c.document_id)
    return list(connection.execute(query).scalars())


def find_references(connection: Connection, document_id: str, prefix: str | None) -> list[Reference]:
    """Return the references of one version in text order."""
    row = get_version_row(connection, document_id, prefix)
    query = select(reference).where(reference.c.version_id == row.id).order_by(reference.c.position)
    return [convert.to_reference(found) for found in connection.execute(query)]


def find_cited_by(connection: Connection, document_id: str) -> list[CitedBy]:
    """Return the mentions of a document in the current versions of others, by document and place."""
    row = get_version_row(connection, document_id, None)
    if not _names_something(convert.to_instrument(row)):
        return []
    query = select(reference, version.c.document_id, version.c.version, version.c.title)
    query = query.join(version, reference.c.version_id == version.c.id).where(
        CURRENT,
        version.c.document_id != document_id,
        reference.c.kind_fold == row.kind_fold,
        reference.c.number_key == row.number_key,
        # A mention without a year may mean another instrument: it is left out here.
        reference.c.year == row.year,
        reference.c.issuer_fold.in_(["", row.issuer_fold]),
    )
    rows = connection.execute(query.order_by(version.c.document_id, reference.c.position))
    return [CitedBy(found.document_id, found.version, found.title, convert.to_reference(found)) for found in rows]


def count_mentions(connection: Connection, instrument: Instrument) -> int:
    """Count the documents whose current version mentions an instrument; see ``Catalog.count_mentions``."""
    if not _names_something(instrument):
        return 0
    keys = convert.instrument_keys(instrument)
    conditions = [reference.c.kind_fold == keys["kind_fold"], reference.c.number_key == keys["number_key"]]
    if instrument.year is not None:
        conditions.append(reference.c.year == instrument.year)
    if keys["issuer_fold"]:
        conditions.append(reference.c.issuer_fold == keys["issuer_fold"])
    query = select(func.count(distinct(version.c.document_id)))
    query = query.select_from(version.join(reference, reference.c.version_id == version.c.id))
    return int(connection.execute(query.where(CURRENT, *conditions)).scalar_one())


def find_missing(connection: Connection, limit: int) -> list[MissingInstrument]:
    """Return the instruments that are mentioned but not held, the most mentioned first."""
    held = version.alias("held")
    matches = and_(
        held.c.is_current == True,  # noqa: E712  (the partial index needs an equation)
        held.c.kind_fold == reference.c.kind_fold,
        held.c.number_key == reference.c.number_key,
        or_(reference.c.year.is_(None), held.c.year == reference.c.year),
        or_(reference.c.issuer_fold == "", held.c.issuer_fold == reference.c.issuer_fold),
    )
    query = select(reference, version.c.document_id).join(version, reference.c.version_id == version.c.id)
    query = query.where(CURRENT, _names_something_in_row(), ~exists().where(matches))
    rows = connection.execute(query.order_by(version.c.document_id, reference.c.position)).all()
    return _group_missing(rows)[:limit]


def _group_missing(rows: Any) -> list[MissingInstrument]:
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        groups.setdefault((row.kind_fold, row.number_key, row.year, row.issuer_fold), []).append(row)
    return sorted((_to_missing(group) for group in groups.values()), key=_by_weight)


def _to_missing(rows: list[Any]) -> MissingInstrument:
    instrument = convert.to_instrument(rows[0])
    documents = tuple(sorted({row.document_id for row in rows}))
    return MissingInstrument(format_instrument(instrument), instrument, len(rows), documents)


def _by_weight(missing: MissingInstrument) -> tuple[Any, ...]:
    instrument = missing.instrument
    name = (instrument.kind, instrument.year or 0, instrument.number, instrument.issuer)
    return (-missing.mentions, -len(missing.documents), *name)


def _names_something(instrument: Instrument) -> bool:
    """Say whether an instrument is more than a kind: ``UUD 1945`` has no number, ``Berita`` nothing at all."""
    return bool(instrument.number.strip()) or instrument.year is not None


def _names_something_in_row() -> ColumnElement[bool]:
    return or_(reference.c.number_key != "", reference.c.year.is_not(None))
