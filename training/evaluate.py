"""Measure a student on the development sets, to choose between checkpoints. ``benchmarks.evaluate`` makes final ones.

``python -m training.evaluate --model FOLDER --data FOLDER`` embeds by the folder's int8 ONNX model where there is
one, by torch otherwise, and ranks by whole vectors and by parts. Invariant: nothing of ``test/`` is read.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.embedding.encoder import ONNX_NAME, Embedding, OnnxEncoder, Side
from training.data import SEED, read_rows

LEGAL_QUESTIONS = 300
LEGAL_DISTRACTORS = 2_000
DEPTH = 10
LENGTH = 256

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str], Side], list[Embedding]]


@dataclass(frozen=True)
class Task:
    """Questions, a collection, and which of its texts answer each question, by position."""

    name: str
    questions: Sequence[str]
    texts: Sequence[str]
    gold: Sequence[frozenset[int]]


def load_questions(folder: Path, name: str) -> Task:
    """Load a whole development set."""
    corpus = list(read_rows(folder / "dev" / f"{name}_corpus.jsonl.gz"))
    queries = list(read_rows(folder / "dev" / f"{name}_queries.jsonl.gz"))
    place = {row["id"]: number for number, row in enumerate(corpus)}
    gold = [frozenset(place[one] for one in row["gold"]) for row in queries]  # type: ignore[attr-defined]
    return Task(name, [str(row["question"]) for row in queries], [str(row["text"]) for row in corpus], gold)


def sample_task(task: Task, questions: int, distractors: int) -> Task:
    """Take some questions, what answers them, and some of the rest: the same each time."""
    chance = random.Random(SEED)
    asked = sorted(chance.sample(range(len(task.questions)), min(questions, len(task.questions))))
    needed = {number for one in asked for number in task.gold[one]}
    others = [number for number in range(len(task.texts)) if number not in needed]
    kept = sorted(needed | set(chance.sample(others, min(distractors, len(others)))))
    place = {number: position for position, number in enumerate(kept)}
    return Task(
        f"{task.name}, {len(asked)} questions, {len(kept)} texts",
        [task.questions[one] for one in asked],
        [task.texts[number] for number in kept],
        [frozenset(place[number] for number in task.gold[one]) for one in asked],
    )


def load_translations(folder: Path) -> Task:
    """Load a set of translations: the Indonesian sentence is the question."""
    rows = list(read_rows(folder / "dev" / "bitext_pud.jsonl.gz"))
    gold = [frozenset([number]) for number in range(len(rows))]
    return Task("find the translation", [str(row["id"]) for row in rows], [str(row["en"]) for row in rows], gold)


def measure(scores: Floats, gold: Sequence[frozenset[int]]) -> dict[str, float]:
    """Average nDCG@10 and R@10 over questions.

    Args:
        scores: questions × texts.
    """
    gains, recalls = [], []
    discounts = 1.0 / np.log2(np.arange(2, DEPTH + 2))
    for row, right in zip(scores, gold, strict=True):
        best = np.argsort(-row, kind="stable")[:DEPTH]
        hits = np.array([number in right for number in best], dtype=np.float64)
        gains.append(float((hits * discounts[: len(hits)]).sum() / discounts[: min(DEPTH, len(right))].sum()))
        recalls.append(float(hits.sum() / len(right)))
    return {"nDCG@10": float(np.mean(gains)), "R@10": float(np.mean(recalls))}


def score_sparse(task: Task) -> Floats:
    """Score by our own BM25, for comparison."""
    from training.mine import score_passages

    return np.vstack([scores.toarray() for scores in score_passages(task.questions, task.texts)])


def score_whole(questions: Sequence[Embedding], texts: Sequence[Embedding]) -> Floats:
    """Score by the cosine of whole vectors: questions × texts."""
    left, right = (np.array([one.whole for one in side], dtype=np.float32) for side in (questions, texts))
    return np.asarray(left @ right.T, dtype=np.float32)


def score_parts(questions: Sequence[Embedding], texts: Sequence[Embedding]) -> Floats:
    """Score by parts, as an index does: the mean of each question part's best counterpart. Questions × texts."""
    left = np.concatenate([one.parts for one in questions]).astype(np.float32)
    firsts = np.cumsum([0, *(len(one.parts) for one in questions)])[:-1]
    counts = np.array([len(one.parts) for one in questions], dtype=np.float32)
    best = [(left @ one.parts.astype(np.float32).T).max(axis=1) for one in texts]
    return np.asarray(np.add.reduceat(np.stack(best, axis=1), firsts, axis=0) / counts[:, None], dtype=np.float32)


def load_encode(folder: Path) -> Encode:
    """Load whichever model a folder has, the int8 one first."""
    if (folder / ONNX_NAME).is_file():
        return OnnxEncoder(folder).encode
    from training.student import load_encoder, pick_device

    encoder = load_encoder(folder, pick_device())
    return lambda texts, side: encoder.embed(texts, side, LENGTH)


def main() -> None:
    """Measure and print a line for each set."""
    parser = argparse.ArgumentParser(description="Measure a student on the development sets.")
    parser.add_argument("--model", type=Path, help="folder; without one BM25 is measured")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=("tydi", "legal", "translations"), nargs="*")
    given = parser.parse_args()
    tasks = {
        "tydi": lambda: load_questions(given.data, "tydiqa_id"),
        "legal": lambda: sample_task(load_questions(given.data, "legal"), LEGAL_QUESTIONS, LEGAL_DISTRACTORS),
        "translations": lambda: load_translations(given.data),
    }
    encode = load_encode(given.model) if given.model else None
    for name in given.only or tasks:
        task = tasks[name]()
        for label, scores in _score(task, encode):
            found = " ".join(f"{name} {value:.3f}" for name, value in measure(scores, task.gold).items())
            print(f"{task.name}, {label}: {found}", flush=True)


def _score(task: Task, encode: Encode | None) -> Iterator[tuple[str, Floats]]:
    if encode is None:
        yield "BM25", score_sparse(task)
        return
    questions, texts = encode(task.questions, "query"), encode(task.texts, "document")
    yield "whole", score_whole(questions, texts)
    yield "parts", score_parts(questions, texts)


if __name__ == "__main__":
    main()
