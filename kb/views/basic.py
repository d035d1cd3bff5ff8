"""Views of documents, hits and reports.

Step 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.law.citation import format_instrument
from kb.model.errors import KBError
from kb.views.relations import legal_status_view

if TYPE_CHECKING:
    from kb.knowledge_base import (
        Coverage,
        DocumentPage,
        DocumentSummary,
        Progress,
        ProvisionView,
        PushReport,
        ReindexReport,
        Status,
    )
    from kb.model import (
        Citation,
        Document,
        Hit,
        Instrument,
        LegalStatus,
        Notice,
        Provision,
        Quote,
        Reading,
        SearchResult,
        Source,
        SourceReport,
        Span,
    )

View = dict[str, Any]
"""A JSON-able dict."""


def error_view(error: KBError) -> View:
    """Return the one error shape: ``{"error": {"type", "message", "hint"}}``.

    ``type`` is the error's class name, so that a client can raise the same class again.
    """
    return build_error(type(error).__name__, error.message, error.hint)


def build_error(type_name: str, message: str, hint: str = "") -> View:
    """Return the one error shape for a failure that is no ``KBError``."""
    return {"error": {"type": type_name, "message": message, "hint": hint}}


def instrument_view(instrument: Instrument) -> View:
    """Return ``kind``, ``number``, ``year``, ``issuer`` and ``label``, the short form that lawyers write."""
    return {
        "kind": instrument.kind,
        "number": instrument.number,
        "year": instrument.year,
        "issuer": instrument.issuer,
        "label": format_instrument(instrument),
    }


def span_view(span: Span) -> View:
    """Return ``start`` and ``end``, half open."""
    return {"start": span.start, "end": span.end}


def quote_view(quote: Quote) -> View:
    """Return ``exact``, ``prefix``, ``suffix``, ``start`` and ``end``."""
    return {
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "start": quote.start,
        "end": quote.end,
    }


def source_view(source: Source) -> View:
    """Return what a reader needs to open the original and to check it.

    Where we read it from (a path on somebody's disk) is left out on purpose.
    """
    return {
        "publisher": source.publisher,
        "address": source.address,
        "published": _format_date(source.published),
        "retrieved": source.retrieved.isoformat(),
        "sha256": source.sha256,
        "media_type": source.media_type,
        "licence": source.licence,
    }


def citation_view(citation: Citation) -> View:
    """Return everything that opens the source and checks the quote."""
    return {
        "document_id": citation.document_id,
        "version": citation.version,
        "title": citation.title,
        "instrument": instrument_view(citation.instrument),
        "pinpoint": {
            "locator": citation.pinpoint.locator,
            "label": citation.pinpoint.label,
            "page": citation.pinpoint.page,
        },
        "quote": quote_view(citation.quote),
        "source": source_view(citation.source),
        "text_status": citation.text_status,
        "permalink": citation.permalink,
        "formatted": citation.formatted,
    }


def hit_view(hit: Hit) -> View:
    """Return ``rank``, ``score``, ``ranks`` on each leg, the chunk's id and verbatim text, citation and status."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "ranks": {"dense": hit.ranks.dense, "sparse": hit.ranks.sparse},
        "chunk_id": hit.chunk.id,
        "document_id": hit.chunk.document_id,
        "text": hit.chunk.text,
        "citation": citation_view(hit.citation),
        "status": legal_status_view(hit.status),
    }


def search_view(result: SearchResult) -> View:
    """Return ``query``, ``mode``, ``total``, ``hits`` and ``diagnostics``: the contracted search answer."""
    return {
        "query": result.query,
        "mode": result.mode,
        "total": result.total,
        "hits": [hit_view(hit) for hit in result.hits],
        "diagnostics": dict(result.diagnostics),
    }


def provision_view(provision: Provision) -> View:
    """Return one unit of an outline, without its text."""
    return {
        "locator": provision.locator,
        "kind": provision.kind,
        "label": provision.label,
        "number": provision.number,
        "heading": provision.heading,
        "span": span_view(provision.span),
        "parent": provision.parent,
        "depth": provision.depth,
        "speaker": provision.speaker,
        "role": provision.role,
    }


def notice_view(notice: Notice) -> View:
    """Return ``code``, ``message`` and ``span`` (None where the notice is about the whole text)."""
    span = None if notice.span is None else span_view(notice.span)
    return {"code": notice.code, "message": notice.message, "span": span}


def reading_view(reading: Reading) -> View:
    """Return ``value``, ``span`` and ``origin`` of one metadata value."""
    span = None if reading.span is None else span_view(reading.span)
    return {"value": reading.value, "span": span, "origin": reading.origin}


def document_head_view(document: Document) -> View:
    """Return what names and dates a document, without outline and text."""
    return {
        "id": document.id,
        "version": document.version,
        "title": document.title,
        "instrument": instrument_view(document.instrument),
        "family": document.family,
        "place": document.place,
        "date": _format_date(document.date),
        "text_status": document.text_status,
        "source": source_view(document.source),
    }


