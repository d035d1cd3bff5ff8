"""A dense model that remembers what it embedded, on disk.

Measuring embeds the same passages again and again, which would be the whole run. An embedding is found only under the
model's fingerprint, what it was embedded as (question or passage) and the text's hash. Not seen by it: code of ours
that would make other vectors of the same model files. Delete the folder then.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.embedding.dense import DenseModel
from kb.embedding.encoder import Embedding
from kb.embedding.windows import CUTS

SLICE = 512
"""Texts embedded between two writes to disk: what a killed run loses at most."""

KEY_BYTES = 16

HEAD = struct.Struct(f"<{KEY_BYTES}sIH")
"""What a record begins with: the text's key, how many numbers a vector has, how many parts there are. The whole vector
follows as float32, the parts as float16."""


class CachedModel(DenseModel):
    """Answer like :class:`DenseModel`, from disk where it can.

    Args:
        name: as for DenseModel.
        folder: of all caches; each model gets a folder in it.
        on_progress: told how many texts are embedded, of how many that were missing.
    """

    def __init__(self, name: str, folder: Path, on_progress: Callable[[int, int], None] | None = None) -> None:
        super().__init__(name)
        made_by = f"{self.fingerprint()} {CUTS['query']}"
        self.label = hashlib.sha256(made_by.encode()).hexdigest()[:16]
        self._file = folder / self.label / "embeddings.records"
        self._on_progress = on_progress
        self._places, self._width = self._find_records()

    @property
    def dimension(self) -> int:
        """How many numbers a vector has; the model isn't loaded when any is known."""
        return self._width or super().dimension

    def embed_query(self, text: str) -> Embedding:
        """Embed one question."""
        key = _key("query", text)
        if key not in self._places:
            self._keep([key], [super().embed_query(text)])
        return self._read([key])[0]

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> list[Embedding]:
        """Embed passages, in their order."""
        keys = [_key("document", text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._places}
        # By length: torch pads each batch to its longest text.
        todo = sorted(missing, key=lambda key: len(missing[key]))
        for start in range(0, len(todo), SLICE):
            batch = todo[start : start + SLICE]
            self._keep(batch, super().embed_documents([missing[key] for key in batch], None))
            if self._on_progress:
                self._on_progress(min(start + SLICE, len(todo)), len(todo))
        return self._read(keys)

    def _keep(self, keys: Sequence[bytes], made: Sequence[Embedding]) -> None:
        import numpy as np

        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as file:
            for key, one in zip(keys, made, strict=True):
                self._places[key], self._width = file.tell(), len(one.whole)
                file.write(HEAD.pack(key, len(one.whole), len(one.parts)))
                file.write(np.asarray(one.whole, dtype="<f4").tobytes() + one.parts.astype("<f2").tobytes())

    def _read(self, keys: Sequence[bytes]) -> list[Embedding]:
        import numpy as np

        if not keys:
            return []
        found = []
        with self._file.open("rb") as file:
            for key in keys:
                file.seek(self._places[key])
                _, width, parts = HEAD.unpack(file.read(HEAD.size))
                whole = np.frombuffer(file.read(4 * width), dtype="<f4")
                rows = np.frombuffer(file.read(2 * width * parts), dtype="<f2").reshape(parts, width)
                found.append(Embedding(whole.tolist(), rows))
        return found

    def _find_records(self) -> tuple[dict[bytes, int], int]:
        """Find where each kept embedding begins. A record that a killed run left half written is cut off."""
        places: dict[bytes, int] = {}
        width, place = 0, 0
        if not self._file.is_file():
            return places, width
        size = self._file.stat().st_size
        with self._file.open("rb") as file:
            while place + HEAD.size <= size:
                file.seek(place)
                key, numbers, parts = HEAD.unpack(file.read(HEAD.size))
                end = place + HEAD.size + 4 * numbers + 2 * numbers * parts
                if end > size:
                    break
                places[key], width, place = place, numbers, end
        if place < size:
            os.truncate(self._file, place)
        return places, width


def _key(role: str, text: str) -> bytes:
    return hashlib.blake2b(f"{role}\n{text}".encode(), digest_size=KEY_BYTES).digest()
