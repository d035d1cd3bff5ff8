"""Put a document into the catalog, and mark what an index holds of it.

Each function runs inside one write transaction that its caller opens. When it ends, the document's best version is its
current one and each version's best source is its main one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import JSON, ColumnElement, Connection, Table, delete, insert, literal, select, update

from kb.language.passages import Passage, read_passages
from kb.law.relations import RelatedReference
from kb.model import Chunk, Document
from kb.model.errors import DocumentNotFound
from kb.stores.catalog import convert, sums
from kb.stores.catalog.convert import Record, Values
from kb.stores.catalog.inserts import insert_or_update
from kb.stores.catalog.passages import put_passages
from kb.stores.catalog.rows import PutOutcome, PutStatus
from kb.stores.catalog.tables import (
    chunk,
    document,
    index_mark,
    meta,
    page,
    provision,
    reference,
    reference_mark,
    source,
    version,
)

STAMP = "stamp"
"""Values of the table ``meta`` whose value is another one after every write."""

_CONTENT = (provision, page, reference, chunk, reference_mark)


@dataclass(frozen=True, slots=True)
class _Content:
    """Everything that is stored of one version but its sources: its metadata, its outline, rows per table."""

    metadata: Values
    outline: Values
    passages: Sequence[Passage]
    rows: tuple[list[Values], ...]

    @property
    def hash(self) -> str:
        return convert.hash_rows(self.metadata, self.outline, self.rows)


def put_document(
    connection: Connection,
    put: Document,
    fingerprint: str,
    given_hash: str,
    references: Sequence[RelatedReference],
    chunks: Sequence[Chunk],
    passages: Sequence[Passage] = (),
) -> PutOutcome:
    """Store one version of a document with all that was made of it; see ``Catalog.put_document``."""
    content = _build_content(put, references, chunks, passages)
    is_new = _lock_document(connection, put.id)
    origin = convert.source_row(put.source) | {"given_hash": given_hash, "fingerprint": fingerprint}
    origin["status_rank"] = convert.rank_status(put.text_status)
    before = sums.DocumentCounts() if is_new else sums.count_document(connection, put.id)
    put_it = _add_first if is_new else _put_beside
    status, is_current = put_it(connection, put, fingerprint, content, origin)
    _stamp(connection)
    sums.apply_change(connection, put.id, before, sums.count_document(connection, put.id))
    return PutOutcome(status, put.id, put.version, is_current)


def _add_first(
    connection: Connection, put: Document, fingerprint: str, content: _Content, origin: Values
) -> tuple[PutStatus, bool]:
    """Store the first version of a new document: it is the current one, and its source the main one."""
    version_id = _add_version(connection, put, fingerprint, content, is_current=True)
    _insert_one(connection, source, origin | {"version_id": version_id, "is_main": True})
    return "added", True


def _put_beside(
    connection: Connection, put: Document, fingerprint: str, content: _Content, origin: Values
) -> tuple[PutStatus, bool]:
    """Store a version of a document that has some already, and choose which is current."""
    version_id, changed = _put_version(connection, put, fingerprint, content)
    _put_source(connection, version_id, origin)
    _choose_current(connection, put.id)
    is_current = connection.execute(select(version.c.is_current).where(version.c.id == version_id)).scalar_one()
    return "updated" if changed else "unchanged", is_current


def mark_indexed(connection: Connection, document_id: str, version_hash: str, index_name: str, chunks: int) -> None:
    """Note that an index holds this version's chunks, and no other version's of the document."""
    held = _where_version(document_id, version_hash)
    if connection.execute(select(version.c.id).where(*held)).first() is None:
        raise _not_held(document_id, version_hash)
    statement = insert_or_update(connection.dialect.name, index_mark).values(
        index_name=index_name, document_id=document_id, version=version_hash, chunks=chunks
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["index_name", "document_id"], set_={"version": version_hash, "chunks": chunks}
        )
    )


def put_references(
    connection: Connection, document_id: str, version_hash: str, references: Sequence[RelatedReference]
) -> None:
    """Store the references of a version that is held, in place of those that were."""
    row = connection.execute(select(version).where(*_where_version(document_id, version_hash))).first()
    if row is None:
        raise _not_held(document_id, version_hash)
    before = sums.count_document(connection, document_id)
    for table in (reference, reference_mark):
        connection.execute(delete(table).where(table.c.version_id == row.id))
    rows = convert.reference_rows(references, convert.to_instrument(row), convert.read_iso_date(row.date))
    if rows:
        connection.execute(insert(reference), [item | {"version_id": row.id} for item in rows])
    connection.execute(insert(reference_mark).values(version_id=row.id))
    _stamp(connection)
    sums.apply_change(connection, document_id, before, sums.count_document(connection, document_id))


def _stamp(connection: Connection) -> None:
    """Note that something changed: every writer waits here for the one that has stamped and not committed."""
    token = {"value": uuid4().hex}
    statement = insert_or_update(connection.dialect.name, meta).values(name=STAMP, **token)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=token))


def _not_held(document_id: str, version_hash: str) -> DocumentNotFound:
    message = f"The catalog has no version {version_hash[:12]} of {document_id!r}."
    return DocumentNotFound(message, "Put the document first.")


def _build_content(
    put: Document, references: Sequence[RelatedReference], chunks: Sequence[Chunk], passages: Sequence[Passage]
) -> _Content:
    rows: tuple[list[Values], ...] = (
        convert.provision_rows(put.provisions),
        convert.page_rows(put.pages),
        convert.reference_rows(references, put.instrument, put.date),
        convert.chunk_rows(chunks),
        [{}],
    )
    return _Content(convert.metadata_row(put), convert.outline_row(put, chunks), passages, rows)


def _lock_document(connection: Connection, document_id: str) -> bool:
    """Make two writers of the same document take turns; return whether it is new."""
    statement = insert_or_update(connection.dialect.name, document).values(id=document_id).on_conflict_do_nothing()
    # RETURNING and not the row count: psycopg gives none here.
    if connection.execute(statement.returning(document.c.id)).first() is not None:
        return True
    connection.execute(select(document.c.id).where(document.c.id == document_id).with_for_update())
    return False


def _put_version(connection: Connection, put: Document, fingerprint: str, content: _Content) -> tuple[int, bool]:
    held = connection.execute(select(version).where(*_where_version(put.id, put.version))).first()
    if held is None:
        return _add_version(connection, put, fingerprint, content, is_current=False), True
    changes = _find_changes(held, fingerprint, content)
    if changes:
        _replace_content(connection, held.id, changes | {"fingerprint": fingerprint}, content)
        _forget_marks(connection, put.id, put.version)
    return held.id, bool(changes)


def _find_changes(held: Record, fingerprint: str, content: _Content) -> Values:
    """Return the version columns to replace; empty when what is held stays.

    A worse source (a digest after the official text) never replaces a better one's metadata; by new code it
    renews the outline only, which is made from the text alone.
    """
    changed = {"content_hash": content.hash}
    if content.metadata["status_rank"] > held.status_rank:
        return changed | content.outline if held.fingerprint != fingerprint else {}
    if held.fingerprint == fingerprint and held.content_hash == content.hash:
        return {}
    return changed | content.outline | content.metadata


def _add_version(
    connection: Connection, put: Document, fingerprint: str, content: _Content, *, is_current: bool
) -> int:
    values = content.metadata | content.outline
    values |= {"document_id": put.id, "version": put.version, "is_current": is_current, "fingerprint": fingerprint}
    values |= {"content_hash": content.hash, "retrieved": convert.format_moment(put.source.retrieved)}
    version_id = _insert_one(connection, version, values)
    _insert_content(connection, version_id, content)
    put_passages(connection, version_id, content.passages or read_passages(put.text))
    return version_id


def _replace_content(connection: Connection, version_id: int, values: Values, content: _Content) -> None:
    connection.execute(update(version).where(version.c.id == version_id).values(values))
    for table in _CONTENT:
        connection.execute(delete(table).where(table.c.version_id == version_id))
    _insert_content(connection, version_id, content)


def _insert_content(connection: Connection, version_id: int, content: _Content) -> None:
    for table, rows in zip(_CONTENT, content.rows, strict=True):
        if rows:
            _insert_rows(connection, table, {"version_id": version_id}, rows)


def _insert_rows(connection: Connection, table: Table, shared: Values, rows: Sequence[Values]) -> None:
    """Insert rows that have the same columns, and some values in common.

    SQLite's driver gets them as they are: SQLAlchemy takes several times as long for a row as SQLite does.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [row | shared for row in rows])
        return
    names = (*shared, *rows[0])
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    values = [(*shared.values(), *row.values()) for row in _write_json(table, rows)]
    connection.exec_driver_sql(statement, values)


