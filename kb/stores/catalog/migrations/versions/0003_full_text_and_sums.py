"""Full text of all versions, sums that every write keeps, and indexes for what questions ask.

The sums are counted after the last revision; the full text is filled from the archive when the catalog is opened with
it.
"""

from functools import partial

import sqlalchemy as sa
from alembic import op

from kb.stores.catalog.tables import ROW_ID, STRING

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Make the tables, and note that they are still to be filled."""
    _index()
    _create_passages()
    _create_words()
    _create_sums()
    op.execute("INSERT INTO meta (name, value) VALUES ('sums', ''), ('passages', '')")


def _index() -> None:
    index_current = partial(
        op.create_index, sqlite_where=sa.text("is_current = 1"), postgresql_where=sa.text("is_current")
    )
    facets = ["kind_fold", "listed_year", "issuer", "place", "text_status"]
    index_current("version_by_retrieved", "version", ["retrieved"])
    index_current("version_facets", "version", facets)
    op.create_index("provision_by_span", "provision", ["version_id", "span_start", "span_end"])
    op.create_index("reference_by_relation", "reference", ["relation", "kind_fold", "number_key"])


def _create_passages() -> None:
    op.create_table(
        "passage",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("version_id", ROW_ID, sa.ForeignKey("version.id", ondelete="CASCADE"), nullable=False),
        sa.Column("span_start", sa.Integer, nullable=False),
        sa.Column("span_end", sa.Integer, nullable=False),
    )
    op.create_index("passage_by_version", "passage", ["version_id"])


def _create_words() -> None:
    if op.get_bind().dialect.name == "sqlite":
        options = "content='', tokenize=\"unicode61 remove_diacritics 0\""
        op.execute(f"CREATE VIRTUAL TABLE passage_words USING fts5(words, {options})")
        return
    key = "passage_id BIGINT PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE"
    op.execute(f"CREATE TABLE passage_words ({key}, words TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX passage_words_index ON passage_words USING gin (words)")


def _create_sums() -> None:
    op.create_table(
        "tally",
        sa.Column("name", STRING, nullable=False),
        sa.Column("value", STRING, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", "value"),
    )
    op.create_table(
        "cited",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("kind_fold", STRING, nullable=False),
        sa.Column("number_key", STRING, nullable=False),
        sa.Column("year_key", sa.Integer, nullable=False),
        sa.Column("issuer_fold", STRING, nullable=False),
        sa.Column("day", STRING, nullable=False),
        sa.Column("kind", STRING, nullable=False),
        sa.Column("number", STRING, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("issuer", STRING, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("mentions", sa.Integer, nullable=False),
        sa.Column("is_held", sa.Boolean, nullable=False),
        sa.UniqueConstraint("kind_fold", "number_key", "year_key", "issuer_fold", "day"),
    )
    op.create_index("cited_missing", "cited", ["is_held", sa.text("documents DESC"), sa.text("mentions DESC")])
    op.create_table(
        "cited_relation",
        _of_cited(),
        sa.Column("relation", STRING, nullable=False),
        sa.Column("mentions", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("cited_id", "relation"),
    )
    op.create_table(
        "citing",
        _of_cited(),
        sa.Column("document_id", STRING, nullable=False),
        sa.PrimaryKeyConstraint("cited_id", "document_id"),
    )


def _of_cited() -> "sa.Column[int]":
    return sa.Column("cited_id", ROW_ID, sa.ForeignKey("cited.id", ondelete="CASCADE"), nullable=False)
