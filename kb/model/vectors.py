"""Vectors as models make them and as an index keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

Vector = Sequence[float]
"""A dense vector: as many numbers as the index has dimensions."""


class SparseVector(NamedTuple):
    """Term weights: ``indices`` are distinct term numbers (32 bits), ``values`` their weights, equally long."""

    indices: tuple[int, ...]
    values: tuple[float, ...]
