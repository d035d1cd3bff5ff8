"""What training asks for: tell a question's passage from others, by whole vectors and by parts.

Used by ``training.train``; needs nothing but torch and numpy. Parts are those of the product (``CUTS``): the means of
overlapping stretches of a text's states, each of a question's looking for its best counterpart (Khattab and Zaharia
2020). The two losses are added up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.body import Body
from training.packed import Ints, Packed, unsort

TEMPERATURE = 0.03
QUESTION_CUT, PASSAGE_CUT = (4, 2), (8, 4)
"""Pieces of a part, and pieces from one part's begin to the next one's."""

COMPARED = 64
"""Passages whose parts are compared at a time, to bound memory."""


class Made(NamedTuple):
    """Texts as vectors.

    Args:
        whole: texts × numbers, of length 1.
        parts: texts × parts × numbers, each of length 1; where a text has fewer, its first one again.
        counts: parts of each text.
    """

    whole: Tensor
    parts: Tensor
    counts: Tensor


def pool(hidden: Tensor, own: Tensor) -> Tensor:
    """Average the states of a text's own pieces; length 1."""
    weights = own[:, :, None].float()
    return functional.normalize((hidden.float() * weights).sum(1) / weights.sum(1), dim=-1)


def pool_parts(hidden: Tensor, own: Tensor, cut: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Average the states of each part's pieces; the last part ends with the text.

    Returns:
        texts × parts × numbers, and parts of each text.
    """
    size, step = cut
    lengths = own.sum(1)
    lasts = (lengths - size).clamp(min=0)
    counts = (lasts + step - 1) // step + 1
    most = max(hidden.shape[1] - size, 0)
    numbers = torch.arange((most + step - 1) // step + 1, device=hidden.device)[None, :]
    starts = torch.minimum(numbers * step, lasts[:, None])
    starts = torch.where(numbers < counts[:, None], starts, 0)
    ends = torch.minimum(starts + size, lengths[:, None])
    masked = hidden.float() * own[:, :, None]
    summed = functional.pad(masked.cumsum(1), (0, 0, 1, 0))
    width = hidden.shape[-1]
    first, last = (summed.gather(1, at[:, :, None].expand(-1, -1, width)) for at in (starts, ends))
    return functional.normalize(last - first, dim=-1), counts


def make(
    body: Body, packed: Packed, numbers: Ints, length: int, cut: tuple[int, int], states: list[Tensor] | None = None
) -> Made:
    """Run texts through a body, those of like length together.

    Args:
        numbers: of the texts.
        length: most pieces of a text.
        states: takes the pieces' states and masks of each bucket, where given.
    """
    sizes = np.minimum(packed.lengths[numbers] + 2, length)
    order = list(packed.buckets(sizes))
    wholes, parts, counts = [], [], []
    for rows in order:
        ids, own = packed.fill(numbers[rows], length)
        hidden = body(ids, own)
        if states is not None:
            states.append(hidden[own])
        wholes.append(pool(hidden, own))
        made, count = pool_parts(hidden, own, cut)
        parts.append(made.to(hidden.dtype))
        counts.append(count)
    most = max(part.shape[1] for part in parts)
    filled = [torch.cat([p, p[:, :1].expand(-1, most - p.shape[1], -1)], 1) if p.shape[1] < most else p for p in parts]
    back = unsort(order, packed.device)
    return Made(torch.cat(wholes)[back], torch.cat(filled)[back], torch.cat(counts)[back])


def score_parts(left: Made, right: Made, compared: int = COMPARED) -> Tensor:
    """Score by parts: the mean over a question's parts of the best counterpart. Questions × passages."""
    place = torch.arange(left.parts.shape[1], device=left.parts.device)[None, :]
    is_own = place < left.counts[:, None]
    asked = left.parts[is_own]
    best = []
    for at in range(0, len(right.parts), compared):
        part = right.parts[at : at + compared]
        scores = asked @ part.reshape(-1, part.shape[-1]).T
        best.append(scores.view(len(asked), len(part), -1).amax(-1).float())
    joined = torch.cat(best, 1)
    rows = torch.nonzero(is_own)[:, 0]
    summed = joined.new_zeros(len(left.parts), joined.shape[1]).index_add(0, rows, joined)
    return summed / left.counts[:, None]


def contrast(scores: Tensor, false: Tensor, temperature: float = TEMPERATURE) -> Tensor:
    """Tell each question's own passage from the others, and the other way round within the batch.

    Args:
        scores: questions × passages; the first passages are the questions' own, in their order.
        false: likewise, true where a passage would be as right as the question's own.
    """
    scores = (scores / temperature).masked_fill(false, float("-inf"))
    target = torch.arange(len(scores), device=scores.device)
    back = scores[:, : len(scores)].T
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(back, target)) / 2


def find_false(left: Ints, right: Ints, key: Ints, alike: Ints | None, others: Ints, device: torch.device) -> Tensor:
    """Mark passages that answer a question beside its own: questions × (their passages + others)."""

    def move(values: Ints) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(device)

    columns = move(np.concatenate([right, others]))
    rights, lefts, keys = move(right), move(left), move(key)
    false = rights[:, None] == columns[None, :]
    size = len(left)
    false[:, :size] |= lefts[:, None] == lefts[None, :]
    false[:, :size] |= (keys[:, None] == keys[None, :]) & (keys >= 0)[:, None]
    if alike is not None:
        for column in move(alike).T:
            false |= column[:, None] == columns[None, :]
    false[torch.arange(size), torch.arange(size)] = False
    return false
