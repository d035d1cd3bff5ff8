"""Read what the answers to one question need, for all hits at once: chunks, heads of documents, parts of outlines.

Two statements, however many hits there are and however long their documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Text, TextClause, and_, bindparam, cast, or_, select
from sqlalchemy import text as sql

from kb.model import BOILERPLATE, Page, Provision, Span
from kb.stores.catalog import convert
from kb.stores.catalog.batches import MOST_KEYS, cut_batches
from kb.stores.catalog.convert import HEAD_OF_SOURCE, HEAD_OF_VERSION, Query, ReadRow, to_joined_head
from kb.stores.catalog.narrow import CURRENT
from kb.stores.catalog.rows import DocumentHead, LoadedChunks, Outline, Stretch
from kb.stores.catalog.tables import chunk, meta, provision, source, version

T = TypeVar("T")

_MOST_STRETCHES = 100
"""Stretches in one statement; SQLite takes 500 parts of a UNION, and each stretch is two."""

HEAD = (
    *(version.c[name].label(f"head_{name}") for name in HEAD_OF_VERSION),
    # As text: it is read once for each document, not for each row.
    cast(version.c.readings, Text).label("head_readings"),
    *(source.c[name].label(f"source_{name}") for name in HEAD_OF_SOURCE),
)
"""The columns that ``convert.to_joined_head`` reads."""

MAIN_SOURCE: ColumnElement[bool] = and_(source.c.version_id == version.c.id, source.c.is_main == True)  # noqa: E712

_STAMP = select(meta.c.value).where(meta.c.name == "stamp").scalar_subquery().label("stamp")
_CHUNKS = (
    select(chunk, *HEAD, _STAMP)
    .join(version, chunk.c.version_id == version.c.id)
    .join(source, MAIN_SOURCE)
    .order_by(chunk.c.version_id, chunk.c.position)
)
_BY_ID = _CHUNKS.where(chunk.c.id.in_(bindparam("ids", expanding=True)))
_HEADS = select(*HEAD).select_from(version).join(source, MAIN_SOURCE).where(CURRENT)
_HEADS_BY_ID = _HEADS.where(version.c.document_id.in_(bindparam("ids", expanding=True)))


def load_chunks(connection: Connection, chunk_ids: Sequence[str]) -> LoadedChunks:
    """Return chunks by their ids with the heads of their documents."""
    rows: list[ReadRow] = []
    ids = list(dict.fromkeys(chunk_ids))
    for batch in cut_batches(ids):
        rows += connection.execute(_BY_ID, {"ids": batch}).all()
    return _to_loaded(rows)


def load_chunks_in(connection: Connection, stretches: Sequence[Stretch]) -> LoadedChunks:
    """Return the chunks that hold text of some stretches, in document order."""
    rows: list[ReadRow] = []
    merged = _merge(stretches)
    for part in cut_batches(merged):
        rows += connection.execute(_build_touching(len(part)), _name_values(part)).all()
    return _to_loaded(rows)


@lru_cache(maxsize=MOST_KEYS)
def _build_touching(count: int) -> Query:
    """Build the statement for so many stretches: as text where they stand, for the reason of ``_build_outlines``."""
    wanted = ", ".join(f"(:v{at}, :s{at}, :e{at})" for at in range(count))
    touching = sql(f"""
        WITH wanted (version_id, span_start, span_end) AS (VALUES {wanted})
        SELECT touched.id FROM wanted JOIN chunk AS touched ON touched.version_id = wanted.version_id
        AND touched.span_start < wanted.span_end AND touched.span_end > wanted.span_start""")
    return _CHUNKS.where(chunk.c.id.in_(touching.columns(chunk.c.id)))


def _name_values(stretches: Sequence[Stretch]) -> dict[str, int]:
    return {f"{name}{at}": one[place] for at, one in enumerate(stretches) for place, name in enumerate("vse")}


def _to_loaded(rows: Sequence[ReadRow]) -> LoadedChunks:
    heads: dict[int, DocumentHead] = {}
    for row in rows:
        if row.version_id not in heads:
            heads[row.version_id] = to_joined_head(row)
    named = {row_id: (head.id, head.version) for row_id, head in heads.items()}
    chunks = {row.id: convert.to_chunk_row(row, *named[row.version_id]) for row in rows}
    return LoadedChunks(chunks, heads, str(rows[0].stamp or "") if rows else "")


def load_heads(connection: Connection, document_ids: Sequence[str]) -> dict[str, DocumentHead]:
    """Return the heads of the current versions of some documents, by their ids; unknown ones are left out."""
    found: dict[str, DocumentHead] = {}
    ids = sorted(set(document_ids))
    for batch in cut_batches(ids):
        rows = connection.execute(_HEADS_BY_ID, {"ids": batch})
        found |= {row.head_document_id: to_joined_head(row) for row in rows}
    return found


def load_provisions(
    connection: Connection, document_ids: Sequence[str], locators: Sequence[str], ending: str
) -> list[tuple[DocumentHead, Provision]]:
    """Return the provisions at some locators, or whose locator ends so, in the current versions of some documents."""
    at = provision.c.locator.in_(list(locators))
    condition = or_(at, provision.c.locator.endswith(ending, autoescape=True)) if ending else at
    query: Query = select(provision, *HEAD).join(version, provision.c.version_id == version.c.id)
    query = query.join(source, MAIN_SOURCE).where(CURRENT, version.c.document_id.in_(list(document_ids)), condition)
    rows = connection.execute(query.order_by(provision.c.version_id, provision.c.position))
    return [(to_joined_head(row), convert.to_provision(row)) for row in rows]


def load_outlines(connection: Connection, stretches: Iterable[Stretch], noise: bool = False) -> dict[int, Outline]:
    """Return the provisions and pages that touch some stretches, by the row of the version.

    Args:
        noise: also every provision that is no part of the document, wherever it stands.
    """
    merged = _merge(stretches)
    found: dict[int, tuple[dict[int, Provision], dict[int, Page]]] = {}
    for start in range(0, len(merged), _MOST_STRETCHES):
        part = merged[start : start + _MOST_STRETCHES]
        for row in connection.execute(_build_outlines(len(part), noise), _name_values(part)).all():
            # By place: a row's columns take longer by their names.
            row_id, is_page, position, locator, kind, label, number, heading, start_at, end_at, *rest = row
            provisions, pages = found.setdefault(row_id, ({}, {}))
            span = Span(start_at, end_at)
            if is_page:
                pages[position] = Page(rest[1], span)
            else:
                provisions[position] = Provision(locator, kind, label, number, heading, span, *rest)
    return {row_id: Outline(_in_order(provisions), _in_order(pages)) for row_id, (provisions, pages) in found.items()}


def _in_order(found: Mapping[int, T]) -> tuple[T, ...]:
    return tuple(found[position] for position in sorted(found))


def _merge(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Put stretches of one version that touch together."""
    merged: list[Stretch] = []
    for one in sorted(set(stretches)):
        last = merged[-1] if merged else None
        if last is not None and last.row_id == one.row_id and one.start <= last.end:
            merged[-1] = Stretch(last.row_id, last.start, max(last.end, one.end))
        else:
            merged.append(one)
    return merged


_COLUMNS = "locator kind label number heading span_start span_end parent depth speaker role".split()
_TOUCHING = f"""
    SELECT version_id, 0 AS is_page, position, {", ".join(_COLUMNS)} FROM provision
    WHERE version_id = :v{{0}} AND {{1}}"""
_INSIDE = "span_start < :e{0} AND span_end > :s{0}"
_PAGES = """
    SELECT version_id, 1, position, '', '', '', '', '', span_start, span_end, '', number, '', '' FROM page
    WHERE version_id = :v{0} AND span_start < :e{0} AND span_start >= COALESCE(
        (SELECT max(span_start) FROM page WHERE version_id = :v{0} AND span_start <= :s{0}), 0)"""


@lru_cache(maxsize=2 * _MOST_STRETCHES)
def _build_outlines(count: int, noise: bool) -> TextClause:
    """Build the statement for so many stretches: text, since building it of parts would take longer than running it."""
    inside = f"({_INSIDE} OR kind = '{BOILERPLATE}')" if noise else _INSIDE
    parts = [part for at in range(count) for part in (_TOUCHING.format(at, inside.format(at)), _PAGES.format(at))]
    return sql(" UNION ALL ".join(parts))
