"""Drop the translations whose sides don't say the same, as the teacher's embeddings see it.

The fourth step. ``python -m training.align --work FOLDER`` writes ``pairs/aligned.jsonl``. Both sides are compared
before any layer: the weighted mean of the English pieces' embeddings with that of the student's first embeddings,
which come from the teacher's too. That takes seconds for all pairs, where a pass through the layers takes an hour
on two cores. Invariant: the floor is read from pairs put together by chance, not chosen by hand.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data import SEED, Pair, read_pairs, write_pairs
from training.initialise import count_pieces, mark_pieces, tokenize

CHANCE = 0.90
"""A pair must be more alike than this share of pairs put together by chance."""

SHORT = 3
"""Words; shorter pairs are kept as they are: a mean of two pieces says little."""

Floats = NDArray[np.float32]


def embed_rows(rows: Sequence[Sequence[int]], table: Floats) -> Floats:
    """Average the embeddings of each row's pieces, rare pieces counting more, and take away what all rows share."""
    frequency = count_pieces(rows, len(table)) / max(1, len(rows))
    weights = (1e-3 / (1e-3 + frequency)).astype(np.float32)
    sums = np.asarray(mark_pieces(rows, len(table)) @ (table * weights[:, None]), dtype=np.float32)
    centred = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    centred = centred - centred.mean(axis=0)
    return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def keep_aligned(pairs: Sequence[Pair], left: Floats, right: Floats, chance: float = CHANCE) -> list[Pair]:
    """Keep the pairs whose sides are more alike than chance puts together.

    Args:
        left, right: a row of length 1 for each pair's side.
        chance: quantile of the likeness of shuffled pairs that is the floor.
    """
    shuffled = np.random.default_rng(SEED).permutation(len(pairs))
    floor = float(np.quantile((left * right[shuffled]).sum(axis=1), chance))
    alike = (left * right).sum(axis=1)
    return [pair for pair, score in zip(pairs, alike, strict=True) if score > floor or len(pair.left.split()) < SHORT]


def align(work: Path) -> tuple[int, int]:
    """Write the aligned pairs; return how many there were and are."""
    import torch

    from training.student import find_teacher, load_encoder

    pairs = read_pairs(work / "pairs" / "parallel.jsonl")
    sides = []
    for folder, texts in (
        (work / "student0", [pair.left for pair in pairs]),
        (find_teacher(), [pair.right for pair in pairs]),
    ):
        encoder = load_encoder(folder, torch.device("cpu"))
        table = encoder.model.embeddings.word_embeddings.weight.detach().numpy()
        sides.append(embed_rows(tokenize(encoder.tokenizer, texts), table))
    kept = keep_aligned(pairs, sides[0], sides[1])
    write_pairs(work / "pairs" / "aligned.jsonl", kept)
    return len(pairs), len(kept)


def main() -> None:
    """Filter the translations and say how many are left."""
    parser = argparse.ArgumentParser(description="Drop translations whose sides don't say the same.")
    parser.add_argument("--work", type=Path, required=True)
    before, after = align(parser.parse_args().work)
    print(f"{after:,} of {before:,} pairs kept")


if __name__ == "__main__":
    main()
