"""Read documents, provisions, chunks and what an index still lacks.

Step 3. Each function runs inside one read transaction that its caller opens, so it sees one moment of the
catalog even while a document is being replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from kb.model import Page, Provision, Source
from kb.model.errors import DocumentNotFound, ProvisionNotFound
from kb.stores.catalog import convert
from kb.stores.catalog.rows import ChunkRow, CitationKey, CitationRow, Counts, LatestDates, StoredDocument
from kb.stores.catalog.tables import chunk, index_mark, meta, page, provision, reference, source, version

SHORTEST_PREFIX = 8
_HEX = re.compile(r"[0-9a-f]{8,64}")
_BATCH = 400
"""Keys per statement: SQLite takes 32,766 variables, older builds 999; a key has two."""

CURRENT: ColumnElement[bool] = version.c.is_current == True  # noqa: E712  (partial indexes need an equation)


def get_version_row(connection: Connection, document_id: str, prefix: str | None) -> Any:
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
    sources = _find_sources(connection, row.id)
    return StoredDocument(
        id=row.document_id,
        version=row.version,
        title=row.title,
        instrument=convert.to_instrument(row),
        family=row.family,
        place=row.place,
        date=convert.parse_date(row.date),
        text_status=row.text_status,
        source=sources[0],
        provisions=_find_provisions(connection, row.id),
        pages=_find_pages(connection, row.id),
        notices=convert.to_notices(row.notices),
        readings=convert.to_readings(row.readings),
        sources=sources,
        versions=_find_versions(connection, document_id),
        fingerprint=row.fingerprint,
        is_current=row.is_current,
    )


def get_provision(connection: Connection, document_id: str, locator: str, prefix: str | None) -> Provision:
    """Return one provision.

    Raises:
        DocumentNotFound: no such document or version.
        ProvisionNotFound: the version has nothing at this locator.
    """
    row = get_version_row(connection, document_id, prefix)
    query = select(provision).where(provision.c.version_id == row.id, provision.c.locator == locator)
    found = connection.execute(query).first()
    if found is None:
        raise ProvisionNotFound(
            f"{document_id} has no provision at {locator!r}.", f"`kb read {document_id}` shows its outline."
        )
    return convert.to_provision(found)


def get_chunks(connection: Connection, document_id: str, prefix: str | None) -> list[ChunkRow]:
    """Return a version's chunks in document order."""
    row = get_version_row(connection, document_id, prefix)
    return _read_chunks(connection, _select_chunks().where(chunk.c.version_id == row.id))


def find_chunk(connection: Connection, chunk_id: str) -> ChunkRow | None:
    """Return the chunk of this id; None when no version that is held has it."""
    rows = _read_chunks(connection, _select_chunks().where(chunk.c.id == chunk_id))
    return rows[0] if rows else None


def find_chunks_at(connection: Connection, document_id: str, prefix: str | None, locator: str) -> list[ChunkRow]:
    """Return the chunks that hold text of a provision, in document order.

    A provision that was merged into its parent's chunk gives that one; one that was split gives its parts.

    Raises:
        ProvisionNotFound: the version has nothing at this locator.
    """
    row = get_version_row(connection, document_id, prefix)
    span = get_provision(connection, document_id, locator, row.version).span
    overlaps = (chunk.c.version_id == row.id, chunk.c.span_start < span.end, chunk.c.span_end > span.start)
    return _read_chunks(connection, _select_chunks().where(*overlaps))


def find_citation_rows(connection: Connection, keys: Sequence[CitationKey]) -> dict[CitationKey, CitationRow]:
    """Return what the citations of several hits need; keys that name nothing are left out."""
    found: dict[CitationKey, CitationRow] = {}
    for batch in _split(keys):
        found |= _find_citation_batch(connection, batch)
    return found


def find_source(
    connection: Connection, sha256: str, given_hash: str, fingerprint: str, location: str
) -> tuple[str, str] | None:
    """Return the document and version that these bytes were taken in as; see ``Catalog.find_source``."""
    taken_in = select(version.c.document_id, version.c.version, source.c.retrieved)
    taken_in = taken_in.join(source, source.c.version_id == version.c.id).where(
        source.c.sha256 == sha256,
        source.c.given_hash == given_hash,
        source.c.fingerprint == fingerprint,
        version.c.fingerprint == fingerprint,
    )
    if location:
        taken_in = taken_in.where(~_has_later_bytes(convert.format_path(location)))
    latest = taken_in.order_by(source.c.retrieved.desc(), source.c.id.desc()).limit(1)
    row = connection.execute(latest).first()
    return (row.document_id, row.version) if row is not None else None


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


def find_document_ids(connection: Connection) -> list[str]:
    """Return every document id, sorted."""
    query = select(version.c.document_id).where(CURRENT).order_by(version.c.document_id)
    return list(connection.execute(query).scalars())


def count_rows(connection: Connection) -> Counts:
    """Count what is held."""
    sums = func.coalesce(func.sum(version.c.provisions), 0), func.coalesce(func.sum(version.c.chunks), 0)
    current = connection.execute(select(func.count(), *sums).select_from(version).where(CURRENT)).one()
    mentions = select(func.count()).select_from(reference.join(version, reference.c.version_id == version.c.id))
    return Counts(
        documents=int(current[0]),
        versions=connection.execute(select(func.count()).select_from(version)).scalar_one(),
        sources=connection.execute(select(func.count()).select_from(source)).scalar_one(),
        provisions=int(current[1]),
        chunks=int(current[2]),
        references=connection.execute(mentions.where(CURRENT)).scalar_one(),
    )


