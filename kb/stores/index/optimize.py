"""Optimize a shard in another process.

Edge holds Python's interpreter lock while it optimizes (8 s for 20,000 vectors of 384 numbers on two cores), so doing
it here would stop every search and every request of this process. A child does it instead, on a copy, while this
process goes on searching the original, which is only read.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import qdrant_edge as edge

from kb.model.errors import IndexUnavailable
from kb.stores.index.shard import GRAPH_FROM

_COPY_BLOCK = 1 << 20
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from kb.stores.index.optimize import run; run(sys.argv[2])"
)

LEAST_SHARE = 0.1
"""Of all points, those that have to stand outside the graph before it is built again."""


def needs_optimizing(live: edge.EdgeShard) -> bool:
    """Say whether enough dense vectors stand outside an HNSW graph for it to be built again.

    A build copies and reads the whole index, so that it takes a share of it, not a number: each point is then built
    into some ten graphs however large the index grows. Searching that share exactly takes as long as the graph saves.

    Edge counts a point's dense vector, its sparse one and its parts together as indexed: the sparse one always is, the
    two others are or aren't together.
    """
    info = live.info()
    waiting = max(0, 3 * info.points_count - info.indexed_vectors_count) / 2
    return waiting > GRAPH_FROM and waiting > LEAST_SHARE * info.points_count


def optimize_folder(path: Path) -> None:
    """Optimize the closed shard at ``path`` in a child process, and wait for it.

    Raises:
        IndexUnavailable: the child failed; the message holds what it said.
    """
    command = [sys.executable, "-c", _CHILD, json.dumps(sys.path), str(path)]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode:
        said = child.stderr.strip()[-500:]
        raise IndexUnavailable(f"Optimizing {path} failed: {said}", "The index goes on as it was; search is slower.")


def run(path: str) -> None:
    """Optimize the closed shard at ``path`` in this process."""
    live = edge.EdgeShard.load(path)
    live.optimize()
    live.flush()
    live.close()


def copy_shard(source: Path, target: Path) -> None:
    """Copy a flushed shard that nobody writes to meanwhile.

    Its write-ahead log is left behind: after a flush the segments hold everything.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("wal"), copy_function=_copy_file)


def _copy_file(source: str, target: str) -> str:
    """Copy a file without filling its holes: Edge's files are mostly holes, 100 MB that take 1 MB on disk."""
    with open(source, "rb") as reader, open(target, "wb") as writer:
        size = os.fstat(reader.fileno()).st_size
        writer.truncate(size)
        while block := reader.read(_COPY_BLOCK):
            if block.count(0) == len(block):
                writer.seek(len(block), os.SEEK_CUR)
            else:
                writer.write(block)
    return target
