"""The table of operations: everything that can be asked of the product, each described once.

A function here says how the knowledge base is asked; its decorator says the rest. The order is the guide's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from kb.model.cursor import read_offset
from kb.model.errors import (
    DocumentNotFound,
    IndexMismatch,
    InvalidCursor,
    InvalidQuery,
    NotFound,
    ProvisionNotFound,
    SourceTooLarge,
    SourceWithheld,
    StoreError,
    UnsupportedSource,
)
from kb.operations import requests as ask
from kb.operations.answers import Content, SearchBody
from kb.operations.check_answers import (
    ClaimsBody,
    FiguresBody,
    LookupBody,
    MentionsBody,
    ResolutionBody,
    TimelinesBody,
    VerificationBody,
)
from kb.operations.described import Answer, Request
from kb.operations.document_answers import (
    CoverageBody,
    DocumentBody,
    DocumentHeadBody,
    DocumentsBody,
    HistoryBody,
    IngestBody,
    ProvisionPageBody,
    PushBody,
    ReindexBody,
    StatusBody,
)
from kb.operations.operation import OnProgress, Operation, Table, make_listener
from kb.operations.paging import cut_page, format_next

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.library.mentions import Mentions

API = "/api/v1"
"""What every path of the table stands below."""

TABLE = Table()

Tell = OnProgress | None


@TABLE.add(
    "GET", "/search", ask.SearchRequest, SearchBody,
    group="questions", cost="search", errors=(InvalidQuery, InvalidCursor, IndexMismatch),
)  # fmt: skip
def search_provisions(kb: KnowledgeBase, asked: ask.SearchRequest, _: Tell) -> object:
    """Search for provisions; every hit is verbatim and cited."""
    return kb.search(asked.q, asked.filters(), asked.limit, asked.mode, asked.as_of, asked.cursor)


@TABLE.add("GET", "/coverage", ask.CoverageRequest, CoverageBody, group="questions", cost="page")
def get_coverage(kb: KnowledgeBase, asked: ask.CoverageRequest, _: Tell) -> object:
    """Tell what is held, through which date, and what is mentioned but not held."""
    start = read_offset(asked.cursor, ("coverage",))
    found = kb.coverage(asked.limit, start)
    return {
        "documents": found.documents,
        "by_kind": found.by_kind,
        "by_status": found.by_status,
        "latest": found.latest,
        "retrieved": found.retrieved,
        "missing": found.missing,
        "missing_total": found.missing_total,
        "cursor": format_next(start + len(found.missing), found.missing_total, "coverage"),
    }


@TABLE.add("GET", "/status", ask.NothingRequest, StatusBody, group="questions", cost="point", errors=(StoreError,))
def get_status(kb: KnowledgeBase, asked: ask.NothingRequest, _: Tell) -> object:
    """Tell the state of archive, catalog and index."""
    return kb.get_store_state()


@TABLE.add(
    "POST", "/citations/lookup", ask.LookupRequest, LookupBody,
    group="checks", cost="check", errors=(InvalidQuery,),
    examples=(
        (
            "passage",
            "A passage with three citations",
            {
                "text": "Menurut Pasal 15 ayat (1) UU No. 24 Tahun 2011, SE Wali Kota Tangerang Nomor 19349 Tahun 2024 "
                "dan UU 99/2013, pemberi kerja wajib mendaftar."
            },
        ),
        (
            "dated",
            "A name in common use, in a text of 2018",
            {"text": "UU Jasa Konstruksi mewajibkannya.", "date": "2018-01-01"},
        ),
    ),
)  # fmt: skip
def lookup_citations(kb: KnowledgeBase, asked: ask.LookupRequest, _: Tell) -> object:
    """Find every citation in a text: span, canonical form, and whether it is held."""
    found = kb.lookup_citations(asked.text, asked.date)
    counts = Counter(citation.status for citation in found)
    return {"characters": len(asked.text), "counts": counts, "citations": found}


@TABLE.add(
    "GET", "/resolve", ask.ResolveRequest, ResolutionBody,
    group="checks", cost="page", errors=(InvalidQuery,),
)  # fmt: skip
def resolve_name(kb: KnowledgeBase, asked: ask.ResolveRequest, _: Tell) -> object:
    """Say what a citation, a number or a name means: candidates, never a guess."""
    return kb.resolve(asked.q)


@TABLE.add(
    "POST", "/quotes/verify", ask.VerifyRequest, VerificationBody,
    group="checks", cost="check", errors=(InvalidQuery, ProvisionNotFound),
    examples=(
        ("anywhere", "Words that may stand anywhere", {"quote": "pekerja jasa konstruksi wajib dilindungi"}),
        (
            "one",
            "In one document only",
            {"quote": "jaminan sosial ketenagakerjaan", "filters": {"document_id": ["inpres-2-2021"]}},
        ),
    ),
)  # fmt: skip
def verify_quote(kb: KnowledgeBase, asked: ask.VerifyRequest, _: Tell) -> object:
    """Say whether words stand in what is held, where, and who said them; else what is nearest, with what differs."""
    return kb.verify_quote(asked.quote, asked.filters.filters(), asked.locator)


@TABLE.add(
    "POST", "/claims/check", ask.ClaimsRequest, ClaimsBody,
    group="checks", cost="check", errors=(InvalidQuery, IndexMismatch),
    examples=(
        (
            "figure",
            "A figure, and who is said to have said it",
            {"text": "Cakupan kepesertaan di Kota Bogor sudah 94 persen, kata Dian Agung Senoaji."},
        ),
        (
            "rule",
            "A rule that was replaced, looked for in government regulations only",
            {"text": "Santunan sekaligus jaminan kematian sebesar Rp16,2 juta.", "filters": {"kind": ["pp"]}},
        ),
    ),
)  # fmt: skip
def check_claims(kb: KnowledgeBase, asked: ask.ClaimsRequest, _: Tell) -> object:
    """Check each figure, quotation, citation and who says what; every answer has the source's own sentence."""
    return kb.check_claims(asked.text, asked.filters.filters())


