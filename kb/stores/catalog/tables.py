"""The catalog's tables.

The database itself keeps one current version per document, one main source per version, and locators unique in a
version. Columns that end in ``_fold`` are casefolded for filters; ``_key`` columns are what instruments are matched by.
Dates are ISO text, empty where unknown, so that both databases sort and compare them alike, unknown ones last when
descending. ``tally``, ``cited``, ``cited_relation`` and ``citing`` are sums over the other tables, kept by every write,
so that no reader counts. A change here needs a revision in ``kb/stores/catalog/migrations``.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql

SCHEMA_VERSION = 3
"""The latest revision in ``kb/stores/catalog/migrations/versions``; a catalog with a higher one was made by newer code.
"""

# Collation "C" sorts by code point, as SQLite does: page cursors compare document ids in the database.
STRING = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite numbers rows by itself only in a column of type INTEGER.
ROW_ID = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, STRING, nullable=False) for name in names]


def _integers(*names: str) -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in names]


meta = Table(
    "meta",
    metadata,
    Column("name", STRING, primary_key=True),
    Column("value", STRING, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("id", STRING, primary_key=True),
)

version = Table(
    "version",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("document_id", STRING, ForeignKey("document.id", ondelete="CASCADE"), nullable=False),
    Column("version", STRING, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("text_status", STRING, nullable=False),
    Column("status_rank", Integer, nullable=False),
    *_texts("retrieved", "fingerprint", "content_hash", "title", "family", "kind", "number"),
    Column("year", Integer),
    *_texts("issuer", "place", "date", "kind_fold", "number_fold", "number_key", "issuer_fold", "place_fold"),
    Column("listed_year", Integer),
    *_integers("provisions", "chunks"),
    Column("notices", JSON, nullable=False),
    Column("readings", JSON, nullable=False),
    UniqueConstraint("document_id", "version"),
)


def _index_current(name: str, *columns: ColumnElement[object], unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=sql("is_current = 1"), postgresql_where=sql("is_current"))


_index_current("version_current", version.c.document_id, unique=True)
_index_current("version_by_date", version.c.date.desc(), version.c.document_id)
_index_current("version_by_number", version.c.kind_fold, version.c.number_key, version.c.year)
_index_current("version_by_number_fold", version.c.number_fold)
_index_current("version_by_issuer", version.c.issuer_fold)
_index_current("version_by_place", version.c.place_fold)
_index_current("version_by_year", version.c.listed_year)
_index_current("version_by_retrieved", version.c.retrieved)
# What a listing under filters is counted by, without reading the rows themselves.
_index_current(
    "version_facets",
    version.c.kind_fold,
    version.c.listed_year,
    version.c.issuer,
    version.c.place,
    version.c.text_status,
)


def _of_version() -> Column[int]:
    return Column("version_id", ROW_ID, ForeignKey("version.id", ondelete="CASCADE"), nullable=False)


source = Table(
    "source",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    _of_version(),
    Column("is_main", Boolean, nullable=False),
    Column("status_rank", Integer, nullable=False),
    *_texts("given_hash", "fingerprint", "sha256", "media_type"),
    Column("size", BigInteger, nullable=False),
    *_texts("location", "filename", "retrieved", "publisher", "address", "published", "licence"),
    UniqueConstraint("version_id", "sha256", "location"),
)
Index("source_by_hash", source.c.sha256)
Index("source_by_location", source.c.location)
Index(
    "source_main",
    source.c.version_id,
    unique=True,
    sqlite_where=sql("is_main = 1"),
    postgresql_where=sql("is_main"),
)

provision = Table(
    "provision",
    metadata,
    _of_version(),
    Column("position", Integer, nullable=False),
    *_texts("locator", "kind", "label", "number", "heading"),
    *_integers("span_start", "span_end"),
    Column("parent", STRING),
    Column("depth", Integer, nullable=False),
    *_texts("speaker", "role"),
    PrimaryKeyConstraint("version_id", "position"),
    UniqueConstraint("version_id", "locator"),
)

Index("provision_by_span", provision.c.version_id, provision.c.span_start, provision.c.span_end)

page = Table(
    "page",
    metadata,
    _of_version(),
    *_integers("position", "number", "span_start", "span_end"),
    PrimaryKeyConstraint("version_id", "position"),
)

reference = Table(
    "reference",
    metadata,
    _of_version(),
    *_integers("position", "span_start", "span_end"),
    *_texts("text", "kind", "number"),
    Column("year", Integer),
    *_texts("issuer", "locator", "through", "day", "basis", "relation"),
    Column("evidence_start", Integer),
    Column("evidence_end", Integer),
    Column("is_own", Boolean, nullable=False),
    *_texts("kind_fold", "number_key", "issuer_fold"),
    PrimaryKeyConstraint("version_id", "position"),
)
Index("reference_by_number", reference.c.kind_fold, reference.c.number_key, reference.c.year)
# Who revokes or amends an instrument: few of its mentions do.
Index("reference_by_relation", reference.c.relation, reference.c.kind_fold, reference.c.number_key)

# Which versions' references were read: a migration leaves those out that have to be read again.
reference_mark = Table(
    "reference_mark",
    metadata,
    Column("version_id", ROW_ID, ForeignKey("version.id", ondelete="CASCADE"), primary_key=True),
)

chunk = Table(
    "chunk",
    metadata,
    _of_version(),
    Column("position", Integer, nullable=False),
    Column("id", STRING, nullable=False, unique=True),
    Column("locator", STRING, nullable=False),
    *_integers("part", "span_start", "span_end"),
    Column("headings", JSON, nullable=False),
    PrimaryKeyConstraint("version_id", "position"),
)

index_mark = Table(
    "index_mark",
    metadata,
    *_texts("index_name", "document_id", "version"),
    Column("chunks", Integer, nullable=False),
    PrimaryKeyConstraint("index_name", "document_id"),
    ForeignKeyConstraint(["document_id", "version"], ["version.document_id", "version.version"], ondelete="CASCADE"),
)

# Stretches of canonical texts, overlapping; their words are in the full text that ``passages`` makes beside this table.
passage = Table(
    "passage",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    _of_version(),
    *_integers("span_start", "span_end"),
)
Index("passage_by_version", passage.c.version_id)

# Sums: of the whole catalog where ``value`` is empty, else documents with one value of a facet.
tally = Table(
    "tally",
    metadata,
    *_texts("name", "value"),
    Column("amount", BigInteger, nullable=False),
    PrimaryKeyConstraint("name", "value"),
)

# Instruments that current versions mention, with how often, and whether a current version may be meant.
cited = Table(
    "cited",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    *_texts("kind_fold", "number_key"),
    Column("year_key", Integer, nullable=False),
    *_texts("issuer_fold", "day", "kind", "number"),
    Column("year", Integer),
    Column("issuer", STRING, nullable=False),
    *_integers("documents", "mentions"),
    Column("is_held", Boolean, nullable=False),
    UniqueConstraint("kind_fold", "number_key", "year_key", "issuer_fold", "day"),
)
Index("cited_missing", cited.c.is_held, cited.c.documents.desc(), cited.c.mentions.desc())


def _of_cited() -> Column[int]:
    return Column("cited_id", ROW_ID, ForeignKey("cited.id", ondelete="CASCADE"), nullable=False)


cited_relation = Table(
    "cited_relation",
    metadata,
    _of_cited(),
    Column("relation", STRING, nullable=False),
    Column("mentions", Integer, nullable=False),
    PrimaryKeyConstraint("cited_id", "relation"),
)

citing = Table(
    "citing",
    metadata,
    _of_cited(),
    Column("document_id", STRING, nullable=False),
    PrimaryKeyConstraint("cited_id", "document_id"),
)
