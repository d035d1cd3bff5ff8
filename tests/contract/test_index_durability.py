"""What of Qdrant Edge we rely on: what survives a killed process, reading while writing, what is refused."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb.model import Filters
from kb.model.errors import IndexUnavailable, StoreLocked
from kb.model.settings import Settings
from kb.model.vectors import SparseVector
from kb.stores.index import ChunkPoint, open_index
from kb.stores.index import optimize as optimizing
from kb.stores.index.folder import FolderChunkIndex, build_folder, get_current, open_folder

DIMENSION = 4


def make_points(count: int, start: int = 0) -> list[ChunkPoint]:
    return [
        ChunkPoint(
            f"d{number // 10}@v#pasal-{number}",
            [1.0, float(number % 7), float(number), 1.0],
            SparseVector((number % 13, 100 + number), (1.0, 2.0)),
            {"document_id": f"d{number // 10}", "version": "v", "edition": f"d{number // 10}@v", "text": "x" * 300},
        )
        for number in range(start, start + count)
    ]


def run_and_kill(code: str, folder: Path) -> None:
    """Run code in a child process and kill it as soon as it says that it is ready."""
    script = (
        "import sys, time; from pathlib import Path\n"
        f"sys.path[:] = {sys.path!r}; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_index_durability import make_points\n"
        "from kb.stores.index.folder import build_folder, open_folder\n"
        f"folder = Path({str(folder)!r})\n{code}\nprint('ready', flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    ready = child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    _, errors = child.communicate()
    assert ready == b"ready\n", errors.decode()


def read_all(index: FolderChunkIndex) -> dict[str, ChunkPoint]:
    return {point.chunk_id: point for batch in index.scroll(100) for point in batch}


@pytest.mark.parametrize("flush", ["", "index.flush()"])
def test_killed_process_loses_no_update_that_returned(tmp_path: Path, flush: str) -> None:
    code = f"index = open_folder(folder, {DIMENSION}, 'f')\nindex.write(make_points(450))\n{flush}"
    run_and_kill(code, tmp_path)
    index = open_folder(tmp_path, DIMENSION, "f")
    found = read_all(index)
    assert sorted(found) == sorted(point.chunk_id for point in make_points(450))
    assert all(found[point.chunk_id].sparse == point.sparse for point in make_points(450))
    assert index.facet("edition") == {f"d{number}@v": 10 for number in range(45)}
    index.close()


def test_killed_build_leaves_the_live_index(tmp_path: Path) -> None:
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(5))
    index.close()
    name = get_current(tmp_path)
    run_and_kill(f"fresh = build_folder(folder, {DIMENSION}, 'g').__enter__()\nfresh.write(make_points(9))", tmp_path)
    assert get_current(tmp_path) == name
    assert len([folder for folder in tmp_path.iterdir() if folder.is_dir()]) == 2
    with build_folder(tmp_path, DIMENSION, "g") as fresh:
        fresh.write(make_points(7))
    assert open_count(tmp_path, "g") == 7


def open_count(folder: Path, fingerprint: str) -> int:
    index = open_folder(folder, DIMENSION, fingerprint)
    try:
        return index.count()
    finally:
        index.close()


def test_second_process_is_told_that_the_index_is_open(tmp_path: Path) -> None:
    index = open_folder(tmp_path, DIMENSION, "f")
    with pytest.raises(StoreLocked, match="another process"):
        open_folder(tmp_path, DIMENSION, "f")
    index.close()
    open_folder(tmp_path, DIMENSION, "f").close()


def _only(folder: Path, pattern: str) -> Path:
    return next(folder.glob(pattern))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "its segments are gone": lambda folder: shutil.rmtree(_only(folder, "*/shard-1/segments")),
    "its shard is gone": lambda folder: shutil.rmtree(_only(folder, "*/shard-1")),
    "its folder is gone": lambda folder: shutil.rmtree(_only(folder, "*/shard-1").parent),
    "its card is broken": lambda folder: _only(folder, "*/index.json").write_text("{"),
    "its settings are broken": lambda folder: _only(folder, "*/shard-1/edge_config.json").write_text("{"),
    "a segment's state is broken": lambda folder: _only(folder, "*/shard-1/segments/*/segment.json").write_text("{"),
    "its log is noise": lambda folder: _only(folder, "*/shard-1/wal/open-1").write_bytes(b"\xff" * 200),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_index_is_refused_with_what_to_do(tmp_path: Path, damage: str) -> None:
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(20))
    index.close()
    DAMAGE[damage](tmp_path)
    with pytest.raises(IndexUnavailable, match="kb reindex"):
        open_index(Settings(), tmp_path, DIMENSION, "f")


def test_searches_go_on_while_another_thread_writes_deletes_and_optimizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimizing, "GRAPH_FROM", 0)
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(300))
    stop, wrong = threading.Event(), list[str]()
    readers = [threading.Thread(target=search_until, args=(stop, index, wrong)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for round_ in range(2):
        index.write(make_points(200, start=1000 + 200 * round_))
        index.delete_documents([f"d{100 + 20 * round_}"])
        index.optimize()
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert index.card.shard == "shard-3"
    assert [folder.name for folder in index.folder.glob("shard-*")] == ["shard-3"]
    assert index.count() == 300 + 2 * 190
    index.close()
    assert open_count(tmp_path, "f") == 300 + 2 * 190


def search_until(stop: threading.Event, index: FolderChunkIndex, wrong: list[str]) -> None:
    """Search for points that are always there, and note every answer that isn't right."""
    target = make_points(300)[123]
    mine = Filters(document_id=(str(target.payload["document_id"]),))
    while not stop.is_set():
        try:
            dense = index.search_dense(target.dense, mine, 1)
            parts = index.search_dense(target.dense, mine, 20, parts=[target.dense])
            sparse = index.search_sparse(SparseVector((100 + 123,), (1.0,)), Filters(), 1)
        except Exception as exc:
            wrong.append(repr(exc))
            return
        if [hit.chunk_id for hit in dense + sparse] != [target.chunk_id] * 2 or len(parts) != 10:
            wrong.append(f"{dense} {sparse} {parts}")


