"""Our own questions on a knowledge base: gold by document and locator, never by chunk id.

How an answer is judged:

- A hit answers a gold provision when its citation's pinpoint is that provision or lies inside it (*exact*), or when its
  chunk holds that provision whole while the quote stands elsewhere in it (*wide*). Both count in full in the measures:
  the reader has the answer verbatim in front of them, and no chunk is longer than a setting allows. How many of the
  golds that are found in the first ten are found exactly is told beside them (``pin@10``), so that neither long
  chunks nor badly chosen quotes can hide.
- A gold provision is found once: a later hit in it is neither a second find nor left out of the ranking.
- A question without gold has no answer in the corpus. The system recognises that when it returns no hit, or when
  ``SearchResult.diagnostics["answerable"]`` is False. A search that can't tell leaves the key out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.evaluate.legs import ASKED, LEGS
from benchmarks.evaluate.reciprocal import fuse
from benchmarks.evaluate.sets import Question
from kb.knowledge_base import KnowledgeBase, SearchResult
from kb.model import Filters, Hit, Span
from kb.model.errors import ConfigError, NotFound
from kb.search.legs import LEG_DEPTH

MODES = {**LEGS, "auto": "auto"}
"""Name in the table → search mode. ``auto`` is what a user gets: citations go straight to their provision."""

Results = Mapping[str, SearchResult]
"""Question id → what the search returned."""

PINNED = 10
"""How far down ``pin@10`` looks."""


@dataclass(frozen=True, slots=True)
class DomainQuestion:
    """One question of ours.

    Args:
        kind: its class: ``citation``, ``lay`` …, as the file names them.
        gold: (document id, locator) → grade; an empty locator is the whole document. Empty: no answer in the corpus.
    """

    id: str
    kind: str
    text: str
    gold: Mapping[tuple[str, str], int]
    filters: Filters

    def to_question(self) -> Question:
        """Say the same with one key per gold provision, as the measures want it."""
        return Question(
            self.id, self.text, {format_key(*place): grade for place, grade in self.gold.items()}, self.kind
        )


class Answer(NamedTuple):
    """What a search made of a question.

    Args:
        keys: gold keys where they were found, chunk ids elsewhere, best first.
        exact: gold keys found in the first hits by their very pinpoint.
        refused: the system says that nothing here answers it.
    """

    keys: list[str]
    exact: frozenset[str]
    refused: bool


def find_modes() -> list[str]:
    """List the legs that this product can be asked on."""
    return [leg for leg, mode in MODES.items() if mode in ASKED]


def format_key(document_id: str, locator: str) -> str:
    """Name a gold provision."""
    return f"{document_id}#{locator}"


def load_questions(path: Path, half: str) -> list[DomainQuestion]:
    """Read one half of the questions.

    Args:
        path: JSON lines with ``id, class, question, gold, filters``.
        half: ``dev``, ``test`` or ``all``.

    Raises:
        ConfigError: the file can't be read.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        questions = [_parse_question(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ConfigError(f"{path} can't be read: {exc!r}", "It holds one question as JSON per line.") from exc
    return [question for question in questions if half in ("all", find_half(question.id))]


def find_half(question_id: str) -> str:
    """Say which half a question belongs to; its id alone decides, so that a new question moves no other.

    Example:
        >>> {find_half("lay-001"), find_half("lay-002")} <= {"dev", "test"}
        True
    """
    return "dev" if int(sha256(question_id.encode()).hexdigest(), 16) % 2 == 0 else "test"


def _parse_question(row: Mapping[str, Any]) -> DomainQuestion:
    gold = {(place["document"], place.get("locator", "")): int(place.get("grade", 1)) for place in row["gold"]}
    return DomainQuestion(row["id"], row["class"], row["question"], gold, parse_filters(row.get("filters") or {}))


def parse_filters(values: Mapping[str, Any]) -> Filters:
    """Make filters of plain JSON values; a single value stands for a list of one.

    Raises:
        KeyError: a filter has no such name.
    """
    names = {entry.name for entry in fields(Filters)}
    unknown = set(values) - names
    if unknown:
        raise KeyError(f"no filter {', '.join(sorted(unknown))}")
    return Filters(**{name: _parse_value(name, value) for name, value in values.items() if value})


def _parse_value(name: str, value: Any) -> Any:
    if name.startswith("date_"):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else (value,)


def hash_filters(questions: Iterable[DomainQuestion]) -> list[str]:
    """Describe what narrows each question, for the hash of what is asked."""
    return [json.dumps([question.id, repr(question.filters)]) for question in questions]


