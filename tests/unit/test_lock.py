"""One process holds a home folder; its server file is for its owner alone."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.model.errors import StoreError, StoreLocked
from kb.stores.locks import (
    LOCK_FILE,
    SERVER_FILE,
    HomeLock,
    ServerFile,
    is_alive,
    read_server_file,
    remove_server_file,
    write_server_file,
)

REPOSITORY = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from kb.stores.locks import HomeLock
HomeLock(Path(sys.argv[1])).acquire("kb serve")
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def hold_in_another_process(home: Path) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-c", HOLD, str(home)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        try:
            yield child
        finally:
            child.kill()


@pytest.fixture(scope="module")
def dead_pid() -> int:
    with subprocess.Popen(["true"]) as child:
        pass
    return child.pid


def test_acquire_free_home_says_who_holds_it(tmp_path: Path) -> None:
    home = tmp_path / "not" / "yet"
    with HomeLock(home) as lock:
        lock.acquire("kb ingest")
        holder = json.loads((home / LOCK_FILE).read_text())
        assert (holder["pid"], holder["command"]) == (os.getpid(), "kb ingest")
        assert holder["since"].endswith("+00:00")
    assert (home / LOCK_FILE).read_text() == ""


def test_acquire_twice_in_one_process_is_locked(tmp_path: Path) -> None:
    with HomeLock(tmp_path) as lock:
        lock.acquire("kb ingest")
        with pytest.raises(StoreLocked, match=f"`kb ingest` \\(process {os.getpid()}"):
            HomeLock(tmp_path).acquire("kb reindex")


def test_acquire_held_by_another_process_names_it_and_what_to_do(tmp_path: Path) -> None:
    with hold_in_another_process(tmp_path) as child:
        with pytest.raises(StoreLocked) as caught:
            HomeLock(tmp_path).acquire("kb ingest")
        assert f"`kb serve` (process {child.pid}, since 20" in caught.value.message
        assert str(tmp_path) in caught.value.message
        assert f"kill {child.pid}" in caught.value.hint


def test_acquire_after_its_holder_was_killed_succeeds(tmp_path: Path) -> None:
    with hold_in_another_process(tmp_path) as child:
        child.kill()
        child.wait()
        # The dead process's name still stands in the file; only the lock counts.
        assert str(child.pid) in (tmp_path / LOCK_FILE).read_text()
        with HomeLock(tmp_path) as lock:
            lock.acquire("kb ingest")


def test_lock_is_the_kernels_own_so_that_an_older_version_is_kept_out_too(tmp_path: Path) -> None:
    with HomeLock(tmp_path) as lock, (tmp_path / LOCK_FILE).open("w") as other:
        lock.acquire("kb ingest")
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_release_lets_the_next_in_and_may_be_repeated(tmp_path: Path) -> None:
    first, second = HomeLock(tmp_path), HomeLock(tmp_path)
    first.acquire("kb ingest")
    first.release()
    first.release()
    second.acquire("kb reindex")
    second.release()
    first.acquire("kb ingest again")
    with pytest.raises(StoreLocked, match="kb ingest again"):
        second.acquire("kb reindex")
    first.release()


@pytest.mark.parametrize("body", ["", "{", "[1]", '{"pid": "x"}', "\x00"])
def test_acquire_held_without_a_readable_name_is_still_locked(tmp_path: Path, body: str) -> None:
    with HomeLock(tmp_path) as lock:
        lock.acquire("kb ingest")
        (tmp_path / LOCK_FILE).write_text(body)
        with pytest.raises(StoreLocked, match="another process"):
            HomeLock(tmp_path).acquire("kb reindex")


def test_acquire_below_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="lock"):
        HomeLock(tmp_path / "file").acquire("kb ingest")


def test_server_file_is_read_back_and_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_server_file(tmp_path, "http://127.0.0.1:8000", "secret", os.getpid())
    finally:
        os.umask(before)
    assert (tmp_path / SERVER_FILE).stat().st_mode & 0o777 == 0o600
    assert read_server_file(tmp_path) == ServerFile("http://127.0.0.1:8000", "secret", os.getpid())
    assert json.loads((tmp_path / SERVER_FILE).read_text()) == {
        "url": "http://127.0.0.1:8000",
        "token": "secret",
        "pid": os.getpid(),
    }
    assert [path.name for path in tmp_path.iterdir()] == [SERVER_FILE]


def test_server_file_written_again_replaces_the_first(tmp_path: Path) -> None:
    write_server_file(tmp_path, "http://127.0.0.1:1", "old", os.getpid())
    write_server_file(tmp_path, "http://127.0.0.1:2", "new", os.getpid())
    server = read_server_file(tmp_path)
    assert server is not None
    assert server.token == "new"


def test_server_file_of_a_dead_process_is_removed(tmp_path: Path, dead_pid: int) -> None:
    write_server_file(tmp_path, "http://127.0.0.1:8000", "secret", dead_pid)
    assert read_server_file(tmp_path) is None
    assert not (tmp_path / SERVER_FILE).exists()


@pytest.mark.parametrize("body", ["", "{", "[]", '{"url": 1, "token": "t", "pid": 1}', '{"url": "u", "token": "t"}'])
def test_server_file_that_is_damaged_is_removed(tmp_path: Path, body: str) -> None:
    (tmp_path / SERVER_FILE).write_text(body)
    assert read_server_file(tmp_path) is None
    assert not (tmp_path / SERVER_FILE).exists()


def test_server_file_missing_is_none(tmp_path: Path) -> None:
    assert read_server_file(tmp_path) is None
    remove_server_file(tmp_path)


def test_server_file_of_another_process_is_not_removed_by_us(tmp_path: Path) -> None:
    write_server_file(tmp_path, "http://127.0.0.1:8000", "secret", os.getpid())
    remove_server_file(tmp_path, os.getpid() + 1)
    assert read_server_file(tmp_path) is not None
    remove_server_file(tmp_path, os.getpid())
    assert read_server_file(tmp_path) is None


def test_server_file_in_a_missing_home_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"server\.json"):
        write_server_file(tmp_path / "missing", "http://127.0.0.1:8000", "secret", 1)


def test_is_alive_knows_the_living_from_the_dead(dead_pid: int) -> None:
    assert is_alive(os.getpid())
    assert is_alive(1)
    assert not is_alive(dead_pid)
    assert not is_alive(0)
    assert not is_alive(-1)
    assert not is_alive(2**40)
