"""Make the student's vocabulary: uncased WordPiece on the prepared Indonesian and English text.

The second step. ``python -m training.vocabulary --work FOLDER`` writes ``vocab.txt`` and a tokenizer. Invariant:
the special tokens are BERT's, with BERT's spelling, so that any BERT tokenizer reads the file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from training.data import read_texts

SIZE = 24_000
"""Pieces: enough that a word of legal Indonesian is 1.3 pieces, and 9 MB of embeddings in int8."""

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

ALPHABET = 400
"""Characters that get a piece of their own; the rest are misreadings of scans."""

MIN_FREQUENCY = 3


def train_vocabulary(texts: Iterable[str], size: int = SIZE) -> list[str]:
    """Train a WordPiece vocabulary; the same texts in the same order give the same pieces.

    Returns:
        Pieces by number, the special ones first.
    """
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator(
        texts,
        vocab_size=size,
        min_frequency=MIN_FREQUENCY,
        limit_alphabet=ALPHABET,
        special_tokens=list(SPECIAL),
        show_progress=False,
    )
    numbers = tokenizer.get_vocab()
    return sorted(numbers, key=lambda piece: numbers[piece])


def save_tokenizer(pieces: list[str], folder: Path) -> None:
    """Write a tokenizer folder that transformers loads as BERT's."""
    from transformers import BertTokenizerFast  # type: ignore[attr-defined]

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True, model_max_length=512)
    tokenizer.save_pretrained(folder)


def load_tokenizer(folder: Path) -> Any:
    """Load a tokenizer: BERT's from a folder with ``vocab.txt``, any other from ``tokenizer.json`` alone."""
    from transformers import BertTokenizerFast, PreTrainedTokenizerFast  # type: ignore[attr-defined]

    if (folder / "vocab.txt").is_file():
        return BertTokenizerFast.from_pretrained(str(folder))
    names = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    return PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"), **names)  # type: ignore[no-untyped-call]


def read_pieces(folder: Path) -> list[str]:
    """Read the pieces by number."""
    return (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


def main() -> None:
    """Train the vocabulary and say how many pieces a word takes."""
    parser = argparse.ArgumentParser(description="Make the student's vocabulary.")
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    indonesian, english = read_texts(given.work)
    save_tokenizer(train_vocabulary([*indonesian, *english]), given.work / "vocabulary")
    tokenizer = load_tokenizer(given.work / "vocabulary")
    for name, texts in (("Indonesian", indonesian[::50]), ("English", english[::50])):
        words = sum(len(text.split()) for text in texts)
        pieces = sum(len(tokenizer.tokenize(text)) for text in texts)
        print(f"{name}: {pieces / words:.2f} pieces a word, punctuation among them")


if __name__ == "__main__":
    main()
