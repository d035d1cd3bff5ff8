"""Save trained weights small: as differences from what training began with, one byte each.

Used by ``training.train`` and ``training.unpack``; needs nothing but torch and numpy. A table's differences are rounded
row by row: the error is a 254th of a row's largest change, far under what int8 serving rounds away. Vectors are kept as
they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.e5 import WHOLE

STEPS = 127.0
SIX = (0, 2, 4, 7, 9, 11)
"""Layers of twelve that the smaller bodies begin with."""

FULL = ("full-pieces", "full-lower", "full-upper")
"""Files of the twelve layers."""

Tensors = dict[str, Tensor]


def save_change(tensors: Mapping[str, Tensor], base: Mapping[str, Tensor], path: Path) -> None:
    """Write tensors as differences from those of the same names; what has no such is written as it is."""
    arrays: dict[str, np.ndarray] = {}
    for name, value in tensors.items():
        value = value.detach().float().cpu()
        if name not in base or value.dim() < 2:
            arrays[name] = value.numpy()
            continue
        change = value - base[name].float().cpu()
        scale = change.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / STEPS
        arrays[f"{name}|change"] = (change / scale).round().to(torch.int8).numpy()
        arrays[f"{name}|scale"] = scale.numpy()
    np.savez(path, **arrays)  # type: ignore[arg-type]


def load_change(base: Mapping[str, Tensor], paths: Iterable[Path]) -> Tensors:
    """Read tensors that ``save_change`` wrote, over the base that they were written against."""
    found = {name: value.float().cpu().clone() for name, value in base.items()}
    for path in paths:
        with np.load(path) as file:
            for name in file.files:
                plain, _, kind = name.partition("|")
                if kind == "change":
                    change = torch.from_numpy(file[name].astype(np.float32)) * torch.from_numpy(file[f"{plain}|scale"])
                    found[plain] = base[plain].float().cpu() + change
                elif not kind:
                    found[plain] = torch.from_numpy(file[name])
    return found


def split_full(tensors: Mapping[str, Tensor]) -> dict[str, Tensors]:
    """Split twelve layers over three files of like size: the pieces' table, the lower and the upper half."""
    files: dict[str, Tensors] = {name: {} for name in FULL}
    for name, value in tensors.items():
        number = int(name[1 : name.index(".")]) if name[0] == "l" else 0
        target = "full-pieces" if name == WHOLE else "full-lower" if number < 6 else "full-upper"
        files[target][name] = value
    return files


def drop_shared(tensors: Mapping[str, Tensor]) -> Tensors:
    """Leave out the pieces' table, which the smaller bodies share with the full one."""
    return {name: value for name, value in tensors.items() if name != WHOLE}
