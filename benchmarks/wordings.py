"""Ask our own development questions in other words: in English, or as people talk.

    python -m benchmarks.wordings {english,spoken} --corpus CORPUS --cache CACHE [--show]

``domain/english.tsv`` and ``domain/spoken.tsv`` say them anew, one a line: id, tab, question. The answers are the same,
and only questions of the development half are there, so that whoever writes glossaries may look: ``--show`` lists those
whose answers aren't all among the first ten, but odd numbers only. The even ones, worded by somebody else, tell
whether what was written for those helps others too. The final table isn't touched by either.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.evaluate import Plan, domain
from benchmarks.evaluate.measures import Scores, mean, score_run
from benchmarks.evaluate.run import STARTER, open_base
from kb.knowledge_base import KnowledgeBase
from kb.model.settings import Settings

FOLDER = Path(__file__).parent / "domain"
LEGS = ("bm25", "sparse", "dense", "fused")


def load_wordings(name: str) -> list[domain.DomainQuestion]:
    """Say the development questions as a table words them.

    Raises:
        KeyError: a line is none of them.
    """
    known = {question.id: question for question in domain.load_questions(FOLDER / "questions.jsonl", "dev")}
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [replace(known[key], text=text) for key, text in (line.split("\t") for line in lines)]


def may_look(question_id: str) -> bool:
    """Say whether a question may be looked at by who writes a glossary.

    Example:
        >>> may_look("lay-001"), may_look("lay-002")
        (True, False)
    """
    return int(question_id.rpartition("-")[2]) % 2 == 1


def score_leg(base: KnowledgeBase, judge: domain.Judge, asked: Sequence[domain.DomainQuestion], leg: str) -> Scores:
    answers = domain.read_answers(domain.ask_questions(base, asked, leg), asked, judge)
    return score_run([one.to_question() for one in asked], {key: answer.keys for key, answer in answers.items()})


def format_means(scores: Scores, ids: Sequence[str]) -> str:
    return " | ".join(f"{mean({key: scores[measure][key] for key in ids}):.3f}" for measure in ("nDCG@10", "R@10"))


def list_missed(recall: Mapping[str, float], asked: Iterable[domain.DomainQuestion]) -> str:
    return "\n".join(f"{one.id} {recall[one.id]:.2f} {one.text}" for one in asked if recall[one.id] < 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wording", choices=("english", "spoken"))
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="list the questions whose answers aren't all there")
    options = parser.parse_args()
    asked = load_wordings(options.wording)
    kept = [one.id for one in asked if not may_look(one.id)]
    plan = Plan(cache=options.cache, corpora=(STARTER, options.corpus))
    with open_base("", plan, Settings.from_env(os.environ), lambda text: print(text, file=sys.stderr)) as base:
        judge = domain.Judge(base, asked)
        scores = {leg: score_leg(base, judge, asked, leg) for leg in LEGS}
    print(f"{len(asked)} questions | nDCG@10 | R@10 | {len(kept)} never listed: nDCG@10 | R@10")
    for leg, of in scores.items():
        print(f"{leg} | {format_means(of, [one.id for one in asked])} | {format_means(of, kept)}")
    if options.show:
        print(list_missed(scores["fused"]["R@10"], (one for one in asked if may_look(one.id))))


if __name__ == "__main__":
    main()
