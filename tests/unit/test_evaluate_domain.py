"""Our own questions: halves, filters, which hit answers which provision, and refusals."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluate.domain import (
    DomainQuestion,
    Judge,
    find_half,
    fuse_naively,
    is_refused,
    load_questions,
    measure_pin,
    parse_filters,
    read_answer,
)
from kb.knowledge_base import KnowledgeBase
from kb.model import Chunk, Filters, Hit, Quote, Ranks, SearchResult, Span
from kb.model.errors import ConfigError

INPRES = "inpres-2-2021"
GOLD = (INPRES, "diktum-kedua.angka-3")
KEY = "inpres-2-2021#diktum-kedua.angka-3"


def ask(gold: dict[tuple[str, str], int]) -> DomainQuestion:
    return DomainQuestion("q", "lay", "gubernur melapor", gold, Filters())


def judge_of(base: KnowledgeBase, question: DomainQuestion) -> Judge:
    return Judge(base, [question])


def find_hit(base: KnowledgeBase, locator: str, rank: int = 1) -> Hit:
    """Return a hit whose chunk and quote are both the provision."""
    page = base.get_provision(INPRES, locator)
    version, span = page.document.version, page.provision.span
    chunk = Chunk(f"{INPRES}@{version[:12]}#{locator}", INPRES, version, locator, 0, span, page.text, (), page.text)
    return Hit(rank, 1.0, Ranks(None, 1), chunk, page.citation)


def quoting(hit: Hit, span: Span) -> Hit:
    quote = Quote("", "", "", span.start, span.end)
    return replace(hit, citation=replace(hit.citation, quote=quote))


def result_of(*hits: Hit, **diagnostics: Any) -> SearchResult:
    return SearchResult("q", "hybrid", len(hits), hits, diagnostics)


def test_hit_at_the_gold_provision_is_exact(small_base: KnowledgeBase) -> None:
    answer = read_answer(result_of(find_hit(small_base, GOLD[1])), ask({GOLD: 1}), judge_of(small_base, ask({GOLD: 1})))
    assert (answer.keys, answer.exact) == ([KEY], frozenset({KEY}))


def test_hit_inside_the_gold_provision_is_exact(small_base: KnowledgeBase) -> None:
    question = ask({(INPRES, "diktum-kedua"): 1})
    answer = read_answer(result_of(find_hit(small_base, GOLD[1])), question, judge_of(small_base, question))
    assert (answer.keys, answer.exact) == ([f"{INPRES}#diktum-kedua"], frozenset({f"{INPRES}#diktum-kedua"}))


def test_hit_that_holds_the_gold_but_quotes_elsewhere_counts_without_being_exact(small_base: KnowledgeBase) -> None:
    hit = find_hit(small_base, "diktum-kedua")
    hit = quoting(hit, Span(hit.chunk.span.start, hit.chunk.span.start + 5))
    answer = read_answer(result_of(hit), ask({GOLD: 1}), judge_of(small_base, ask({GOLD: 1})))
    assert (answer.keys, answer.exact) == ([KEY], frozenset())


def test_hit_elsewhere_is_none(small_base: KnowledgeBase) -> None:
    hit = find_hit(small_base, "diktum-pertama")
    answer = read_answer(result_of(hit), ask({GOLD: 1}), judge_of(small_base, ask({GOLD: 1})))
    assert answer.keys == [hit.chunk.id]


def test_second_hit_in_a_gold_keeps_its_rank_and_finds_nothing_new(small_base: KnowledgeBase) -> None:
    question = ask({(INPRES, "diktum-kedua"): 1, (INPRES, "diktum-pertama"): 1})
    hits = [find_hit(small_base, name) for name in ("diktum-kedua", GOLD[1], "diktum-pertama")]
    answer = read_answer(result_of(*hits), question, judge_of(small_base, question))
    assert answer.keys == [f"{INPRES}#diktum-kedua", hits[1].chunk.id, f"{INPRES}#diktum-pertama"]


def test_hit_in_a_gold_document_answers_the_whole_document(small_base: KnowledgeBase) -> None:
    question = ask({(INPRES, ""): 1})
    answer = read_answer(result_of(find_hit(small_base, "diktum-pertama")), question, judge_of(small_base, question))
    assert answer.exact == {f"{INPRES}#"}


def test_pin_is_the_share_of_found_golds_that_are_found_exactly(small_base: KnowledgeBase) -> None:
    exact, wide = replace(ask({GOLD: 1}), id="exact"), replace(ask({GOLD: 1}), id="wide")
    judge = judge_of(small_base, exact)
    holder = find_hit(small_base, "diktum-kedua")
    elsewhere = quoting(holder, Span(holder.chunk.span.start, holder.chunk.span.start + 5))
    answers = {
        "exact": read_answer(result_of(find_hit(small_base, GOLD[1])), exact, judge),
        "wide": read_answer(result_of(elsewhere), wide, judge),
    }
    assert measure_pin([exact, wide], answers) == 0.5


def test_gold_that_is_not_held_is_refused_by_name(small_base: KnowledgeBase) -> None:
    with pytest.raises(ConfigError, match="inpres-2-2021#pasal-99"):
        judge_of(small_base, ask({(INPRES, "pasal-99"): 1}))


def test_naive_fusion_of_hits_adds_both_legs(small_base: KnowledgeBase) -> None:
    first, second, third = (find_hit(small_base, name) for name in ("diktum-pertama", "diktum-kedua", GOLD[1]))
    fused = fuse_naively({"q": result_of(first, second)}, {"q": result_of(second, third)})["q"]
    assert [hit.chunk.id for hit in fused.hits] == [second.chunk.id, first.chunk.id, third.chunk.id]
    assert [hit.rank for hit in fused.hits] == [1, 2, 3]


def test_refusal_is_no_hit_or_the_systems_own_word(small_base: KnowledgeBase) -> None:
    hit = find_hit(small_base, GOLD[1])
    assert is_refused(result_of())
    assert is_refused(result_of(hit, answerable=False))
    assert not is_refused(result_of(hit, answerable=True))
    assert not is_refused(result_of(hit))


def test_filters_of_a_question_become_the_searchs() -> None:
    found = parse_filters({"kind": "se", "year": [2024, 2025], "date_from": "2024-01-02", "place": []})
    assert found == Filters(kind=("se",), year=(2024, 2025), date_from=date(2024, 1, 2))


def row(**values: Any) -> str:
    given = {"id": "lay-1", "class": "lay", "question": "apa?", "gold": [{"document": "a", "locator": "b"}]}
    return json.dumps(given | values)


def test_load_questions_reads_one_half(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(row(id=f"lay-{n}") for n in range(20)), encoding="utf-8")
    halves = {half: {question.id for question in load_questions(path, half)} for half in ("dev", "test", "all")}
    assert halves["dev"] | halves["test"] == halves["all"]
    assert not halves["dev"] & halves["test"]
    assert all(find_half(name) == "dev" for name in halves["dev"])
    assert load_questions(path, "all")[0].gold == {("a", "b"): 1}


@pytest.mark.parametrize("text", ["{", row(filters={"colour": "red"}), '{"id": "x"}'])
def test_load_questions_of_a_damaged_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="be read"):
        load_questions(path, "all")
