"""Keep embedded indexes in a folder: which one is live, how it was made, and how another takes its place.

Layout of the folder::

    CURRENT                          the name of the live index
    20250710T091500-4f0c12ab/        one index; a name is never used twice
        index.json                   fingerprint, dimension, and which shard folder is the valid one
        names.txt, names.key         chunk ids by point, see ``point_names``
        shard-1/                     Qdrant Edge's own files

Whatever kills the process, ``CURRENT`` names a complete index or nothing. Both small files are
written beside themselves, synced, and put in place in one step.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.model.errors import IndexMismatch, IndexUnavailable, KBError
from kb.stores.index.edge_chunks import EdgeChunkIndex, build_shape
from kb.stores.index.optimize import copy_shard, needs_optimizing, optimize_folder
from kb.stores.index.point_names import PointNames
from kb.stores.index.shard import Shard, sync_folder

log = logging.getLogger(__name__)

_CURRENT = "CURRENT"
_CARD = "index.json"
_HINT = "Run `kb reindex`; it builds the index again from the archive and the catalog."


@dataclass(frozen=True, slots=True)
class Card:
    """What stands beside a shard: how the index was made and which shard folder is the valid one."""

    fingerprint: str
    dimension: int
    shard: str = "shard-1"


class FolderChunkIndex(EdgeChunkIndex):
    """An embedded index that lives in an index folder and can be optimized while it is searched."""

    def __init__(self, folder: Path, card: Card, *, must_exist: bool) -> None:
        self.folder = folder
        self.card = card
        self._optimizing: threading.Thread | None = None
        shard = Shard(folder / card.shard, build_shape(card.dimension), must_exist=must_exist)
        super().__init__(shard, folder.name, card.fingerprint, PointNames(folder))

    def optimize(self, *, wait: bool = True) -> None:
        """Build the fastest form on a copy in another process, then go on with the copy.

        Searches go on meanwhile; writes wait. Does nothing while exact search is the faster one. An index that older
        code wrote gets the names of its points.
        """
        self._name_points()
        if wait:
            self._optimize()
        elif not self._is_optimizing() and self.shard.read(lambda live: needs_optimizing(live)):
            self._optimizing = threading.Thread(target=self._optimize_quietly, name="optimize-index")
            self._optimizing.start()

    def _name_points(self) -> None:
        if self.names.count() < self.count():
            for names in self.scroll_names():
                self.names.add(names)

    def close(self) -> None:
        """Wait for an optimizing that goes on, flush, and release the folder."""
        if self._optimizing is not None:
            self._optimizing.join()
        super().close()

    def _is_optimizing(self) -> bool:
        return self._optimizing is not None and self._optimizing.is_alive()

    def _optimize_quietly(self) -> None:
        """Optimize in a thread of its own: nobody is there to be told of a failure, and the index is whole without."""
        try:
            self._optimize()
        except KBError as exc:
            log.warning("%s %s", exc.message, exc.hint)

    def _optimize(self) -> None:
        with self.shard.writing(changes=False) as live:
            if not needs_optimizing(live):
                return
            live.flush()
            card = replace(self.card, shard=_next_shard(self.card.shard))
            _build_optimized(self.folder / self.card.shard, self.folder / card.shard)
            self.shard.replace(self.folder / card.shard)
            _write_card(self.folder, card)
            self.card = card
        _remove_other_shards(self.folder, card)


def _build_optimized(source: Path, target: Path) -> None:
    try:
        copy_shard(source, target)
        optimize_folder(target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _remove_other_shards(folder: Path, card: Card) -> None:
    for shard in folder.glob("shard-*"):
        if shard.name != card.shard:
            shutil.rmtree(shard, ignore_errors=True)


def open_folder(directory: Path, dimension: int, fingerprint: str) -> FolderChunkIndex:
    """Open the live index, or make an empty one where there is none.

    Raises:
        IndexMismatch: it was made by other settings or code.
        IndexUnavailable: its files are damaged or gone.
        StoreLocked: another process has it open.
    """
    name = get_current(directory)
    if name is None:
        with build_folder(directory, dimension, fingerprint) as index:
            name = index.folder.name
    card = _read_card(directory / name)
    _check(card, directory / name, dimension, fingerprint)
    index = FolderChunkIndex(directory / name, card, must_exist=True)
    index.shard.open()
    _remove_other_shards(directory / name, card)  # of an optimizing that was killed
    return index


@contextmanager
def build_folder(directory: Path, dimension: int, fingerprint: str) -> Iterator[FolderChunkIndex]:
    """Build a new index beside the live one; it becomes the live one when the block ends without an error.

    What earlier builds left behind is removed first. One process may build at a time.
    """
    prune(directory)
    folder = directory / _make_name()
    folder.mkdir(parents=True)
    index = FolderChunkIndex(folder, Card(fingerprint, dimension), must_exist=False)
    _write_card(folder, index.card)
    try:
        index.shard.open()
        yield index
    except BaseException:
        index.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    index.close()
    _replace_file(directory / _CURRENT, folder.name)


def get_current(directory: Path) -> str | None:
    """Return the name of the live index, None where there is none yet."""
    try:
        return (directory / _CURRENT).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def prune(directory: Path) -> None:
    """Remove every index but the live one: what was replaced, and what a killed process left unfinished.

    A replaced index that is still open in this process can still be searched, but takes disk space until closed.
    """
    current = get_current(directory)
    for folder in directory.glob(f"*/{_CARD}"):
        if folder.parent.name != current:
            shutil.rmtree(folder.parent, ignore_errors=True)


def _make_name() -> str:
    # The catalog remembers by name what an index holds, so a new index may never look like an old one.
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


def _next_shard(shard: str) -> str:
    return f"shard-{int(shard.rpartition('-')[2]) + 1}"


def _check(card: Card, folder: Path, dimension: int, fingerprint: str) -> None:
    if (card.fingerprint, card.dimension) != (fingerprint, dimension):
        made = f"{card.fingerprint} with {card.dimension} dimensions"
        raise IndexMismatch(
            f"The index at {folder} was made by other settings or code ({made}; now {fingerprint}, {dimension}).", _HINT
        )


def _read_card(folder: Path) -> Card:
    try:
        return Card(**json.loads((folder / _CARD).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise IndexUnavailable(f"The index at {folder} can't be opened: {exc}", _HINT) from exc


def _write_card(folder: Path, card: Card) -> None:
    _replace_file(folder / _CARD, json.dumps(asdict(card)))


def _replace_file(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    with open(fresh, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    sync_folder(path.parent)
