"""The encoder that is trained: a BERT written out plainly, which can round as the exported int8 model does.

Used by ``training.train``; needs nothing but torch and numpy. Weights are kept as float32 and used in the type that a
step computes in. With rounding on, each product's weights and inputs are brought to the values that int8 can hold
(``training.export``), while gradients pass as if they weren't: the last steps learn to live with it. Source: Jacob and
others 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.e5 import HEADS, WHOLE, unpack_blocks

EPSILON = 1e-12
WEIGHT_STEPS = 64.0
"""Steps on either side of zero of a weight of 7 bits, which every processor multiplies fast."""

INPUT_STEPS = 255.0
SMOOTHING = 0.65
"""As in ``training.smooth``: how much of the inputs' peaks moves into the weights."""

PARTS = ("q.w", "q.b", "k.w", "k.b", "v.w", "v.b", "ao.w", "ao.b", "aln.w", "aln.b")
REST = ("fi.w", "fi.b", "fo.w", "fo.b", "oln.w", "oln.b")
"""A layer's tensors, in the order in which ``run_layer`` takes them."""

Scales = tuple[Tensor, Tensor]


def load_start(folder: Path) -> dict[str, Tensor]:
    """Load the trimmed start as float32 tensors in their shapes (``training.pieces``)."""
    facts = json.loads((folder / "start.json").read_text(encoding="utf-8"))
    wide, packed = facts["sizes"]["hidden"], frozenset(facts["packed"])
    found = {}
    with np.load(folder / "start.npz") as file:
        for name in file.files:
            data = file[name]
            flat = unpack_blocks(data) if name in packed else np.ascontiguousarray(data).view(np.float32)
            shape = (-1, 4 * wide) if name.endswith("fo.w") else (-1, wide) if _is_table(name) else (-1,)
            found[name] = torch.from_numpy(flat.copy()).reshape(shape)
    return found


def _is_table(name: str) -> bool:
    return name in {WHOLE, "emb.pos", "emb.type"} or name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w"))


def pick_layers(tensors: Mapping[str, Tensor], layers: Sequence[int]) -> dict[str, Tensor]:
    """Keep some layers, numbered anew, and everything that belongs to no layer."""
    kept = {name: value for name, value in tensors.items() if not name.startswith("l") or "." not in name}
    for new, old in enumerate(layers):
        kept |= {f"l{new}.{part}": tensors[f"l{old}.{part}"] for part in (*PARTS, *REST)}
    return kept


def round_weights(weight: Tensor) -> Tensor:
    """Bring each output's weights to the values that a signed integer of 7 bits holds."""
    scale = weight.detach().abs().amax(dim=1, keepdim=True).clamp(min=1e-9) / WEIGHT_STEPS
    return weight + ((weight / scale).round() * scale - weight).detach()


def round_inputs(values: Tensor, own: Tensor) -> Tensor:
    """Bring each text's values to 256 even steps between its least and its greatest, zero among them."""
    seen = values.detach().float().masked_fill(~own[:, :, None], 0.0)
    low = seen.amin(dim=(1, 2), keepdim=True).clamp(max=0.0)
    scale = ((seen.amax(dim=(1, 2), keepdim=True).clamp(min=0.0) - low) / INPUT_STEPS).clamp(min=1e-9)
    zero = (-low / scale).round()
    rounded = (((seen / scale).round() + zero).clamp(0.0, INPUT_STEPS) - zero) * scale
    return values + (rounded.to(values.dtype) - values).detach()


def _multiply(values: Tensor, weight: Tensor, bias: Tensor, own: Tensor, scale: Tensor | None, rounds: bool) -> Tensor:
    if rounds:
        if scale is not None:
            values, weight = values / scale.to(values.dtype), weight * scale
        values, weight = round_inputs(values, own), round_weights(weight)
    return functional.linear(values, weight.to(values.dtype), bias.to(values.dtype))


