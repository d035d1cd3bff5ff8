"""Choose the fusion on the development questions: what each rule makes of the same two legs.

    python -m benchmarks.fusion --data FOLDER --corpus FOLDER --cache FOLDER [--model NAME]

Asks both legs once, through the product's index, and keeps what they return with their scores; then tries every rule on
it. Prints nDCG@10 for each rule on each development set and each class of our own questions, and by how much a rule
stays below the better leg at worst. Only development splits are read.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import pickle
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.evaluate import domain
from benchmarks.evaluate.legs import build_temporary_index
from benchmarks.evaluate.measures import mean, score_run
from benchmarks.evaluate.run import STARTER, Plan, open_base
from benchmarks.evaluate.sets import Question, load_public
from benchmarks.evaluate.vectors import CachedModel
from kb.embedding.dense import DenseModel
from kb.knowledge_base import KnowledgeBase
from kb.model import Filters
from kb.model.settings import Settings
from kb.search.legs import LEG_DEPTH, DenseLeg, QueryEmbedder, SparseLeg, is_citation
from kb.stores.index.contract import ChunkIndex

QUESTIONS = Path(__file__).parent / "domain" / "questions.jsonl"
PUBLIC = ("tydiqa_id", "legal", "bitext_pud_en_id")

Scores = Sequence[tuple[str, float]]
"""What a leg returned: key and score, best first."""


@dataclass(frozen=True)
class Case:
    """One question and what each leg made of it.

    Args:
        groups: chunk → provision, where several chunks are one answer; a key without an entry is its own.
        answers: provision → the gold keys that it answers; a key without an entry answers itself.
    """

    question: Question
    dense: Scores
    sparse: Scores
    groups: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)


Rule = Callable[[Case], Mapping[str, float]]
"""A case → score of every key that either leg returned."""


def collect(options: argparse.Namespace) -> dict[str, list[Case]]:
    """Ask both legs every development question; what was collected before is read from the cache."""
    model = CachedModel(options.model, options.cache, lambda done, total: tell(f"  {done} of {total} embedded"))
    key = hashlib.sha256(
        f"{model.fingerprint()} {options.set} {options.corpus} {QUESTIONS.read_text()}".encode()
    ).hexdigest()[:12]
    kept = options.cache / f"fusion-{key}.pickle"
    if kept.is_file() and not options.fresh:
        found: dict[str, list[Case]] = pickle.loads(kept.read_bytes())
        return found
    found = {name: collect_public(options.data, name, model) for name in options.set or PUBLIC}
    if options.corpus:
        for case in collect_domain(options):
            found.setdefault(f"domain {case.question.kind}", []).append(case)
    kept.write_bytes(pickle.dumps(found))
    return found


def collect_public(data: Path, name: str, model: DenseModel) -> list[Case]:
    tell(name)
    collection = load_public(data, name)
    with build_temporary_index(collection.passages, model) as index:
        return [Case(question, *ask(index, model, question.text, Filters())) for question in collection.questions]


def ask(index: ChunkIndex, model: DenseModel, text: str, filters: Filters) -> tuple[Scores, Scores]:
    """Ask both legs, as the search does."""
    asked = QueryEmbedder(model).run(text, "hybrid")
    dense = DenseLeg(index).run(asked, filters, LEG_DEPTH, "hybrid")
    return dense.scored, SparseLeg(index).run(asked, filters, LEG_DEPTH).scored


def collect_domain(options: argparse.Namespace) -> list[Case]:
    asked = domain.load_questions(QUESTIONS, "dev")
    plan = Plan(cache=options.cache, corpora=(STARTER, options.corpus))
    with open_base(options.model, plan, Settings.from_env(os.environ), tell) as base:
        judge = domain.Judge(base, asked)
        model = DenseModel(options.model)
        return [collect_case(base, judge, model, question) for question in asked]


def collect_case(base: KnowledgeBase, judge: domain.Judge, model: DenseModel, asked: domain.DomainQuestion) -> Case:
    # The index itself: no search mode returns the legs' scores.
    dense, sparse = ask(base._open_searcher().index, model, asked.text, asked.filters)
    groups = {key: key.rpartition("~")[0] or key for key, _ in (*dense, *sparse)}
    answers: dict[str, list[str]] = {}
    for mode in ("dense", "sparse"):
        for hit in base.search(asked.text, asked.filters, LEG_DEPTH, mode).hits:
            found = judge.find_covered(hit, asked.gold)
            answers.setdefault(groups[hit.chunk.id], []).extend(sorted(found))
    return Case(asked.to_question(), dense, sparse, groups, {key: found for key, found in answers.items() if found})


def rank(case: Case, scores: Mapping[str, float]) -> list[str]:
    """Order the keys and judge them: gold keys where they are found, other keys as they are."""
    keys: dict[str, None] = {}
    for key in sorted(scores, key=lambda key: (-scores[key], key)):
        group = case.groups.get(key, key)
        found = [gold for gold in case.answers.get(group, [group]) if gold not in keys]
        keys.update(dict.fromkeys(found or [group]))
    return list(keys)


def by_rank(weight: float, k: int) -> Rule:
    """Weigh reciprocal ranks (Cormack, Clarke and Büttcher 2009)."""

    def rule(case: Case) -> dict[str, float]:
        found: dict[str, float] = {}
        for share, leg in ((weight, case.dense), (1.0 - weight, case.sparse)):
            for place, (key, _) in enumerate(leg, start=1):
                found[key] = found.get(key, 0.0) + share / (k + place)
        return found

    return rule


Scale = Callable[[Scores], tuple[dict[str, float], float]]
"""A leg → its scores on a common scale, and what a key counts that it didn't return."""


