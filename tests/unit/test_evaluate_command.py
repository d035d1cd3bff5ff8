"""``python -m benchmarks.evaluate`` from the options to the exit code, on a collection of three passages."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from benchmarks.evaluate.__main__ import main
from benchmarks.evaluate.measures import MEASURES
from benchmarks.evaluate.run import group_by_kind, parse_model
from benchmarks.evaluate.sets import Question
from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from tests.unit.test_evaluate_sets import write_rows

CORPUS = [
    {"id": "a", "text": "Pemberi kerja wajib mendaftarkan pekerja"},
    {"id": "b", "text": "Gubernur melapor kepada menteri"},
    {"id": "c", "text": "Iuran dibayar setiap bulan"},
]
ASKED = [
    {"id": "q1", "question": "siapa wajib mendaftarkan pekerja?", "gold": ["a"]},
    {"id": "q2", "question": "kepada siapa gubernur melapor?", "gold": ["b"]},
]


@pytest.fixture(autouse=True)
def letters_for_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embed a text by how often each of three letters stands in it."""

    def embed(text: str) -> Embedding:
        whole = [1.0 + text.count(letter) for letter in "aeu"]
        return Embedding(whole, np.array([whole], dtype=np.float16) / np.linalg.norm(whole).astype(np.float16))

    def embed_all(self: DenseModel, texts: Sequence[str], on_progress: Any = None) -> list[Embedding]:
        return [embed(text) for text in texts]

    monkeypatch.setattr(DenseModel, "embed_query", lambda self, text: embed(text))
    monkeypatch.setattr(DenseModel, "embed_documents", embed_all)
    monkeypatch.setattr(DenseModel, "dimension", 3)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for split, name in (("dev", "tydiqa_id"), ("test", "facqa")):
        write_rows(tmp_path / "data" / split / f"{name}_queries.jsonl.gz", ASKED)
        write_rows(tmp_path / "data" / split / f"{name}_corpus.jsonl.gz", CORPUS)
    return tmp_path / "data"


def evaluate(data: Path, *words: str) -> Result:
    folder = data.parent
    # Three letters find nothing: they count little, as a gate that fused worse than its better leg would fail.
    settings = {"KB_HOME": str(folder / "home"), "KB_DENSE_WEIGHT": "0.01"}
    floors = ["--floors", str(folder / "floors.toml"), "--cache", str(folder / "cache")]
    return CliRunner().invoke(main, ["--data", str(data), *floors, *words], env=settings)


def test_evaluate_reports_every_leg_as_json(data: Path) -> None:
    done = evaluate(data, "--set", "tydiqa_id", "--json")
    assert done.exit_code == 0
    view = json.loads(done.stdout)
    assert [row["leg"] for row in view["rows"]] == ["bm25", "sparse", "dense", "fused", "naive"]
    assert view["rows"][0]["values"] == dict.fromkeys(MEASURES, 1.0)
    assert (view["gaps"][0]["leg"], view["gaps"][0]["other"]) == ("sparse", "bm25")
    assert set(view["inputs"]) == {"tydiqa_id"}


def test_evaluate_reads_the_same_numbers_from_its_cache(data: Path) -> None:
    first = evaluate(data, "--set", "tydiqa_id")
    second = evaluate(data, "--set", "tydiqa_id")
    assert "### tydiqa_id: 2 questions, 3 passages" in first.stdout
    assert first.stdout == second.stdout
    assert "embedded" in first.stderr
    assert "embedded" not in second.stderr


def test_evaluate_of_two_models_has_bm25_once(data: Path) -> None:
    words = ["--set", "tydiqa_id", "--model", "one=/models/x", "--model", "two=/models/y", "--json"]
    rows = json.loads(evaluate(data, *words).stdout)["rows"]
    assert sorted((row["leg"], row["model"]) for row in rows) == [
        ("bm25", ""), ("dense", "one"), ("dense", "two"), ("fused", "one"), ("fused", "two"), ("naive", "one"),
        ("naive", "two"), ("sparse", ""),
    ]  # fmt: skip


def test_evaluate_opens_the_final_split_only_when_told(data: Path) -> None:
    refused = evaluate(data, "--set", "facqa")
    assert refused.exit_code == 2
    assert "--final" in refused.stderr
    assert evaluate(data, "--set", "facqa", "--final", "--leg", "sparse").exit_code == 0


def test_evaluate_of_nothing_is_a_usage_error() -> None:
    done = CliRunner().invoke(main, [])
    assert done.exit_code == 2
    assert "nothing to measure on" in done.stderr


def test_gate_without_floors_fails(data: Path) -> None:
    assert evaluate(data, "--set", "tydiqa_id", "--gate").exit_code == 1


