"""The mentions of one document in another: what they mean is asked anew each time, never stored.

A mention that was stored before the document arrived that it means resolves as soon as that is put, without a row being
rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select

from kb.law.citation import format_instrument
from kb.law.relations import RelatedReference
from kb.model import Instrument
from kb.stores.catalog import convert
from kb.stores.catalog.batches import cut_batches
from kb.stores.catalog.convert import Query, ReadRow, Record
from kb.stores.catalog.excerpts import HEAD, MAIN_SOURCE
from kb.stores.catalog.matching import Citing, Held, Mention, find_meant, to_held
from kb.stores.catalog.narrow import CURRENT
from kb.stores.catalog.queries import get_version_row
from kb.stores.catalog.rows import CitedBy, Deed, DocumentHead, MissingInstrument, ResolvedReference
from kb.stores.catalog.tables import cited, cited_relation, citing, reference, reference_mark, source, version

MOST_CITING = 20
"""Documents that are listed for an instrument which isn't held; how many there are is told."""

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
    citing = Citing(document_id, convert.read_iso_date(row.date), row.year)
    found = _read_references(connection, row.id)
    held = find_held(connection, [item for item in found if not item.is_own])
    return [_resolve(item, held, citing) for item in found]


def _read_references(connection: Connection, version_id: int) -> Sequence[ReadRow]:
    query = select(reference).where(reference.c.version_id == version_id).order_by(reference.c.position)
    return connection.execute(query).all()


def _resolve(row: ReadRow, held: Sequence[Held], citing: Citing) -> ResolvedReference:
    documents = (citing.document_id,) if row.is_own else find_meant(row, held, citing)
    return ResolvedReference(convert.to_reference(row), documents, row.is_own)


def find_held(connection: Connection, mentions: Sequence[Mention]) -> list[Held]:
    """Find every held document that some of the mentions may mean, in one statement unless they are very many."""
    named = [row for row in mentions if row.kind_fold]
    kinds = sorted({row.kind_fold for row in named})
    keys = sorted({(row.number_key, "" if row.number_key else row.day) for row in named})
    found: list[Held] = []
    for batch in cut_batches(keys):
        found += _select_held(connection, kinds, batch)
    return list(dict.fromkeys(found))


def _select_held(connection: Connection, kinds: Sequence[str], keys: Sequence[tuple[str, str]]) -> list[Held]:
    """Select by kind and number, or by kind and day where a mention has no number; by kind where it has neither."""
    numbers = sorted({number for number, day in keys if number or not day})
    days = sorted({day for number, day in keys if day})
    either = version.c.number_key.in_(numbers)
    condition = or_(either, version.c.date.in_(days)) if days else either
    # News and unknown texts are no instruments: nobody means them by a number.
    allowed = [kind for kind in kinds if kind not in ("berita", "dokumen")]
    query = select(*_KEYS).where(CURRENT, version.c.kind_fold.in_(allowed), condition)
    return [to_held(row) for row in connection.execute(query)]


def find_cited_by(connection: Connection, document_id: str, locator: str) -> list[CitedBy]:
    """Return the mentions of a document, or of a place in it, in the current versions of others."""
    row = get_version_row(connection, document_id, None)
    mentions = _find_mentions_of(connection, [row], CURRENT)
    held = find_held(connection, mentions)
    meant = [found for found in mentions if find_meant(found, held, _citing(found)) == (document_id,)]
    cited = [_to_cited_by(found) for found in meant if found.document_id != document_id]
    return [item for item in cited if not locator or _is_inside(item.reference, locator)]