def test_what_was_deleted_no_longer_counts_for_the_rarity_of_a_term(tmp_path: Path) -> None:
    common, rare = SparseVector((1, 2), (1.0, 1.0)), SparseVector((1,), (1.0,))
    points = [replace(point, sparse=rare if at % 3 else common) for at, point in enumerate(make_points(40))]
    index = open_folder(tmp_path, DIMENSION, "f")

    def ask() -> list[tuple[str, float]]:
        return [(hit.chunk_id, hit.score) for hit in index.search_sparse(common, Filters(), 40)]

    index.write(points)
    first = ask()
    index.delete_documents(["d1"])
    assert len(ask()) < len(first)
    index.write(points)
    assert ask() == first
    index.delete_documents(["d1"])
    without = ask()
    index.close()
    assert ask() == without
    index.close()


@pytest.mark.parametrize("flush", ["", "; index.flush()"])
def test_what_a_killed_process_deleted_no_longer_counts_for_the_rarity_of_a_term(tmp_path: Path, flush: str) -> None:
    with build_folder(tmp_path, DIMENSION, "f") as index:
        index.write(make_points(40))
        assert not index.shard.is_settled
    run_and_kill(
        f"index = open_folder(folder, {DIMENSION}, 'f'); index.delete_documents(['d1', 'd2']){flush}", tmp_path
    )
    asked = SparseVector((1, 2, 125), (1.0, 1.0, 1.0))
    index = open_folder(tmp_path, DIMENSION, "f")
    without = index.search_sparse(asked, Filters(), 40)
    index.close()
    with build_folder(tmp_path / "other", DIMENSION, "f") as other:
        other.write([point for point in make_points(40) if point.payload["document_id"] not in ("d1", "d2")])
    for folder in (tmp_path, tmp_path / "other"):
        index = open_folder(folder, DIMENSION, "f")
        assert index.shard.is_settled
        assert index.search_sparse(asked, Filters(), 40) == without
        index.close()


def find_names(index: FolderChunkIndex) -> list[str]:
    return [hit.chunk_id for hit in index.search_dense([1.0, 1.0, 9.0, 1.0], Filters(), 450, payload=False)]


