"""Read documents, provisions, chunks and what an index still lacks.

Each function runs inside one read transaction that its caller opens, so it sees one moment of the catalog even while
a document is being replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, select, tuple_

from kb.model import Page, Provision, Source
from kb.model.errors import DocumentNotFound
from kb.stores.catalog import convert
from kb.stores.catalog.batches import cut_batches
from kb.stores.catalog.convert import Query, ReadRow
from kb.stores.catalog.narrow import CURRENT
from kb.stores.catalog.rows import ChunkRow, Outline, StoredDocument
from kb.stores.catalog.tables import chunk, index_mark, meta, page, provision, source, version

SHORTEST_PREFIX = 8
_HEX = re.compile(r"[0-9a-f]{8,64}")


def get_version_row(connection: Connection, document_id: str, prefix: str | None) -> ReadRow:
    """Return the version row that a document id and a version prefix name.

    Args:
        prefix: the whole hash or its first 8 or more digits; None means the current version.

    Raises:
        DocumentNotFound: no such document or version, or several versions begin so.
    """
    query = select(version).where(version.c.document_id == document_id)
    if prefix is None:
        row = connection.execute(query.where(CURRENT)).first()
        if row is None:
            raise DocumentNotFound(f"No document is called {document_id!r}.", "`kb documents` lists what is held.")
        return row
    rows = connection.execute(query.where(*_starts_with(prefix))).all() if _HEX.fullmatch(prefix) else []
    if len(rows) != 1:
        raise _describe_version(document_id, prefix, len(rows))
    return rows[0]


def get_document(connection: Connection, document_id: str, prefix: str | None) -> StoredDocument:
    """Return all that is held of one version of a document."""
    row = get_version_row(connection, document_id, prefix)
    return _read_documents(connection, [row])[0]


def get_documents(connection: Connection, editions: Sequence[tuple[str, str]]) -> list[StoredDocument]:
    """Return all that is held of some documents, each given with its version; what isn't held is left out."""
    found: list[StoredDocument] = []
    for batch in cut_batches(list(dict.fromkeys(editions))):
        keys = tuple_(version.c.document_id, version.c.version).in_(batch)
        found += _read_documents(connection, connection.execute(select(version).where(keys)).all())
    return found


def _read_documents(connection: Connection, rows: Sequence[ReadRow]) -> list[StoredDocument]:
    """Read what belongs to some versions: one statement for each kind, however many they are."""
    ids = [row.id for row in rows]
    provisions, pages = _find_provisions(connection, ids), _find_pages(connection, ids)
    sources, versions = _find_sources(connection, ids), _find_versions(connection, [row.document_id for row in rows])
    return [
        _to_stored(row, provisions.get(row.id, []), pages[row.id], sources[row.id], versions[row.document_id])
        for row in rows
    ]


def _to_stored(
    row: ReadRow,
    provisions: Sequence[Provision],
    pages: Sequence[Page],
    sources: Sequence[Source],
    versions: Sequence[str],
) -> StoredDocument:
    return StoredDocument(
        head=convert.to_head(row, sources[0], row.readings),
        outline=Outline(tuple(provisions), tuple(pages)),
        notices=convert.to_notices(row.notices),
        sources=tuple(sources),
        versions=tuple(versions),
        fingerprint=row.fingerprint,
        is_current=row.is_current,
    )


def get_chunks(connection: Connection, document_id: str, prefix: str | None) -> list[ChunkRow]:
    """Return a version's chunks in document order."""
    row = get_version_row(connection, document_id, prefix)
    query = select(chunk).where(chunk.c.version_id == row.id).order_by(chunk.c.position)
    return [convert.to_chunk_row(found, row.document_id, row.version) for found in connection.execute(query)]


def find_source(
    connection: Connection, sha256: str, given_hash: str, fingerprint: str, location: str
) -> tuple[str, str] | None:
    """Return the document and version that these bytes were taken in as; see ``Catalog.find_source``."""
    asked = {"hash": sha256, "given": given_hash, "code": fingerprint}
    if location:
        asked["place"] = convert.format_path(location)
    row = connection.execute(_select_taken_in(bool(location)), asked).first()
    return (row.document_id, row.version) if row is not None else None