@TABLE.add(
    "GET", "/timeline", ask.TimelineRequest, TimelinesBody,
    group="checks", cost="search", errors=(InvalidQuery, IndexMismatch),
)  # fmt: skip
def find_timelines(kb: KnowledgeBase, asked: ask.TimelineRequest, _: Tell) -> object:
    """Gather what releases and circulars say of a subject over time; differing values of one time are flagged."""
    return kb.find_timelines(asked.subject, asked.filters(), asked.unit)


@TABLE.add("GET", "/documents", ask.ListRequest, DocumentsBody, group="documents", cost="page", errors=(InvalidCursor,))
def list_documents(kb: KnowledgeBase, asked: ask.ListRequest, _: Tell) -> object:
    """List documents with the counts of each filter's values."""
    return kb.find_documents(asked.filters(), asked.cursor, asked.limit)


@TABLE.add(
    "GET", "/documents/{document_id}", ask.PageRequest, DocumentBody,
    group="documents", cost="page", errors=(DocumentNotFound, InvalidCursor),
)  # fmt: skip
def get_document(kb: KnowledgeBase, asked: ask.PageRequest, _: Tell) -> object:
    """Get a document's metadata, notices, versions and a page of its outline."""
    document = kb.get_document(asked.document_id, asked.version)
    outline, cursor = cut_page(document.provisions, asked.cursor, asked.limit, "outline", document.id, document.version)
    return {name: getattr(document, name) for name in DocumentHeadBody.model_fields} | {
        "status": kb.get_legal_status(document.id),
        "versions": kb.list_versions(document.id),
        "characters": len(document.text),
        "pages": document.pages,
        "readings": document.readings,
        "notices": document.notices,
        "outline": outline,
        "outline_total": len(document.provisions),
        "cursor": cursor,
    }


@TABLE.add(
    "GET", "/documents/{document_id}/provisions/{locator}", ask.ProvisionRequest, ProvisionPageBody,
    group="documents", cost="point", errors=(DocumentNotFound, ProvisionNotFound),
)  # fmt: skip
def get_provision(kb: KnowledgeBase, asked: ask.ProvisionRequest, _: Tell) -> object:
    """Get one provision: verbatim text, citation, what holds it and what it holds."""
    return kb.get_provision(asked.document_id, asked.locator, asked.version)