def standardise(leg: Scores) -> tuple[dict[str, float], float]:
    """Subtract the mean and divide by the standard deviation; what is missing counts as the last."""
    values = [score for _, score in leg]
    middle, spread = statistics.fmean(values), statistics.pstdev(values) or 1.0
    found = {key: (score - middle) / spread for key, score in leg}
    return found, min(found.values())


def stretch(leg: Scores) -> tuple[dict[str, float], float]:
    """Put the last at 0 and the first at 1 (relative score fusion)."""
    low, high = leg[-1][1], leg[0][1]
    return {key: (score - low) / ((high - low) or 1.0) for key, score in leg}, 0.0


def by_score(weight: float, scale: Scale) -> Rule:
    """Weigh scaled scores."""

    def rule(case: Case) -> dict[str, float]:
        found: dict[str, float] = dict.fromkeys([key for key, _ in (*case.dense, *case.sparse)], 0.0)
        for share, leg in ((weight, case.dense), (1.0 - weight, case.sparse)):
            scaled, missing = scale(leg) if leg else ({}, 0.0)
            for key in found:
                found[key] += share * scaled.get(key, missing)
        return found

    return rule


def by_class(weight: float, coded: float, scale: Scale) -> Rule:
    """Weigh scaled scores; a question with a citation or a number of one leans on the sparse leg."""
    rules = {True: by_score(coded, scale), False: by_score(weight, scale)}
    return lambda case: rules[is_citation(case.question.text)](case)


def build_rules() -> dict[str, Rule]:
    rules: dict[str, Rule] = {"sparse alone": by_rank(0.0, 60), "dense alone": by_rank(1.0, 60)}
    for k in (10, 60):
        rules |= {f"ranks, k {k}, dense {w:.2f}": by_rank(w, k) for w in (0.3, 0.4, 0.5, 0.6, 0.7)}
    scales = {"z-scores": standardise, "relative": stretch}
    for name, scale in scales.items():
        rules |= {f"{name}, dense {w:.2f}": by_score(w, scale) for w in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)}
    for share, coded in ((0.5, 0.2), (0.55, 0.0), (0.55, 0.2), (0.55, 0.3), (0.6, 0.2), (0.6, 0.3)):
        rules[f"z-scores, dense {share:.2f}, with a citation {coded:.2f}"] = by_class(share, coded, standardise)
    return rules


def measure(cases: Sequence[Case], rule: Rule) -> float:
    run = {case.question.id: rank(case, rule(case)) for case in cases}
    return mean(score_run([case.question for case in cases], run)["nDCG@10"])


def report(found: Mapping[str, list[Case]], rules: Mapping[str, Rule]) -> None:
    """Print the table: sets as columns, rules as lines; the last column is the worst loss against the better leg."""
    sets = {name: kept for name, cases in found.items() if (kept := [case for case in cases if case.question.gold])}
    everything = [case for name, cases in sets.items() if name.startswith("domain") for case in cases]
    sets |= {"domain": everything} if everything else {}
    print("rule | " + " | ".join(f"{name} ({len(cases)})" for name, cases in sets.items()) + " | worst")
    best = dict.fromkeys(sets, -math.inf)
    for name, rule in rules.items():
        values = {of: measure(cases, rule) for of, cases in sets.items()}
        if name.endswith("alone"):
            best = {of: max(best[of], values[of]) for of in sets}
        worst = min(values[of] - best[of] for of in sets)
        print(f"{name} | " + " | ".join(f"{value:.3f}" for value in values.values()) + f" | {worst:+.3f}", flush=True)


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--corpus", default="")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--set", action="append", help="only this public set; may be repeated")
    parser.add_argument("--fresh", action="store_true", help="ask the legs again")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    report(collect(options), build_rules())


if __name__ == "__main__":
    main()
