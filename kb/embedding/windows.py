"""Cut a text's pieces into overlapping parts: what a model's state says of each stretch of a text.

Pure numbers: pieces in, places out. A vector for a whole passage blurs what its sentences say one by one; the
mean of the model's states over a short stretch, made by the same run over the whole passage, keeps it ("late
chunking"). A question's parts look for their best counterpart each ("late interaction": Khattab and Zaharia 2020,
ColBERT, there with one vector a piece).
"""

from __future__ import annotations

from typing import NamedTuple


class Cut(NamedTuple):
    """How a text is cut: parts of ``size`` pieces, a new one every ``step``."""

    size: int
    step: int


CUTS = {"query": Cut(4, 2), "document": Cut(8, 4)}
"""Side → its cut. A question is cut finer: each of its parts has to be found, and it is short."""


def find_starts(pieces: int, cut: Cut) -> list[int]:
    """Say where each part begins; the last ends with the text. A text no longer than a part is one part.

    Args:
        pieces: of the text, at least 1.

    Example:
        >>> find_starts(14, Cut(8, 4)), find_starts(8, Cut(8, 4)), find_starts(3, Cut(8, 4))
        ([0, 4, 6], [0], [0])
    """
    last = max(pieces - cut.size, 0)
    return [*range(0, last, cut.step), last]
