"""The HTTP face: shapes, errors, headers, documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.errors import STATUSES, get_status
from kb.model import errors
from kb.model.settings import Settings
from tests.fakes import FakeKnowledgeBase
from tests.servers import run_server

TOKEN = "owner-token"
KEY = "a-configured-key"
DOCUMENT = "inpres-2-2021"
DIGEST = "se-wali-kota-tangerang-19349-2024"
RELEASE = "berita-penerbit-2025-07-10-kalbar"
SETTINGS = replace(Settings(), api_key=KEY)


def walk(cls: type[errors.KBError]) -> Iterator[type[errors.KBError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from walk(child)


@pytest.fixture(scope="module")
def fake() -> FakeKnowledgeBase:
    return FakeKnowledgeBase(SETTINGS)


@pytest.fixture(scope="module")
def http(fake: FakeKnowledgeBase) -> Iterator[httpx.Client]:
    with (
        run_server(create_app(fake, TOKEN)) as url,  # type: ignore[arg-type]
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield client


def assert_error(response: httpx.Response, status: int, type_name: str) -> None:
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"type", "message", "hint"}
    assert body["error"]["type"] == type_name
    assert body["error"]["message"]


@pytest.mark.parametrize("cls", list(walk(errors.KBError)))
def test_status_of_every_error_class_stands_in_the_table(cls: type[errors.KBError]) -> None:
    assert 400 <= STATUSES[cls] < 600
    assert get_status(cls("x")) == STATUSES[cls]


def test_status_of_a_later_subclass_is_its_parents() -> None:
    later = type("Later", (errors.NeedsOCR,), {})
    assert get_status(later("x")) == STATUSES[errors.NeedsOCR]


FAILURES = [
    ("GET", "/api/v1/search", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=%20", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&limit=0", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&limit=101", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&limit=many", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&mode=magic", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&yaer=2021", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&date_from=2021-13-01", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&text_status=true", 422, "InvalidQuery"),
    ("GET", "/api/v1/search?q=x&as_of=kemarin", 422, "InvalidQuery"),
    ("GET", "/api/v1/documents/x/references", 404, "DocumentNotFound"),
    ("GET", "/api/v1/documents/x/cited-by", 404, "DocumentNotFound"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/references?relation=menghapus", 422, "InvalidQuery"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/references?locator=bab-i", 404, "ProvisionNotFound"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/cited-by?limit=0", 422, "InvalidQuery"),
    ("GET", "/api/v1/documents?cursor=x", 422, "InvalidCursor"),
    ("GET", "/api/v1/documents/x", 404, "DocumentNotFound"),
    ("GET", f"/api/v1/documents/{DOCUMENT}?version=00000000", 404, "DocumentNotFound"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/provisions/bab-i", 404, "ProvisionNotFound"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/text?start=5&end=2", 422, "InvalidQuery"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/text?start=-1", 422, "InvalidQuery"),
    ("GET", f"/api/v1/documents/{RELEASE}/source", 403, "SourceWithheld"),
    ("GET", "/nowhere", 404, "RouteNotFound"),
    ("GET", "/api/v1/nowhere", 404, "RouteNotFound"),
    ("GET", "/redoc", 404, "RouteNotFound"),
    ("DELETE", "/api/v1/search", 405, "MethodNotAllowed"),
]


@pytest.mark.parametrize(("method", "path", "status", "type_name"), FAILURES, ids=[row[1] for row in FAILURES])
def test_failure_of_any_kind_has_the_one_shape(
    http: httpx.Client, method: str, path: str, status: int, type_name: str
) -> None:
    assert_error(http.request(method, path), status, type_name)


@pytest.mark.parametrize(
    ("query", "name"), [("q=x&yaer=2021", "yaer"), ("q=x&limit=0", "limit"), ("q=x&date_to=soon", "date_to")]
)
def test_invalid_parameter_is_named(http: httpx.Client, query: str, name: str) -> None:
    assert name in http.get(f"/api/v1/search?{query}").json()["error"]["message"]


def test_bug_answers_in_the_one_shape_without_its_details() -> None:
    broken = FakeKnowledgeBase(SETTINGS)
    broken.search = lambda *_: 1 / 0  # type: ignore[assignment, method-assign]
    with run_server(create_app(broken)) as url:  # type: ignore[arg-type]
        response = httpx.get(f"{url}/api/v1/search?q=x", trust_env=False)
    assert_error(response, 500, "InternalError")
    assert "division" not in response.text


def test_filters_reach_the_knowledge_base_as_they_were_asked(http: httpx.Client, fake: FakeKnowledgeBase) -> None:
    query = (
        "q=pekerja&kind=SE&kind=inpres&number=04/SE/M/2022&year=2021&year=2024&issuer=Wali%20Kota%20Tangerang"
        "&place=Kota%20Tangerang&date_from=2021-01-01&date_to=2025-12-31&text_status=digest&document_id=a&limit=7&mode=sparse"
    )
    assert http.get(f"/api/v1/search?{query}").status_code == 200
    name, (asked, filters, limit, mode) = fake.calls[-1]
    assert (name, asked, limit, mode) == ("search", "pekerja", 7, "sparse")
    assert filters.kind == ("se", "inpres")
    assert filters.number == ("04/SE/M/2022",)
    assert filters.year == (2021, 2024)
    assert (filters.issuer, filters.place) == (("Wali Kota Tangerang",), ("Kota Tangerang",))
    assert (filters.date_from.isoformat(), filters.date_to.isoformat()) == ("2021-01-01", "2025-12-31")
    assert (filters.text_status, filters.document_id) == (("digest",), ("a",))


def test_text_is_utf8_with_its_version_and_standing(http: httpx.Client, fake: FakeKnowledgeBase) -> None:
    document = fake.get_document(DIGEST)
    response = http.get(f"/api/v1/documents/{DIGEST}/text")
    assert response.content.decode("utf-8") == document.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["etag"] == f'"{document.version}"'
    assert response.headers["x-text-status"] == "digest"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_text_stretch_counts_code_points(http: httpx.Client, fake: FakeKnowledgeBase) -> None:
    text = fake.get_document(RELEASE).text
    start = text.index("\u202e") - 3
    response = http.get(f"/api/v1/documents/{RELEASE}/text?start={start}&end={start + 9}")
    assert response.content.decode() == text[start : start + 9]


def test_quote_of_a_hit_is_the_text_at_its_offsets(http: httpx.Client) -> None:
    hit = http.get("/api/v1/search?q=gubernur").json()["hits"][0]
    quote = hit["citation"]["quote"]
    path = f"/api/v1/documents/{hit['document_id']}/text?start={quote['start']}&end={quote['end']}"
    assert http.get(path).content.decode() == quote["exact"]


@pytest.mark.parametrize("part", ["text", "source"])
def test_known_etag_is_not_sent_again(http: httpx.Client, part: str) -> None:
    path = f"/api/v1/documents/{DOCUMENT}/{part}"
    etag = http.get(path).headers["etag"]
    for shown in (etag, f"W/{etag}", f'"other", {etag}'):
        response = http.get(path, headers={"If-None-Match": shown})
        assert (response.status_code, response.content) == (304, b"")
    assert http.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_source_is_a_sandboxed_download() -> None:
    open_kb = FakeKnowledgeBase(replace(SETTINGS, serve_news_sources=True))
    with run_server(create_app(open_kb)) as url:  # type: ignore[arg-type]
        response = httpx.get(f"{url}/api/v1/documents/{RELEASE}/source", trust_env=False)
    assert response.content == open_kb.get_document(RELEASE).text.encode()
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''{RELEASE}%20salinan%20%C3%A9.txt"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_permalink_of_a_citation_opens_the_provision(http: httpx.Client) -> None:
    hits = http.get("/api/v1/search?q=gubernur").json()["hits"]
    citation = next(hit["citation"] for hit in hits if hit["chunk_id"].endswith("angka-13"))
    page = http.get(citation["permalink"]).json()
    assert page["citation"]["quote"] == citation["quote"]
    assert page["ancestors"][0]["locator"] == "diktum-kedua"


def test_walking_the_cursor_shows_every_document_once(http: httpx.Client) -> None:
    seen, cursor = [], ""
    while True:
        page = http.get("/api/v1/documents", params={"limit": 1, "cursor": cursor}).json()
        seen += [row["id"] for row in page["documents"]]
        assert (page["total"], page["facets"]["kind"]) == (3, {"berita": 1, "inpres": 1, "se": 1})
        if not page["cursor"]:
            break
        cursor = page["cursor"]
    assert sorted(seen) == sorted([DOCUMENT, DIGEST, RELEASE])


def test_health_is_good_and_ready_is_not_when_the_index_is_broken() -> None:
    broken = FakeKnowledgeBase(SETTINGS, errors.IndexMismatch("Made by other settings.", "`kb reindex` mends it."))
    with (
        run_server(create_app(broken)) as url,  # type: ignore[arg-type]
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        assert http.get("/healthz").json()["status"] == "ok"
        assert_error(http.get("/readyz"), 503, "IndexMismatch")
        assert_error(http.get("/api/v1/search?q=x"), 503, "IndexMismatch")


def test_ready_when_it_can_answer(http: httpx.Client) -> None:
    assert http.get("/readyz").json() == {"status": "ready"}


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json"])
def test_page_of_ours_calls_out_to_nobody(http: httpx.Client, path: str) -> None:
    response = http.get(path, follow_redirects=True)
    assert response.status_code == 200
    for outside in ("<script", "//cdn", "https://", "src="):
        assert outside not in response.text or path == "/openapi.json"


def test_index_lists_every_route(http: httpx.Client) -> None:
    page = http.get("/").text
    paths = http.get("/openapi.json").json()["paths"]
    assert paths
    assert [path for path in paths if path not in page] == []


# Nothing made up can answer these: tests/e2e/test_openapi_examples.py sends their examples to the starter corpus.
ON_REAL_TEXTS = "checks"


def operations(http: httpx.Client) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in http.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_openapi_describes_every_operation_parameter_and_field(http: httpx.Client) -> None:
    described = list(operations(http))
    assert described
    for method, path, operation in described:
        assert operation["description"], (method, path)
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        assert "HTTPValidationError" not in json.dumps(operation)
    for name, schema in http.get("/openapi.json").json()["components"]["schemas"].items():
        assert schema.get("description"), name


def find_example_requests(path: str, operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make a request of the required examples, and one more for each example of an optional parameter."""
    required: dict[str, Any] = {}
    optional: list[tuple[str, Any]] = []
    for parameter in operation.get("parameters", []):
        examples = parameter.get("examples") or parameter["schema"].get("examples") or []
        values = list(examples.values()) if isinstance(examples, dict) else examples
        if parameter["required"]:
            assert values, f"{path}: {parameter['name']} has no example"
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(values[0]))
        elif parameter["required"]:
            required[parameter["name"]] = values[0]
            optional += [(parameter["name"], value) for value in values[1:]]
        else:
            optional += [(parameter["name"], value) for value in values]
    yield path, required
    for name, value in optional:
        yield path, required | {name: value}


def test_openapi_examples_of_every_question_are_answered(http: httpx.Client) -> None:
    asked = 0
    for method, path, operation in operations(http):
        if method != "get" or ON_REAL_TEXTS in operation["tags"]:
            continue
        for address, params in find_example_requests(path, operation):
            response = http.get(address, params=params)
            assert response.status_code == 200, (address, params, response.text)
            asked += 1
    assert asked > 20


def test_openapi_examples_of_every_change_are_done(http: httpx.Client) -> None:
    done = []
    for method, path, operation in operations(http):
        if method != "post" or ON_REAL_TEXTS in operation["tags"]:
            continue
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in content.get("examples", {"none": {"value": None}}).values():
            response = http.post(path, json=example["value"], headers={"Authorization": f"Bearer {TOKEN}"})
            assert response.status_code == 200, (path, response.text)
            done.append(path)
    assert done == ["/api/v1/documents", "/api/v1/documents", "/api/v1/reindex", "/api/v1/push"]
