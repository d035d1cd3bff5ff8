"""Sums over the catalog, kept by every write: how much is held, by which facets, and what is mentioned but not held.

A write takes what its document counted for out, and puts what it counts for now in; nobody counts the whole. Callers
have stamped the catalog first, so that one writer at a time is here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from kb.model.json import JSONValue
from kb.stores.catalog.batches import cut_batches
from kb.stores.catalog.convert import Query, Record, Values
from kb.stores.catalog.inserts import insert_or_update
from kb.stores.catalog.matching import Held, Mention, find_meant, names_one
from kb.stores.catalog.narrow import CURRENT
from kb.stores.catalog.references import find_held
from kb.stores.catalog.tables import cited, cited_relation, citing, passage, reference, source, tally, version

FACETS = {
    "kind": version.c.kind_fold,
    "year": version.c.listed_year,
    "issuer": version.c.issuer,
    "place": version.c.place,
    "text_status": version.c.text_status,
}

Tally = tuple[str, str]
"""A row of the table ``tally``: its name, and the facet's value or nothing."""


class CitedKey(NamedTuple):
    """What one instrument is told from another by, among those that are mentioned."""

    kind_fold: str
    number_key: str
    year_key: int
    issuer_fold: str
    day: str

    @property
    def year(self) -> int | None:
        """The year, None where it isn't said."""
        return self.year_key or None


class HeldKey(NamedTuple):
    """What a document is matched by when it is mentioned; its date as it is stored."""

    kind_fold: str
    number_key: str
    year: int | None
    issuer_fold: str
    date: str


def _select_numbers() -> Query:
    """Count a document's versions and sources, its current version's references, and the bytes of them all."""
    versions = select(version.c.id).where(version.c.document_id == bindparam("of"))
    texts = select(func.max(passage.c.span_end).label("size")).where(passage.c.version_id.in_(versions))
    originals = select(source.c.sha256, source.c.size).where(source.c.version_id.in_(versions)).distinct()
    counted = {
        "versions": select(func.count()).select_from(versions.subquery()),
        "sources": select(func.count()).where(source.c.version_id.in_(versions)),
        "references": select(func.count()).where(reference.c.version_id == bindparam("current")),
        "texts": _add_sizes(texts.group_by(passage.c.version_id)),
        "originals": _add_sizes(originals),
    }
    return select(*(query.scalar_subquery().label(name) for name, query in counted.items()))


def _add_sizes(sized: Query) -> Query:
    return select(func.coalesce(func.sum(sized.subquery().c.size), 0))


def _select_mentions() -> Query:
    """Count a version's mentions of others, by what is mentioned and by relation."""
    keys = (reference.c.kind_fold, reference.c.number_key, reference.c.year, reference.c.issuer_fold, reference.c.day)
    names = (reference.c.kind, reference.c.number, reference.c.issuer)
    columns = (*keys, *names, reference.c.relation)
    query = select(*columns, func.count().label("mentions")).group_by(*columns).order_by(*columns)
    of_others = (reference.c.is_own == False, reference.c.kind != "")  # noqa: E712
    return query.where(reference.c.version_id == bindparam("current"), *of_others)


# Made once: making such a statement takes longer than running it.
_CURRENT_OF = select(version).where(version.c.document_id == bindparam("of"), CURRENT)
_NUMBERS = _select_numbers()
_MENTIONS = _select_mentions()
_ADD_MENTIONS = (
    update(cited)
    .where(cited.c.id == bindparam("key"))
    .values(mentions=cited.c.mentions + bindparam("more"), documents=cited.c.documents + bindparam("citing"))
)


@dataclass(frozen=True)
class DocumentCounts:
    """What one document counts for.

    Args:
        mentions: instrument → relation → how often the current version mentions it.
        names: instrument → kind, number, year and issuer as printed.
        held_by: what the current version is matched by; None where there is none.
    """

    tallies: Counter[Tally] = field(default_factory=Counter)
    mentions: Mapping[CitedKey, Counter[str]] = field(default_factory=dict)
    names: Mapping[CitedKey, Mapping[str, JSONValue]] = field(default_factory=dict)
    held_by: HeldKey | None = None