@TABLE.add(
    "GET", "/documents/{document_id}/history", ask.OneDocumentRequest, HistoryBody,
    group="documents", cost="point", errors=(DocumentNotFound,),
)  # fmt: skip
def get_history(kb: KnowledgeBase, asked: ask.OneDocumentRequest, _: Tell) -> object:
    """Tell which versions of a document are held, and which sources gave each."""
    return {"document_id": asked.document_id, "versions": kb.find_history(asked.document_id)}


@TABLE.add(
    "GET", "/documents/{document_id}/references", ask.ReferencesRequest, MentionsBody,
    group="documents", cost="page", errors=(DocumentNotFound, ProvisionNotFound, InvalidQuery, InvalidCursor),
)  # fmt: skip
def find_references(kb: KnowledgeBase, asked: ask.ReferencesRequest, _: Tell) -> object:
    """List the instruments and provisions that a document mentions, what it does to each, and which are held."""
    question = ("references", asked.document_id, asked.version, asked.relation, asked.locator, asked.own)
    start = read_offset(asked.cursor, question)
    found = kb.find_references(
        asked.document_id,
        asked.version,
        relation=asked.relation or "",
        locator=asked.locator,
        own=asked.own,
        offset=start,
        limit=asked.limit,
    )
    return _show_mentions(found, start, question)


@TABLE.add(
    "GET", "/documents/{document_id}/cited-by", ask.MentionsRequest, MentionsBody,
    group="documents", cost="page", errors=(DocumentNotFound, InvalidQuery, InvalidCursor),
)  # fmt: skip
def find_cited_by(kb: KnowledgeBase, asked: ask.MentionsRequest, _: Tell) -> object:
    """List the mentions of a document in others: who carries it out, amends it, revokes it or rests on it."""
    question = ("cited-by", asked.document_id, asked.relation, asked.locator)
    start = read_offset(asked.cursor, question)
    found = kb.find_cited_by(
        asked.document_id, asked.locator, relation=asked.relation or "", offset=start, limit=asked.limit
    )
    return _show_mentions(found, start, question)


def _show_mentions(found: Mentions, start: int, question: tuple[object, ...]) -> object:
    names = ("document_id", "version", "title", "total", "relations", "mentions")
    cursor = format_next(start + len(found.mentions), found.total, *question)
    return {name: getattr(found, name) for name in names} | {"cursor": cursor}


@TABLE.add(
    "GET", "/documents/{document_id}/figures", ask.PageRequest, FiguresBody,
    group="checks", cost="page", errors=(DocumentNotFound, InvalidCursor),
)  # fmt: skip
def find_figures(kb: KnowledgeBase, asked: ask.PageRequest, _: Tell) -> object:
    """Find the figures of a document, each with what it counts, and those that contradict each other."""
    found = kb.find_figures(asked.document_id, asked.version)
    version = found.document.version
    figures, cursor = cut_page(found.figures, asked.cursor, asked.limit, "figures", asked.document_id, version)
    return {
        "document_id": found.document.id,
        "version": version,
        "figures": figures,
        "total": len(found.figures),
        "contradictions": () if asked.cursor else found.contradictions[: asked.limit],
        "contradictions_total": len(found.contradictions),
        "cursor": cursor,
    }


@TABLE.add(
    "GET", "/documents/{document_id}/text", ask.TextRequest, Content,
    group="documents", cost="point", errors=(DocumentNotFound, InvalidQuery),
)  # fmt: skip
def get_text(kb: KnowledgeBase, asked: ask.TextRequest, _: Tell) -> object:
    """Get the canonical text, or a part of it, as plain text in UTF-8.

    The ETag is the version; `X-Text-Status` says how far the text can be trusted.
    """
    document = kb.get_document(asked.document_id, asked.version)
    if asked.end is not None and asked.end < asked.start:
        raise InvalidQuery(
            f"end {asked.end} lies before start {asked.start}.", "Give a half-open stretch, start ≤ end."
        )
    data = document.text[asked.start : asked.end].encode()
    return Content(data, "text/plain; charset=utf-8", document.version, text_status=document.text_status)


