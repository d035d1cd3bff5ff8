"""The packed data on the device: texts as pieces, batches by length, pairs with their wrong answers.

Used by ``training.train``; needs nothing but torch and numpy. A text is known by its number only.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

FIRST, PAD, LAST = 0, 1, 2
ROUND_UP = 8
"""Lengths are padded to a multiple of this: odd shapes are slow."""

BUCKET = 40_000
"""Pieces of a bucket, padding among them: texts of like length are run together."""

SEED_SHARE = 3
"""One in so many of a batch is drawn by chance; the others are neighbours of those."""

Ints = NDArray[np.int32]


@dataclass
class Kind:
    """Pairs that are told from each other.

    Args:
        name: of the kind.
        left, right: numbers of texts.
        key: pairs with the same key answer each other; -1 for none.
        wrong: of each pair, texts that don't answer, or -1; None where the kind has none.
        alike: of each pair, further texts that do, likewise.
        neighbours: of each pair, other pairs of the kind whose passages are hard to tell from its own, or -1.
    """

    name: str
    left: Ints
    right: Ints
    key: Ints
    wrong: Ints | None
    alike: Ints | None
    neighbours: Ints | None = None

    def __len__(self) -> int:
        return len(self.left)

    def draw(self, size: int, chance: np.random.Generator) -> Ints:
        """Draw rows of a batch, two thirds of them neighbours of the others."""
        size = min(size, len(self))
        if self.neighbours is None:
            return chance.choice(len(self), size, replace=False).astype(np.int32)
        seeds = chance.choice(len(self), size // SEED_SHARE, replace=False)
        near = self.neighbours[seeds]
        picked = near[np.arange(len(near))[:, None], chance.integers(0, near.shape[1], (len(near), SEED_SHARE - 1))]
        rows = np.unique(np.concatenate([seeds, picked[picked >= 0]]))
        missing = size - len(rows)
        if missing > 0:
            others = np.setdiff1d(chance.choice(len(self), min(len(self), 2 * size), replace=False), rows)
            rows = np.concatenate([rows, others[:missing]])
        return rows[:size].astype(np.int32)

    def draw_wrong(self, rows: Ints, chance: np.random.Generator) -> Ints:
        """Draw a wrong answer for each row that has its own; each text once."""
        if self.wrong is None:
            return np.zeros(0, dtype=np.int32)
        wrong = self.wrong[rows]
        counts = (wrong >= 0).sum(axis=1)
        place = np.minimum((chance.random(len(rows)) ** 2 * counts).astype(np.int64), wrong.shape[1] - 1)
        found = wrong[np.arange(len(rows)), place]
        return np.unique(found[found >= 0])


@dataclass(frozen=True)
class Trial:
    """A development set, as numbers of texts; ``gold`` has rows of question and answer, by position."""

    name: str
    questions: Ints
    texts: Ints
    gold: Ints


class Packed:
    """All texts on the device, and what is made of them.

    Args:
        folder: as ``training.pack`` wrote it.
        device: where the pieces go.
        most: pairs kept of each kind; None for all. For a trial run.
    """

    def __init__(self, folder: Path, device: torch.device, most: int | None = None) -> None:
        pieces = np.frombuffer(lzma.decompress((folder / "pieces.xz").read_bytes()), dtype=np.uint16)
        with np.load(folder / "arrays.npz") as file:
            arrays = {name: file[name] for name in file.files}
        self.device = device
        self.lengths = arrays["lengths"].astype(np.int64)
        self.starts = torch.from_numpy(np.concatenate([[0], np.cumsum(self.lengths)])).to(device)
        self.pieces = torch.from_numpy(pieces.astype(np.int32)).to(device)
        names = json.loads((folder / "facts.json").read_text())["kinds"]
        self.kinds = {name: _read_kind(arrays, name, most) for name in names}
        self.trials = [_read_trial(arrays, name, most) for name in ("tydi", "legal", "written")]
        self.inferences, self.answered = arrays["judged.nli"], arrays["judged.answered"]

    def fill(self, numbers: Ints, length: int) -> tuple[Tensor, Tensor]:
        """Put texts under each other: pieces, and which of them are a text's own.

        Args:
            length: most pieces of a text, both ends among them.
        """
        at = torch.from_numpy(np.asarray(numbers, dtype=np.int64)).to(self.device)
        starts = self.starts[at]
        sizes = (self.starts[at + 1] - starts).clamp(max=length - 2)
        wide = int(min(length - 2, self.lengths[numbers].max())) + 2
        wide = -(-wide // ROUND_UP) * ROUND_UP
        place = torch.arange(wide, device=self.device)[None, :]
        inside = (place >= 1) & (place <= sizes[:, None])
        ids = self.pieces[(starts[:, None] + place - 1).clamp(0, len(self.pieces) - 1)]
        ids = torch.where(inside, ids, PAD)
        ids = torch.where(place == sizes[:, None] + 1, LAST, ids)
        ids[:, 0] = FIRST
        return ids.long(), place <= sizes[:, None] + 1

    def fill_pairs(self, lefts: Ints, rights: Ints, longest: int, length: int) -> tuple[Tensor, Tensor, Tensor]:
        """Put pairs under each other, as one text with two kinds of pieces.

        Args:
            longest: most pieces of a left side.
            length: most pieces of a pair.

        Returns:
            Pieces, which of them are a pair's own, and which side each is of.
        """
        left = np.minimum(self.lengths[lefts], longest)
        right = np.minimum(self.lengths[rights], length - 3 - left)
        wide = -(-int((left + right).max() + 3) // ROUND_UP) * ROUND_UP
        place = torch.arange(wide, device=self.device)[None, :]
        first, second = (torch.from_numpy(one).to(self.device)[:, None] for one in (left, right))
        starts = [
            self.starts[torch.from_numpy(one.astype(np.int64)).to(self.device)][:, None] for one in (lefts, rights)
        ]
        is_left = (place >= 1) & (place <= first)
        is_right = (place >= first + 2) & (place < first + 2 + second)
        source = torch.where(is_left, starts[0] + place - 1, starts[1] + place - first - 2)
        ids = torch.where(is_left | is_right, self.pieces[source.clamp(0, len(self.pieces) - 1)], PAD)
        ids = torch.where((place == first + 1) | (place == first + 2 + second), LAST, ids)
        ids[:, 0] = FIRST
        return ids.long(), place <= first + 2 + second, (place >= first + 2).long().expand(len(left), wide)

    def buckets(self, sizes: NDArray[np.int64], room: int = BUCKET) -> Iterator[NDArray[np.int64]]:
        """Cut texts into buckets of like length.

        Args:
            sizes: pieces of each text.
        """
        order = np.argsort(sizes, kind="stable")[::-1]
        at = 0
        while at < len(order):
            wide = int(sizes[order[at]]) + ROUND_UP
            count = max(1, room // wide)
            yield order[at : at + count]
            at += count

    def read(self, number: int) -> list[int]:
        """Give a text's pieces."""
        return self.pieces[int(self.starts[number]) : int(self.starts[number + 1])].tolist()


