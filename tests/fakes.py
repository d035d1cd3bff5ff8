"""A knowledge base of three small documents in memory, with the answers of the real one and none of its stores.

For tests of the faces, which must not depend on how well anything is found. The texts are made up.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kb.knowledge_base import (
    Coverage,
    DocumentPage,
    DocumentSummary,
    IngestReport,
    MissingInstrument,
    Progress,
    ProvisionView,
    PushReport,
    ReindexReport,
    Status,
)
from kb.law.citation import format_pinpoint
from kb.law.relations import RelatedReference
from kb.library.mentions import Mention, Mentions, check_relation
from kb.model import (
    Chunk,
    Citation,
    Document,
    Filters,
    Hit,
    Instrument,
    LegalStatus,
    Notice,
    Page,
    Pinpoint,
    Provision,
    Quote,
    Ranks,
    Reading,
    SearchResult,
    Source,
    SourceReport,
    Span,
    StatusSource,
)
from kb.model.errors import (
    DocumentNotFound,
    EmptySource,
    InvalidCursor,
    InvalidQuery,
    KBError,
    ProvisionNotFound,
    SourceUnreachable,
    SourceWithheld,
    StoreError,
)
from kb.model.settings import Settings

RETRIEVED = datetime(2025, 11, 1, 8, 30, tzinfo=UTC)
HOSTILE = "\x1b[2J\u202eberbahaya"


def build_document(
    document_id: str,
    instrument: Instrument,
    title: str,
    units: Mapping[str, str],
    **values: Any,
) -> Document:
    """Make a document of locator → text; a unit lies in the unit whose locator begins its own."""
    text, spans = "", {}
    for locator, words in units.items():
        start = len(text)
        text += words + "\n"
        spans[locator] = Span(start, start + len(words))
    for locator in list(spans):
        inner = [spans[other] for other in spans if other.startswith(locator + ".")]
        spans[locator] = Span(spans[locator].start, max(span.end for span in [spans[locator], *inner]))
    data = text.encode()
    source = Source(
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/html" if instrument.kind == "Berita" else "text/plain",
        size=len(data),
        location=f"/somewhere/private/{document_id}.txt",
        filename=f"{document_id} salinan é.txt",
        retrieved=RETRIEVED,
        publisher="Penerbit",
        address=f"https://example.go.id/{document_id}",
        published=values.get("date"),
        licence="public document",
    )
    provisions = tuple(_build_provision(locator, span, spans) for locator, span in spans.items())
    version = hashlib.sha256(text.encode()).hexdigest()
    given = {"family": "plain", "place": "", "date": None, "text_status": "official"} | values
    return Document(document_id, version, title, instrument, text=text, source=source, provisions=provisions, **given)


def _build_provision(locator: str, span: Span, spans: Mapping[str, Span]) -> Provision:
    parent = locator.rpartition(".")[0] or None
    kind = locator.rpartition(".")[2].partition("-")[0]
    number = locator.rpartition("-")[2]
    label = format_pinpoint(locator)
    return Provision(locator, kind, label, number, "", span, parent if parent in spans else None, locator.count("."))


def build_documents() -> list[Document]:
    """Make the three documents: an official instruction, a digest of a circular, a hostile release."""
    instruction = build_document(
        "inpres-2-2021",
        Instrument("Inpres", "2", 2021),
        "Optimalisasi jaminan sosial ketenagakerjaan",
        {
            "diktum-pertama": "PERTAMA : Mengambil langkah bagi pekerja jasa konstruksi.",
            "diktum-kedua": "KEDUA : Khusus kepada:",
            "diktum-kedua.angka-13": "13. Gubernur untuk melapor kepada menteri tiap semester.",
        },
        family="instruction",
        date=date(2021, 3, 25),
    )
    circular = build_document(
        "se-wali-kota-tangerang-19349-2024",
        Instrument("SE", "19349", 2024, "Wali Kota Tangerang"),
        "Perlindungan pekerja jasa konstruksi",
        {"seksi-1": "Isi pokok", "seksi-1.paragraf-1": "Kontraktor mendaftarkan pekerja jasa konstruksi."},
        place="Kota Tangerang",
        date=date(2024, 10, 7),
        text_status="digest",
    )
    release = build_document(
        "berita-penerbit-2025-07-10-kalbar",
        Instrument("Berita", "", 2025),
        "Kalbar lindungi pekerja",
        {"judul": "Kalbar lindungi pekerja", "paragraf-1": f"Sebanyak 55 persen pekerja terlindungi. {HOSTILE}"},
        family="news",
        place="Kalimantan Barat",
        date=date(2025, 7, 10),
        text_status="copy",
    )
    return [_decorate(instruction), circular, release]


def _decorate(document: Document) -> Document:
    """Give a document one of everything that a view can show."""
    return replace(
        document,
        pages=(Page(1, Span(0, 20)), Page(2, Span(20, len(document.text)))),
        notices=(Notice("number-missing", "Angka 12 tidak ada.", Span(3, 9)), Notice("text-mended", "bom")),
        readings={"number": Reading("2", Span(0, 1), "text"), "place": Reading("", None, "manifest")},
    )


class FakeKnowledgeBase:
    """Answer like ``kb.knowledge_base.KnowledgeBase``.

    Args:
        settings: only ``api_key``, ``max_source_bytes`` and ``serve_news_sources`` count.
        broken: raised by ``check_ready`` and ``search``.
    """

    def __init__(self, settings: Settings, broken: KBError | None = None) -> None:
        self.settings = settings
        self.broken = broken
        self.documents = {document.id: document for document in build_documents()}
        self.calls: list[tuple[str, Any]] = []
        self.closed = False
        self.as_of: date | None = None
        self.gate: threading.Event | None = None

    def close(self) -> None:
        self.closed = True

    def list_versions(self, document_id: str) -> tuple[str, ...]:
        return (self.get_document(document_id).version,)

    def ingest(self, locations: Sequence[str], on_progress: Any = None) -> IngestReport:
        self.calls.append(("ingest", list(locations)))
        if self.gate is not None:
            self.gate.wait(10)
        reports = []
        for done, location in enumerate(locations):
            if on_progress:
                on_progress(Progress("read", location, done, len(locations)))
            reports.append(_report(location))
        return IngestReport(tuple(reports), 0.5)

    def ingest_starter(self, on_progress: Any = None) -> IngestReport:
        return self.ingest(["/starter/inpres-2-2021.md"], on_progress)

    def ingest_bytes(self, data: bytes, filename: str, given: Mapping[str, str] | None = None) -> SourceReport:
        self.calls.append(("ingest_bytes", (data, filename, dict(given or {}))))
        return _report(filename) if data else _fail(filename, EmptySource(f"{filename} is empty.", "Send a text."))

    def search(
        self,
        query: str,
        filters: Filters | None = None,
        limit: int = 10,
        mode: str = "auto",
        as_of: date | None = None,
    ) -> SearchResult:
        self.calls.append(("search", (query, filters, limit, mode)))
        self.as_of = as_of
        if self.broken:
            raise self.broken
        if not query.strip():
            raise InvalidQuery("The question is empty.", "Ask something.")
        hits = self._find(query.lower().split(), filters or Filters())
        ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:limit], start=1))
        diagnostics = {"legs": {"dense": 0, "sparse": len(hits)}, "searched": {"documents": 3}}
        if not hits:
            diagnostics["reason"] = "No chunk has a word of the question."
        return SearchResult(query, "hybrid" if mode == "auto" else mode, len(hits), ranked, diagnostics)

    def _find(self, words: Sequence[str], filters: Filters) -> list[Hit]:
        found = []
        for document in self._pass(filters):
            for provision in document.provisions:
                text = provision.span.text_of(document.text)
                score = sum(word in text.lower() for word in words) / max(len(words), 1)
                if score > 0:
                    found.append(self._hit(document, provision, score))
        return sorted(found, key=lambda hit: (-hit.score, hit.chunk.id))

    def _hit(self, document: Document, provision: Provision, score: float) -> Hit:
        text = provision.span.text_of(document.text)
        chunk_id = f"{document.id}@{document.version[:12]}#{provision.locator}"
        chunk = Chunk(chunk_id, document.id, document.version, provision.locator, 0, provision.span, text, (), text)
        citation = self.get_citation(document.id, provision.locator)
        return Hit(1, score, Ranks(None, 1), chunk, citation, self.get_status(document.id, self.as_of))

    def _pass(self, filters: Filters) -> list[Document]:
        return [document for document in self.documents.values() if _passes(document, filters)]

    def get_document(self, document_id: str, version: str | None = None) -> Document:
        document = self.documents.get(document_id)
        if document is None or not document.version.startswith(version or ""):
            raise DocumentNotFound(f"No document {document_id!r} is held.", "`kb documents` lists them.")
        return document

    def get_provision(self, document_id: str, locator: str, version: str | None = None) -> ProvisionView:
        document = self.get_document(document_id, version)
        by_locator = {provision.locator: provision for provision in document.provisions}
        if locator not in by_locator:
            raise ProvisionNotFound(f"{document_id} has no provision at {locator!r}.", "Read its outline.")
        provision = by_locator[locator]
        children = tuple(child for child in document.provisions if child.parent == locator)
        ancestors = (by_locator[provision.parent],) if provision.parent else ()
        text = provision.span.text_of(document.text)
        citation, status = self.get_citation(document_id, locator), self.get_status(document_id)
        return ProvisionView(document, provision, text, citation, children, ancestors, status)

    def get_status(self, document_id: str, as_of: date | None = None) -> LegalStatus:
        """Say that the instruction was amended by the circular, and that nothing is known of the others."""
        if self.get_document(document_id).family != "instruction":
            return LegalStatus(as_of=as_of)
        day, label = date(2024, 10, 7), "SE Wali Kota Tangerang 19349/2024"
        citation = self.get_citation("se-wali-kota-tangerang-19349-2024", "seksi-1")
        sources = (
            StatusSource("diubah", "document", label, day, day, citation.document_id, ("diktum-kedua",), citation),
            StatusSource("berlaku", "manifest", "JDIH", None, day),
        )
        return LegalStatus("diubah", day, day, sources, as_of)

    def find_references(self, document_id: str, version: str | None = None, **ask: Any) -> Mentions:
        document = self.get_document(document_id, version)
        self.calls.append(("find_references", (document_id, version, ask)))
        check_relation(ask.get("relation", ""))
        if ask.get("locator"):
            self.get_provision(document_id, ask["locator"], version)
        return self._mention(document, document)

    def find_cited_by(self, document_id: str, locator: str = "", **ask: Any) -> Mentions:
        self.calls.append(("find_cited_by", (document_id, locator, ask)))
        check_relation(ask.get("relation", ""))
        return self._mention(self.get_document(document_id), self.documents["se-wali-kota-tangerang-19349-2024"])

    def _mention(self, document: Document, citing: Document) -> Mentions:
        """Make one mention of everything that a view can show, and one that stays open."""
        known = RelatedReference(
            Span(0, 4), citing.text[:4], Instrument("UU", "24", 2011), "pasal-14", "pasal-16", date(2011, 11, 25),
            relation="mengubah", evidence=Span(4, 8),
        )  # fmt: skip
        unknown = RelatedReference(Span(0, 4), citing.text[:4], Instrument(""), basis="open")
        citation = self.get_citation(citing.id, citing.provisions[0].locator)
        mentions = (Mention(known, "held", citation, {"uu": "Judul"}), Mention(unknown, "open", citation, {}))
        relations = {"mengubah": 1, "merujuk": 1}
        return Mentions(document.id, document.version, document.title, 2, relations, mentions)

    def get_citation(self, document_id: str, locator: str = "", *_: Any) -> Citation:
        document = self.get_document(document_id)
        span = next(provision.span for provision in document.provisions if provision.locator == locator)
        text = document.text
        quote = Quote(span.text_of(text), text[max(0, span.start - 32) : span.start], "", span.start, span.end)
        label = format_pinpoint(locator)
        return Citation(
            document_id=document.id,
            version=document.version,
            title=document.title,
            instrument=document.instrument,
            pinpoint=Pinpoint(locator, label, 1 if document.pages else None),
            quote=quote,
            source=document.source,
            text_status=document.text_status,
            permalink=f"/api/v1/documents/{document.id}/provisions/{locator}?version={document.version[:12]}",
            formatted=f"{document.title}, {label}",
        )

    def find_documents(self, filters: Filters | None = None, cursor: str = "", limit: int = 20) -> DocumentPage:
        if cursor and not cursor.isdecimal():
            raise InvalidCursor(f"The cursor {cursor!r} isn't ours.", "Start without one.")
        found = sorted(self._pass(filters or Filters()), key=lambda document: document.id)
        start = int(cursor or 0)
        shown = found[start : start + limit]
        facets = {
            "kind": dict(Counter(document.instrument.kind.lower() for document in found)),
            "year": dict(Counter(document.instrument.year for document in found)),
        }
        end = str(start + limit) if start + limit < len(found) else ""
        return DocumentPage(tuple(_summarise(document) for document in shown), len(found), facets, end)

    def get_source(self, document_id: str, version: str | None = None) -> tuple[Source, bytes]:
        document = self.get_document(document_id, version)
        if document.family == "news" and not self.settings.serve_news_sources:
            raise SourceWithheld(f"The original of {document_id} isn't handed out.", "Read it at its publisher.")
        return document.source, document.text.encode()

    def coverage(self) -> Coverage:
        relations = {"merujuk": 3, "dasar-hukum": 1}
        held = Instrument("PP", "44", 2015)
        missing = MissingInstrument("PP 44/2015", held, 4, ("inpres-2-2021",), relations, None, 1)
        by_kind, by_status = {"se": 1, "berita": 1, "inpres": 1}, {"official": 1, "digest": 1, "copy": 1}
        return Coverage(3, by_kind, by_status, date(2025, 7, 10), RETRIEVED, (missing,))

    def status(self) -> Status:
        return Status(str(self.settings.home), 3, 3, 7, 7, 7, 0, {"engine": "fake"}, 1024, "none", "0123456789abcdef")

    def reindex(self, on_progress: Any = None) -> ReindexReport:
        if on_progress:
            on_progress(Progress("reindex", "", 1, 1))
        return ReindexReport(3, 7, 0.5, "0123456789abcdef")

    def push(self, url: str, collection: str, api_key: str = "", on_progress: Any = None) -> PushReport:
        self.calls.append(("push", (url, collection, api_key)))
        if url.endswith("broken"):
            raise StoreError(f"{url} does not answer.", "Start it.")
        return PushReport(7, 0.5, url, collection)

    def check_ready(self) -> None:
        if self.broken:
            raise self.broken


def _passes(document: Document, filters: Filters) -> bool:
    return (
        (not filters.kind or document.instrument.kind.lower() in filters.kind)
        and (not filters.year or document.instrument.year in filters.year)
        and (not filters.text_status or document.text_status in filters.text_status)
        and (not filters.document_id or document.id in filters.document_id)
        and (filters.date_from is None or (document.date is not None and document.date >= filters.date_from))
    )


def _summarise(document: Document) -> DocumentSummary:
    return DocumentSummary(
        id=document.id,
        version=document.version,
        title=document.title,
        instrument=document.instrument,
        family=document.family,
        place=document.place,
        date=document.date,
        text_status=document.text_status,
        publisher=document.source.publisher,
        address=document.source.address,
        retrieved=document.source.retrieved,
        provisions=len(document.provisions),
        chunks=len(document.provisions),
        versions=1,
    )


def _report(location: str) -> SourceReport:
    """Take anything in but what is called broken."""
    if "broken" in location:
        return _fail(location, SourceUnreachable(f"{location} can't be read.", "Check the path."))
    return SourceReport(Path(location).stem, location, "added", None, 3, 2, 0.25)


def _fail(location: str, error: KBError) -> SourceReport:
    told = {"type": type(error).__name__, "message": error.message, "hint": error.hint}
    return SourceReport("", location, "failed", told)
