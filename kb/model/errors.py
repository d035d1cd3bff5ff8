"""The error tree: every failure that this package lets out, each with a hint.

Step 0: imports nothing of ours. Invariant: a failure never becomes a value that
looks valid; it is raised as one of these, or as a bug.

    KBError
    ├── ConfigError                a setting has a value that can't be used
    ├── SourceError                one source can't be taken in; the others go on
    │   ├── SourceUnreachable      the file or address can't be read
    │   ├── EmptySource            it holds no text at all
    │   ├── SourceTooLarge         it is larger than the setting allows
    │   ├── DamagedSource          its bytes are not what its type promises
    │   ├── UndecodableSource      its text is in no encoding that we can be sure of
    │   ├── UnsupportedSource      no parser takes its media type
    │   └── NeedsOCR               its pages are pictures without a text layer
    ├── QueryError                 the question can't be understood as asked
    │   ├── InvalidQuery
    │   ├── InvalidFilter
    │   └── InvalidCursor
    ├── CitationError              a text is not a citation, or names no single place
    ├── NotFound                   what was named isn't held here
    │   ├── DocumentNotFound
    │   ├── ProvisionNotFound
    │   └── SourceNotFound
    ├── SourceWithheld             the original is held but may not be handed out
    ├── Unauthorized               writing needs the token or a configured key
    ├── ModelUnavailable           the embedding model can't be loaded
    └── StoreError                 archive, catalog or index can't do its work
        ├── ArchiveCorrupted       stored bytes no longer have their hash
        ├── CatalogError           the catalog's database refused or is out of reach
        ├── IndexUnavailable       the index can't be opened or reached
        ├── IndexMismatch          the index was made by other settings or code
        └── StoreLocked            another process holds this home folder
"""


class KBError(Exception):
    """Carry what happened and what to do next.

    Args:
        message: what happened, with the value that made it happen.
        hint: the next step for the reader, as a sentence.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigError(KBError):
    """A setting has a value that can't be used."""


class SourceError(KBError):
    """One source can't be taken in; the others go on."""


class SourceUnreachable(SourceError):
    """The file or address can't be read."""


class EmptySource(SourceError):
    """The source holds no text at all."""


class SourceTooLarge(SourceError):
    """The source is larger than the setting allows."""


class DamagedSource(SourceError):
    """The bytes are not what their type promises."""


class UndecodableSource(SourceError):
    """The text is in no encoding that we can be sure of."""


class UnsupportedSource(SourceError):
    """No parser takes this media type."""


class NeedsOCR(SourceError):
    """The pages are pictures without a text layer."""


class QueryError(KBError):
    """The question can't be understood as asked."""


class InvalidQuery(QueryError):
    """The query is empty, too long or contradicts itself."""


class InvalidFilter(QueryError):
    """A filter names an unknown field or an unusable value."""


class InvalidCursor(QueryError):
    """A page cursor was not made by this service for this question."""


class CitationError(KBError):
    """A text is not a citation, or names no single place."""


class NotFound(KBError):
    """What was named isn't held here."""


class DocumentNotFound(NotFound):
    """No document has this id or version."""


class ProvisionNotFound(NotFound):
    """The document has no provision at this locator."""


class SourceNotFound(NotFound):
    """The archive holds nothing under this hash."""


class SourceWithheld(KBError):
    """The original is held but may not be handed out."""


class Unauthorized(KBError):
    """Writing needs the token or a configured key."""


class ModelUnavailable(KBError):
    """The embedding model can't be loaded."""


class StoreError(KBError):
    """Archive, catalog or index can't do its work."""


class ArchiveCorrupted(StoreError):
    """Stored bytes no longer have the hash that they are named by."""


class CatalogError(StoreError):
    """The catalog's database refused or is out of reach."""


class IndexUnavailable(StoreError):
    """The index can't be opened or reached."""


class IndexMismatch(StoreError):
    """The index was made by other settings or other code."""


class StoreLocked(StoreError):
    """Another process holds this home folder."""
