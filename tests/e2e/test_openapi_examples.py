"""Every example of the OpenAPI page that asks is sent to the starter corpus, and its answer is as described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from kb.operations.answers import Content
from kb.operations.table import TABLE
from tests.unit.test_api import find_example_requests


@pytest.fixture(scope="module")
def http(starter_base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(starter_base)) as client:
        yield client


def list_operations(http: TestClient, method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in http.get("/openapi.json").json()["paths"].items():
        if method in operations:
            yield path, operations[method]


def check_answer(operation: dict[str, Any], view: Any) -> None:
    """Read an answer as the table describes it, and write it again: nothing is too many or too few."""
    row = TABLE.rows.get(operation["operationId"])
    if row is not None:
        answer = row.build(view)
        assert not isinstance(answer, Content)
        assert answer.model_dump(mode="json") == view, row.name


def test_every_example_question_is_answered_as_described(http: TestClient) -> None:
    asked = []
    for path, operation in list_operations(http, "get"):
        for address, params in find_example_requests(path, operation):
            response = http.get(address, params=params)
            assert response.status_code == 200, (address, params, response.text)
            if response.headers["content-type"] == "application/json":
                check_answer(operation, response.json())
            asked.append(address)
    assert "/api/v1/resolve" in asked
    assert len(asked) > 20


def test_every_example_of_a_check_is_answered_as_described(http: TestClient) -> None:
    asked = []
    for path, operation in list_operations(http, "post"):
        if "checks" not in operation["tags"]:
            continue  # those change something; tests/unit/test_api.py sends theirs
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        for example in examples.values():
            response = http.post(path, json=example["value"])
            assert response.status_code == 200, (path, response.text)
            check_answer(operation, response.json())
            asked.append(path)
    assert {"/api/v1/citations/lookup", "/api/v1/quotes/verify"} <= set(asked)


def test_a_body_that_is_none_gets_the_one_error_shape(http: TestClient) -> None:
    for path in ("/api/v1/citations/lookup", "/api/v1/quotes/verify"):
        for body in (b"", b"[]", b'{"text": 1}', b'{"unknown": "x"}', b"\xff"):
            answer = http.post(path, content=body)
            assert answer.status_code == 422, (path, body, answer.text)
            assert set(answer.json()["error"]) == {"type", "message", "hint"}


def test_a_question_s_body_is_limited(http: TestClient) -> None:
    answer = http.post("/api/v1/citations/lookup", content=b" " * 2_000_001)
    assert answer.json()["error"]["type"] == "SourceTooLarge"
