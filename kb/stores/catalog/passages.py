"""Full text: which stretches of which texts have some words in a row.

A text is cut into passages that overlap, and their words are kept folded: no case, and letters that scanners take for
one another alike (I, l and 1, O and 0, rn and m). SQLite keeps them in an FTS5 table without content, PostgreSQL as
``tsvector``; both answer the same questions. What is found is a candidate: whether the words stand there as they were
asked for is decided on the canonical text. Passages depend on a version's text alone, so they are never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, exists, func, insert, literal_column, select, union_all
from sqlalchemy import text as sql

from kb.language.passages import Passage, read_passages
from kb.model import Filters, Span
from kb.stores.catalog.narrow import narrow
from kb.stores.catalog.tables import passage, version

MOST_WORDS = 8
"""Words of a phrase: longer ones may be longer than the overlap, and tell no more."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row, folded; of one that is a prefix the last word may be the beginning of a longer one."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage of a current version with how many of the phrases stand in it; ``row_id`` is the version's."""

    row_id: int
    document_id: str
    version: str
    span: Span
    phrases: int


def create_words(connection: Connection) -> None:
    """Make the table that holds the passages' words, in the database's own full text."""
    if connection.dialect.name == "sqlite":
        options = "content='', tokenize=\"unicode61 remove_diacritics 0\""
        connection.execute(sql(f"CREATE VIRTUAL TABLE passage_words USING fts5(words, {options})"))
        return
    key = "passage_id BIGINT PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE"
    connection.execute(sql(f"CREATE TABLE passage_words ({key}, words TSVECTOR NOT NULL)"))
    connection.execute(sql("CREATE INDEX passage_words_index ON passage_words USING gin (words)"))


def put_passages(connection: Connection, version_id: int, passages: Sequence[Passage]) -> None:
    """Put a version's text into the full text."""
    rows = [{"version_id": version_id, "span_start": span.start, "span_end": span.end} for span, _ in passages]
    ids = connection.execute(insert(passage).returning(passage.c.id, sort_by_parameter_order=True), rows).scalars()
    words = [words for _, words in passages]
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO passage_words (rowid, words) VALUES (:id, :words)"
    else:
        statement = "INSERT INTO passage_words (passage_id, words) VALUES (:id, CAST(:words AS tsvector))"
        words = [_format_vector(line) for line in words]
    connection.execute(sql(statement), [{"id": key, "words": line} for key, line in zip(ids, words, strict=True)])


def _format_vector(words: str) -> str:
    return " ".join(f"'{word}':{at}" for at, word in enumerate(words.split(), start=1))


def fill_passages(connection: Connection, read_text: Callable[[str], str]) -> int:
    """Put the texts of all versions that the full text lacks into it, and return how many characters they have.

    Args:
        read_text: gives the canonical text of a version.
    """
    characters = 0
    lacking = select(version.c.id, version.c.version).where(~exists().where(passage.c.version_id == version.c.id))
    for row in connection.execute(lacking.order_by(version.c.id)).all():
        text = read_text(row.version)
        put_passages(connection, row.id, read_passages(text))
        characters += len(text)
    return characters


def find_passages(connection: Connection, phrases: Sequence[Phrase], filters: Filters, most: int) -> list[FoundPassage]:
    """Find passages of current versions that have at least one of some phrases; see ``Catalog.find_passages``."""
    asked = [phrase for phrase in dict.fromkeys(phrases) if phrase.words]
    if not asked:
        return []
    sqlite = connection.dialect.name == "sqlite"
    hits = union_all(*(_select_hits(number, sqlite) for number in range(len(asked)))).subquery("hits")
    # Counted before anything is joined: common words stand in thousands of passages.
    found = select(hits.c.id, func.count().label("phrases")).group_by(hits.c.id).subquery("found")
    query = (
        select(
            version.c.id,
            version.c.document_id,
            version.c.version,
            passage.c.span_start,
            passage.c.span_end,
            found.c.phrases,
        )
        .select_from(found)
        .join(passage, passage.c.id == found.c.id)
        .join(version, version.c.id == passage.c.version_id)
        .where(narrow(filters))
        .order_by(found.c.phrases.desc(), version.c.date.desc(), version.c.document_id, passage.c.id)
        .limit(most)
    )
    values = {f"phrase_{number}": _format_query(phrase, sqlite) for number, phrase in enumerate(asked)}
    return [
        FoundPassage(row.id, row.document_id, row.version, Span(row.span_start, row.span_end), row.phrases)
        for row in connection.execute(query, values)
    ]


def _select_hits(number: int, sqlite: bool) -> Select[int]:
    key = "rowid" if sqlite else "passage_id"
    test = f"passage_words MATCH :phrase_{number}" if sqlite else f"words @@ CAST(:phrase_{number} AS tsquery)"
    return select(literal_column(key).label("id")).select_from(sql("passage_words")).where(sql(test))


def _format_query(phrase: Phrase, sqlite: bool) -> str:
    words = phrase.words[:MOST_WORDS]
    is_prefix = phrase.is_prefix and len(phrase.words) <= MOST_WORDS
    if sqlite:
        return f'"{" ".join(words)}"' + (" *" if is_prefix else "")
    return " <-> ".join(f"'{word}'" for word in words) + (":*" if is_prefix else "")
