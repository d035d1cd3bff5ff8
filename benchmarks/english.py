"""Ask our own development questions in English: how well does one find Indonesian texts without writing Indonesian?

    python -m benchmarks.english --corpus CORPUS --cache CACHE [--show]

``domain/english.tsv`` says them in English, one a line: id, tab, question. They have the same answers, and only
questions of the development half are there, so that whoever writes glossaries may look at every one (``--show`` lists
those whose answers aren't all among the first ten). The final table's English class isn't touched by it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kb.config import Settings
from kb.evaluate import Plan, domain
from kb.evaluate.measures import Scores, mean, score_run
from kb.evaluate.run import STARTER, open_base
from kb.knowledge_base import KnowledgeBase

FOLDER = Path(__file__).parent / "domain"
LEGS = ("bm25", "sparse", "dense", "fused")


def load_english() -> list[domain.DomainQuestion]:
    """Say the development questions in English.

    Raises:
        KeyError: a line is none of them.
    """
    known = {question.id: question for question in domain.load_questions(FOLDER / "questions.jsonl", "dev")}
    lines = (FOLDER / "english.tsv").read_text(encoding="utf-8").splitlines()
    return [replace(known[key], text=text) for key, text in (line.split("\t") for line in lines)]


def score_leg(base: KnowledgeBase, judge: domain.Judge, asked: Sequence[domain.DomainQuestion], leg: str) -> Scores:
    answers = domain.read_answers(domain.ask_questions(base, asked, leg), asked, judge)
    return score_run([one.to_question() for one in asked], {key: answer.keys for key, answer in answers.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="list the questions whose answers aren't all there")
    options = parser.parse_args()
    asked = load_english()
    plan = Plan(cache=options.cache, corpora=(STARTER, options.corpus))
    with open_base("", plan, Settings.from_env(os.environ), lambda text: print(text, file=sys.stderr)) as base:
        judge = domain.Judge(base, asked)
        scores = {leg: score_leg(base, judge, asked, leg) for leg in LEGS}
    print(f"{len(asked)} questions | nDCG@10 | R@10")
    for leg, of in scores.items():
        print(f"{leg} | {mean(of['nDCG@10']):.3f} | {mean(of['R@10']):.3f}")
    if options.show:
        recall = scores["fused"]["R@10"]
        print("\n".join(f"{one.id} {recall[one.id]:.2f} {one.text}" for one in asked if recall[one.id] < 1.0))


if __name__ == "__main__":
    main()