def find_whole_mentions(connection: Connection, document_ids: Sequence[str]) -> dict[str, list[CitedBy]]:
    """Return the mentions of some documents as a whole; see ``Catalog.find_whole_mentions``."""
    rows = connection.execute(select(version).where(CURRENT, version.c.document_id.in_(document_ids))).all()
    is_whole = or_(reference.c.locator == "", reference.c.text.contains(","))
    mentions = _find_mentions_of(connection, rows, CURRENT, is_whole) if rows else []
    held = find_held(connection, mentions)
    found: dict[str, list[CitedBy]] = {row.document_id: [] for row in rows}
    for mention in mentions:
        meant = find_meant(mention, held, _citing(mention))
        if len(meant) == 1 and meant[0] in found and meant[0] != mention.document_id:
            found[meant[0]].append(_to_cited_by(mention))
    return found


def _citing(row: Record) -> Citing:
    return Citing(row.document_id, convert.read_iso_date(row.date), row.citing_year)


def _is_inside(mention: RelatedReference, locator: str) -> bool:
    """Say whether a mention is of a place or of one below it; a range is one of each of its articles."""
    return any(place == locator or place.startswith(f"{locator}.") for place in mention.locators)


def _find_mentions_of(connection: Connection, rows: Sequence[ReadRow], *more: ColumnElement[bool]) -> Sequence[ReadRow]:
    """Find the mentions in other documents that may mean one of some versions."""
    found: list[ReadRow] = []
    for batch in cut_batches(rows):
        fits = or_(*(_may_mean(row) for row in batch))
        found += connection.execute(_select_mentions().where(_OTHERS, fits, *more)).all()
    return found


def _select_mentions() -> Query:
    query = select(reference, *_CITING).join(version, reference.c.version_id == version.c.id)
    return query.order_by(version.c.document_id, reference.c.position)


def _may_mean(row: Record) -> ColumnElement[bool]:
    same_kind = reference.c.kind_fold == row.kind_fold
    by_day = and_(reference.c.number_key == "", reference.c.day == row.date) if row.date else None
    if not row.number_key:
        by_year = and_(reference.c.number_key == "", reference.c.day == "", reference.c.year == row.year)
        return and_(same_kind, by_year if by_day is None else or_(by_day, by_year))
    by_number = reference.c.number_key == row.number_key
    return and_(same_kind, by_number if by_day is None else or_(by_number, by_day))


def _to_cited_by(row: Record) -> CitedBy:
    return CitedBy(row.document_id, row.version, row.title, convert.to_reference(row), convert.read_iso_date(row.date))


def find_deeds(connection: Connection, heads: Sequence[DocumentHead]) -> dict[str, list[Deed]]:
    """Return what others revoke or amend of some documents, by date, a current version's words first."""
    wanted = [head for head in heads if head.instrument.kind not in ("Berita", "Dokumen")]
    mentions = _find_deeds_of(connection, wanted)
    held = find_held(connection, mentions)
    ids = {head.id for head in wanted}
    deeds: dict[str, list[Deed]] = {}
    for found in sorted(mentions, key=lambda row: not row.is_current):
        meant = find_meant(found, held, _citing(found))
        if len(meant) == 1 and meant[0] != found.document_id and meant[0] in ids:
            deeds.setdefault(meant[0], []).append(_to_deed(found))
    return {name: sorted(items, key=_by_date) for name, items in deeds.items()}


_DEEDS = (
    select(reference, *_CITING, *HEAD)
    .join(version, reference.c.version_id == version.c.id)
    .join(source, MAIN_SOURCE)
    .where(
        _OTHERS,
        reference.c.relation.in_(DEEDS),
        reference.c.kind_fold.in_(bindparam("kinds", expanding=True)),
        # The empty number beside the others, so that one index serves mentions by number and those by day.
        reference.c.number_key.in_(bindparam("keys", expanding=True)),
        or_(
            reference.c.number_key.in_(bindparam("numbers", expanding=True)),
            reference.c.day.in_(bindparam("days", expanding=True)),
        ),
    )
    .order_by(version.c.document_id, reference.c.position)
)


