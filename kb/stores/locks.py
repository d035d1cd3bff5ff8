"""Let one process at a time write to a home folder, and say where its server listens.

The lock is the kernel's (by filelock), so it ends with its process, however that process ends; the file's content only
says who it is. The server file holds a secret and is never readable by anybody but its owner, not even for a moment.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from kb.model.errors import StoreError, StoreLocked

LOCK_FILE = "lock"
SERVER_FILE = "server.json"
_ATTEMPTS = 10
_PAUSE_SECONDS = 0.03
"""Ten tries in 0.3 s outlast a holder that is about to write its name."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a home folder: its id, what it was started as, since when (ISO, UTC)."""

    pid: int
    command: str
    since: str


@dataclass(frozen=True, slots=True)
class ServerFile:
    """Where the server of a home folder listens, the token that allows writing, and its process id."""

    url: str
    token: str
    pid: int


class HomeLock:
    """Hold a home folder alone.

    Args:
        home: the data folder; made when missing.

    Example:
        lock = HomeLock(home)
        lock.acquire("kb ingest")
        …
        lock.release()
    """

    def __init__(self, home: Path) -> None:
        self.path = home / LOCK_FILE
        self._descriptor: int | None = None

    def acquire(self, command: str) -> None:
        """Take the lock and write down who we are.

        Args:
            command: what the user typed, as others should see it (``"kb serve"``).

        Raises:
            StoreLocked: another process, or another object of this one, holds it; the message names the holder.
            StoreError: the lock file can't be made or the file system knows no locks.
        """
        descriptor = _open_lock_file(self.path)
        try:
            self._wait_for(descriptor)
            _write_holder(descriptor, Holder(os.getpid(), command, datetime.now(UTC).isoformat(timespec="seconds")))
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the lock go; does nothing when it is not held."""
        from filelock import unlock_descriptor

        if self._descriptor is None:
            return
        os.ftruncate(self._descriptor, 0)
        unlock_descriptor(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = None

    def __enter__(self) -> HomeLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _wait_for(self, descriptor: int) -> None:
        for _ in range(_ATTEMPTS):
            if self._try_exclusive(descriptor):
                return
            time.sleep(_PAUSE_SECONDS)
        raise _describe_locked(self.path.parent, _read_holder(descriptor))

    def _try_exclusive(self, descriptor: int) -> bool:
        # Here, because who only asks where the server listens needs none of it.
        from filelock import lock_descriptor

        try:
            return lock_descriptor(descriptor, blocking=False)
        except OSError as exc:
            hint = "Put the home folder (KB_HOME) on a local disk."
            raise StoreError(f"{self.path} can't be locked: {exc.strerror}.", hint) from exc


def write_server_file(home: Path, url: str, token: str, pid: int) -> None:
    """Say where the server of this home folder listens, readable by this user alone.

    Raises:
        StoreError: the file can't be written.
    """
    body = json.dumps(asdict(ServerFile(url, token, pid)))
    temporary = home / f".{SERVER_FILE}.{secrets.token_hex(8)}"
    try:
        # The mode is given at creation: a later chmod would leave a moment in which others can read the token.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(body)
        os.replace(temporary, home / SERVER_FILE)
    except OSError as exc:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{home / SERVER_FILE} can't be written: {exc.strerror}.", "Check the home folder.") from exc


def read_server_file(home: Path) -> ServerFile | None:
    """Say where the server of this home folder listens; None when none runs.

    A file whose process has died is removed.

    Raises:
        StoreLocked: the file belongs to another user.
    """
    path = home / SERVER_FILE
    try:
        with path.open(encoding="utf-8") as file:
            inode = os.fstat(file.fileno()).st_ino
            server = _parse_server_file(file.read())
    except FileNotFoundError:
        return None
    except PermissionError as exc:
        hint = "Run this as the user that started the server, or ask it over HTTP."
        raise StoreLocked(f"The server of {home} runs as another user.", hint) from exc
    if server is None or not is_alive(server.pid):
        _remove_if_same(path, inode)
        return None
    return server


def remove_server_file(home: Path, pid: int | None = None) -> None:
    """Remove the server file; does nothing when there is none.

    Args:
        pid: remove it only when it is this process's; None removes any.
    """
    path = home / SERVER_FILE
    if pid is not None:
        server = read_server_file(home)
        if server is None or server.pid != pid:
            return
    path.unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Say whether a process of this id runs on this machine."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _open_lock_file(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        hint = "Check KB_HOME and that this user may write there."
        raise StoreError(f"{path} can't be opened: {exc.strerror}.", hint) from exc


def _write_holder(descriptor: int, holder: Holder) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(asdict(holder)).encode(), 0)


def _read_holder(descriptor: int) -> Holder:
    values = _parse_object(os.pread(descriptor, 65536, 0).decode("utf-8", "replace"))
    pid = values.get("pid")
    return Holder(
        pid if isinstance(pid, int) else 0, str(values.get("command", "unknown")), str(values.get("since", ""))
    )


def _describe_locked(home: Path, holder: Holder) -> StoreLocked:
    if holder.pid == 0:
        return StoreLocked(f"{home} is held by another process.", "Wait until it has ended, then try again.")
    message = f"{home} is held by `{holder.command}` (process {holder.pid}, since {holder.since})."
    hint = (
        f"Wait until it has ended, or stop it with `kill {holder.pid}`. "
        "While `kb serve` runs on a home folder, the other kb commands go through it."
    )
    return StoreLocked(message, hint)


def _parse_server_file(text: str) -> ServerFile | None:
    values = _parse_object(text)
    url, token, pid = values.get("url"), values.get("token"), values.get("pid")
    if isinstance(url, str) and isinstance(token, str) and isinstance(pid, int):
        return ServerFile(url, token, pid)
    return None


def _parse_object(text: str) -> dict[str, object]:
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _remove_if_same(path: Path, inode: int) -> None:
    # A server that has started since we read the stale file has put its own in place: leave that one.
    try:
        if path.stat().st_ino == inode:
            path.unlink()
    except FileNotFoundError:
        return