def count_document(connection: Connection, document_id: str) -> DocumentCounts:
    """Count what a document counts for as it is stored now."""
    row = connection.execute(_CURRENT_OF, {"of": document_id}).first()
    if row is None:
        return DocumentCounts()
    mentions, names = _count_mentions(connection, row.id)
    held_by = HeldKey(row.kind_fold, row.number_key, row.year, row.issuer_fold, row.date)
    return DocumentCounts(_count(connection, row), mentions, names, held_by)


def _count(connection: Connection, row: Record) -> Counter[Tally]:
    counted = connection.execute(_NUMBERS, {"of": row.document_id, "current": row.id}).one()
    numbers = {
        "documents": 1,
        "versions": counted.versions,
        "sources": counted.sources,
        "provisions": row.provisions,
        "chunks": row.chunks,
        "references": counted.references,
        "bytes": counted.texts + counted.originals,
    }
    values = {name: getattr(row, column.name) for name, column in FACETS.items()}
    facets = {(name, str(value)): 1 for name, value in values.items() if value not in (None, "")}
    return Counter({(name, ""): int(number) for name, number in numbers.items()} | facets)


def _count_mentions(
    connection: Connection, version_id: int
) -> tuple[dict[CitedKey, Counter[str]], dict[CitedKey, Mapping[str, JSONValue]]]:
    mentions: dict[CitedKey, Counter[str]] = {}
    printed: dict[CitedKey, Mapping[str, JSONValue]] = {}
    for row in connection.execute(_MENTIONS, {"current": version_id}):
        if names_one(row) or row.number_key:
            day = "" if row.number_key else row.day
            key = CitedKey(row.kind_fold, row.number_key, row.year or 0, row.issuer_fold, day)
            mentions.setdefault(key, Counter())[row.relation] += row.mentions
            printed.setdefault(key, {name: getattr(row, name) for name in ("kind", "number", "year", "issuer")})
    return mentions, printed


def apply_change(connection: Connection, document_id: str, before: DocumentCounts, after: DocumentCounts) -> None:
    """Bring the sums from what a document counted for to what it counts for now."""
    _apply_tallies(connection, before.tallies, after.tallies)
    _apply_mentions(connection, document_id, before, after)
    if before.held_by != after.held_by:
        _judge_held(connection, [key for key in (before.held_by, after.held_by) if key])


def _apply_tallies(connection: Connection, before: Counter[Tally], after: Counter[Tally]) -> None:
    changed = {key: after[key] - before[key] for key in sorted({*before, *after}) if after[key] != before[key]}
    rows: list[Values] = [{"name": name, "value": value, "amount": amount} for (name, value), amount in changed.items()]
    _add(connection, tally, ("name", "value"), ("amount",), rows)
    if any(amount < 0 for amount in changed.values()):
        connection.execute(delete(tally).where(tally.c.amount == 0))


def _add(
    connection: Connection, table: Table, keys: Sequence[str], sums: Sequence[str], rows: Sequence[Values]
) -> None:
    """Add to sums, beginning those that there aren't yet."""
    if not rows:
        return
    connection.execute(_build_add(connection.dialect.name, table, tuple(keys), tuple(sums)), list(rows))


@cache
def _build_add(dialect: str, table: Table, keys: tuple[str, ...], sums: tuple[str, ...]) -> Insert:
    statement = insert_or_update(dialect, table)
    added = {name: table.c[name] + statement.excluded[name] for name in sums}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=added)


def _apply_mentions(connection: Connection, document_id: str, before: DocumentCounts, after: DocumentCounts) -> None:
    mentioned = {*before.mentions, *after.mentions}
    keys = sorted(key for key in mentioned if before.mentions.get(key) != after.mentions.get(key))
    if not keys:
        return
    names = {**before.names, **after.names}
    ids = _find_ids(connection, keys)
    new = [key for key in keys if key not in ids]
    if new:
        _insert_cited(connection, {key: names[key] for key in new})
        ids |= _find_ids(connection, new)
    changes = [(ids[key], before.mentions.get(key, Counter()), after.mentions.get(key, Counter())) for key in keys]
    _add_mentions(connection, changes)
    _list_citing(connection, document_id, changes)


Change = tuple[int, Counter[str], Counter[str]]
"""Id of an instrument, what a document's mentions of it were and what they are, by relation."""


