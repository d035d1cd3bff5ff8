"""Measure a body, and a pair encoder over its lists, on the packed development sets.

Used by ``training.train``; needs nothing but torch and numpy. Figures are for choosing; those of a finished model come
from ``training.evaluate`` and ``benchmarks.evaluate``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from training.body import Body
from training.objective import PASSAGE_CUT, QUESTION_CUT, Made, make, score_parts
from training.packed import Ints, Packed, Trial

DEPTH = 10
READ = 20
"""Passages of a list that a pair encoder reads."""

PART = 1_024
PASSAGE_LENGTH = 256

Judge = Callable[[Ints, Ints], Tensor]
"""Scores questions against passages, pair by pair, both as numbers of texts."""


@torch.no_grad()
def rank(body: Body, packed: Packed, trial: Trial) -> tuple[Tensor, Tensor]:
    """Score all passages of a development set, by whole vectors and by parts: questions × passages each."""
    asked = make(body, packed, trial.questions, PASSAGE_LENGTH, QUESTION_CUT)
    whole, parts = [], []
    for at in range(0, len(trial.texts), PART):
        given: Made = make(body, packed, trial.texts[at : at + PART], PASSAGE_LENGTH, PASSAGE_CUT)
        whole.append(asked.whole @ given.whole.T)
        parts.append(score_parts(asked, given))
    return torch.cat(whole, 1), torch.cat(parts, 1)


def measure(scores: Tensor, trial: Trial) -> tuple[float, float]:
    """Average nDCG@10 and the share of questions with a right answer in the first place."""
    best = scores.topk(min(DEPTH, scores.shape[1]), dim=1).indices.cpu().numpy()
    right = _find_right(trial)
    gains, firsts = [], []
    discounts = 1.0 / np.log2(np.arange(2, DEPTH + 2))
    for row, answers in zip(best, right, strict=True):
        hits = np.array([number in answers for number in row], dtype=np.float64)
        ideal = discounts[: max(1, min(DEPTH, len(answers)))].sum()
        gains.append(float((hits * discounts[: len(hits)]).sum() / ideal))
        firsts.append(float(hits[0]))
    return float(np.mean(gains)), float(np.mean(firsts))


def _find_right(trial: Trial) -> list[set[int]]:
    right: list[set[int]] = [set() for _ in trial.questions]
    for asked, answer in trial.gold:
        right[asked].add(int(answer))
    return right


def try_body(body: Body, packed: Packed) -> Iterator[str]:
    """Tell nDCG@10 and R@1 of each development set, by whole vectors and by parts."""
    was_training = body.training
    body.eval()
    for trial in packed.trials:
        whole, parts = rank(body, packed, trial)
        figures = [measure(scores, trial) for scores in (whole, parts)]
        told = [
            f"{label} {gain:.3f} (R@1 {first:.3f})"
            for label, (gain, first) in zip(("whole", "parts"), figures, strict=True)
        ]
        yield f"{trial.name}: {', '.join(told)}"
    body.train(was_training)


@torch.no_grad()
def try_judge(judge: Judge, body: Body, packed: Packed) -> Iterator[str]:
    """Tell the same of lists that a pair encoder read the beginning of: by its score, and by it and the list's own."""
    for trial in packed.trials:
        whole, parts = rank(body, packed, trial)
        before = _standard(whole) + _standard(parts)
        best = before.topk(min(READ, before.shape[1]), dim=1)
        read = best.indices.cpu().numpy()
        lefts = np.repeat(trial.questions, read.shape[1])
        scores = judge(lefts, trial.texts[read.ravel()]).view(read.shape)
        lifted = before.scatter(1, best.indices, scores - scores.amin() + before.amax() + 1.0)
        mixed = before.scatter(1, best.indices, _standard(scores) + _standard(best.values) + before.amax() + 9.0)
        told = zip(("before", "read", "mixed"), (before, lifted, mixed), strict=True)
        figures = [(label, *measure(scores, trial)) for label, scores in told]
        yield f"{trial.name}: " + ", ".join(f"{label} {gain:.3f} (R@1 {first:.3f})" for label, gain, first in figures)


def _standard(scores: Tensor) -> Tensor:
    return (scores - scores.mean(1, keepdim=True)) / scores.std(1, keepdim=True).clamp(min=1e-6)
