"""The pair encoder: reads a question and a passage together and says how well the one answers the other.

Used by ``training.train``; needs nothing but torch and numpy. Its body begins as an embedding body's; three further
outputs tell whether a text follows from another, is neutral to it or contradicts it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.body import Body
from training.packed import Ints, Kind, Packed, unsort

OUTPUTS = 4
"""How well it answers; then follows, neutral, contradicts."""

QUESTION_LENGTH, PAIR_LENGTH = 64, 224
BUCKET = 60_000
WRONG_OWN = 5
"""Wrong answers that a list takes from a pair's own, where it has such."""

ANSWERED_SHARE = 0.3
"""Weight of the loss of single pairs beside that of lists: the score's zero is to tell answers from others."""


class Reader(nn.Module):
    """A body with a head over the mean of a pair's states.

    Args:
        body: begins as an embedding body's; the second side's type begins as the first's.
        head: of an earlier reader; None for a new one.
    """

    def __init__(self, body: Body, head: Mapping[str, Tensor] | None = None) -> None:
        super().__init__()
        width = body.weights["emb__type"].shape[1]
        self.body, self.dense, self.out = body, nn.Linear(width, width), nn.Linear(width, OUTPUTS)
        if head is None:
            nn.init.eye_(self.dense.weight)
            nn.init.zeros_(self.dense.bias)
            nn.init.normal_(self.out.weight, std=0.02)
            nn.init.zeros_(self.out.bias)
            with torch.no_grad():
                body.weights["emb__type"][1] = body.weights["emb__type"][0]
        else:
            with torch.no_grad():
                for name, value in self.head().items():
                    value.copy_(head[name])

    def head(self) -> dict[str, Tensor]:
        """Give the head's tensors by name."""
        parts = {"head.dense": self.dense, "head.out": self.out}
        return {
            f"{name}.{kind}": getattr(part, kind).data for name, part in parts.items() for kind in ("weight", "bias")
        }

    def forward(self, ids: Tensor, own: Tensor, types: Tensor) -> Tensor:
        """Give the outputs of pairs: pairs × ``OUTPUTS``."""
        hidden = self.body(ids, own, types).float()
        weights = own[:, :, None].float()
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return self.out(torch.tanh(self.dense(mean)))  # type: ignore[no-any-return]

    def read(self, packed: Packed, lefts: Ints, rights: Ints, room: int = BUCKET) -> Tensor:
        """Give the outputs of pairs of texts, those of like length together."""
        sizes = np.minimum(packed.lengths[lefts], QUESTION_LENGTH) + packed.lengths[rights] + 3
        order = list(packed.buckets(np.minimum(sizes, PAIR_LENGTH), room))
        made = [self(*packed.fill_pairs(lefts[rows], rights[rows], QUESTION_LENGTH, PAIR_LENGTH)) for rows in order]
        return torch.cat(made)[unsort(order, packed.device)]


def draw_lists(kind: Kind, lists: int, size: int, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw questions with a right passage and wrong ones.

    Returns:
        Questions, and questions × passages, the right one first; -1 where there are no more wrong ones.
    """
    rows = chance.choice(len(kind), min(lists, len(kind)), replace=False)
    assert kind.neighbours is not None
    near = kind.neighbours[rows]
    found = np.where(near >= 0, kind.right[near], -1)
    if kind.wrong is not None:
        own = _shuffle(kind.wrong[rows], chance)[:, :WRONG_OWN]
        found = np.concatenate([own, _shuffle(found, chance)], axis=1)
        found = np.take_along_axis(found, np.argsort(found < 0, axis=1, kind="stable"), axis=1)
    else:
        found = _shuffle(found, chance)
    found = found[:, : size - 1]
    right = kind.right[rows][:, None]
    found = np.where(found == right, -1, found)
    if kind.alike is not None:
        is_right = (found[:, :, None] == kind.alike[rows][:, None, :]).any(axis=2)
        found = np.where(is_right, -1, found)
    return kind.left[rows], np.concatenate([right, found], axis=1).astype(np.int32)


def _shuffle(values: Ints, chance: np.random.Generator) -> Ints:
    """Bring each row's texts into a chance order, -1 last."""
    order = np.argsort(chance.random(values.shape) + (values < 0), axis=1)
    return np.take_along_axis(values, order, axis=1)


def list_loss(reader: Reader, packed: Packed, questions: Ints, passages: Ints) -> Tensor:
    """Weigh how well the right passage is told from its list's others, and each pair by itself."""
    is_there = passages >= 0
    lefts = np.broadcast_to(questions[:, None], passages.shape)[is_there]
    made = reader.read(packed, lefts.astype(np.int32), passages[is_there])[:, 0]
    mask = torch.from_numpy(is_there).to(packed.device)
    scores = torch.full(passages.shape, float("-inf"), device=packed.device).masked_scatter(mask, made)
    told = functional.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.long, device=packed.device))
    others = scores[:, 1:][mask[:, 1:]]
    wrong = functional.softplus(others).sum() / max(1, len(others))
    return told + ANSWERED_SHARE * (functional.softplus(-scores[:, 0]).mean() + wrong)


def judged_loss(reader: Reader, packed: Packed, rows: int, chance: np.random.Generator) -> Tensor:
    """Weigh the verdicts on inferences and on paragraphs that answer or don't."""
    inferences = packed.inferences[chance.choice(len(packed.inferences), rows, replace=False)]
    answered = packed.answered[chance.choice(len(packed.answered), rows, replace=False)]
    both = np.concatenate([inferences, answered])
    made = reader.read(packed, both[:, 0], both[:, 1])
    verdicts = torch.from_numpy(inferences[:, 2].astype(np.int64)).to(packed.device)
    is_answered = torch.from_numpy(answered[:, 2]).to(packed.device).float()
    inferred = functional.cross_entropy(made[:rows, 1:], verdicts)
    return inferred + functional.binary_cross_entropy_with_logits(made[rows:, 0], is_answered)
