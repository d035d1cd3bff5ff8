"""Kill an ingest at random moments, let the next run finish it, and compare with one that was never killed.

Run as a program: ``python -m tests.e2e.kill_rounds HOME MODEL CORPUS ROUNDS SEED``. The libraries are imported once
and every ingest runs in a fork, so that a round takes seconds. Prints one line per round, exits 1 on a difference.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kb.knowledge_base import KnowledgeBase, Progress
from kb.model.settings import Settings

LONGEST_PAUSE = 0.05
"""Seconds between a step and the kill, at most: about as long as a step takes, so that every moment of one comes up."""

FLUSH_CHUNKS = 40
"""Fewer than usual, so that an ingest of the starter corpus has many batches to be killed between."""

Snapshot = tuple[list[tuple[str, str, int]], dict[str, set[str]], int]


def ingest(settings: Settings, corpus: str, tell: Callable[[], object]) -> None:
    def on_progress(progress: Progress) -> None:
        tell()

    with KnowledgeBase.open(settings) as base:
        base.ingest([corpus], on_progress)


def in_fork(settings: Settings, corpus: str, steps: int | None = None, pause: float = 0.0) -> tuple[int, bool]:
    """Ingest in a fork, and kill it a moment after so many of its steps.

    Steps, not seconds: how long an ingest takes depends on what else the machine does.

    Returns:
        How many steps it told of, and whether it was killed.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            ingest(settings, corpus, lambda: os.write(writer, b"."))
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    seen = 0
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while (steps is None or seen < steps) and pipe.read(1):
            seen += 1
        if steps is not None:
            time.sleep(pause)
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        raise SystemExit("the ingest failed by itself")
    return seen, os.WIFSIGNALED(status)


def snapshot(settings: Settings) -> Snapshot:
    """What a home holds: documents with their chunk counts, the index's versions, and its number of points."""
    with KnowledgeBase.open(settings) as base:
        page = base.find_documents(limit=100)
        documents = sorted((d.id, d.version, d.chunks) for d in page.documents)
        index = base._open_index()
        assert base.get_store_state().pending == 0
        points = [point.chunk_id for batch in index.scroll(200) for point in batch]
        assert len(points) == len(set(points)) == index.count()
        return documents, index.versions(), len(points)


def snapshot_in_fork(settings: Settings) -> Snapshot:
    """Look in a fork, so that this process never opens an engine that its forks would share."""
    import pickle

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(pickle.dumps(snapshot(settings)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    result: Snapshot = pickle.loads(data)
    return result


def main() -> None:
    root, model, corpus, rounds, seed = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    import sentence_transformers  # noqa: F401 - loaded once, before the forks

    import kb.ingest.indexing
    import kb.ingest.writer
    import kb.search.search

    for module in (kb.ingest.indexing, kb.ingest.writer):
        vars(module)["FLUSH_CHUNKS"] = FLUSH_CHUNKS
    settings = Settings.from_env({"KB_HOME": str(root / "clean"), "KB_DENSE_MODEL": model, "KB_DENSE_WEIGHT": "0.01"})
    total, _ = in_fork(settings, corpus)
    expected = snapshot_in_fork(settings)
    chance = random.Random(seed)
    for number in range(1, rounds + 1):
        home = root / f"round-{number}"
        killed = settings.with_home(home)
        killed_times = 0
        for _ in range(chance.randint(1, 3)):
            _, was_killed = in_fork(killed, corpus, chance.randrange(total), chance.uniform(0.0, LONGEST_PAUSE))
            killed_times += was_killed
        in_fork(killed, corpus)
        same = snapshot_in_fork(killed) == expected
        print(f"round {number}: killed {killed_times} times, {'same' if same else 'DIFFERENT'}", flush=True)
        if not same:
            raise SystemExit(1)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
