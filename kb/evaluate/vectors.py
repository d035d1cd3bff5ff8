"""A dense model that remembers what it embedded, on disk.

Step 6. Measuring embeds the same passages again and again; at some 25 a second that would be the whole run. Invariant:
a vector is found only under the model's fingerprint, what it was embedded as (question or passage) and the text's hash.
Not seen by it: code of ours that would make other vectors of the same model files. Delete the folder then.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kb.embed import DenseModel

KEY_BYTES = 16
SLICE = 512
"""Texts embedded between two writes to disk: what a killed run loses at most."""


class CachedModel(DenseModel):
    """Answer like :class:`DenseModel`, from disk where it can.

    Args:
        name: as for DenseModel.
        folder: of all caches; each model gets a folder in it.
        on_progress: told how many texts are embedded, of how many that were missing.
    """

    def __init__(self, name: str, folder: Path, on_progress: Callable[[int, int], None] | None = None) -> None:
        super().__init__(name)
        self.label = hashlib.sha256(self.fingerprint().encode()).hexdigest()[:16]
        self._folder = folder / self.label
        self._on_progress = on_progress
        self._vectors = self._load()

    @property
    def dimension(self) -> int:
        """How many numbers a vector has; the model isn't loaded when any is known."""
        known = next(iter(self._vectors.values()), None)
        return super().dimension if known is None else len(known)

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        key = _key("query", text)
        if key not in self._vectors:
            self._keep([key], [super().embed_query(text)])
        return _listed(self._vectors[key])

    def embed_documents(
        self, texts: Sequence[str], on_progress: Callable[[int], None] | None = None
    ) -> list[list[float]]:
        """Embed passages, in their order."""
        keys = [_key("document", text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        # By length: the model pads each batch to its longest text.
        todo = sorted(missing, key=lambda key: len(missing[key]))
        for start in range(0, len(todo), SLICE):
            batch = todo[start : start + SLICE]
            self._keep(batch, super().embed_documents([missing[key] for key in batch], None))
            if self._on_progress:
                self._on_progress(min(start + SLICE, len(todo)), len(todo))
        return [_listed(self._vectors[key]) for key in keys]

    def _keep(self, keys: Sequence[bytes], vectors: Sequence[list[float]]) -> None:
        import numpy as np

        rows = np.asarray(vectors, dtype="<f4")
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{rows.shape[1]}.records").open("ab") as file:
            file.write(b"".join(key + row.tobytes() for key, row in zip(keys, rows, strict=True)))
        self._vectors.update(zip(keys, rows, strict=True))

    def _load(self) -> dict[bytes, Any]:
        """Read what is kept: records of a key and its vector. One that a killed run left half written is cut off."""
        import numpy as np

        found: dict[bytes, Any] = {}
        for path in self._folder.glob("*.records"):
            width = KEY_BYTES + 4 * int(path.stem)
            whole = path.stat().st_size // width
            os.truncate(path, whole * width)
            records = np.fromfile(path, dtype=np.uint8).reshape(whole, width)
            rows = np.ascontiguousarray(records[:, KEY_BYTES:]).view("<f4")
            found.update((record[:KEY_BYTES].tobytes(), row) for record, row in zip(records, rows, strict=True))
        return found


def _key(role: str, text: str) -> bytes:
    return hashlib.blake2b(f"{role}\n{text}".encode(), digest_size=KEY_BYTES).digest()


def _listed(row: Any) -> list[float]:
    vector: list[float] = row.tolist()
    return vector
