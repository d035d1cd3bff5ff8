"""Find hard wrong answers by the model itself, by shared pieces, and among a statute's next provisions.

Used by ``training.train``; needs nothing but torch and numpy. What scores far above a question's own passage, or is
nearly the same words, counts as another right answer and is left out. Source of the first: Xiong and others 2021,
Approximate Nearest Neighbor Negative Contrastive Learning.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.body import Body
from training.objective import pool
from training.packed import Ints, Kind, Packed, unsort

BUCKET = 200_000
"""Pieces run at a time without gradients."""

QUESTION_LENGTH, PASSAGE_LENGTH = 64, 160
WIDE = 8_192
"""Numbers of a bag: pieces that share one by chance are few among those of two texts."""

BY_MODEL, BY_PIECES = 12, 6
DEPTH = 40
"""Passages of each ranking that are drawn from."""

ABOVE = 0.04
"""A passage whose cosine with the question is so much above its own passage's is taken for an answer."""

TOO_ALIKE = 0.8
"""Cosine of bags from which two passages count as the same: amended statutes repeat whole articles."""

ASKED = 2_048
"""Questions ranked at a time."""

NEXT = (-2, -1, 1, 2)
"""Pairs of a kind lie in their statutes' order: these are of neighbouring articles."""


@torch.no_grad()
def encode(body: Body, packed: Packed, numbers: Ints, length: int) -> Tensor:
    """Give the whole vectors of many texts."""
    sizes = np.minimum(packed.lengths[numbers] + 2, length)
    order = list(packed.buckets(sizes, BUCKET))
    vectors = [pool(hidden, own) for rows in order for own, hidden in [_run(body, packed, numbers[rows], length)]]
    return torch.cat(vectors)[unsort(order, packed.device)]


def _run(body: Body, packed: Packed, numbers: Ints, length: int) -> tuple[Tensor, Tensor]:
    ids, own = packed.fill(numbers, length)
    return own, body(ids, own)


def find_rarity(packed: Packed, pieces: int) -> Tensor:
    """Give each piece's inverse document frequency, over all texts, by counts."""
    counts = torch.bincount(packed.pieces.long(), minlength=pieces).float()
    return torch.log(1.0 + len(packed.lengths) / (1.0 + counts))


def build_bags(packed: Packed, numbers: Ints, rarity: Tensor) -> Tensor:
    """Give each text as a bag of its pieces, weighed by rarity and saturated: texts × numbers, of length 1."""
    bags = torch.zeros(len(numbers), WIDE, device=packed.device, dtype=torch.float16)
    for at in range(0, len(numbers), 4_096):
        ids, own = packed.fill(numbers[at : at + 4_096], PASSAGE_LENGTH)
        rows = torch.arange(len(ids), device=packed.device)[:, None].expand_as(ids)[own]
        counts = torch.zeros(len(ids), WIDE, device=packed.device)
        counts.index_put_((rows, _place(ids[own])), torch.ones(len(rows), device=packed.device), accumulate=True)
        weights = torch.zeros(WIDE, device=packed.device)
        weights.scatter_reduce_(0, _place(torch.arange(len(rarity), device=packed.device)), rarity, "amax")
        bags[at : at + len(ids)] = functional.normalize(counts / (counts + 1.2) * weights, dim=-1).half()
    return bags


def _place(ids: Tensor) -> Tensor:
    return ids * 40_503 % WIDE


def find_neighbours(body: Body, packed: Packed, kind: Kind, rarity: Tensor, chance: np.random.Generator) -> Ints:
    """Find for each pair of a kind others whose passages are hard to tell from its own: pairs × neighbours, or -1."""
    texts, place = np.unique(kind.right, return_inverse=True)
    owner = np.zeros(len(texts), dtype=np.int32)
    owner[place] = np.arange(len(kind), dtype=np.int32)
    passages, bags = encode(body, packed, texts, PASSAGE_LENGTH), build_bags(packed, texts, rarity)
    found = []
    for at in range(0, len(kind), ASKED):
        rows = np.arange(at, min(at + ASKED, len(kind)))
        own = torch.from_numpy(place[rows]).to(packed.device)
        scores = encode(body, packed, kind.left[rows], QUESTION_LENGTH) @ passages.T
        shared = (build_bags(packed, kind.left[rows], rarity) @ bags.T).float()
        is_answer = scores > scores.gather(1, own[:, None]) + ABOVE
        near = [_best(scores.masked_fill(is_answer, -1.0), own), _best(shared, own)]
        kept = [_drop_alike(one, own, bags).cpu().numpy() for one in near]
        drawn = [_draw(one, size, chance) for one, size in zip(kept, (BY_MODEL, BY_PIECES), strict=True)]
        joined = np.concatenate(drawn, axis=1)
        found.append(np.where(joined >= 0, owner[joined], -1))
    joined = np.concatenate([np.concatenate(found), _find_next(kind)], axis=1)
    same = (kind.key[joined] == kind.key[:, None]) & (kind.key >= 0)[:, None]
    return np.where(same, -1, joined).astype(np.int32)


def _best(scores: Tensor, own: Tensor) -> Tensor:
    scores = scores.scatter(1, own[:, None], -2.0)
    return scores.topk(min(DEPTH, scores.shape[1])).indices


def _drop_alike(near: Tensor, own: Tensor, bags: Tensor) -> Tensor:
    alike = torch.stack([(bags[one] * bags[own]).sum(-1, dtype=torch.float32) for one in near.T], 1)
    return torch.where((alike > TOO_ALIKE) | (near == own[:, None]), -1, near)


def _draw(near: Ints, size: int, chance: np.random.Generator) -> Ints:
    """Draw some of each row's candidates by chance; those that were dropped come last."""
    order = np.argsort(chance.random(near.shape) + (near < 0), axis=1)[:, :size]
    return np.take_along_axis(near, order, axis=1)


def _find_next(kind: Kind) -> Ints:
    rows = np.arange(len(kind))[:, None] + np.array(NEXT)[None, :]
    rows = np.where((rows >= 0) & (rows < len(kind)), rows, -1)
    return np.where(kind.right[rows] == kind.right[:, None], -1, rows).astype(np.int32)


def drop_untranslated(body: Body, packed: Packed, kind: Kind, chance: np.random.Generator) -> Kind:
    """Drop translations whose sides are no nearer than sides put together by chance."""
    left, right = (encode(body, packed, side, QUESTION_LENGTH) for side in (kind.left, kind.right))
    own = (left * right).sum(-1)
    shuffled = torch.from_numpy(chance.permutation(len(kind))).to(packed.device)
    floor = torch.quantile((left[:100_000] * right[shuffled][:100_000]).sum(-1), 0.995)
    kept = (own > floor).cpu().numpy()
    return Kind(kind.name, kind.left[kept], kind.right[kept], kind.key[kept], None, None)