def _write_json(table: Table, rows: Sequence[Values]) -> Iterable[Values]:
    """Write the values of JSON columns as SQLAlchemy does."""
    columns = [name for name in rows[0] if isinstance(table.c[name].type, JSON)]
    return [row | {name: json.dumps(row[name]) for name in columns} for row in rows] if columns else rows


def _put_source(connection: Connection, version_id: int, origin: Values) -> None:
    values = dict(origin)
    same = (source.c.sha256 == values["sha256"], source.c.location == values["location"])
    query = select(source.c.id, source.c.retrieved).where(source.c.version_id == version_id, *same)
    held = connection.execute(query).first()
    if held is None:
        _insert_one(connection, source, values | {"version_id": version_id, "is_main": False})
    else:
        values["retrieved"] = max(str(values["retrieved"]), held.retrieved)
        connection.execute(update(source).where(source.c.id == held.id).values(values))
    _choose_main(connection, version_id)


def _choose_main(connection: Connection, version_id: int) -> None:
    best = select(source.c.id, source.c.retrieved).where(source.c.version_id == version_id)
    best = best.order_by(source.c.status_rank, source.c.retrieved.desc(), source.c.id.desc()).limit(1)
    chosen = connection.execute(best).one()
    _move_flag(connection, source, source.c.version_id == version_id, "is_main", chosen.id)
    connection.execute(update(version).where(version.c.id == version_id).values(retrieved=chosen.retrieved))


def _choose_current(connection: Connection, document_id: str) -> None:
    best = select(version.c.id).where(version.c.document_id == document_id)
    best = best.order_by(version.c.status_rank, version.c.retrieved.desc(), version.c.id.desc()).limit(1)
    chosen = connection.execute(best).scalar_one()
    _move_flag(connection, version, version.c.document_id == document_id, "is_current", chosen)


def _move_flag(connection: Connection, table: Table, group: ColumnElement[bool], flag: str, row_id: int) -> None:
    # Two statements, in this order: a unique index allows one flagged row per group at every moment.
    column = table.c[flag]
    connection.execute(update(table).where(group, column == literal(True), table.c.id != row_id).values({flag: False}))
    connection.execute(update(table).where(table.c.id == row_id).values({flag: True}))


def _forget_marks(connection: Connection, document_id: str, version_hash: str) -> None:
    marked = (index_mark.c.document_id == document_id, index_mark.c.version == version_hash)
    connection.execute(delete(index_mark).where(*marked))


def _where_version(document_id: str, version_hash: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return version.c.document_id == document_id, version.c.version == version_hash


def _insert_one(connection: Connection, table: Table, values: Values) -> int:
    key = connection.execute(insert(table), values).inserted_primary_key
    return int(key[0]) if key is not None else 0
