"""The HTTP face: shapes, errors, headers, documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.errors import STATUSES, get_status
from api.routes import format_attachment
from kb.knowledge_base import KnowledgeBase
from kb.model import SearchResult, errors
from kb.model.errors import walk_errors
from kb.model.settings import Settings
from kb.operations.table import OPERATIONS
from tests.servers import run_server
from tests.small_home import ALL, DIGEST, DOCUMENT, KEY, RELEASE, open_copy

TOKEN = "owner-token"


@pytest.fixture(scope="module")
def http(small_base: KnowledgeBase) -> Iterator[httpx.Client]:
    with (
        run_server(create_app(small_base, TOKEN)) as url,
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


@pytest.mark.parametrize("cls", list(walk_errors()))
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
    ("GET", f"/api/v1/documents/{DOCUMENT}?cursor=x", 422, "InvalidCursor"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/figures?cursor=x", 422, "InvalidCursor"),
    ("GET", f"/api/v1/documents/{DOCUMENT}/references?cursor=x", 422, "InvalidCursor"),
    ("GET", "/api/v1/coverage?cursor=x", 422, "InvalidCursor"),
    ("GET", f"/api/v1/documents/{DOCUMENT}?locator=pasal-1", 422, "InvalidQuery"),
    ("GET", "/healthz?challenge=" + "x" * 201, 422, "InvalidQuery"),
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


class Spy:
    """A knowledge base that hears what is searched for; a bug where there is no answer."""

    def __init__(self, answer: SearchResult | errors.KBError | None = None) -> None:
        self.settings = Settings()
        self.asked: list[tuple[Any, ...]] = []
        self.answer = answer

    def search(self, *asked: Any) -> SearchResult:
        self.asked.append(asked)
        if isinstance(self.answer, errors.KBError):
            raise self.answer
        assert self.answer is not None
        return self.answer

    def check_ready(self) -> None:
        if isinstance(self.answer, errors.KBError):
            raise self.answer


def test_bug_answers_in_the_one_shape_without_its_details() -> None:
    with run_server(create_app(Spy())) as url:  # type: ignore[arg-type]
        response = httpx.get(f"{url}/api/v1/search?q=x", trust_env=False)
    assert_error(response, 500, "InternalError")
    assert "answer" not in response.json()["error"]["hint"]


@pytest.mark.parametrize("name", ["document_id", "document"])
def test_filters_reach_the_knowledge_base_as_they_were_asked(name: str) -> None:
    query = (
        "q=pekerja&kind=SE&kind=inpres&number=04/SE/M/2022&year=2021&year=2024&issuer=Wali%20Kota%20Tangerang"
        f"&place=Kota%20Tangerang&date_from=2021-01-01&date_to=2025-12-31&text_status=digest&{name}=a&limit=7&mode=sparse"
    )
    spy = Spy(SearchResult("pekerja", "sparse", 0, ()))
    with run_server(create_app(spy)) as url:  # type: ignore[arg-type]
        assert httpx.get(f"{url}/api/v1/search?{query}", trust_env=False).status_code == 200
    asked, filters, limit, mode, as_of, cursor = spy.asked[-1]
    assert (asked, limit, mode, as_of, cursor) == ("pekerja", 7, "sparse", None, "")
    assert filters.kind == ("se", "inpres")
    assert filters.number == ("04/SE/M/2022",)
    assert filters.year == (2021, 2024)
    assert (filters.issuer, filters.place) == (("Wali Kota Tangerang",), ("Kota Tangerang",))
    assert (filters.date_from.isoformat(), filters.date_to.isoformat()) == ("2021-01-01", "2025-12-31")
    assert (filters.text_status, filters.document_id) == (("digest",), ("a",))


def test_text_is_utf8_with_its_version_and_standing(http: httpx.Client, small_base: KnowledgeBase) -> None:
    document = small_base.get_document(DIGEST)
    response = http.get(f"/api/v1/documents/{DIGEST}/text")
    assert response.content.decode("utf-8") == document.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["etag"] == f'"{document.version}"'
    assert response.headers["x-text-status"] == "digest"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_text_stretch_counts_code_points(http: httpx.Client, small_base: KnowledgeBase) -> None:
    text = small_base.get_document(RELEASE).text
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


def test_source_is_a_sandboxed_download(small_home: Settings, tmp_path: Path) -> None:
    with (
        open_copy(replace(small_home, serve_news_sources=True), tmp_path) as base,
        run_server(create_app(base)) as url,
    ):
        response = httpx.get(f"{url}/api/v1/documents/{RELEASE}/source", trust_env=False)
        assert response.content == base.get_source(RELEASE)[1]
    assert response.headers["content-type"].startswith("text/markdown")
    assert read_filename(response.headers["content-disposition"]) == f"{RELEASE} salinan é.md"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["x-content-type-options"] == "nosniff"


def read_filename(disposition: str) -> str | None:
    message = EmailMessage()
    message["Content-Disposition"] = disposition
    return message.get_filename()


@pytest.mark.parametrize(
    "name", ["se.pdf", "se é.pdf", 'a"b\\c.pdf', "путь;x.pdf", "a\r\nSet-Cookie: x.pdf", "100%.pdf"]
)
def test_attachment_keeps_the_name_and_adds_no_header(name: str) -> None:
    written = format_attachment(name)
    assert written.startswith("attachment; ")
    assert written.isascii()
    assert "\n" not in written
    assert "\r" not in written
    assert (read_filename(written) or "").replace("\r\n", "") == name.replace("\r\n", "")


def test_permalink_of_a_citation_opens_the_provision(http: httpx.Client) -> None:
    hits = http.get("/api/v1/search?q=gubernur").json()["hits"]
    citation = next(hit["citation"] for hit in hits if hit["chunk_id"].endswith("diktum-kedua"))
    page = http.get(citation["permalink"]).json()
    assert page["citation"]["pinpoint"] == citation["pinpoint"]
    assert citation["quote"]["exact"] in page["text"]
    assert page["children"][0]["locator"] == f"{citation['pinpoint']['locator']}.angka-1"


def test_walking_the_cursor_shows_every_document_once(http: httpx.Client) -> None:
    seen, cursor = [], ""
    while True:
        page = http.get("/api/v1/documents", params={"limit": 1, "cursor": cursor}).json()
        seen += [row["id"] for row in page["documents"]]
        assert (page["total"], page["facets"]["kind"]) == (5, {"pp": 2, "berita": 1, "inpres": 1, "se": 1})
        if not page["cursor"]:
            break
        cursor = page["cursor"]
    assert sorted(seen) == sorted(ALL)


PAGED = [
    (f"/api/v1/documents/{DOCUMENT}", "outline", "outline_total"),
    (f"/api/v1/documents/{RELEASE}/figures", "figures", "total"),
    (f"/api/v1/documents/{DOCUMENT}/cited-by", "mentions", "total"),
    (f"/api/v1/documents/{DIGEST}/references", "mentions", "total"),
    ("/api/v1/coverage", "missing", "missing_total"),
]


@pytest.mark.parametrize(("path", "rows", "total"), PAGED, ids=[row[0] for row in PAGED])
def test_every_list_is_walked_by_its_cursor(http: httpx.Client, path: str, rows: str, total: str) -> None:
    whole = http.get(path).json()
    assert (len(whole[rows]), whole["cursor"]) == (whole[total], "")
    assert whole[rows]
    walked, cursor = [], ""
    for _ in range(whole[total]):
        page = http.get(path, params={"limit": 1, "cursor": cursor}).json()
        assert page[total] == whole[total]
        walked += page[rows]
        cursor = page["cursor"]
    assert cursor == ""
    assert walked == whole[rows]


def test_search_is_walked_by_its_cursor(http: httpx.Client) -> None:
    asked: dict[str, str | int] = {"q": "pekerja jasa konstruksi", "mode": "sparse"}
    whole = http.get("/api/v1/search", params=asked).json()
    assert (whole["total"], whole["relation"], whole["cursor"]) == (len(whole["hits"]), "eq", "")
    walked, cursor = [], ""
    for _ in range(whole["total"]):
        page = http.get("/api/v1/search", params=asked | {"limit": 1, "cursor": cursor}).json()
        walked += [hit["chunk_id"] for hit in page["hits"]]
        cursor = page["cursor"]
    assert cursor == ""
    assert walked == [hit["chunk_id"] for hit in whole["hits"]]


def test_cursor_of_another_question_is_refused(http: httpx.Client) -> None:
    cursor = http.get(f"/api/v1/documents/{DOCUMENT}", params={"limit": 1}).json()["cursor"]
    assert cursor
    for path in (f"/api/v1/documents/{DIGEST}", f"/api/v1/documents/{DOCUMENT}/figures"):
        assert_error(http.get(path, params={"cursor": cursor}), 422, "InvalidCursor")


def test_health_is_good_and_ready_is_not_when_the_index_is_broken() -> None:
    broken = Spy(errors.IndexMismatch("Made by other settings.", "`kb reindex` mends it."))
    with (
        run_server(create_app(broken)) as url,  # type: ignore[arg-type]
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        assert http.get("/healthz").json()["status"] == "ok"
        assert_error(http.get("/readyz"), 503, "IndexMismatch")
        assert_error(http.get("/api/v1/search?q=x"), 503, "IndexMismatch")


def test_strangers_are_told_no_path_and_no_process(http: httpx.Client, small_base: KnowledgeBase) -> None:
    stranger = [http.get(path).text for path in ("/healthz", "/api/v1/status")]
    assert not [told for told in stranger if str(small_base.settings.home) in told]
    assert http.get("/healthz").json()["pid"] is None
    status = http.get("/api/v1/status").json()
    assert (status["home"], status["index"], status["documents"]) == (None, None, 5)
    for secret in (TOKEN, KEY):
        shown = {"Authorization": f"Bearer {secret}"}
        assert http.get("/healthz", headers=shown).json()["pid"]
        assert http.get("/api/v1/status", headers=shown).json()["home"] == str(small_base.settings.home)


def test_head_answers_as_get_does_without_a_body(http: httpx.Client) -> None:
    asked = [path for _, path, _ in operations(http, "get") if "{" not in path and "search" not in path]
    asked += ["/", "/openapi.json", "/api/v1/search?q=pekerja", f"/api/v1/documents/{DOCUMENT}/text"]
    for path in asked:
        got, head = http.get(path), http.head(path)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert head.headers["content-type"] == got.headers["content-type"]
    assert_error(http.get("/api/v1/documents/x"), 404, "DocumentNotFound")
    assert http.head("/api/v1/documents/x").status_code == 404


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


def operations(http: httpx.Client, only: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in http.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            if only in ("", method):
                yield method, path, operation


def test_operation_ids_are_the_names_of_the_table(http: httpx.Client) -> None:
    told = [operation["operationId"] for _, _, operation in operations(http)]
    assert {operation.name for operation in OPERATIONS} < set(told)
    assert len(set(told)) == len(told)


def test_every_reference_of_the_description_leads_somewhere(http: httpx.Client) -> None:
    described = http.get("/openapi.json").json()
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert names
    assert names <= set(described["components"]["schemas"])


def test_openapi_describes_every_operation_parameter_and_field(http: httpx.Client) -> None:
    described = list(operations(http))
    assert described
    for method, path, operation in described:
        assert operation["description"], (method, path)
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
        assert "HTTPValidationError" not in json.dumps(operation)
    for name, schema in http.get("/openapi.json").json()["components"]["schemas"].items():
        assert schema.get("description") or name == "JsonValue", name


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