def _add_mentions(connection: Connection, changes: Sequence[Change]) -> None:
    counts = [
        {"key": key, "more": after.total() - before.total(), "citing": bool(after) - bool(before)}
        for key, before, after in changes
    ]
    connection.execute(_ADD_MENTIONS, counts)
    rows: list[Values] = [
        {"cited_id": key, "relation": relation, "mentions": after[relation] - before[relation]}
        for key, before, after in changes
        for relation in sorted({*before, *after})
        if after[relation] != before[relation]
    ]
    _add(connection, cited_relation, ("cited_id", "relation"), ("mentions",), rows)


def _list_citing(connection: Connection, document_id: str, changes: Sequence[Change]) -> None:
    gone = [key for key, before, after in changes if before and not after]
    come = [{"cited_id": key, "document_id": document_id} for key, before, after in changes if after and not before]
    if gone:
        connection.execute(delete(citing).where(citing.c.document_id == document_id, citing.c.cited_id.in_(gone)))
    if come:
        connection.execute(insert(citing), come)


def _find_ids(connection: Connection, keys: Sequence[CitedKey]) -> dict[CitedKey, int]:
    wanted = set(keys)
    found: dict[CitedKey, int] = {}
    numbers = sorted({key.number_key for key in keys})
    for batch in cut_batches(numbers):
        query = select(cited).where(
            cited.c.kind_fold.in_(sorted({key.kind_fold for key in keys})),
            cited.c.number_key.in_(batch),
        )
        for row in connection.execute(query):
            key = CitedKey(*(getattr(row, name) for name in CitedKey._fields))
            if key in wanted:
                found[key] = row.id
    return found


def _insert_cited(connection: Connection, names: Mapping[CitedKey, Mapping[str, JSONValue]]) -> None:
    rows = [{**key._asdict(), **printed, "documents": 0, "mentions": 0} for key, printed in names.items()]
    held = _find_which_are_held(connection, list(names))
    connection.execute(insert(cited), [row | {"is_held": at in held} for at, row in enumerate(rows)])


def _find_which_are_held(connection: Connection, mentions: Sequence[Mention]) -> set[int]:
    """Return the places of the instruments, among some, that a current version may be."""
    held = find_held(connection, mentions)
    return {at for at, mention in enumerate(mentions) if is_held(mention, held)}


def is_held(mention: Mention, held: Iterable[Held]) -> bool:
    """Say whether some held document may be meant, whenever it was published; without a year any will do."""
    if names_one(mention):
        return bool(find_meant(mention, held))
    return any(item.kind_fold == mention.kind_fold and item.number_key == mention.number_key for item in held)


def _judge_held(connection: Connection, matched: Sequence[HeldKey]) -> None:
    """Judge anew whether the instruments are held that a document which came or went may be."""
    query = select(cited).where(or_(*(_may_mean(*keys) for keys in matched)))
    rows = connection.execute(query).all()
    held = _find_which_are_held(connection, rows)
    for row in (row for at, row in enumerate(rows) if row.is_held != (at in held)):
        connection.execute(update(cited).where(cited.c.id == row.id).values(is_held=not row.is_held))


def _may_mean(kind_fold: str, number_key: str, year: int | None, issuer_fold: str, day: str) -> ColumnElement[bool]:
    by_day = and_(cited.c.number_key == "", or_(cited.c.day == day, cited.c.day == ""))
    by_number = cited.c.number_key == number_key
    return and_(cited.c.kind_fold == kind_fold, or_(by_number, by_day) if number_key else by_day)


def add_bytes(connection: Connection, amount: int) -> None:
    """Add to the size of all originals and texts: of texts that come into the full text after their documents."""
    _add(connection, tally, ("name", "value"), ("amount",), [{"name": "bytes", "value": "", "amount": amount}])


def count_everything(connection: Connection) -> None:
    """Make all sums anew, whatever there was of them."""
    for table in (citing, cited_relation, cited, tally):
        connection.execute(delete(table))
    for document_id in connection.execute(select(version.c.document_id).where(CURRENT)).scalars().all():
        apply_change(connection, document_id, DocumentCounts(), count_document(connection, document_id))