def document_view(document: Document, versions: Iterable[str], status: LegalStatus) -> View:
    """Return a document's metadata, outline, notices and versions; its text is read separately.

    Args:
        document: the document to show.
        versions: every version that is held, newest first.
        status: whether it holds.
    """
    return document_head_view(document) | {
        "status": legal_status_view(status),
        "versions": list(versions),
        "characters": len(document.text),
        "pages": [{"number": page.number, "span": span_view(page.span)} for page in document.pages],
        "readings": {name: reading_view(reading) for name, reading in document.readings.items()},
        "notices": [notice_view(notice) for notice in document.notices],
        "outline": [provision_view(provision) for provision in document.provisions],
    }


def provision_page_view(page: ProvisionView) -> View:
    """Return one provision with its verbatim text, citation, ancestors (top first) and children."""
    return {
        "document": document_head_view(page.document),
        "provision": provision_view(page.provision),
        "text": page.text,
        "citation": citation_view(page.citation),
        "status": legal_status_view(page.status),
        "ancestors": [provision_view(provision) for provision in page.ancestors],
        "children": [provision_view(provision) for provision in page.children],
    }


def summary_view(summary: DocumentSummary) -> View:
    """Return one row of a listing."""
    return {
        "id": summary.id,
        "version": summary.version,
        "title": summary.title,
        "instrument": instrument_view(summary.instrument),
        "family": summary.family,
        "place": summary.place,
        "date": _format_date(summary.date),
        "text_status": summary.text_status,
        "publisher": summary.publisher,
        "address": summary.address,
        "retrieved": summary.retrieved.isoformat(),
        "provisions": summary.provisions,
        "chunks": summary.chunks,
        "versions": summary.versions,
    }


def documents_view(page: DocumentPage) -> View:
    """Return a page of a listing: ``documents``, ``total``, ``facets`` with counts, ``cursor`` of the next page."""
    return {
        "documents": [summary_view(summary) for summary in page.documents],
        "total": page.total,
        "facets": {name: _format_counts(counts) for name, counts in page.facets.items()},
        "cursor": page.cursor,
    }


def coverage_view(coverage: Coverage) -> View:
    """Return what is held, through which date, and which instruments are mentioned but not held."""
    return {
        "documents": coverage.documents,
        "by_kind": _format_counts(coverage.by_kind),
        "by_status": _format_counts(coverage.by_status),
        "latest": _format_date(coverage.latest),
        "retrieved": None if coverage.retrieved is None else coverage.retrieved.isoformat(),
        "missing": [
            {
                "label": entry.label,
                "instrument": instrument_view(entry.instrument),
                "mentions": entry.mentions,
                "documents": list(entry.documents),
                "cited_by": entry.cited_by,
                "relations": dict(entry.relations),
                "day": _format_date(entry.day),
            }
            for entry in coverage.missing
        ],
    }


def status_view(status: Status) -> View:
    """Return the state of the three stores."""
    return {
        "home": status.home,
        "documents": status.documents,
        "versions": status.versions,
        "provisions": status.provisions,
        "chunks": status.chunks,
        "indexed": status.indexed,
        "pending": status.pending,
        "index": dict(status.index),
        "archive_bytes": status.archive_bytes,
        "dense_model": status.dense_model,
        "fingerprint": status.fingerprint,
    }


def source_report_view(report: SourceReport) -> View:
    """Return what became of one source; ``error`` is None or ``{"type", "message", "hint"}``."""
    return {
        "id": report.id,
        "path": report.path,
        "status": report.status,
        "error": None if report.error is None else dict(report.error),
        "provisions": report.provisions,
        "chunks": report.chunks,
        "seconds": report.seconds,
    }


def ingest_view(sources: Iterable[SourceReport], seconds: float) -> View:
    """Return the contracted ingest answer: ``sources``, ``seconds`` and how many ``failed``."""
    rows = [source_report_view(report) for report in sources]
    failed = sum(row["status"] == "failed" for row in rows)
    return {"sources": rows, "seconds": seconds, "failed": failed}


def reindex_view(report: ReindexReport) -> View:
    """Return how much was indexed anew, and under which fingerprint."""
    return {
        "documents": report.documents,
        "chunks": report.chunks,
        "seconds": report.seconds,
        "fingerprint": report.fingerprint,
    }


def push_view(report: PushReport) -> View:
    """Return how many points were copied to which collection."""
    return {
        "points": report.points,
        "seconds": report.seconds,
        "url": report.url,
        "collection": report.collection,
    }


def progress_view(progress: Progress) -> View:
    """Return ``stage``, ``path``, ``done`` and ``total`` (0 where it is not known)."""
    return {"stage": progress.stage, "path": progress.path, "done": progress.done, "total": progress.total}


def _format_date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _format_counts(counts: Mapping[Any, int]) -> dict[str, int]:
    """Bring counts into JSON: keys are strings, most frequent first, then by name."""
    rows = sorted(counts.items(), key=lambda row: (-row[1], str(row[0])))
    return {str(name): count for name, count in rows}
