"""Teach the student to see an Indonesian sentence where the teacher sees its translation.

The fifth step. ``python -m training.distil --work FOLDER --minutes N`` goes on where it was stopped and writes
``distilled``. Source: Reimers and Gurevych 2020, Making Monolingual Sentence Embeddings Multilingual: student(id)
and student(en) → teacher(en), by squared distance; beside it the translation is to be told from the batch's others.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from training.data import INTERFACE_SOURCES, MOST_WORDS, SEED, Pair, read_pairs
from training.student import (
    THREADS,
    Encoder,
    Stage,
    build_optimizer,
    contrast_loss,
    find_same,
    find_teacher,
    load_encoder,
    pick_device,
    save_encoder,
)

ENCODER_RATE = 6e-5
"""3e-4 on the layers destroys what the teacher left in them."""

EMBEDDING_RATE = 3e-4
TEMPERATURE = 0.05
LENGTH = 64
BATCH = 64

ENGLISH_EVERY = 3
"""The English side is learned in every third step: its pieces start as the teacher's, and it costs as much."""

WINDOW = 64
"""Batches within which pairs are sorted by length."""

INTERFACE_SHARE = 0.4
"""How many of software's own sentences are taken in an epoch: they are short, alike, and far from our field."""


@dataclass
class Plan:
    """Which pairs each step sees: shuffled by epoch, of like length within a batch.

    Args:
        lengths: of each pair, in characters.
        batch: pairs a step.
    """

    lengths: Sequence[int]
    batch: int
    _epoch: int = field(default=-1, init=False)
    _batches: list[list[int]] = field(default_factory=list, init=False)

    @property
    def steps(self) -> int:
        """How many whole batches an epoch has."""
        return max(1, len(self.lengths) // self.batch)

    def rows(self, step: int) -> list[int]:
        """Return the pairs of step n, the same whenever it is asked."""
        epoch, place = divmod(step, self.steps)
        if epoch != self._epoch:
            self._epoch, self._batches = epoch, self._shuffle(epoch)
        return self._batches[place]

    def _shuffle(self, epoch: int) -> list[list[int]]:
        chance = random.Random(SEED + epoch)
        order = list(range(len(self.lengths)))
        chance.shuffle(order)
        order = order[: self.steps * self.batch]
        window = WINDOW * self.batch
        batches = []
        for start in range(0, len(order), window):
            rows = sorted(order[start : start + window], key=lambda row: self.lengths[row])
            batches += [rows[at : at + self.batch] for at in range(0, len(rows), self.batch)]
        chance.shuffle(batches)
        return batches


def choose_pairs(pairs: Sequence[Pair], most_words: int) -> list[Pair]:
    """Thin out software's own sentences, evenly, and leave out what is longer than asked for.

    Args:
        most_words: of either side. A short pair says as much about its words as a long one, in less time.
    """
    chance = random.Random(SEED)
    kept = [pair for pair in pairs if max(len(pair.left.split()), len(pair.right.split())) <= most_words]
    return [pair for pair in kept if not pair.source.startswith(INTERFACE_SOURCES) or chance.random() < INTERFACE_SHARE]


def distil_loss(left: Tensor, goal: Tensor, right: Tensor | None, same: Tensor) -> Tensor:
    """Weigh how far the student is from the teacher.

    Args:
        left, right: student(id), student(en); the latter not in every step.
        goal: teacher(en).
        same: which pairs of the batch share a side.
    """
    loss = (left - goal).square().sum(-1).mean() + contrast_loss(left, goal, TEMPERATURE, same)
    if right is not None:
        loss = loss + (right - goal).square().sum(-1).mean()
    return loss


def distil(work: Path, minutes: float, epochs: int, batch: int, most_words: int, threads: int) -> Encoder:
    """Train the student on the aligned pairs; return it."""
    torch.manual_seed(SEED)
    device = pick_device(threads)
    teacher, student = load_encoder(find_teacher(), device), load_encoder(work / "student0", device)
    teacher.model.eval()
    pairs = choose_pairs(read_pairs(work / "pairs" / "aligned.jsonl"), most_words)
    plan = Plan([len(pair.left) + len(pair.right) for pair in pairs], batch)
    optimizer = build_optimizer(student.model, ENCODER_RATE, EMBEDDING_RATE)

    def step(number: int) -> tuple[Tensor, int]:
        rows = [pairs[row] for row in plan.rows(number)]
        lefts, rights = [pair.left for pair in rows], [pair.right for pair in rows]
        with torch.no_grad():
            goal = teacher(rights, LENGTH)
        right = student(rights, LENGTH) if number % ENGLISH_EVERY == 0 else None
        same = find_same(lefts, rights).to(device)
        return distil_loss(student(lefts, LENGTH), goal, right, same), len(rows)

    print(f"{len(pairs):,} pairs, {plan.steps} steps an epoch, on {device}", flush=True)
    Stage(student, optimizer, work / "distil.state", minutes).run(step, epochs * plan.steps)
    return student


def main() -> None:
    """Distil and save."""
    parser = argparse.ArgumentParser(description="Distil the teacher into the student.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=240.0, help="training time of this stage, over all runs")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--threads", type=int, default=THREADS, help="of the CPU")
    parser.add_argument("--words", type=int, default=MOST_WORDS, help="leave out longer pairs; 14 for a quick run")
    given = parser.parse_args()
    student = distil(given.work, given.minutes, given.epochs, given.batch, given.words, given.threads)
    save_encoder(student, given.work / "distilled")


if __name__ == "__main__":
    main()
