"""Average the weights of two students.

The seventh step, where there are two: ``python -m training.average --first A --second B --to C --share S``. Students
that were trained on from one another lie in one valley, and what lies between them is often better than either
(Wortsman and others 2022, model soups). Choose the share on the development sets (``training.evaluate``).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from training.student import Encoder, load_encoder, save_encoder


def average(first: Path, second: Path, share: float) -> Encoder:
    """Return the second student with its weights moved towards the first's.

    Args:
        first: folder of a student; the vocabulary must be the second's.
        share: of the first, 0 to 1.

    Raises:
        ValueError: the share is none, or the two don't have the same weights.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"A share lies between 0 and 1, and {share} doesn't.")
    device = torch.device("cpu")
    averaged, other = load_encoder(second, device), load_encoder(first, device)
    theirs = other.model.state_dict()
    ours = averaged.model.state_dict()
    if {name: weight.shape for name, weight in ours.items()} != {name: weight.shape for name, weight in theirs.items()}:
        raise ValueError(f"{first} and {second} don't have the same weights.")
    floating = {name for name, weight in ours.items() if weight.is_floating_point()}
    mixed = {name: share * theirs[name] + (1.0 - share) * ours[name] for name in floating}
    averaged.model.load_state_dict(ours | mixed)
    return averaged


def main() -> None:
    """Average and save."""
    parser = argparse.ArgumentParser(description="Average the weights of two students.")
    parser.add_argument("--first", type=Path, required=True)
    parser.add_argument("--second", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True, help="folder to write")
    parser.add_argument("--share", type=float, default=0.5, help="of the first")
    given = parser.parse_args()
    save_encoder(average(given.first, given.second, given.share), given.to)


if __name__ == "__main__":
    main()