@TABLE.add(
    "GET", "/documents/{document_id}/source", ask.VersionRequest, Content,
    group="documents", cost="point", errors=(DocumentNotFound, SourceWithheld, NotFound),
)  # fmt: skip
def get_source(kb: KnowledgeBase, asked: ask.VersionRequest, _: Tell) -> object:
    """Get the original bytes with their media type; status 403 where they may not be handed out (news releases)."""
    source, data = kb.get_source(asked.document_id, asked.version)
    return Content(data, source.media_type, source.sha256, filename=source.filename)


def _name_paths(asked: ask.AddRequest) -> str:
    from kb.ingest.fetch import is_address

    paths = [location for location in asked.locations if not is_address(location)]
    return f"reading {paths[0]} on the server" if paths else ""


@TABLE.add(
    "POST", "/documents", ask.AddRequest, IngestBody,
    group="maintenance", cost="long", who="writer", owner_only=_name_paths,
    errors=(InvalidQuery, SourceTooLarge, UnsupportedSource, IndexMismatch),
    examples=(
        ("starter", "The bundled corpus", {"locations": [], "starter": True}),
        ("address", "From the web", {"locations": ["https://example.org/se.pdf"]}),
    ),
)  # fmt: skip
def add_documents(kb: KnowledgeBase, asked: ask.AddRequest, tell: Tell) -> object:
    """Take documents in: one uploaded file, or locations that the server reads.

    - Upload: the file's bytes as the body, its name as `filename`.
    - Locations: `{"locations": […]}` as JSON, without `filename`. Paths on the server need the home folder's token.

    Each source fails alone, and `failed` counts them. The status is 200 where none failed, 207 where some did; where
    all did it is the first one's (415, 422 …), and the body has its `error` beside the sources. As NDJSON it is 200.
    """
    if asked.filename:
        report = kb.ingest_bytes(asked.data, asked.filename, asked.given())
        reports, seconds = [report], report.seconds
    elif asked.locations or asked.starter:
        done = kb.ingest_all(asked.locations, asked.starter, make_listener(tell))
        reports, seconds = list(done.sources), done.seconds
    else:
        raise InvalidQuery("There is nothing to take in.", "Name locations, or send a file with its filename.")
    return {"sources": reports, "seconds": seconds, "failed": sum(one.status == "failed" for one in reports)}


@TABLE.add(
    "POST", "/reindex", ask.NothingRequest, ReindexBody,
    group="maintenance", cost="long", who="writer", errors=(StoreError,),
)  # fmt: skip
def rebuild_index(kb: KnowledgeBase, asked: ask.NothingRequest, tell: Tell) -> object:
    """Build the index anew from catalog and archive; questions are answered from the old one until then."""
    return kb.reindex(make_listener(tell))


@TABLE.add(
    "POST", "/push", ask.PushRequest, PushBody,
    group="maintenance", cost="long", who="owner", errors=(InvalidQuery, StoreError),
    examples=(("local", "To this machine", {"url": "http://127.0.0.1:6333", "collection": "rujukan"}),),
)  # fmt: skip
def push_index(kb: KnowledgeBase, asked: ask.PushRequest, tell: Tell) -> object:
    """Copy the index to a Qdrant server without embedding again.

    It sends everything that is held to any address, so it needs the home folder's own token.
    """
    return kb.push(asked.url, asked.collection, asked.api_key, make_listener(tell))


AnyOperation = Operation[Request, Answer | Content]

OPERATIONS = tuple(TABLE.rows.values())


def make_permalinks(public_url: str) -> Callable[[str, str, str], str]:
    """Return what writes the address of a place in our own copy, with the version that was quoted.

    Args:
        public_url: what addresses start with; empty makes them relative.

    Example:
        >>> make_permalinks("https://example.go.id/")("inpres-2-2021", "0123456789abcdef", "diktum-pertama")
        'https://example.go.id/api/v1/documents/inpres-2-2021/provisions/diktum-pertama?version=0123456789ab'
    """
    prefix = public_url.rstrip("/") + API

    def write(document_id: str, version: str, locator: str) -> str:
        path = get_provision.path if locator else get_document.path
        return f"{prefix}{path.format(document_id=document_id, locator=locator)}?version={version[:12]}"

    return write
