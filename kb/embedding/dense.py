"""Turn a text into a dense vector by an embedding model; what can't be embedded raises, there is no zero vector."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kb.embedding.encoder import SHIPPED_MODEL, Embedding, Encoder, find_folder, open_encoder
from kb.embedding.windows import CUTS
from kb.model.errors import ModelUnavailable

SLICE = 256
"""Texts handed to the model at a time: it sorts them by length, so that a batch wastes little on padding."""

HASHED_BYTES = 65_536
"""How much of either end of a model's file goes into its fingerprint: headers and the last layer."""


class DenseModel:
    """One embedding model, loaded when first needed.

    Args:
        name: a model's name on a hub, a folder, or empty for the shipped one. Prompts that the model declares
            for queries and documents are used.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name or SHIPPED_MODEL
        self._encoder: Encoder | None = None
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Load the model. Raises ModelUnavailable when it can't be had."""
        self._open()

    def _open(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = open_encoder(self.name)
            return self._encoder

    @property
    def dimension(self) -> int:
        """How many numbers a vector of this model has."""
        return self._open().dimension

    def embed_query(self, text: str) -> Embedding:
        """Embed one question."""
        (made,) = self._open().encode([text], "query")
        return _checked(made)

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> list[Embedding]:
        """Embed texts, in their order.

        Args:
            on_progress: told after each batch how many texts are done.
        """
        encoder = self._open()
        made: list[Embedding] = []
        for batch in _batches(texts, SLICE):
            made.extend(_checked(one) for one in encoder.encode(batch, "document"))
            if on_progress:
                on_progress(len(made))
        return made

    def fingerprint(self) -> str:
        """Name the model for the index's fingerprint: its name on a hub, or a folder's content and its parts' cut."""
        folder = find_folder(self.name)
        if folder is None:
            return self.name
        return f"folder:{_hash_folder(folder)} parts={'/'.join(map(str, CUTS['document']))}"


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _checked(made: Embedding) -> Embedding:
    """Refuse a vector that would look valid and match nothing."""
    if not any(made.whole) or any(number != number for number in made.whole) or not made.parts.any(axis=1).all():
        raise ModelUnavailable(
            "The embedding model returned an empty vector.",
            "Check the model folder; run `kb config` to see which it is.",
        )
    return made


def _hash_folder(folder: Path) -> str:
    """Hash a model folder by its files' names, sizes, first and last bytes: quick, and enough to see a change.

    Its model card is left out: what is said of a model moves no vector.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}:{size}".encode())
        with path.open("rb") as file:
            digest.update(file.read(HASHED_BYTES))
            file.seek(max(0, size - HASHED_BYTES))
            digest.update(file.read(HASHED_BYTES))
    return digest.hexdigest()[:16]