def _read_kind(arrays: dict[str, Any], name: str, most: int | None) -> Kind:
    def get(field: str) -> Ints | None:
        return arrays[f"{name}.{field}"][:most] if f"{name}.{field}" in arrays else None

    left, right, key = (arrays[f"{name}.{field}"][:most] for field in ("left", "right", "key"))
    return Kind(name, left, right, key, get("wrong"), get("alike"))


def _read_trial(arrays: dict[str, Any], name: str, most: int | None) -> Trial:
    questions, texts, gold = (arrays[f"dev.{name}.{field}"] for field in ("questions", "texts", "gold"))
    if most:
        gold = gold[gold[:, 0] < most // 8]
        kept = np.unique(np.concatenate([gold[:, 1], np.arange(min(most, len(texts)))]))
        places = {int(old): new for new, old in enumerate(kept)}
        gold = np.array([(asked, places[int(answer)]) for asked, answer in gold])
        questions, texts = questions[: most // 8], texts[kept]
    return Trial(name, questions, texts, gold)


def unsort(order: Sequence[NDArray[np.int64]], device: torch.device) -> Tensor:
    """Say where each text lies after its buckets were put under each other."""
    joined = np.concatenate(order)
    places = np.empty_like(joined)
    places[joined] = np.arange(len(joined))
    return torch.from_numpy(places).to(device)
