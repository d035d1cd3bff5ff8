"""Make the layers easy to round to int8: move their inputs' peaks into the weights.

A few channels of a transformer's inputs are many times larger than the others, and all share one scale when they are
rounded as they come. Dividing each channel by a number and multiplying the weights that read it by the same changes
nothing but the rounding. Source: Xiao and others 2023, SmoothQuant, equation 4. Invariant: before rounding, the
smoothed model's vectors are the model's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from training.student import Encoder

POWER = 0.65
"""How the burden is shared: 0 leaves it with the inputs, 1 moves it all into the weights. The untrained student's int8
vectors have a mean cosine with its own of 0.991 unsmoothed, 0.982 at 0.5, 0.996 at 0.65, 0.996 at 0.8 with outliers of
0.94, on 200 texts (``training.export`` prints it)."""

FIRST, SECOND = "attention.self.query", "intermediate.dense"
"""Of each layer, who reads what a normalisation made: there are the peaks. Query, key and value read the same.
Smoothing the other layers too gains nothing."""

LENGTH = 128


def find_scales(encoder: Encoder, texts: Sequence[str]) -> list[tuple[Tensor, Tensor]]:
    """Choose for each layer what its two inputs are divided by.

    Args:
        texts: to see the inputs' peaks on; a few hundred are enough.
    """
    readers = {name: layer for name, layer in encoder.model.encoder.named_modules() if name.endswith((FIRST, SECOND))}
    peaks = find_peaks(encoder, readers, texts)
    found = []
    for number, layer in enumerate(encoder.model.encoder.layer):
        own = layer.attention.self
        joined = torch.cat([part.weight.detach() for part in (own.query, own.key, own.value)])
        rows = ((FIRST, joined), (SECOND, layer.intermediate.dense.weight.detach()))
        scales = [choose_scales(peaks[f"layer.{number}.{name}"], weight.abs().amax(dim=0)) for name, weight in rows]
        found.append((scales[0], scales[1]))
    return found


def find_peaks(encoder: Encoder, layers: dict[str, nn.Linear], texts: Sequence[str]) -> dict[str, Tensor]:
    """Find the largest absolute value of each input channel of each layer."""
    peaks = {name: torch.zeros(layer.in_features) for name, layer in layers.items()}

    def watch(name: str) -> Any:
        def note(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            seen = inputs[0].detach().abs().flatten(0, -2).amax(dim=0).cpu()
            peaks[name] = torch.maximum(peaks[name], seen)

        return note

    hooks = [layer.register_forward_pre_hook(watch(name)) for name, layer in layers.items()]
    encoder.encode(texts, LENGTH, 16)
    for hook in hooks:
        hook.remove()
    return peaks


def choose_scales(peaks: Tensor, weights: Tensor, power: float = POWER) -> Tensor:
    """Choose what to divide each channel by.

    Args:
        peaks, weights: largest absolute value of each channel's inputs and of the weights that read it.
    """
    return peaks.clamp(min=1e-5).pow(power) / weights.clamp(min=1e-5).pow(1.0 - power)
