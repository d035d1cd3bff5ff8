"""Public collections: reading, sampling, hashing, and the guard before the final split."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluate.sets import (
    PUBLIC,
    Collection,
    Passage,
    Question,
    build_bitext,
    find_names,
    hash_passages,
    hash_qrels,
    hash_questions,
    load_public,
    take_sample,
)
from kb.model.errors import ConfigError


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def build(count: int) -> Collection:
    questions = tuple(Question(f"q{n}", f"tanya {n}", {f"p{n}": 1}) for n in range(count))
    return Collection("x", questions, tuple(Passage(f"p{n}", f"isi {n}") for n in range(3 * count)))


def test_load_public_of_passages_puts_the_title_first(tmp_path: Path) -> None:
    write_rows(tmp_path / "dev" / "legal_queries.jsonl.gz", [{"id": "q", "question": "apa?", "gold": ["a", "b"]}])
    corpus = [{"id": "a", "title": "JUDUL", "text": "isi"}, {"id": "b", "text": "isi"}]
    write_rows(tmp_path / "dev" / "legal_corpus.jsonl.gz", corpus)
    found = load_public(tmp_path, "legal")
    assert found.questions == (Question("q", "apa?", {"a": 1, "b": 1}),)
    assert [passage.text for passage in found.passages] == ["JUDUL\nisi", "isi"]


def test_load_public_without_its_files_says_where_they_should_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tydiqa_id_queries"):
        load_public(tmp_path, "tydiqa_id")


def test_bitext_with_a_sentence_twice_has_one_passage_for_both() -> None:
    rows = [{"id": "satu", "en": "one"}, {"id": "esa", "en": "one "}, {"id": "dua", "en": "two"}]
    found = build_bitext("x", rows, "id", "en")
    assert [question.gold for question in found.questions] == [{"en-0": 1}, {"en-0": 1}, {"en-2": 1}]
    assert [passage.id for passage in found.passages] == ["en-0", "en-2"]


@pytest.mark.parametrize(
    ("wanted", "final", "expected"),
    [
        ([], False, [name for name, spec in PUBLIC.items() if spec.split == "dev"]),
        ([], True, [name for name, spec in PUBLIC.items() if spec.split == "test"]),
        (["legal"], False, ["legal"]),
        (["facqa"], True, ["facqa"]),
    ],
)
def test_find_names_keeps_to_its_split(wanted: list[str], final: bool, expected: list[str]) -> None:
    assert find_names(wanted, final) == expected


@pytest.mark.parametrize("name", ["facqa", "legal_labour", "bitext_tico19_en_id", "nothing"])
def test_find_names_of_a_final_or_unknown_set_is_refused(name: str) -> None:
    with pytest.raises(ConfigError):
        find_names([name], final=False)


def test_sample_is_the_same_whatever_the_order_and_keeps_every_gold_passage() -> None:
    whole = build(20)
    turned = Collection("x", whole.questions[::-1], whole.passages[::-1])
    one, other = take_sample(whole, 5, 12), take_sample(turned, 5, 12)
    assert hash_passages(one.passages) == hash_passages(other.passages)
    assert hash_qrels(one.questions) == hash_qrels(other.questions)
    assert len(one.questions) == 5
    assert len(one.passages) == 12
    assert {key for question in one.questions for key in question.gold} <= {passage.id for passage in one.passages}


@pytest.mark.parametrize(("questions", "passages", "sizes"), [(0, 0, (20, 60)), (5, 3, (5, 5)), (0, 30, (20, 30))])
def test_sample_sizes(questions: int, passages: int, sizes: tuple[int, int]) -> None:
    found = take_sample(build(20), questions, passages)
    assert (len(found.questions), len(found.passages)) == sizes


def test_hashes_see_every_part_that_matters() -> None:
    plain = Question("q", "apa?", {"a": 1})
    assert hash_questions([plain]) != hash_questions([Question("q", "siapa?", {"a": 1})])
    assert hash_questions([plain]) != hash_questions([Question("q", "apa?", {"a": 1}, "lay")])
    assert hash_questions([plain]) == hash_questions([Question("q", "apa?", {"b": 1})])
    assert hash_qrels([plain]) != hash_qrels([Question("q", "apa?", {"a": 2})])
    assert hash_passages([Passage("a", "x")]) != hash_passages([Passage("a", "y")])