def get_latest_dates(connection: Connection) -> LatestDates:
    """Return the latest date of a document and the latest retrieval."""
    query = select(func.max(version.c.date).label("date"), func.max(version.c.retrieved).label("retrieved"))
    row = connection.execute(query.where(CURRENT)).one()
    return LatestDates(
        convert.parse_date(row.date or ""), convert.parse_moment(row.retrieved) if row.retrieved else None
    )


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


def _find_sources(connection: Connection, version_id: int) -> tuple[Source, ...]:
    query = select(source).where(source.c.version_id == version_id)
    query = query.order_by(source.c.is_main.desc(), source.c.status_rank, source.c.retrieved.desc(), source.c.id)
    return tuple(convert.to_source(row) for row in connection.execute(query))


def _find_provisions(connection: Connection, version_id: int) -> tuple[Provision, ...]:
    query = select(provision).where(provision.c.version_id == version_id).order_by(provision.c.position)
    return tuple(convert.to_provision(row) for row in connection.execute(query))


def _find_pages(connection: Connection, version_id: int) -> tuple[Page, ...]:
    query = select(page).where(page.c.version_id == version_id).order_by(page.c.position)
    return tuple(convert.to_page(row) for row in connection.execute(query))


def _find_versions(connection: Connection, document_id: str) -> tuple[str, ...]:
    query = select(version.c.version).where(version.c.document_id == document_id)
    query = query.order_by(version.c.is_current.desc(), version.c.retrieved.desc(), version.c.id.desc())
    return tuple(connection.execute(query).scalars())


def _select_chunks() -> Select[Any]:
    query = select(chunk, version.c.document_id, version.c.version)
    return query.join(version, chunk.c.version_id == version.c.id).order_by(chunk.c.version_id, chunk.c.position)


def _read_chunks(connection: Connection, query: Select[Any]) -> list[ChunkRow]:
    return [convert.to_chunk_row(row) for row in connection.execute(query)]


def _has_later_bytes(location: str) -> ColumnElement[bool]:
    """Say whether the place where these bytes stood has since served other ones."""
    later = source.alias("later")
    return exists().where(
        later.c.location == location, later.c.sha256 != source.c.sha256, later.c.retrieved > source.c.retrieved
    )


def _find_citation_batch(connection: Connection, keys: Sequence[CitationKey]) -> dict[CitationKey, CitationRow]:
    heads = _find_heads(connection, keys)
    known = {key: heads[key[:2]].version_id for key in keys if key[:2] in heads}
    provisions = _find_provisions_at(connection, known)
    pages = _find_page_rows(connection, known)
    return {
        key: _to_citation_row(
            heads[key[:2]], provisions[version_id, key.locator], _page_at(pages.get(version_id, ()), key.start)
        )
        for key, version_id in known.items()
        if (version_id, key.locator) in provisions
    }


# Below, two lists instead of one list of pairs: SQLite scans the whole table for (a, b) IN (VALUES …), while
# a IN (…) AND b IN (…) uses the index; the few rows too many are never asked for.


def _find_heads(connection: Connection, keys: Sequence[CitationKey]) -> dict[tuple[str, str], Any]:
    query = select(version, *[column for column in source.c if column.name not in version.c])
    query = query.join(source, and_(source.c.version_id == version.c.id, source.c.is_main == True)).where(  # noqa: E712
        version.c.document_id.in_(sorted({key.document_id for key in keys})),
        version.c.version.in_(sorted({key.version for key in keys})),
    )
    return {(row.document_id, row.version): row for row in connection.execute(query)}


def _find_provisions_at(connection: Connection, known: Mapping[CitationKey, int]) -> dict[tuple[int, str], Provision]:
    query = select(provision).where(
        provision.c.version_id.in_(sorted(set(known.values()))),
        provision.c.locator.in_(sorted({key.locator for key in known})),
    )
    return {(row.version_id, row.locator): convert.to_provision(row) for row in connection.execute(query)}


def _find_page_rows(connection: Connection, known: Mapping[CitationKey, int]) -> dict[int, list[Any]]:
    starts = [key.start for key in known]
    query = select(page).where(
        page.c.version_id.in_(sorted(set(known.values()))),
        page.c.span_end > min(starts, default=0),
        page.c.span_start <= max(starts, default=0),
    )
    pages: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        pages.setdefault(row.version_id, []).append(row)
    return pages


def _page_at(rows: Iterable[Any], start: int) -> int | None:
    return next((row.number for row in rows if row.span_start <= start < row.span_end), None)


def _to_citation_row(head: Any, place: Provision, page_number: int | None) -> CitationRow:
    return CitationRow(
        document_id=head.document_id,
        version=head.version,
        title=head.title,
        instrument=convert.to_instrument(head),
        family=head.family,
        place=head.place,
        date=convert.parse_date(head.date),
        text_status=head.text_status,
        source=convert.to_source(head),
        provision=place,
        page=page_number,
    )


def _split(keys: Sequence[CitationKey]) -> Iterable[list[CitationKey]]:
    ordered = list(dict.fromkeys(keys))
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
