"""Turn what ``training.train`` saved into folders that load: the full encoder, the smaller one, the pair encoder.

``python -m training.unpack --packed FOLDER --saved FOLDER --work FOLDER`` writes ``full``, ``six`` and ``reader`` under
``WORK``: BertModel's weights, the tokenizer, and for the pair encoder its head beside them (``head.safetensors``). Of
the packed folder only the start is read, so ``WORK/start`` does as well.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from training.body import load_start, pick_layers
from training.e5 import HEADS, WHOLE, name_tensor
from training.saved import FULL, SIX, Tensors, load_change

HEAD = "head."


def load_saved(packed: Path, saved: Path) -> dict[str, Tensors]:
    """Load the tensors of all that was saved, by name: full, six, reader, and the start."""
    start = load_start(packed)
    full = load_change(start, [saved / f"{name}.npz" for name in FULL])
    found = {"start": start, "full": full}
    if (saved / "six.npz").is_file():
        found["six"] = load_change(pick_layers(full, SIX), [saved / "six.npz"])
    if (saved / "reader.npz").is_file():
        found["reader"] = load_change(found["six"], [saved / "reader.npz"])
    return found


def write_model(tensors: Mapping[str, Tensor], packed: Path, folder: Path) -> None:
    """Write a folder that transformers' BertModel loads, without a pooler, and its tokenizer."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    body = {name_tensor(name): value.contiguous() for name, value in tensors.items() if not name.startswith(HEAD)}
    save_file(body, folder / "model.safetensors", metadata={"format": "pt"})
    head = {name: value.contiguous() for name, value in tensors.items() if name.startswith(HEAD)}
    if head:
        save_file(head, folder / "head.safetensors")
    layers = sum(name.endswith(".q.w") for name in tensors)
    (folder / "config.json").write_text(json.dumps(describe(tensors, layers), indent=2) + "\n", encoding="utf-8")
    if packed.resolve() != folder.resolve():
        shutil.copy(packed / "tokenizer.json", folder / "tokenizer.json")


def describe(tensors: Mapping[str, Tensor], layers: int) -> dict[str, object]:
    """Give BertModel's configuration."""
    pieces, width = tensors[WHOLE].shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": width,
        "intermediate_size": 4 * width,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": len(tensors["emb.pos"]),
        "num_attention_heads": HEADS,
        "num_hidden_layers": layers,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
        "type_vocab_size": len(tensors["emb.type"]),
        "vocab_size": pieces,
    }


def main() -> None:
    """Read and write."""
    parser = argparse.ArgumentParser(description="Turn saved changes into model folders.")
    parser.add_argument("--packed", type=Path, required=True)
    parser.add_argument("--saved", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    given = parser.parse_args()
    for name, tensors in load_saved(given.packed, given.saved).items():
        write_model(tensors, given.packed, given.work / name)
        print(f"{given.work / name}: {sum(value.numel() for value in tensors.values()) / 1e6:.1f} million numbers")


if __name__ == "__main__":
    main()
