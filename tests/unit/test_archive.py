"""The archive keeps what it is given, notices damage, and survives being killed."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model.errors import ArchiveCorrupted, SourceNotFound, StoreError, UndecodableSource
from kb.stores.archive import STALE_SECONDS, Archive

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def path_of(archive: Archive, name: str, room: str = "originals") -> Path:
    return archive.root / room / name[:2] / name


def find_stored(archive: Archive) -> list[Path]:
    return [path for kind in ("originals", "texts") for path in (archive.root / kind).glob("??/*")]


def find_damaged(archive: Archive) -> list[Path]:
    return [path for path in find_stored(archive) if sha256(path.read_bytes()) != path.name]


def find_leftovers(archive: Archive) -> list[Path]:
    return list((archive.root / "tmp").iterdir())


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"Inpres 2/2021", bytes(range(256)) * 4096], ids=len)
def test_put_bytes_can_be_got_under_their_hash(archive: Archive, data: bytes) -> None:
    name = archive.put(data)
    assert name == sha256(data)
    assert archive.get(name) == data
    assert path_of(archive, name).is_file()
    assert find_leftovers(archive) == []


@settings(deadline=None)  # fsync takes as long as the disk likes
@given(st.binary(max_size=300), st.text(max_size=300))
def test_get_returns_what_was_put(tmp_path_factory: pytest.TempPathFactory, data: bytes, text: str) -> None:
    archive = Archive(tmp_path_factory.getbasetemp() / "shared-archive")
    assert archive.get(archive.put(data)) == data
    assert archive.get_text(archive.put_text(text)) == text


def test_put_twice_writes_once(archive: Archive) -> None:
    name = archive.put(b"same")
    before = path_of(archive, name).stat()
    assert archive.put(b"same") == name
    after = path_of(archive, name).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("text", ["", "Pasal 5\nayat (1)\n", "a\r\nb\rc\u2028d", "\ufeffé 👷"], ids=repr)
def test_put_text_keeps_every_character(archive: Archive, text: str) -> None:
    version = archive.put_text(text)
    assert version == sha256(text.encode())
    assert archive.get_text(version) == text
    assert path_of(archive, version, "texts").is_file()
    assert not path_of(archive, version).exists()


def test_put_text_with_half_a_surrogate_pair_is_refused(archive: Archive) -> None:
    with pytest.raises(UndecodableSource, match="surrogate at character 2"):
        archive.put_text("ab\ud800")


@pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "ABCDEF" * 10 + "ABCD", "0" * 63, "0" * 64 + "\n"])
def test_get_unknown_name_is_not_found(archive: Archive, name: str) -> None:
    with pytest.raises(SourceNotFound):
        archive.get(name)
    with pytest.raises(SourceNotFound):
        archive.get_text(name)


def test_get_damaged_file_raises_and_putting_again_mends_it(archive: Archive) -> None:
    name = archive.put(b"the original")
    path_of(archive, name).write_bytes(b"the oviginal")
    with pytest.raises(ArchiveCorrupted, match=name):
        archive.get(name)
    archive.put(b"the original")
    assert archive.get(name) == b"the original"


def test_get_text_damaged_file_raises(archive: Archive) -> None:
    version = archive.put_text("Pasal 5")
    path_of(archive, version, "texts").write_bytes(b"Pasal 6")
    with pytest.raises(ArchiveCorrupted):
        archive.get_text(version)


def test_put_under_a_hash_that_was_taken_already_stores_the_same(archive: Archive) -> None:
    assert archive.put(b"data", sha256(b"data")) == archive.put(b"data")
    assert archive.put_text("Pasal 5", sha256(b"Pasal 5")) == archive.put_text("Pasal 5")
    assert len(find_stored(archive)) == 2


def test_size_counts_originals_and_texts(archive: Archive) -> None:
    assert archive.size() == 0
    archive.put(b"12345")
    archive.put(b"12345")
    archive.put_text("678")
    assert archive.size() == 8


def test_open_sweeps_only_stale_temporary_files(archive: Archive) -> None:
    stale, fresh = archive.root / "tmp" / "stale", archive.root / "tmp" / "fresh"
    for path in (stale, fresh):
        path.write_bytes(b"half")
    old = time.time() - STALE_SECONDS - 10
    os.utime(stale, (old, old))
    Archive(archive.root)
    assert find_leftovers(archive) == [fresh]


def test_open_below_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file"):
        Archive(tmp_path / "file" / "archive")


def test_put_where_a_folder_is_in_the_way_leaves_nothing_behind(archive: Archive) -> None:
    path_of(archive, sha256(b"data")).mkdir(parents=True)
    with pytest.raises(StoreError):
        archive.put(b"data")
    assert find_leftovers(archive) == []


PUT_MANY = """
import sys
from pathlib import Path
from kb.stores.archive import Archive
archive = Archive(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    archive.put(str(number).encode() * 20000)
    archive.put_text(str(number) * 2000)
"""


def start_putting(root: Path, number: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PUT_MANY, str(root), str(number)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def wait_until_ready(child: "subprocess.Popen[str]") -> None:
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"


def test_put_by_several_processes_at_once_stores_each_once(archive: Archive) -> None:
    children = [start_putting(archive.root, 40) for _ in range(3)]
    for child in children:
        with child:
            child.communicate()
        assert child.returncode == 0
    assert len(find_stored(archive)) == 80
    assert find_damaged(archive) == []
    assert find_leftovers(archive) == []


@pytest.mark.parametrize("milliseconds", [0, 7, 19, 41])
def test_killed_put_leaves_only_whole_files(archive: Archive, milliseconds: int) -> None:
    with start_putting(archive.root, 100_000) as child:
        wait_until_ready(child)
        time.sleep(milliseconds / 1000)
        child.send_signal(signal.SIGKILL)
    assert find_damaged(archive) == []
    name = archive.put(b"after")
    assert archive.get(name) == b"after"
