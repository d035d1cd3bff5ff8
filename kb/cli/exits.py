"""Exit codes: one table from error class to the code that a script sees.

Every class of the error tree has its row (a test walks the tree), and the same failure gives the same code whether it
happened in this process or in the server.

    0  done (a search without a hit is done)
    1  something failed in part, or in a way that has no code of its own
    2  the question, a filter, a setting or the command line can't be understood
    3  what was named isn't held here
    4  archive, catalog or index can't do its work, or another process holds the home folder
    5  not allowed: no token, or an original that may not be handed out
    6  the embedding model can't be loaded
"""

from __future__ import annotations

from kb.model import errors

DONE, FAILED, USAGE, NOT_FOUND, STORE, REFUSED, MODEL = range(7)

EXIT_CODES: dict[type[errors.KBError], int] = {
    errors.KBError: FAILED,
    errors.ConfigError: USAGE,
    errors.SourceError: FAILED,
    errors.SourceUnreachable: FAILED,
    errors.EmptySource: FAILED,
    errors.SourceTooLarge: FAILED,
    errors.DamagedSource: FAILED,
    errors.UndecodableSource: FAILED,
    errors.UnsupportedSource: FAILED,
    errors.NeedsOCR: FAILED,
    errors.QueryError: USAGE,
    errors.InvalidQuery: USAGE,
    errors.InvalidFilter: USAGE,
    errors.InvalidCursor: USAGE,
    errors.CitationError: USAGE,
    errors.NotFound: NOT_FOUND,
    errors.DocumentNotFound: NOT_FOUND,
    errors.ProvisionNotFound: NOT_FOUND,
    errors.SourceNotFound: NOT_FOUND,
    errors.SourceWithheld: REFUSED,
    errors.Unauthorized: REFUSED,
    errors.Forbidden: REFUSED,
    errors.ModelUnavailable: MODEL,
    errors.StoreError: STORE,
    errors.ArchiveCorrupted: STORE,
    errors.CatalogError: STORE,
    errors.IndexUnavailable: STORE,
    errors.IndexMismatch: STORE,
    errors.StoreLocked: STORE,
}


def get_exit_code(error: errors.KBError) -> int:
    """Return the code of the nearest class in the table; a subclass of a later day takes its parent's."""
    return next(EXIT_CODES[cls] for cls in type(error).__mro__ if cls in EXIT_CODES)
