"""The error tree: every failure that this package lets out, each with a hint and a stable name.

A failure never becomes a value that looks valid; it is raised as one of these, or as a bug. ``type`` is the name that
programs see in ``{"error": {"type", …}}`` on every face: it stays when a class is renamed.

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
    ├── Unauthorized               the caller showed no valid token or key
    │   └── Forbidden              the key that was shown doesn't allow this
    ├── ModelUnavailable           the embedding model can't be loaded
    └── StoreError                 archive, catalog or index can't do its work
        ├── ArchiveCorrupted       stored bytes no longer have their hash
        ├── CatalogError           the catalog's database refused or is out of reach
        ├── IndexUnavailable       the index can't be opened or reached
        ├── IndexMismatch          the index was made by other settings or code
        └── StoreLocked            another process holds this home folder
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar


class KBError(Exception):
    """Carry what happened and what to do next.

    Args:
        message: what happened, with the value that made it happen.
        hint: the next step for the reader, as a sentence.
    """

    type: ClassVar[str] = "KBError"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigError(KBError):
    """A setting has a value that can't be used."""

    type = "ConfigError"


class SourceError(KBError):
    """One source can't be taken in; the others go on."""

    type = "SourceError"


class SourceUnreachable(SourceError):
    """The file or address can't be read."""

    type = "SourceUnreachable"


class EmptySource(SourceError):
    """The source holds no text at all."""

    type = "EmptySource"


class SourceTooLarge(SourceError):
    """The source is larger than the setting allows."""

    type = "SourceTooLarge"


class DamagedSource(SourceError):
    """The bytes are not what their type promises."""

    type = "DamagedSource"


class UndecodableSource(SourceError):
    """The text is in no encoding that we can be sure of."""

    type = "UndecodableSource"


class UnsupportedSource(SourceError):
    """No parser takes this media type."""

    type = "UnsupportedSource"


class NeedsOCR(SourceError):
    """The pages are pictures without a text layer."""

    type = "NeedsOCR"


class QueryError(KBError):
    """The question can't be understood as asked."""

    type = "QueryError"


class InvalidQuery(QueryError):
    """The query is empty, too long or contradicts itself."""

    type = "InvalidQuery"


class InvalidFilter(QueryError):
    """A filter names an unknown field or an unusable value."""

    type = "InvalidFilter"


class InvalidCursor(QueryError):
    """A page cursor was not made by this service for this question."""

    type = "InvalidCursor"


class CitationError(KBError):
    """A text is not a citation, or names no single place."""

    type = "CitationError"


class NotFound(KBError):
    """What was named isn't held here."""

    type = "NotFound"


class DocumentNotFound(NotFound):
    """No document has this id or version."""

    type = "DocumentNotFound"


class ProvisionNotFound(NotFound):
    """The document has no provision at this locator."""

    type = "ProvisionNotFound"


class SourceNotFound(NotFound):
    """The archive holds nothing under this hash."""

    type = "SourceNotFound"


class SourceWithheld(KBError):
    """The original is held but may not be handed out."""

    type = "SourceWithheld"


class Unauthorized(KBError):
    """The caller showed no valid token or key, and what was asked needs one."""

    type = "Unauthorized"


class Forbidden(Unauthorized):
    """The key that was shown is valid and doesn't allow this."""

    type = "Forbidden"


class ModelUnavailable(KBError):
    """The embedding model can't be loaded."""

    type = "ModelUnavailable"


class StoreError(KBError):
    """Archive, catalog or index can't do its work."""

    type = "StoreError"


class ArchiveCorrupted(StoreError):
    """Stored bytes no longer have the hash that they are named by."""

    type = "ArchiveCorrupted"


class CatalogError(StoreError):
    """The catalog's database refused or is out of reach."""

    type = "CatalogError"


class IndexUnavailable(StoreError):
    """The index can't be opened or reached."""

    type = "IndexUnavailable"


class IndexMismatch(StoreError):
    """The index was made by other settings or other code."""

    type = "IndexMismatch"


class StoreLocked(StoreError):
    """Another process holds this home folder."""

    type = "StoreLocked"


def find_error(type_name: str) -> type[KBError] | None:
    """Return the class of a stable name; None where there is none."""
    return next((cls for cls in walk_errors() if cls.type == type_name), None)


def walk_errors(cls: type[KBError] = KBError) -> Iterator[type[KBError]]:
    """List a class of the tree and all below it."""
    yield cls
    for child in cls.__subclasses__():
        yield from walk_errors(child)
