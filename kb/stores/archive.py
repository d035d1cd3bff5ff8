"""Keep original bytes and canonical texts in plain files, named by their hash.

``sha256(archive.get(name)) == name`` is checked at every read. A file appears whole or not at all (temporary file,
fsync, rename), so several processes may put at once and a killed one leaves nothing but a temporary file, which a later
open removes. A backup is a copy of the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.model.errors import ArchiveCorrupted, SourceNotFound, StoreError, UndecodableSource

ORIGINALS = "originals"
TEXTS = "texts"
STALE_SECONDS = 3600
"""A temporary file older than this belongs to nobody: the largest source that we take in is written in seconds."""

_HASH = re.compile(r"[0-9a-f]{64}")


class Archive:
    """Keep originals and canonical texts by hash.

    Args:
        root: the archive's folder; made when missing.

    Raises:
        StoreError: the folder can't be made or written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._temporary = root / "tmp"
        with _wrap_os_errors(root):
            for folder in (root / ORIGINALS, root / TEXTS, self._temporary):
                folder.mkdir(parents=True, exist_ok=True)
            self._sweep()

    def put(self, data: bytes, sha256: str = "") -> str:
        """Store original bytes and return their sha256, in hexadecimal.

        Args:
            sha256: theirs, from who has taken it already; empty takes it here.

        Putting the same bytes again changes nothing; a stored file that has since been damaged is mended.

        Raises:
            StoreError: the disk refused.
        """
        return self._put(ORIGINALS, data, sha256)

    def get(self, sha256: str) -> bytes:
        """Return the original bytes of this hash.

        Raises:
            SourceNotFound: nothing is stored under this hash.
            ArchiveCorrupted: the stored bytes have another hash by now.
        """
        return self._get(ORIGINALS, sha256)

    def put_text(self, text: str, version: str = "") -> str:
        """Store a canonical text and return its version: the sha256 of its UTF-8 bytes.

        Args:
            version: its hash, from who has taken it already; empty takes it here.

        Raises:
            UndecodableSource: the text holds half of a surrogate pair and so can't be written as UTF-8.
            StoreError: the disk refused.
        """
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError as exc:
            message = f"The text has an unpaired surrogate at character {exc.start}."
            raise UndecodableSource(message, "The parser that made it has to replace it.") from exc
        return self._put(TEXTS, data, version)

    def get_text(self, version: str) -> str:
        """Return the canonical text of this version.

        Raises:
            SourceNotFound: nothing is stored under this hash.
            ArchiveCorrupted: the stored text has another hash by now.
        """
        return self._get(TEXTS, version).decode("utf-8")

    def size(self) -> int:
        """Return how many bytes all originals and texts take, without what the file system adds."""
        with _wrap_os_errors(self.root):
            return sum(path.stat().st_size for path in self._find_files())

    def _put(self, kind: str, data: bytes, name: str) -> str:
        name = name or hashlib.sha256(data).hexdigest()
        path = self._path(kind, name)
        with _wrap_os_errors(path):
            if not _holds(path, data):
                _make_folder(path.parent)
                _write_whole(self._temporary / f"{os.getpid()}-{secrets.token_hex(8)}", path, data)
        return name

    def _get(self, kind: str, name: str) -> bytes:
        path = self._path(kind, name) if _HASH.fullmatch(name) else None
        if path is None or not path.is_file():
            raise SourceNotFound(
                f"The archive holds nothing under {name!r} in {kind}.",
                "Take the source in again with `kb ingest`.",
            )
        with _wrap_os_errors(path):
            data = path.read_bytes()
        damage = _find_damage(name, data, path)
        if damage is not None:
            raise damage
        return data

    def _path(self, kind: str, name: str) -> Path:
        # Two hexadecimal digits make 256 folders: a million files stay at 4,000 per folder.
        return self.root / kind / name[:2] / name

    def _find_files(self) -> Iterator[Path]:
        for kind in (ORIGINALS, TEXTS):
            yield from (self.root / kind).glob("??/*")

    def _sweep(self) -> None:
        oldest = time.time() - STALE_SECONDS
        for path in self._temporary.iterdir():
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue  # Another process swept it, or finished its put, since we listed the folder.


def _find_damage(name: str, data: bytes, path: Path) -> ArchiveCorrupted | None:
    actual = hashlib.sha256(data).hexdigest()
    if actual == name:
        return None
    hint = "Restore this file from a backup, or take the source in again with `kb ingest`."
    return ArchiveCorrupted(f"{path} no longer has the hash that it is named by; it has {actual}.", hint)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _write_whole(temporary: Path, path: Path, data: bytes) -> None:
    try:
        # Not mkstemp: its mode 0600 would shut out the other users of a shared archive.
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The name must be as durable as the bytes: the catalog commits after us and counts on both.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _wrap_os_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        hint = "Check that the disk has room and that this user may write there."
        raise StoreError(f"The archive can't use {path}: {exc.strerror or exc}.", hint) from exc
