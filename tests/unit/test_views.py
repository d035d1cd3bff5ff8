"""Views are JSON, and OpenAPI's models describe them field by field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from api import relation_bodies, schemas
from kb import views
from kb.client import LocalClient
from kb.model import SourceReport
from kb.model.errors import DocumentNotFound
from kb.model.settings import Settings
from tests.fakes import FakeKnowledgeBase

DOCUMENT = "inpres-2-2021"
RELEASE = "berita-penerbit-2025-07-10-kalbar"

Ask = Callable[[LocalClient], Any]

# Every view with the model that OpenAPI shows for it.
VIEWS: list[tuple[str, Ask, type[BaseModel]]] = [
    ("hits", lambda client: client.search("pekerja"), schemas.SearchBody),
    ("no hit", lambda client: client.search("zzz"), schemas.SearchBody),
    ("document with pages and notices", lambda client: client.get_document(DOCUMENT), schemas.DocumentBody),
    ("document without date parts", lambda client: client.get_document(RELEASE), schemas.DocumentBody),
    ("provision", lambda client: client.get_provision(DOCUMENT, "diktum-kedua"), schemas.ProvisionPageBody),
    ("child", lambda client: client.get_provision(DOCUMENT, "diktum-kedua.angka-13"), schemas.ProvisionPageBody),
    ("documents", lambda client: client.find_documents(limit=2), schemas.DocumentsBody),
    ("references", lambda client: client.find_references(DOCUMENT), relation_bodies.MentionsBody),
    ("cited by", lambda client: client.find_cited_by(DOCUMENT), relation_bodies.MentionsBody),
    ("coverage", lambda client: client.coverage(), schemas.CoverageBody),
    ("status", lambda client: client.status(), schemas.StatusBody),
    ("ingest", lambda client: client.ingest(["/a/good.txt", "/a/broken.pdf"]), schemas.IngestBody),
    ("reindex", lambda client: client.reindex(), schemas.ReindexBody),
    ("push", lambda client: client.push("http://qdrant:6333", "rujukan"), schemas.PushBody),
    ("error", lambda client: views.error_view(DocumentNotFound("No x.", "Look.")), schemas.ErrorBody),
]


@pytest.fixture
def client() -> LocalClient:
    return LocalClient(FakeKnowledgeBase(Settings()))  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "ask", "model"), VIEWS, ids=[row[0] for row in VIEWS])
def test_view_against_its_model_has_exactly_the_described_fields(
    client: LocalClient, name: str, ask: Ask, model: type[BaseModel]
) -> None:
    view = json.loads(json.dumps(ask(client)))
    checked = model.model_validate(view)
    assert set(checked.model_dump()) == set(view)


@pytest.mark.parametrize("model", [cls for cls in vars(schemas).values() if isinstance(cls, type)], ids=str)
def test_schema_of_every_model_has_a_description(model: type) -> None:
    assert model.__doc__


def test_search_view_has_the_contracted_shape(client: LocalClient) -> None:
    view = client.search("gubernur", limit=1)
    assert list(view) == ["query", "mode", "total", "hits", "diagnostics"]
    hit = view["hits"][0]
    assert list(hit) == ["rank", "score", "ranks", "chunk_id", "document_id", "text", "citation", "status"]
    assert list(hit["ranks"]) == ["dense", "sparse"]
    citation = hit["citation"]
    assert set(citation) == {
        "document_id", "version", "title", "instrument", "pinpoint", "quote", "source", "text_status",
        "permalink", "formatted",
    }  # fmt: skip
    assert set(hit["status"]) == {"value", "since", "checked_on", "as_of", "callout", "sources"}
    assert set(citation["instrument"]) == {"kind", "number", "year", "issuer", "label"}
    assert set(citation["pinpoint"]) == {"locator", "label", "page"}
    assert set(citation["quote"]) == {"exact", "prefix", "suffix", "start", "end"}
    assert set(citation["source"]) == {
        "publisher", "address", "published", "retrieved", "sha256", "media_type", "licence",
    }  # fmt: skip


def test_ingest_view_has_the_contracted_shape_and_counts_failures(client: LocalClient) -> None:
    view = client.ingest(["/a/good.txt", "/a/broken.pdf"])
    assert set(view) == {"sources", "seconds", "failed"}
    assert view["failed"] == 1
    for row in view["sources"]:
        assert set(row) == {"id", "path", "status", "error", "provisions", "chunks", "seconds"}
    good, broken = view["sources"]
    assert good["error"] is None
    assert set(broken["error"]) == {"type", "message", "hint"}


def test_views_of_a_source_never_tell_where_it_was_read_from(client: LocalClient) -> None:
    told = json.dumps([client.search("pekerja"), client.get_document(DOCUMENT), client.find_documents()])
    assert "/somewhere/private" not in told


def test_ingest_view_of_nothing_is_empty() -> None:
    assert views.ingest_view([], 0.0) == {"sources": [], "seconds": 0.0, "failed": 0}


def test_source_report_view_copies_its_error() -> None:
    error = {"type": "EmptySource", "message": "Empty.", "hint": ""}
    view = views.source_report_view(SourceReport("", "x", "failed", error))
    assert view["error"] == error
    assert view["error"] is not error


def test_facets_are_strings_most_frequent_first(client: LocalClient) -> None:
    assert list(views.basic._format_counts({2021: 1, None: 1, 2024: 3})) == ["2024", "2021", "None"]
