"""Make a packed folder for tests: two dozen made-up texts and twelve small layers, as ``training.pack`` writes them."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np

from training.body import PARTS, REST
from training.pieces import build_tokenizer
from training.train import SHARES

WIDE, LAYERS, POSITIONS, TEXTS = 24, 12, 64, 24
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyz")


def make_start(folder: Path) -> Path:
    """Write ``start.npz``, ``start.json`` and ``tokenizer.json``, no tensor of them in four bits."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(3)
    sizes = {"fi.w": WIDE * WIDE * 4, "fi.b": WIDE * 4, "fo.w": WIDE * WIDE * 4}
    tensors = {
        "emb.word": chance.normal(size=len(PIECES) * WIDE),
        "emb.pos": chance.normal(size=POSITIONS * WIDE),
        "emb.type": chance.normal(size=2 * WIDE),
        "emb.ln.w": np.ones(WIDE),
        "emb.ln.b": np.zeros(WIDE),
    }
    for layer in range(LAYERS):
        for part in (*PARTS, *REST):
            size = sizes.get(part, WIDE * WIDE if part.endswith(".w") and "ln" not in part else WIDE)
            tensors[f"l{layer}.{part}"] = chance.normal(size=size) * 0.2 + ("ln.w" in part)
    arrays = {name: value.astype(np.float32).view(np.uint8) for name, value in tensors.items()}
    np.savez(folder / "start.npz", **arrays)  # type: ignore[arg-type]
    facts = {"sizes": {"hidden": WIDE}, "packed": []}
    (folder / "start.json").write_text(json.dumps(facts), encoding="utf-8")
    build_tokenizer(PIECES, [0.0] * len(PIECES)).save(str(folder / "tokenizer.json"))
    return folder


def make_packed(folder: Path) -> Path:
    """Write the start, texts of 1 to 24 pieces, and a few pairs of each kind."""
    make_start(folder)
    chance = np.random.default_rng(5)
    lengths = np.arange(1, TEXTS + 1, dtype=np.uint16)
    pieces = chance.integers(5, len(PIECES), int(lengths.sum())).astype(np.uint16)
    (folder / "pieces.xz").write_bytes(lzma.compress(pieces.tobytes()))
    half = TEXTS // 2
    left, right = np.arange(half, dtype=np.int32), np.arange(half, TEXTS, dtype=np.int32)
    arrays: dict[str, np.ndarray] = {"lengths": lengths}
    for kind in SHARES:
        arrays |= {f"{kind}.left": left, f"{kind}.right": right, f"{kind}.key": np.full(half, -1, dtype=np.int32)}
    for name in ("tydi", "legal", "written"):
        gold = np.stack([np.arange(half), np.arange(half)], axis=1).astype(np.int32)
        arrays |= {f"dev.{name}.questions": left, f"dev.{name}.texts": right, f"dev.{name}.gold": gold}
    verdicts = np.stack([left, right, left % 3], axis=1)
    arrays |= {"judged.nli": verdicts, "judged.answered": np.stack([left, right, left % 2], axis=1)}
    np.savez_compressed(folder / "arrays.npz", **arrays)  # type: ignore[arg-type]
    (folder / "facts.json").write_text(json.dumps({"kinds": list(SHARES)}), encoding="utf-8")
    return folder