def _find_deeds_of(connection: Connection, heads: Sequence[DocumentHead]) -> Sequence[ReadRow]:
    """Find the mentions that may revoke or amend one of some documents; by their days those too without a number."""
    if not heads:
        return []
    wanted = [_to_held(head) for head in heads]
    numbers = sorted({head.number_key for head in wanted})
    values = {
        "kinds": sorted({head.kind_fold for head in wanted}),
        "keys": sorted({"", *numbers}),
        "numbers": numbers,
        "days": sorted({convert.format_date(head.date) for head in wanted if head.date}),
    }
    # Judged against the few documents first: of common numbers there are mentions of very many others.
    return [row for row in connection.execute(_DEEDS, values) if find_meant(row, wanted)]


def _to_held(head: DocumentHead) -> Held:
    keys = convert.instrument_keys(head.instrument)
    return Held(head.id, keys.kind_fold, keys.number_key, head.instrument.year, keys.issuer_fold, head.date)


def _to_deed(row: ReadRow) -> Deed:
    return Deed(convert.to_joined_head(row), row.citing_year, convert.to_reference(row))


def _by_date(deed: Deed) -> tuple[str, str]:
    # A stable sort: within one document its current version stays first, and the order of its text.
    return (deed.day.isoformat() if deed.day else f"{deed.year or 9999}", deed.document_id)


_LACKING = (cited.c.is_held == False, cited.c.documents > 0)  # noqa: E712


def count_missing(connection: Connection) -> int:
    """Count the instruments that are mentioned but not held."""
    return int(connection.execute(select(func.count()).select_from(cited).where(*_LACKING)).scalar_one())


def find_missing(connection: Connection, limit: int, start: int = 0) -> list[MissingInstrument]:
    """Return the instruments that are mentioned but not held: those that most documents cite first."""
    rank = (cited.c.documents.desc(), cited.c.mentions.desc(), cited.c.kind, cited.c.year, cited.c.number)
    query = select(cited).where(*_LACKING).order_by(*rank, cited.c.issuer).offset(start).limit(limit)
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    relations, documents = _find_relations(connection, ids), _find_citing(connection, ids)
    return [_to_missing(row, relations[row.id], documents[row.id]) for row in rows]


def _find_relations(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    rows: list[ReadRow] = []
    for batch in cut_batches(ids):
        rows += connection.execute(select(cited_relation).where(cited_relation.c.cited_id.in_(batch))).all()
    ranked = sorted((row for row in rows if row.mentions), key=lambda row: (-row.mentions, row.relation))
    found: dict[int, dict[str, int]] = {key: {} for key in ids}
    for row in ranked:
        found[row.cited_id][row.relation] = row.mentions
    return found


def _find_citing(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the first of the documents that mention each of some instruments."""
    found: dict[int, list[str]] = {key: [] for key in ids}
    at = func.row_number().over(partition_by=citing.c.cited_id, order_by=citing.c.document_id).label("at")
    for batch in cut_batches(ids):
        ranked = select(citing.c.cited_id, citing.c.document_id, at).where(citing.c.cited_id.in_(batch)).subquery()
        first = select(ranked.c.cited_id, ranked.c.document_id).where(ranked.c.at <= MOST_CITING)
        for row in connection.execute(first):
            found[row.cited_id].append(row.document_id)
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _to_missing(row: Record, relations: dict[str, int], documents: tuple[str, ...]) -> MissingInstrument:
    instrument: Instrument = convert.to_instrument(row)
    day = convert.read_iso_date(row.day)
    label = format_instrument(instrument) + (f" ({day.isoformat()})" if day else "")
    return MissingInstrument(label, instrument, row.mentions, documents, relations, day, row.documents)


def find_unrelated(connection: Connection) -> list[tuple[str, str]]:
    """Return the versions whose references were never read, as after a migration, by document id."""
    marked = exists().where(reference_mark.c.version_id == version.c.id)
    query = (
        select(version.c.document_id, version.c.version).where(~marked).order_by(version.c.document_id, version.c.id)
    )
    return [(row.document_id, row.version) for row in connection.execute(query)]
