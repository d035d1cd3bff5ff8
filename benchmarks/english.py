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
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kb.config import Settings
from kb.evaluate import Plan, domain
from kb.evaluate.measures import mean, score_run
from kb.evaluate.run import STARTER, open_base

FOLDER = Path(__file__).parent / "domain"
LEGS = ("bm25", "sparse", "dense", "fused")


def load_english() -> list[domain.DomainQuestion]:
    """Say the development questions in English.

    Raises:
        KeyError: a line is none of them.
    """
    known = {question.id: question for question in domain.load_questions(FOLDER / "questions.jsonl", "dev")}
    return [replace(known[key], text=text) for key, text in read_lines()]


def read_lines() -> Iterator[tuple[str, str]]:
    for line in (FOLDER / "english.tsv").read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition("\t")
        yield key, text


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
        questions = [question.to_question() for question in asked]
        print(f"{len(asked)} questions | nDCG@10 | R@10")
        for leg in LEGS:
            answers = domain.read_answers(domain.ask_questions(base, asked, leg), asked, judge)
            scores = score_run(questions, {key: answer.keys for key, answer in answers.items()})
            print(f"{leg} | {mean(scores['nDCG@10']):.3f} | {mean(scores['R@10']):.3f}")
    if options.show:
        lost = [question for question in asked if scores["R@10"][question.id] < 1.0]
        print("\n".join(f"{question.id} {scores['R@10'][question.id]:.2f} {question.text}" for question in lost))


if __name__ == "__main__":
    main()