def _normalise(values: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return functional.layer_norm(values, values.shape[-1:], weight.to(values.dtype), bias.to(values.dtype), EPSILON)


def run_layer(
    hidden: Tensor, own: Tensor, tensors: Sequence[Tensor], first: Tensor | None, second: Tensor | None, rounds: bool
) -> Tensor:
    """Run one layer.

    Args:
        hidden: texts × pieces × numbers.
        own: which pieces are a text's own.
        tensors: in the order of ``PARTS`` and ``REST``.
        first, second: with rounding, what the inputs of the attention and of the wide product are divided by.
    """
    qw, qb, kw, kb, vw, vb, aow, aob, alnw, alnb, fiw, fib, fow, fob, olnw, olnb = tensors
    texts, pieces, width = hidden.shape
    joined = _multiply(hidden, torch.cat([qw, kw, vw]), torch.cat([qb, kb, vb]), own, first, rounds)
    query, key, value = joined.view(texts, pieces, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
    seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=own[:, None, None, :])
    seen = seen.transpose(1, 2).reshape(texts, pieces, width)
    hidden = _normalise(hidden + _multiply(seen, aow, aob, own, None, rounds), alnw, alnb)
    raised = functional.gelu(_multiply(hidden, fiw, fib, own, second, rounds))
    return _normalise(hidden + _multiply(raised, fow, fob, own, None, rounds), olnw, olnb)


class Body(nn.Module):
    """A BERT of any number of layers.

    Args:
        tensors: by the source's names (``training.e5``).
        computing: the type that products are computed in.
    """

    run = staticmethod(run_layer)
    """What runs a layer; ``training.train`` may put a compiled one here."""

    def __init__(self, tensors: Mapping[str, Tensor], computing: torch.dtype) -> None:
        super().__init__()
        self.weights = nn.ParameterDict({_key(name): nn.Parameter(value.clone()) for name, value in tensors.items()})
        self.layers = sum(name.endswith("q.w") for name in tensors)
        self.computing = computing
        self.smooth: list[Scales] | None = None

    def tensors(self) -> dict[str, Tensor]:
        """Give all tensors by the source's names, detached."""
        return {key.replace("__", "."): value.detach() for key, value in self.weights.items()}

    def layer(self, number: int) -> list[Tensor]:
        """Give a layer's tensors in their order."""
        return [self.weights[_key(f"l{number}.{part}")] for part in (*PARTS, *REST)]

    def embed(self, ids: Tensor, types: Tensor | None) -> Tensor:
        """Give what goes into the first layer."""
        found = functional.embedding(ids, self.weights[_key(WHOLE)]) + self.weights["emb__pos"][: ids.shape[1]]
        kinds = self.weights["emb__type"]
        found = found + (kinds[0] if types is None else functional.embedding(types, kinds))
        return _normalise(found.to(self.computing), self.weights["emb__ln__w"], self.weights["emb__ln__b"])

    def forward(self, ids: Tensor, own: Tensor, types: Tensor | None = None) -> Tensor:
        """Give the states of texts' pieces: texts × pieces × numbers."""
        hidden = self.embed(ids, types)
        for number in range(self.layers):
            first, second = self.smooth[number] if self.smooth else (None, None)
            hidden = self.run(hidden, own, self.layer(number), first, second, self.smooth is not None)
        return hidden

    @torch.no_grad()
    def find_smooth(self, ids: Tensor, own: Tensor, types: Tensor | None = None) -> list[Scales]:
        """Choose what each layer's two inputs are divided by before rounding, from the peaks on some texts."""
        hidden, found = self.embed(ids, types), []
        for number in range(self.layers):
            tensors = self.layer(number)
            first = _choose(_peak(hidden, own), torch.cat([tensors[0], tensors[2], tensors[4]]))
            middle = _Middle()
            after = run_layer(hidden, own, tensors, None, None, False)
            second = _choose(_peak(middle.find(hidden, own, tensors), own), tensors[10])
            found.append((first, second))
            hidden = after
        return found


class _Middle:
    """Finds what goes into a layer's wide product."""

    def find(self, hidden: Tensor, own: Tensor, tensors: Sequence[Tensor]) -> Tensor:
        qw, qb, kw, kb, vw, vb, aow, aob, alnw, alnb = tensors[:10]
        texts, pieces, width = hidden.shape
        joined = _multiply(hidden, torch.cat([qw, kw, vw]), torch.cat([qb, kb, vb]), own, None, False)
        query, key, value = joined.view(texts, pieces, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=own[:, None, None, :])
        seen = seen.transpose(1, 2).reshape(texts, pieces, width)
        return _normalise(hidden + _multiply(seen, aow, aob, own, None, False), alnw, alnb)


def _peak(values: Tensor, own: Tensor) -> Tensor:
    return values.float().abs().masked_fill(~own[:, :, None], 0.0).amax(dim=(0, 1))


def _choose(peaks: Tensor, weight: Tensor) -> Tensor:
    most = weight.detach().abs().amax(dim=0).clamp(min=1e-5)
    return peaks.clamp(min=1e-5).pow(SMOOTHING) / most.pow(1.0 - SMOOTHING)


def _key(name: str) -> str:
    return name.replace(".", "__")


def compile_layers(compile_one: Callable[..., Callable[..., Tensor]]) -> None:
    """Run every body's layers through a compiled function."""
    Body.run = staticmethod(compile_one(run_layer, dynamic=True))


def run_plainly() -> None:
    """Run every body's layers as written."""
    Body.run = staticmethod(run_layer)
