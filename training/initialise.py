"""Make the student: the teacher's layers, and for each new piece an embedding from the English pieces it translates to.

The third step. ``python -m training.initialise --work FOLDER`` writes ``student0``. An Indonesian piece and an
English one that stand in the same translations mean about the same; how strongly they do is Dice's coefficient of
the sentences that hold them. A student made so finds translations before any training. Invariant: nothing is drawn
by chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data import read_pairs
from training.vocabulary import SPECIAL, load_tokenizer, read_pieces

TOP = 5
"""English pieces that a new piece is mixed from."""

POWER = 3
"""Weights are cubed, so that one clear translation isn't drowned by four that are often near it."""

LONGEST = 128
"""Pieces read of each side."""

CHUNK = 20_000
"""Pairs counted at a time, to bound memory."""

Floats = NDArray[np.float32]


def count_together(lefts: Sequence[Sequence[int]], rights: Sequence[Sequence[int]], shape: tuple[int, int]) -> Any:
    """Count in how many pairs each left piece stands beside each right piece.

    Args:
        lefts, rights: the pieces of both sides, a row a pair.
        shape: number of left and right pieces.

    Returns:
        A sparse matrix, left pieces × right pieces.
    """
    from scipy.sparse import csr_matrix

    total = csr_matrix(shape, dtype=np.float32)
    for start in range(0, len(lefts), CHUNK):
        left = mark_pieces(lefts[start : start + CHUNK], shape[0])
        total = total + left.T @ mark_pieces(rights[start : start + CHUNK], shape[1])
    return total.tocsr()


def mark_pieces(rows: Sequence[Sequence[int]], width: int) -> Any:
    """Mark which pieces stand in which row, as a sparse matrix of zeros and ones."""
    from scipy.sparse import csr_matrix

    unique = [sorted(set(row)) for row in rows]
    starts = np.cumsum([0, *(len(row) for row in unique)])
    columns = np.fromiter((piece for row in unique for piece in row), dtype=np.int32, count=int(starts[-1]))
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(rows), width))


def count_pieces(rows: Sequence[Sequence[int]], width: int) -> Floats:
    """Count in how many rows each piece stands."""
    return np.asarray(mark_pieces(rows, width).sum(axis=0), dtype=np.float32).ravel()


def find_translations(together: Any, left: Floats, right: Floats, top: int = TOP) -> list[list[tuple[int, float]]]:
    """Find for each left piece the right pieces of the highest Dice score, with their weights, which sum to 1.

    Source: Dice 1945; 2 × together / (left + right). Pieces that never stand together give an empty list.
    """
    found = []
    for piece in range(together.shape[0]):
        row = slice(together.indptr[piece], together.indptr[piece + 1])
        others = together.indices[row]
        dice = 2.0 * together.data[row] / (left[piece] + right[others])
        best = np.argsort(-dice, kind="stable")[:top]
        weights = dice[best] ** POWER
        found.append(
            [(int(other), float(weight / weights.sum())) for other, weight in zip(others[best], weights, strict=True)]
        )
    return found


def mix_embeddings(
    pieces: Sequence[str],
    known: dict[str, int],
    table: Floats,
    translations: Sequence[Sequence[tuple[int, float]]],
    english_share: Floats,
    spell: Any,
) -> Floats:
    """Give each piece its first embedding.

    Args:
        pieces: the student's, by number.
        known: the teacher's pieces and their numbers.
        table: the teacher's embeddings.
        translations: for each piece, English pieces and weights.
        english_share: for each piece, how much of its use is English, 0 to 1.
        spell: gives the teacher's pieces of a piece's letters, for those that have no translation.
    """
    mixed = np.zeros((len(pieces), table.shape[1]), dtype=np.float32)
    for number, piece in enumerate(pieces):
        own = known.get(piece)
        if own is not None and (keeps_own(piece) or english_share[number] >= 0.5 or not translations[number]):
            mixed[number] = table[own]
        elif english_share[number] < 0.5 and translations[number]:
            mixed[number] = sum(weight * table[other] for other, weight in translations[number])
        else:
            mixed[number] = table[spell(piece)].mean(axis=0)
    return mixed


def keeps_own(piece: str) -> bool:
    """Say whether a piece means the same in both languages: special tokens, numbers, punctuation."""
    return piece in SPECIAL or not any(letter.isalpha() for letter in piece.removeprefix("##"))


def share_english(english: Floats, indonesian: Floats) -> Floats:
    """Say for each piece how much of its use is English; pieces never used count as English."""
    total = english + indonesian
    return np.where(total > 0, english / np.maximum(total, 1.0), 1.0).astype(np.float32)


def tokenize(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Turn texts into piece numbers, without special tokens."""
    made = tokenizer(list(texts), add_special_tokens=False, truncation=True, max_length=LONGEST)
    return list(made["input_ids"])


def initialise(work: Path) -> None:
    """Write the first student to ``work/student0``."""
    import torch

    from training.student import Encoder, find_teacher, load_encoder, save_encoder

    pairs = read_pairs(work / "pairs" / "parallel.jsonl")
    teacher = load_encoder(find_teacher(), torch.device("cpu"))
    tokenizer, pieces = load_tokenizer(work / "vocabulary"), read_pieces(work / "vocabulary")
    known = teacher.tokenizer.get_vocab()
    lefts = tokenize(tokenizer, [pair.left for pair in pairs])
    english = [pair.right for pair in pairs]
    rights = tokenize(teacher.tokenizer, english)
    left, right = count_pieces(lefts, len(pieces)), count_pieces(rights, len(known))
    share = share_english(count_pieces(tokenize(tokenizer, english), len(pieces)), left)
    translations = find_translations(count_together(lefts, rights, (len(pieces), len(known))), left, right)
    table = teacher.model.embeddings.word_embeddings.weight.detach().numpy()
    unknown = known["[UNK]"]

    def spell(piece: str) -> list[int]:
        return tokenize(teacher.tokenizer, [piece.removeprefix("##")])[0] or [unknown]

    mixed = mix_embeddings(pieces, known, table, translations, share, spell)
    teacher.model.set_input_embeddings(
        torch.nn.Embedding.from_pretrained(torch.from_numpy(mixed), freeze=False, padding_idx=0)  # type: ignore[no-untyped-call]
    )
    teacher.model.config.vocab_size = len(pieces)
    save_encoder(Encoder(teacher.model, tokenizer), work / "student0")
    _print_examples(pieces, translations, {number: piece for piece, number in known.items()})


def _print_examples(pieces: Sequence[str], translations: Sequence[Any], names: dict[int, str]) -> None:
    for word in ("pekerja", "wajib", "iuran", "air", "gubernur", "kecelakaan", "##nya"):
        if word in pieces:
            found = translations[pieces.index(word)]
            print(word, "=", ", ".join(f"{names[other]} {weight:.2f}" for other, weight in found))


def main() -> None:
    """Make the student and print what a few words were made of."""
    parser = argparse.ArgumentParser(description="Make the student.")
    parser.add_argument("--work", type=Path, required=True)
    initialise(parser.parse_args().work)


if __name__ == "__main__":
    main()