@pytest.mark.parametrize("damage", ["none", "cut", "swap", "gone"])
def test_names_of_points_are_right_whatever_is_left_of_their_files(tmp_path: Path, damage: str) -> None:
    with build_folder(tmp_path, DIMENSION, "f") as index:
        index.write(make_points(300))
        folder = index.folder
    keys, text = folder / "names.key", folder / "names.txt"
    if damage == "cut":
        keys.write_bytes(keys.read_bytes()[:-7])
        text.write_bytes(text.read_bytes()[:-9])
    elif damage == "swap":
        text.write_bytes(text.read_bytes()[::-1])
    elif damage == "gone":
        text.unlink()
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(150, start=300))
    names = sorted(point.chunk_id for point in make_points(450))
    assert sorted(find_names(index)) == names
    index.close()
    index = open_folder(tmp_path, DIMENSION, "f")
    assert sorted(find_names(index)) == names
    index.close()


def test_index_that_older_code_wrote_gets_its_names(tmp_path: Path) -> None:
    with build_folder(tmp_path, DIMENSION, "f") as index:
        index.write(make_points(30))
        folder = index.folder
    for name in ("names.key", "names.txt"):
        (folder / name).unlink()
    index = open_folder(tmp_path, DIMENSION, "f")
    assert len(find_names(index)) == 30
    index.optimize()
    index.close()
    index = open_folder(tmp_path, DIMENSION, "f")
    assert index.names.count() == 30
    asked = [hit.chunk_id for hit in index.search_dense([1.0, 1.0, 9.0, 1.0], Filters(), 30)]
    assert asked == find_names(index)
    index.close()


def test_optimizing_that_fails_leaves_the_index_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizing, "GRAPH_FROM", 0)
    monkeypatch.setattr(optimizing, "_CHILD", "raise SystemExit('no room')")
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(30))
    with pytest.raises(IndexUnavailable, match="no room"):
        index.optimize()
    assert (index.count(), index.card.shard) == (30, "shard-1")
    assert [folder.name for folder in index.folder.glob("shard-*")] == ["shard-1"]
    index.close()
    assert open_count(tmp_path, "f") == 30


def test_killed_optimizing_leaves_nothing_behind(tmp_path: Path) -> None:
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(30))
    index.close()
    shutil.copytree(index.folder / "shard-1" / "segments", index.folder / "shard-2" / "segments")
    assert open_count(tmp_path, "f") == 30
    assert [folder.name for folder in index.folder.glob("shard-*")] == ["shard-1"]


def test_replaced_index_answers_until_it_is_closed(tmp_path: Path) -> None:
    former = open_folder(tmp_path, DIMENSION, "f")
    former.write(make_points(30))
    for fingerprint in ("g", "h"):  # the second build removes the first index's files
        with build_folder(tmp_path, DIMENSION, fingerprint):
            pass
    assert not former.folder.exists()
    assert former.search_dense([1.0, 0.0, 0.0, 0.0], Filters(), 1)
    former.close()


def test_index_that_grew_is_optimized_while_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizing, "GRAPH_FROM", 0)
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(300))
    index.optimize(wait=False)
    assert index.count() == 300
    index.write(make_points(10, start=300))  # waits for the copy to take the original's place
    assert index.card.shard == "shard-2"
    index.close()
    assert open_count(tmp_path, "f") == 310


def test_close_waits_for_an_optimizing_that_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizing, "GRAPH_FROM", 0)
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(30))
    index.optimize(wait=False)
    index.close()
    assert [folder.name for folder in index.folder.glob("shard-*")] == ["shard-2"]
    assert open_count(tmp_path, "f") == 30


def test_optimizing_in_the_background_that_fails_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(optimizing, "GRAPH_FROM", 0)
    monkeypatch.setattr(optimizing, "_CHILD", "raise SystemExit('no room')")
    index = open_folder(tmp_path, DIMENSION, "f")
    index.write(make_points(30))
    index.optimize(wait=False)
    index.close()
    assert "no room" in caplog.text
    assert open_count(tmp_path, "f") == 30


@pytest.mark.parametrize(("points", "indexed", "needed"), [(1000, 0, True), (1000, 2 * 950 + 1000, False)])
def test_index_is_optimized_once_a_tenth_of_it_is_new(
    monkeypatch: pytest.MonkeyPatch, points: int, indexed: int, needed: bool
) -> None:
    class Live:
        def info(self) -> SimpleNamespace:
            return SimpleNamespace(points_count=points, indexed_vectors_count=indexed)

    monkeypatch.setattr(optimizing, "GRAPH_FROM", 0)
    assert optimizing.needs_optimizing(Live()) is needed  # type: ignore[arg-type]
