"""The catalog: documents, versions, provisions, references and chunks in SQL.

Step 3, and the only room that imports SQLAlchemy. SQLite (WAL) embedded, PostgreSQL when several machines
share it; the same code and the same tests for both. Invariant: a document's version is wholly in the
catalog or not at all, so whatever stopped an ingest, the next run goes on from what was committed.
"""

from kb.stores.catalog.catalog import Catalog
from kb.stores.catalog.rows import (
    ChunkRow,
    CitationKey,
    CitationRow,
    CitedBy,
    Counts,
    Deed,
    DocumentPage,
    DocumentSummary,
    LatestDates,
    MissingInstrument,
    PutOutcome,
    ResolvedReference,
    StoredDocument,
)

__all__ = [
    "Catalog",
    "ChunkRow",
    "CitationKey",
    "CitationRow",
    "CitedBy",
    "Counts",
    "Deed",
    "DocumentPage",
    "DocumentSummary",
    "LatestDates",
    "MissingInstrument",
    "PutOutcome",
    "ResolvedReference",
    "StoredDocument",
]
