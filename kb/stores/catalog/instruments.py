"""Match instruments with documents: who is this, and how many mention it.

Instruments are matched by kind, number and year; case, blanks and leading zeros of a number don't count. An instrument
that names nothing in particular matches nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, distinct, func, select

from kb.model import Instrument
from kb.stores.catalog import convert
from kb.stores.catalog.narrow import CURRENT
from kb.stores.catalog.tables import reference, version


def find_by_instrument(connection: Connection, instrument: Instrument) -> list[str]:
    """Return the documents that this instrument may mean; see ``Catalog.find_by_instrument``."""
    if not _names_something(instrument) and not instrument.issuer.strip():
        return []
    keys = convert.instrument_keys(instrument)
    conditions = [CURRENT]
    # An issuer and a year may mean any of its numbers.
    if keys.number_key or not keys.issuer_fold:
        conditions.append(version.c.number_key == keys.number_key)
    if keys.kind_fold:
        conditions.append(version.c.kind_fold == keys.kind_fold)
    if instrument.year is not None:
        conditions.append(version.c.year == instrument.year)
    if keys.issuer_fold:
        conditions.append(version.c.issuer_fold == keys.issuer_fold)
    query = select(version.c.document_id).where(*conditions).order_by(version.c.document_id)
    return list(connection.execute(query).scalars())


def count_mentions(connection: Connection, instrument: Instrument) -> int:
    """Count the documents whose current version mentions an instrument; see ``Catalog.count_mentions``."""
    if not _names_something(instrument):
        return 0
    keys = convert.instrument_keys(instrument)
    conditions = [reference.c.kind_fold == keys.kind_fold, reference.c.number_key == keys.number_key]
    if instrument.year is not None:
        conditions.append(reference.c.year == instrument.year)
    if keys.issuer_fold:
        conditions.append(reference.c.issuer_fold == keys.issuer_fold)
    query = select(func.count(distinct(version.c.document_id)))
    query = query.select_from(version.join(reference, reference.c.version_id == version.c.id))
    return int(connection.execute(query.where(CURRENT, *conditions)).scalar_one())


def find_amending(connection: Connection, instrument: Instrument) -> list[str]:
    """Return the documents whose current version amends an instrument; see ``Catalog.find_amending``."""
    keys = convert.instrument_keys(instrument)
    if not keys.number_key or instrument.year is None:
        return []
    query = select(version.c.document_id).distinct().join(reference, reference.c.version_id == version.c.id)
    query = query.where(
        CURRENT,
        reference.c.relation == "mengubah",
        reference.c.kind_fold == keys.kind_fold,
        reference.c.number_key == keys.number_key,
        reference.c.year == instrument.year,
    )
    return list(connection.execute(query.order_by(version.c.document_id)).scalars())


def _names_something(instrument: Instrument) -> bool:
    """Say whether an instrument is more than a kind: ``UUD 1945`` has no number, ``Berita`` nothing at all."""
    return bool(instrument.number.strip()) or instrument.year is not None
