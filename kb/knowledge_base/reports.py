"""What the knowledge base answers with, beside documents and hits.

Frozen values, plain numbers and names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kb.model import UNKNOWN_STATUS, Citation, Document, LegalStatus, Provision
from kb.stores.catalog import MissingInstrument


@dataclass(frozen=True, slots=True)
class ProvisionView:
    """A provision with where it stands: its document, its text, its citation, and its neighbours in the tree."""

    document: Document
    provision: Provision
    text: str
    citation: Citation
    children: tuple[Provision, ...]
    ancestors: tuple[Provision, ...]
    status: LegalStatus = UNKNOWN_STATUS


@dataclass(frozen=True, slots=True)
class Coverage:
    """What we hold, through which date, and what our documents mention but we don't hold.

    Args:
        missing: a page of it.
        missing_total: how many there are in all.
    """

    documents: int
    by_kind: dict[str, int]
    by_status: dict[str, int]
    latest: date | None
    retrieved: datetime | None
    missing: tuple[MissingInstrument, ...]
    missing_total: int


@dataclass(frozen=True, slots=True)
class SystemState:
    """How the stores are: what each holds, and what the index has still to take in."""

    home: str
    documents: int
    versions: int
    provisions: int
    chunks: int
    indexed: int
    pending: int
    index: Mapping[str, object]
    archive_bytes: int
    dense_model: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a re-index wrote."""

    documents: int
    chunks: int
    seconds: float
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push copied to a server."""

    points: int
    seconds: float
    url: str
    collection: str
