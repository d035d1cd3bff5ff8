"""The claims of ``benchmarks/claims`` on the starter corpus with the real one over it: answers, halves, hard zeros."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

from kb.checking.claims import ClaimReport
from kb.knowledge_base import KnowledgeBase
from kb.model.settings import Settings
from kb.model.vocabulary import VERDICTS, ItemKind

CLAIMS = Path(__file__).resolve().parents[2] / "benchmarks" / "claims" / "claims.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in CLAIMS.read_text(encoding="utf-8").splitlines()]

LEAST_F1 = 0.90

Pairs = Sequence[tuple[str, str]]
"""(expected, answered)."""


def is_development(row: dict[str, Any]) -> bool:
    return int(hashlib.sha256(row["id"].encode()).hexdigest()[0], 16) % 2 == 0


def measure_f1(pairs: Pairs) -> float:
    scores = []
    for verdict in VERDICTS:
        hits = sum(a == b == verdict for a, b in pairs)
        errors = sum((a == verdict) != (b == verdict) for a, b in pairs)
        scores.append(2 * hits / (2 * hits + errors) if hits + errors else 1.0)
    return sum(scores) / len(scores)


def print_table(pairs: Pairs) -> None:
    counts = Counter(pairs)
    print(f"{'expected / answered':<20}" + "".join(f"{verdict:>17}" for verdict in VERDICTS))
    for expected in VERDICTS:
        print(f"{expected:<20}" + "".join(f"{counts[expected, answered]:>17}" for answered in VERDICTS))


def test_claims_are_balanced_and_complete() -> None:
    assert len(ROWS) >= 64
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(12 <= count <= 15 for count in Counter(row["verdict"] for row in ROWS).values())
    assert {kind for row in ROWS for kind in row["kinds"]} == set(get_args(ItemKind))
    for row in ROWS:
        assert row["verdict"] in VERDICTS
        quoted = re.findall(r'"([^"]+)"', row["text"])
        assert all(len(words.split()) <= 12 for words in quoted)


@pytest.fixture(scope="module")
def whole_base(
    tmp_path_factory: pytest.TempPathFactory, tiny_model: Path, real_corpus: Path
) -> Iterator[KnowledgeBase]:
    """The starter corpus with the real one over it, and a dense leg that knows nothing."""
    home = str(tmp_path_factory.mktemp("claims"))
    settings = Settings.from_env({"KB_HOME": home, "KB_DENSE_MODEL": str(tiny_model), "KB_DENSE_WEIGHT": "0.01"})
    with KnowledgeBase.open(settings) as base:
        base.ingest_starter()
        base.ingest([str(real_corpus)])
        yield base


@pytest.fixture(scope="module")
def reports(whole_base: KnowledgeBase) -> dict[str, ClaimReport]:
    return {row["id"]: whole_base.check_claims(row["text"]) for row in ROWS}


@pytest.mark.real
def test_evidence_of_every_claim_is_held(whole_base: KnowledgeBase) -> None:
    places = [(row["id"], place) for row in ROWS for place in row["evidence"]]
    assert len(places) > len(ROWS) // 2
    for name, place in places:
        document = whole_base.get_document(place["document"])
        assert place["locator"] in {"", *(one.locator for one in document.provisions)}, (name, place)


@pytest.mark.real
def test_claims_are_answered_as_a_careful_reader_would(reports: dict[str, ClaimReport]) -> None:
    pairs = [(row["verdict"], str(reports[row["id"]].verdict)) for row in ROWS]
    halves = {
        "development": [pair for row, pair in zip(ROWS, pairs, strict=True) if is_development(row)],
        "test": [pair for row, pair in zip(ROWS, pairs, strict=True) if not is_development(row)],
        "all": pairs,
    }
    for name, some in halves.items():
        right = sum(expected == answered for expected, answered in some)
        print(f"\n{name}: {len(some)} claims, {right} right, macro F1 {measure_f1(some):.3f}")
        print_table(some)
    assert measure_f1(pairs) >= LEAST_F1


@pytest.mark.real
def test_no_claim_that_a_reader_would_not_confirm_is_cocok(reports: dict[str, ClaimReport]) -> None:
    wrong = [row["id"] for row in ROWS if row["verdict"] != "cocok" and reports[row["id"]].verdict == "cocok"]
    assert wrong == []


@pytest.mark.real
def test_claim_with_another_digit_is_never_cocok(whole_base: KnowledgeBase, reports: dict[str, ClaimReport]) -> None:
    """Change each digit of each claim that is ``cocok``: of a figure, a year, an article, an instrument."""
    tried = 0
    for row in (one for one in ROWS if reports[one["id"]].verdict == "cocok"):
        text = row["text"]
        for match in re.finditer(r"\d", text):
            for step in (1, 5):
                digit = str((int(match[0]) + step) % 10)
                changed = text[: match.start()] + digit + text[match.end() :]
                assert whole_base.check_claims(changed).verdict != "cocok", changed
                tried += 1
    print(f"\n{tried} claims with one digit changed, none of them cocok")
    assert tried > 100


@pytest.mark.real
def test_every_answer_but_nothing_found_has_the_words_of_a_source(
    whole_base: KnowledgeBase, reports: dict[str, ClaimReport]
) -> None:
    items = [item for report in reports.values() for item in report.items]
    assert len(items) >= len(reports) > 0
    for item in items:
        assert item.reason.endswith(".")
        assert item.evidence or item.verdict in ("tidak ditemukan", "tidak konsisten"), item
        for citation in item.evidence:
            text = whole_base.get_document(citation.document_id, citation.version).text
            assert text[citation.quote.start : citation.quote.end] == citation.quote.exact
