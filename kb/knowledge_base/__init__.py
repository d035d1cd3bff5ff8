"""The one object that every operation asks, and what it answers with."""

from kb.ingest.progress import IngestReport, Progress
from kb.knowledge_base.base import KnowledgeBase
from kb.knowledge_base.reports import Coverage, ProvisionView, PushReport, ReindexReport, SystemState
from kb.model import SearchResult
from kb.stores.catalog import DocumentPage, DocumentSummary, MissingInstrument

__all__ = [
    "Coverage",
    "DocumentPage",
    "DocumentSummary",
    "IngestReport",
    "KnowledgeBase",
    "MissingInstrument",
    "Progress",
    "ProvisionView",
    "PushReport",
    "ReindexReport",
    "SearchResult",
    "SystemState",
]
