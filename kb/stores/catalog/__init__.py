"""The catalog: documents, versions, provisions, references and chunks in SQL.

The only package that imports SQLAlchemy. SQLite (WAL) embedded, PostgreSQL when several machines share it; the same
code and the same tests for both. A document's version is wholly in the catalog or not at all, so whatever stopped an
ingest, the next run goes on from what was committed.
"""

from kb.language.passages import fold_words
from kb.stores.catalog.catalog import Catalog
from kb.stores.catalog.passages import MOST_WORDS, FoundPassage, Phrase
from kb.stores.catalog.rows import (
    END_OF_TEXT,
    ChunkRow,
    CitedBy,
    Counts,
    Deed,
    DocumentHead,
    DocumentPage,
    DocumentSummary,
    LatestDates,
    LoadedChunks,
    MissingInstrument,
    Outline,
    PutOutcome,
    ResolvedReference,
    StoredDocument,
    Stretch,
)
from kb.stores.catalog.validity import Said

__all__ = [
    "END_OF_TEXT",
    "MOST_WORDS",
    "Catalog",
    "ChunkRow",
    "CitedBy",
    "Counts",
    "Deed",
    "DocumentHead",
    "DocumentPage",
    "DocumentSummary",
    "FoundPassage",
    "LatestDates",
    "LoadedChunks",
    "MissingInstrument",
    "Outline",
    "Phrase",
    "PutOutcome",
    "ResolvedReference",
    "Said",
    "StoredDocument",
    "Stretch",
    "fold_words",
]
