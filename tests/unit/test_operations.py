"""The table of operations: shapes that programs read, what stands written twice, and pages."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import get_args

import pytest
from pydantic import BaseModel

from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.cursor import format_cursor, read_offset
from kb.model.errors import InvalidCursor
from kb.operations import answers, check_answers, document_answers, requests, table
from kb.operations.answers import Content
from kb.operations.operation import Cost, Role
from kb.operations.paging import cut_page
from tests.small_home import DOCUMENT, RELEASE, ask_here

SHAPES = {
    "SearchBody": ["query", "mode", "total", "relation", "hits", "cursor", "diagnostics"],
    "HitBody": ["rank", "score", "ranks", "chunk_id", "document_id", "text", "citation", "status"],
    "CitationBody": [
        "document_id", "version", "title", "instrument", "pinpoint", "quote", "source", "text_status", "permalink",
        "formatted",
    ],
    "InstrumentBody": ["kind", "number", "year", "issuer", "label"],
    "SourceBody": ["publisher", "address", "published", "retrieved", "sha256", "media_type", "licence"],
    "LegalStatusBody": ["value", "since", "checked_on", "as_of", "callout", "sources"],
    "IngestBody": ["sources", "seconds", "failed"],
    "SourceReportBody": ["id", "path", "status", "error", "provisions", "chunks", "seconds"],
    "ClaimsBody": ["text", "verdict", "reason", "counts", "items", "documents"],
    "LookupBody": ["characters", "counts", "citations"],
}  # fmt: skip
"""What programs read: nothing of it may go or change its place; new fields are added here."""


@pytest.mark.parametrize("name", SHAPES)
def test_contracted_shape_keeps_its_fields(name: str) -> None:
    places = (answers, document_answers, check_answers)
    found = next(vars(place)[name] for place in places if name in vars(place))
    assert list(found.model_fields) == SHAPES[name]


def test_every_filter_can_be_asked_for() -> None:
    assert {entry.name for entry in fields(Filters)} < set(requests.FilterRequest.model_fields)


@pytest.mark.parametrize("operation", table.OPERATIONS, ids=lambda operation: operation.name)
def test_operation_is_described_whole(operation: table.AnyOperation) -> None:
    assert operation.summary.endswith(".")
    assert operation.cost in get_args(Cost)
    assert operation.who in get_args(Role)
    assert operation.method == "GET" or operation.examples or not operation.request.model_fields
    assert {f"{{{name}}}" for name in operation.fields_in_path} == {
        part for part in operation.path.split("/") if part.startswith("{")
    }
    for name, entry in operation.request.model_fields.items():
        assert entry.description, name
    for _, summary, example in operation.examples:
        assert summary
        operation.request.read(example)
    assert operation.answer is Content or issubclass(operation.answer, BaseModel)


def test_answer_never_tells_where_a_source_was_read_from(small_base: KnowledgeBase) -> None:
    client = ask_here(small_base)
    told = [
        client.ask(table.search_provisions, q="pekerja"),
        client.ask(table.get_document, document_id=DOCUMENT),
        client.ask(table.list_documents),
    ]
    assert str(small_base.settings.home.parent) not in json.dumps([answer.model_dump(mode="json") for answer in told])


def test_answer_survives_being_sent(small_base: KnowledgeBase) -> None:
    client = ask_here(small_base)
    for answer in (
        client.ask(table.search_provisions, q="Gubernur melapor"),
        client.ask(table.find_figures, document_id=RELEASE),
        client.ask(table.get_document, document_id=DOCUMENT),
    ):
        assert type(answer).model_validate_json(answer.model_dump_json()) == answer


def test_cursors_walk_a_list_once() -> None:
    rows, seen, cursor = list(range(7)), [], ""
    for _ in range(4):
        page, cursor = cut_page(rows, cursor, 2, "x")
        seen += list(page)
    assert (seen, cursor) == (rows, "")


@pytest.mark.parametrize(
    "cursor", ["x", "é", "=", "AAAA", "a" * 1000, format_cursor("another", 1), format_cursor("x", -1)]
)
def test_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        read_offset(cursor, "x")
