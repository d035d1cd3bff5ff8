"""Claims on the starter corpus and on every face: what is checked, what comes out of a table, what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import create_app
from kb.cli import main
from kb.cli.session import Session
from kb.client import Client
from kb.client.remote import Remote
from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.errors import InvalidQuery
from kb.model.vocabulary import VERDICTS
from kb.operations import table
from tests.small_home import ask_here

README = Path(__file__).resolve().parents[2] / "README.md"
PASSAGE = (
    "Pekerja konstruksi di Kalimantan Barat berjumlah 154.080 orang. Menurut Pasal 15 ayat (1) UU 24/2011, pemberi "
    "kerja wajib mendaftarkan pekerjanya secara bertahap."
)


def run(base: KnowledgeBase, *words: str, stdin: str = "") -> Any:
    return CliRunner().invoke(main, words, input=stdin, obj=Session(base.settings, lambda _: ask_here(base)))


def test_each_item_has_its_verdict_its_reason_and_the_words_of_the_source(starter_base: KnowledgeBase) -> None:
    report = starter_base.check_claims(PASSAGE)
    assert [(item.kind, item.verdict) for item in report.items] == [("figure", "berbeda"), ("citation", "cocok")]
    figure, citation = report.items
    assert figure.reason == "Sumber menyebut 154.008 orang, klaim menyebut 154.080 orang."
    assert "154.008" in figure.evidence[0].quote.exact
    assert citation.evidence[0].pinpoint.locator == "pasal-15.ayat-1"
    assert report.verdict == "berbeda"
    assert report.reason == figure.reason
    for item in report.items:
        assert item.span.text_of(PASSAGE) == item.text
        for found in item.evidence:
            text = starter_base.get_document(found.document_id).text
            assert text[found.quote.start : found.quote.end] == found.quote.exact


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Ada 154 ribu lebih pekerja konstruksi di Kalbar.", "cocok"),
        ("Ada 155 ribu lebih pekerja konstruksi di Kalbar.", "berbeda"),
        ("Baru 55 persen pekerja konstruksi Kalimantan Barat terdaftar di BPJS Ketenagakerjaan.", "tidak konsisten"),
        ("Hak menuntut manfaat JKK gugur setelah dua tahun sejak kecelakaan kerja.", "kedaluwarsa"),
        ("Di Kota Surabaya ada 154.080 pekerja konstruksi.", "tidak ditemukan"),
        ("Langit hari ini cerah.", "tidak ditemukan"),
    ],
)
def test_claim_on_digests_gets_one_of_the_five_words(starter_base: KnowledgeBase, text: str, verdict: str) -> None:
    assert starter_base.check_claims(text).verdict == verdict


def test_filters_narrow_what_may_be_evidence(starter_base: KnowledgeBase) -> None:
    text = "Pekerja konstruksi di Kalimantan Barat berjumlah 154.008 orang."
    assert starter_base.check_claims(text).verdict == "cocok"
    narrowed = starter_base.check_claims(text, Filters(kind=("se",)))
    assert narrowed.verdict == "tidak ditemukan"
    cited = starter_base.check_claims("Pasal 15 ayat (1) UU 24/2011 berlaku.", Filters(kind=("se",)))
    assert [item.verdict for item in cited.items] == ["tidak ditemukan"]
    assert narrowed.documents < starter_base.check_claims(text).documents


@pytest.mark.parametrize("text", ["", " … ", "a" * 20_001])
def test_text_that_is_no_claim_is_refused(starter_base: KnowledgeBase, text: str) -> None:
    with pytest.raises(InvalidQuery):
        starter_base.check_claims(text)


def test_library_and_http_answer_alike_and_as_described(starter_base: KnowledgeBase) -> None:
    with TestClient(create_app(starter_base)) as http:

        def forward(request: httpx.Request) -> httpx.Response:
            answer = http.request(request.method, str(request.url), content=request.content)
            return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

        far = Client(Remote("http://testserver", transport=httpx.MockTransport(forward)))
        asked = {"text": PASSAGE, "filters": {"year": [2025, 2011]}}
        assert far.ask(table.check_claims, **asked) == ask_here(starter_base).ask(table.check_claims, **asked)


def test_command_shows_each_verdict_with_its_evidence_or_the_view(starter_base: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "klaim.txt"
    file.write_text(PASSAGE, encoding="utf-8")
    shown = run(starter_base, "check", str(file))
    assert shown.exit_code == 0
    assert "[berbeda] figure: “154.080”" in shown.output
    assert "RINGKASAN, bukan teks resmi" in shown.output
    told = run(starter_base, "check", "-", "--json", stdin=PASSAGE)
    view = json.loads(told.stdout)
    answer = ask_here(starter_base).ask(table.check_claims, text=PASSAGE)
    assert view == answer.model_dump(mode="json")
    assert {item["verdict"] for item in view["items"]} <= set(VERDICTS)


def test_table_loses_no_row_and_says_what_is_wrong_with_a_bad_one(starter_base: KnowledgeBase, tmp_path: Path) -> None:
    table = tmp_path / "klaim.csv"
    rows = [["id", "claim"], ["a", "Ada 154 ribu lebih pekerja konstruksi di Kalbar."], ["b", ""], ["", "=1+1, ya"]]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = run(starter_base, "check", "--batch", str(table))
    assert done.exit_code == 1
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["id"] for row in found] == ["a", "b", "3"]
    assert [row["verdict"] for row in found] == ["cocok", "galat", "tidak ditemukan"]
    assert "154.008" in found[0]["evidence"]
    assert found[0]["permalink"].startswith("/api/v1/documents/")
    assert "no words" in found[1]["reason"]
    assert found[2]["claim"] == "'=1+1, ya"
    assert "3/3" in done.stderr


@pytest.mark.parametrize("words", [["check"], ["check", "-", "--batch", "-"]])
def test_command_without_exactly_one_source_is_a_usage_error(starter_base: KnowledgeBase, words: list[str]) -> None:
    assert run(starter_base, *words).exit_code == 2


def test_table_without_the_column_is_refused(starter_base: KnowledgeBase) -> None:
    done = run(starter_base, "check", "--batch", "-", stdin="teks\nsatu\n")
    assert done.exit_code == 2
    assert "claim" in done.output


def test_example_of_the_readme_gives_what_it_shows(starter_base: KnowledgeBase) -> None:
    shown = re.search(r'\$ echo "([^"]+)" \| kb check -\n(.+)\n', README.read_text(encoding="utf-8"))
    assert shown
    assert run(starter_base, "check", "-", stdin=shown[1]).output.splitlines()[0] == shown[2]