def test_gate_passes_after_pinning_and_fails_when_the_corpus_changes(data: Path) -> None:
    assert evaluate(data, "--set", "tydiqa_id", "--update-floors").exit_code == 0
    passed = evaluate(data, "--gate")
    assert (passed.exit_code, "Gate: passed." in passed.stderr) == (0, True)
    write_rows(data / "dev" / "tydiqa_id_corpus.jsonl.gz", [*CORPUS, {"id": "d", "text": "baru"}])
    failed = evaluate(data, "--gate")
    assert failed.exit_code == 1
    assert "the corpus changed" in failed.stderr


def test_lowering_takes_a_reason_that_stays_in_the_log(data: Path) -> None:
    evaluate(data, "--set", "tydiqa_id", "--update-floors")
    write_rows(data / "dev" / "tydiqa_id_queries.jsonl.gz", [ASKED[0] | {"gold": ["c"]}, ASKED[1]])
    refused = evaluate(data, "--set", "tydiqa_id", "--update-floors")
    assert refused.exit_code == 1
    assert "--lower-floor" in refused.stderr
    before = (data.parent / "floors.toml").read_text()
    assert evaluate(data, "--set", "tydiqa_id", "--lower-floor", "one answer was wrong").exit_code == 0
    assert (data.parent / "floors.toml").read_text() != before
    log = (data.parent / "quality_log.md").read_text().splitlines()
    assert [line.split(", ", 1)[1] for line in log if line.startswith("- ")] == [
        "raised",
        "lowered: one answer was wrong",
    ]
    assert "  - tydiqa_id: the qrels changed" in log


@pytest.mark.parametrize("words", [["--final"], ["--leg", "sparse"], ["--model", "a", "--model", "b"]])
def test_floors_hold_for_all_legs_of_one_model_on_development_sets(data: Path, words: list[str]) -> None:
    assert evaluate(data, "--update-floors", *words).exit_code == 2


def test_groups_are_all_and_each_class_without_the_unanswerable() -> None:
    asked = [Question("a", "", {"x": 1}, "lay"), Question("b", "", {"x": 1}, "figure"), Question("c", "", {}, "none")]
    assert group_by_kind(asked) == {"all": ["a", "b"], "figure": ["b"], "lay": ["a"]}
    assert group_by_kind(asked[:1]) == {"all": ["a"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x=/a/b", ("x", "/a/b")), ("/a/b", ("b", "/a/b")), ("x=", ("x", "")), ("org/name", ("name", "org/name"))],
)
def test_model_option_has_a_label(text: str, expected: tuple[str, str]) -> None:
    assert parse_model(text) == expected


DIGEST = """---
id: se-wali-kota-contoh-1-2024
title: Perlindungan pekerja
kind: SE
number: 1
year: 2024
issuer: Wali Kota Contoh
place: Kota Contoh
date: 2024-10-07
text_status: digest
family: plain
---

# Surat edaran

## Isi pokok

Pemberi kerja wajib mendaftarkan pekerja jasa konstruksi.

Kepala dinas melapor kepada wali kota setiap bulan.
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    gold = [{"document": "se-wali-kota-contoh-1-2024", "locator": "seksi-1.paragraf-1", "grade": 2}]
    rows = [
        {"id": f"lay-{n}", "class": "lay", "question": "siapa wajib mendaftarkan pekerja?", "gold": gold}
        for n in range(8)
    ]
    rows += [{"id": f"none-{n}", "class": "none", "question": "harga beras", "gold": []} for n in range(8)]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def ask_domain(folder: Path, questions: Path, *words: str) -> Result:
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "se.md").write_text(DIGEST, encoding="utf-8")
    given = ["--domain", str(questions), "--corpus", str(corpus), "--model", "letters=/models/x"]
    settings = {"KB_HOME": str(folder / "home")}
    return CliRunner().invoke(main, [*given, "--cache", str(folder / "cache"), *words], env=settings)


def test_evaluate_on_our_questions_takes_their_corpus_in(tmp_path: Path, questions: Path) -> None:
    done = ask_domain(tmp_path, questions, "--json")
    assert done.exit_code == 0, done.output
    view = json.loads(done.stdout)
    rows = {row["leg"]: row for row in view["rows"]}
    assert set(rows) == {"bm25", "sparse", "dense", "fused", "naive", "auto"}
    assert rows["auto"]["values"]["R@10"] == 1.0
    assert set(view["inputs"]) == {"domain_dev"}
    sizes = {(each["unanswerable"], each["answerable"]) for each in view["refusals"]}
    assert all(0 < none < 8 and 0 < some < 8 for none, some in sizes)
    assert not (tmp_path / "home").exists()


def test_evaluate_on_our_questions_tells_which_gold_is_not_held(tmp_path: Path, questions: Path) -> None:
    questions.write_text(questions.read_text().replace("seksi-1.paragraf-1", "pasal-7"), encoding="utf-8")
    done = ask_domain(tmp_path, questions)
    assert done.exit_code == 2
    assert "se-wali-kota-contoh-1-2024#pasal-7" in done.stderr


def test_evaluate_on_the_other_half_needs_to_be_told(tmp_path: Path, questions: Path) -> None:
    assert '"domain_test"' in ask_domain(tmp_path, questions, "--final", "--json").stdout
