"""Keep chunk ids by their points, beside an embedded index.

A leg needs no more of a point than its chunk id. Edge reads it out of the stored payload, the text with it, which takes
longer than finding the point. A name is believed only where its checksum is right, so no state that a crash leaves
these files in can give a wrong one: a point that has no name here is asked for its payload.

Two files, only ever appended to: ``names.txt`` has the chunk ids, ``names.key`` a record for each of them.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from kb.model.errors import IndexUnavailable
from kb.stores.index.schema import number_point

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_KNOWN = 50_000
"""Names kept in memory, about 200 bytes each; the others are looked up in the files again."""

_TEXTS, _KEYS = "names.txt", "names.key"
_RECORD = struct.Struct("<QQLL")
_FIELDS = [("point", "<u8"), ("start", "<u8"), ("length", "<u4"), ("check", "<u4")]
"""The first half of a point's id, where its name stands in the text, how long it is, and its checksum."""

_HALF = 64


@dataclass(frozen=True, slots=True)
class _Table:
    """What the files hold: first halves of point ids in order, beside each start, length and checksum of its name."""

    points: NDArray[np.uint64]
    places: NDArray[np.int64]
    text: bytes

    def find(self, points: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give the names of those points that have one."""
        import numpy as np

        if not len(self.points):
            return
        wanted = np.array([point >> _HALF for point in points], dtype=np.uint64)
        at = np.minimum(np.searchsorted(self.points, wanted), len(self.points) - 1)
        is_there = (self.points[at] == wanted).tolist()
        for point, held, (start, length, check) in zip(points, is_there, self.places[at].tolist(), strict=True):
            name = self.text[start : start + length]
            if held and crc32(name) == check:
                yield point, name.decode()


class PointNames:
    """Chunk ids by point id; ids are numbers, as ``schema.number_point`` makes them.

    Args:
        folder: where the files are; None keeps them in memory alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[int, str] = {}
        self._learned: dict[int, str] = {}
        self._table: _Table | None = None
        self._lock = threading.Lock()

    def find(self, points: Sequence[int]) -> dict[int, str]:
        """Return the names of those points that have one."""
        found = self._find_kept(points)
        if len(found) < len(points):
            learned = self._learned
            found |= {point: learned[point] for point in points if point in learned}
        return found

    def learn(self, names: Iterable[str]) -> None:
        """Remember names that were read from payloads: whoever only reads writes no file."""
        if len(self._learned) > MOST_KNOWN:
            self._learned = {}
        self._learned.update((number_point(name), name) for name in names)

    def add(self, names: Iterable[str]) -> None:
        """Keep the names of points that are written.

        Raises:
            IndexUnavailable: the files can't be written.
        """
        given = {number_point(name): name for name in names}
        with self._lock:
            kept = self._find_kept(list(given))
            fresh = {point: name for point, name in given.items() if point not in kept}
            if self._folder is not None and fresh:
                _append(self._folder, fresh)
            self._remember(fresh)

    def count(self) -> int:
        """Count the names that the files hold."""
        path = self._folder and self._folder / _KEYS
        return path.stat().st_size // _RECORD.size if path and path.is_file() else 0

    def _find_kept(self, points: Sequence[int]) -> dict[int, str]:
        known = self._known
        found = {point: known[point] for point in points if point in known}
        lacking = [point for point in points if point not in found]
        if lacking:
            read = dict(self._get_table().find(lacking))
            self._remember(read)
            found |= read
        return found

    def _remember(self, names: dict[int, str]) -> None:
        if len(self._known) + len(names) > MOST_KNOWN:
            # The table is read again as well: what was appended since is in the files alone then.
            self._known, self._table = {}, None
        self._known.update(names)

    def _get_table(self) -> _Table:
        table = self._table
        if table is None:
            table = self._table = _load(self._folder)
        return table


def _load(folder: Path | None) -> _Table:
    import numpy as np

    keys, text = (_read(folder / _KEYS), _read(folder / _TEXTS)) if folder else (b"", b"")
    records = np.frombuffer(keys[: len(keys) // _RECORD.size * _RECORD.size], dtype=_FIELDS)
    records = records[np.argsort(records["point"], kind="stable")]
    places = np.stack([records[name].astype(np.int64) for name, _ in _FIELDS[1:]], axis=1)
    return _Table(records["point"].astype(np.uint64), places, text)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _append(folder: Path, names: dict[int, str]) -> None:
    """Write names behind those that are there; a record that a crash cut off is written over."""
    texts = [name.encode() for name in names.values()]
    try:
        with open(folder / _TEXTS, "ab") as text, open(folder / _KEYS, "ab") as keys:
            starts = accumulate((len(name) for name in texts), initial=text.tell())
            keys.truncate(keys.tell() // _RECORD.size * _RECORD.size)
            text.write(b"".join(texts))
            text.flush()
            keys.write(b"".join(_format_record(*record) for record in zip(names, starts, texts, strict=False)))
    except OSError as exc:
        raise IndexUnavailable(
            f"The index at {folder} can't be written: {exc}", "Check that its disk has room."
        ) from exc


def _format_record(point: int, start: int, name: bytes) -> bytes:
    return _RECORD.pack(point >> _HALF, start, len(name), crc32(name))