@cache
def _select_taken_in(at_location: bool) -> Query:
    """Select the latest version that some bytes were taken in as. Made once: that takes longer than running it."""
    taken_in = select(version.c.document_id, version.c.version, source.c.retrieved)
    taken_in = taken_in.join(source, source.c.version_id == version.c.id).where(
        source.c.sha256 == bindparam("hash"),
        source.c.given_hash == bindparam("given"),
        source.c.fingerprint == bindparam("code"),
        version.c.fingerprint == bindparam("code"),
    )
    if at_location:
        taken_in = taken_in.where(~_has_later_bytes(bindparam("place")))
    return taken_in.order_by(source.c.retrieved.desc(), source.c.id.desc()).limit(1)


def find_pending(connection: Connection, index_name: str) -> list[tuple[str, str]]:
    """Return the current versions that an index is not marked to hold, by document id."""
    mark = and_(
        index_mark.c.index_name == index_name,
        index_mark.c.document_id == version.c.document_id,
        index_mark.c.version == version.c.version,
    )
    query = select(version.c.document_id, version.c.version).where(CURRENT, ~exists().where(mark))
    rows = connection.execute(query.order_by(version.c.document_id)).all()
    return [(row.document_id, row.version) for row in rows]


def find_indexed(connection: Connection, index_name: str) -> dict[str, str]:
    """Return which version of each document an index is marked to hold."""
    query = select(index_mark.c.document_id, index_mark.c.version).where(index_mark.c.index_name == index_name)
    rows = connection.execute(query.order_by(index_mark.c.document_id)).all()
    return {row.document_id: row.version for row in rows}


def get_stamp(connection: Connection) -> str:
    """Return what the last write stamped; empty before the first."""
    query = select(meta.c.value).where(meta.c.name == "stamp")
    return str(connection.execute(query).scalar_one_or_none() or "")


def _starts_with(prefix: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    # A range uses the unique index, LIKE doesn't; "g" sorts after every hexadecimal digit.
    return version.c.version >= prefix, version.c.version < prefix + "g"


def _describe_version(document_id: str, prefix: str, count: int) -> DocumentNotFound:
    if count > 1:
        message = f"{count} versions of {document_id!r} begin with {prefix!r}."
        return DocumentNotFound(message, "Give more digits of the version.")
    hint = f"A version is named by the first {SHORTEST_PREFIX} or more hexadecimal digits of its hash."
    return DocumentNotFound(f"No version of {document_id!r} begins with {prefix!r}.", hint)


def _find_sources(connection: Connection, ids: Sequence[int]) -> dict[int, list[Source]]:
    query = select(source).where(source.c.version_id.in_(ids))
    query = query.order_by(source.c.is_main.desc(), source.c.status_rank, source.c.retrieved.desc(), source.c.id)
    found: dict[int, list[Source]] = {key: [] for key in ids}
    for row in connection.execute(query):
        found[row.version_id].append(convert.to_source(row))
    return found


def _find_provisions(connection: Connection, ids: Sequence[int]) -> dict[int, list[Provision]]:
    query = select(provision.c.version_id, *(provision.c[name] for name in convert.PROVISION))
    query = query.where(provision.c.version_id.in_(ids)).order_by(provision.c.version_id, provision.c.position)
    return convert.to_provisions(connection.execute(query).all())


def _find_pages(connection: Connection, ids: Sequence[int]) -> dict[int, list[Page]]:
    found: dict[int, list[Page]] = {key: [] for key in ids}
    query = select(page).where(page.c.version_id.in_(ids)).order_by(page.c.version_id, page.c.position)
    for row in connection.execute(query):
        found[row.version_id].append(convert.to_page(row))
    return found


def _find_versions(connection: Connection, document_ids: Sequence[str]) -> dict[str, list[str]]:
    query = select(version.c.document_id, version.c.version).where(version.c.document_id.in_(document_ids))
    query = query.order_by(version.c.is_current.desc(), version.c.retrieved.desc(), version.c.id.desc())
    found: dict[str, list[str]] = {name: [] for name in document_ids}
    for row in connection.execute(query):
        found[row.document_id].append(row.version)
    return found


def _has_later_bytes(location: ColumnElement[str]) -> ColumnElement[bool]:
    """Say whether the place where these bytes stood has since served other ones."""
    later = source.alias("later")
    return exists().where(
        later.c.location == location, later.c.sha256 != source.c.sha256, later.c.retrieved > source.c.retrieved
    )