class Judge:
    """Say which gold provisions a hit answers.

    Raises:
        ConfigError: a gold provision isn't held; such qrels would count every system down.
    """

    def __init__(self, base: KnowledgeBase, questions: Sequence[DomainQuestion]) -> None:
        self._spans: dict[tuple[str, str], Span] = {}
        missing = []
        for place in sorted({place for question in questions for place in question.gold}):
            try:
                self._spans[place] = _find_span(base, *place)
            except NotFound:
                missing.append(format_key(*place))
        if missing:
            raise ConfigError(
                f"{len(missing)} gold provisions aren't held: {', '.join(missing[:10])}.",
                "Ingest the corpus that the questions are on, or mend the questions.",
            )

    def find_exact(self, hit: Hit, gold: Iterable[tuple[str, str]]) -> set[str]:
        """List the golds that hold the hit's whole quote: then its pinpoint is one of them, or lies inside."""
        quote = Span(hit.citation.quote.start, hit.citation.quote.end)
        return {format_key(*place) for place in _of(hit, gold) if self._spans[place].contains(quote)}

    def find_covered(self, hit: Hit, gold: Iterable[tuple[str, str]]) -> set[str]:
        """List the golds that the hit answers exactly or whose whole text its chunk holds."""
        places = _of(hit, gold)
        wide = {format_key(*place) for place in places if hit.chunk.span.contains(self._spans[place])}
        return wide | self.find_exact(hit, places)


def _of(hit: Hit, gold: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [place for place in gold if place[0] == hit.chunk.document_id]


def _find_span(base: KnowledgeBase, document_id: str, locator: str) -> Span:
    """Return the provision's stretch of text, without the blank space around it, as chunks are cut."""
    if not locator:
        return Span(0, len(base.get_document(document_id).text))
    view = base.get_provision(document_id, locator)
    start = view.provision.span.start + len(view.text) - len(view.text.lstrip())
    return Span(start, start + len(view.text.strip()))


def ask_questions(base: KnowledgeBase, questions: Sequence[DomainQuestion], leg: str) -> Results:
    """Ask every question on one leg."""
    return {question.id: base.search(question.text, question.filters, LEG_DEPTH, MODES[leg]) for question in questions}


def fuse_naively(dense: Results, words: Results) -> Results:
    """Fuse the hits of the dense leg and of plain BM25 by reciprocal ranks with equal weights."""
    return {key: _fuse_hits(dense[key], words[key]) for key in dense}


def _fuse_hits(dense: SearchResult, words: SearchResult) -> SearchResult:
    hits = {hit.chunk.id: hit for hit in (*dense.hits, *words.hits)}
    legs = {"dense": [hit.chunk.id for hit in dense.hits], "bm25": [hit.chunk.id for hit in words.hits]}
    fused = fuse(legs, {"dense": 0.5, "bm25": 0.5})[:LEG_DEPTH]
    return replace(dense, hits=tuple(replace(hits[item.key], rank=rank) for rank, item in enumerate(fused, start=1)))


def read_answers(results: Results, questions: Sequence[DomainQuestion], judge: Judge) -> dict[str, Answer]:
    """Judge every question's hits."""
    return {question.id: read_answer(results[question.id], question, judge) for question in questions}


def read_answer(result: SearchResult, question: DomainQuestion, judge: Judge) -> Answer:
    """Turn hits into keys that the measures can compare with the gold."""
    keys: dict[str, None] = {}
    exact: set[str] = set()
    for hit in result.hits:
        found = judge.find_covered(hit, question.gold)
        new = sorted(found - set(keys))
        keys.update(dict.fromkeys(new or [hit.chunk.id]))
        if hit.rank <= PINNED:
            exact |= judge.find_exact(hit, question.gold)
    return Answer(list(keys), frozenset(exact), is_refused(result))


def is_refused(result: SearchResult) -> bool:
    """Say whether the system holds that nothing here answers the question."""
    return not result.hits or result.diagnostics.get("answerable") is False


def measure_pin(questions: Sequence[DomainQuestion], answers: Mapping[str, Answer]) -> float:
    """Return which share of the golds found in the first hits is found by the very pinpoint; 1 when none is found."""
    exact = found = 0
    for question in questions:
        gold = {format_key(*place) for place in question.gold}
        here = gold & set(answers[question.id].keys[:PINNED])
        found += len(here)
        exact += len(here & answers[question.id].exact)
    return exact / found if found else 1.0
