"""The history of a document: its versions, each with the sources that gave its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from kb.model import Source, TextStatus
from kb.model.errors import DocumentNotFound
from kb.stores.catalog import convert
from kb.stores.catalog.tables import source, version


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """One version of a document.

    Args:
        version: sha256 of its canonical text.
        is_current: whether questions are answered from it.
        retrieved: when it was taken in, in UTC.
        sources: every source that gave this text, the one that citations name first.
    """

    version: str
    title: str
    date: date | None
    text_status: TextStatus
    is_current: bool
    retrieved: datetime
    sources: tuple[Source, ...]


def find_history(connection: Connection, document_id: str) -> tuple[HeldVersion, ...]:
    """Return all versions of a document, the current one first, then the newest; two statements for all of them.

    Raises:
        DocumentNotFound: no such document.
    """
    versions = select(version).where(version.c.document_id == document_id)
    order = (version.c.is_current.desc(), version.c.retrieved.desc(), version.c.id.desc())
    rows = connection.execute(versions.order_by(*order)).all()
    if not rows:
        raise DocumentNotFound(f"No document is called {document_id!r}.", "`kb documents` lists what is held.")
    given: dict[int, list[Source]] = {row.id: [] for row in rows}
    sources = select(source).where(source.c.version_id.in_(given))
    for row in connection.execute(sources.order_by(source.c.is_main.desc(), source.c.retrieved.desc(), source.c.id)):
        given[row.version_id].append(convert.to_source(row))
    return tuple(
        HeldVersion(
            version=row.version,
            title=row.title,
            date=convert.read_iso_date(row.date),
            text_status=row.text_status,
            is_current=row.is_current,
            retrieved=convert.parse_moment(row.retrieved),
            sources=tuple(given[row.id]),
        )
        for row in rows
    )
