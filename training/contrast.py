"""Teach the student which passage answers a question.

The sixth step. ``python -m training.contrast --work FOLDER --minutes N`` goes on where it was stopped and writes
``contrasted``. Each batch is of one kind, so that its other passages are hard to tell from the right one, and two
thirds of it are BM25 neighbours (``training.mine``). A fifth of the batches are translations, so that the two
languages stay together.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.data import SEED, Pair, read_pairs
from training.mine import draw_batch, mine_neighbours
from training.student import (
    THREADS,
    Encoder,
    Memory,
    Stage,
    build_optimizer,
    contrast_loss,
    find_same,
    load_encoder,
    pick_device,
    save_encoder,
)

ENCODER_RATE = 6e-5
EMBEDDING_RATE = 2e-4
TEMPERATURE = 0.05
QUESTION_LENGTH = 64
PASSAGE_LENGTH = 96

LONG_PASSAGE_LENGTH = 192
"""Pieces of a passage in the last part of the stage."""

LONG_SHARE = 0.25
"""How long that last part is: long passages cost twice as much and matter for the few that are."""

BATCH = 48

SEED_SHARE = 3
"""One in so many of a batch is drawn by chance; the others are neighbours."""

KINDS = {
    "questions": ("tydi", "squad", "idk_mrc"),
    "legal": ("penjelasan_pasal",),
    "asked": ("asked", "crops_plain"),
    "english": ("crops_english",),
    "crops": ("crops_news", "crops_legal", "judul_pasal", "summary_body"),
    "phrases": ("quora", "paws", "indonli", "informal"),
    "parallel": ("aligned",),
}
"""Kind → the sets that its batches are drawn from."""

SCHEDULE = (
    "questions asked legal english questions crops parallel asked questions english "
    "legal questions asked phrases questions english crops legal parallel questions"
).split()
"""The kinds in turn, one a step: 6 questions, 3 legal, 3 asked, 3 english, 2 crops, 2 parallel, 1 phrases in 20."""

REMEMBERED = 1_536
"""Passages of the batches before that count as wrong answers too: 32 batches, some two minutes on two cores."""


@dataclass(frozen=True)
class Pool:
    """The pairs of one kind, with each pair's neighbours (empty lists where none were mined)."""

    pairs: Sequence[Pair]
    neighbours: Sequence[Sequence[int]]

    def draw(self, size: int, chance: random.Random) -> list[Pair]:
        """Draw one batch."""
        seeds = size // SEED_SHARE if any(self.neighbours[:100]) else size
        return [self.pairs[row] for row in draw_batch(self.neighbours, size, seeds, chance)]


def load_pools(work: Path) -> dict[str, Pool]:
    """Load all kinds; neighbours are mined once and kept."""
    kept = work / "neighbours.pickle"
    if not kept.is_file():
        kept.write_bytes(pickle.dumps({kind: _mine(kind, _read_kind(work, kind)) for kind in KINDS}))
    neighbours = pickle.loads(kept.read_bytes())
    return {kind: Pool(_read_kind(work, kind), neighbours[kind]) for kind in KINDS}


def _read_kind(work: Path, kind: str) -> list[Pair]:
    return [pair for name in KINDS[kind] for pair in read_pairs(work / "pairs" / f"{name}.jsonl")]


def _mine(kind: str, pairs: Sequence[Pair]) -> list[list[int]]:
    if kind in {"parallel", "english"}:
        return [[] for _ in pairs]
    print(f"mining {len(pairs):,} pairs of kind {kind}", flush=True)
    return mine_neighbours(pairs)


def draw_step(pools: dict[str, Pool], number: int, batch: int) -> list[Pair]:
    """Draw the pairs of step n, the same whenever it is asked; translations are turned round by chance."""
    kind = SCHEDULE[number % len(SCHEDULE)]
    chance = random.Random(SEED * 1_000_003 + number)
    pairs = pools[kind].draw(batch, chance)
    if kind in {"parallel", "phrases"} and chance.random() < 0.5:
        return [Pair(pair.right, pair.left, pair.source) for pair in pairs]
    return pairs


def contrast(work: Path, start: Path, minutes: float, steps: int, batch: int, threads: int, rate: float) -> Encoder:
    """Train the student on all kinds; return it."""
    torch.manual_seed(SEED)
    device = pick_device(threads)
    pools = load_pools(work)
    student = load_encoder(start, device)
    memory = Memory(REMEMBERED)
    stage = Stage(
        student,
        build_optimizer(student.model, rate * ENCODER_RATE, rate * EMBEDDING_RATE),
        work / "contrast.state",
        minutes,
    )

    def step(number: int) -> tuple[Tensor, int]:
        pairs = draw_step(pools, number, batch)
        long = stage.share_done(steps) > 1.0 - LONG_SHARE
        lefts, rights = [pair.left for pair in pairs], [pair.right for pair in pairs]
        left = student.embed_sorted(lefts, QUESTION_LENGTH)
        right = student.embed_sorted(rights, LONG_PASSAGE_LENGTH if long else PASSAGE_LENGTH)
        others = memory.score(lefts, rights, left, TEMPERATURE)
        memory.keep(lefts, rights, right)
        return contrast_loss(left, right, TEMPERATURE, find_same(lefts, rights).to(device), others), len(pairs)

    print(", ".join(f"{kind} {len(pool.pairs):,}" for kind, pool in pools.items()), f"on {device}", flush=True)
    stage.run(step, steps)
    stage.take_average()
    return student


def main() -> None:
    """Mine, train and save."""
    parser = argparse.ArgumentParser(description="Train the student on questions and their passages.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="folder of the student to begin with; default WORK/distilled")
    parser.add_argument("--minutes", type=float, default=240.0, help="training time of this stage, over all runs")
    parser.add_argument("--steps", type=int, default=6_000)
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--rate", type=float, default=1.0, help="share of the learning rate: less for a second round")
    parser.add_argument("--threads", type=int, default=THREADS, help="of the CPU")
    given = parser.parse_args()
    start = given.start or given.work / "distilled"
    student = contrast(given.work, start, given.minutes, given.steps, given.batch, given.threads, given.rate)
    save_encoder(student, given.work / "contrasted")


if __name__ == "__main__":
    main()
