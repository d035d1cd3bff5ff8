"""Open, build and copy indexes, wherever they live.

The settings decide between the embedded engine and a server; nobody else asks which it is. Heavy packages are imported
inside: ``import kb.stores.index`` stays light.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.model.errors import StoreError
from kb.model.settings import Settings
from kb.stores.index.contract import WRITE_BATCH, ChunkIndex

OnCopied = Callable[[int], None]


def open_index(settings: Settings, directory: Path, dimension: int, fingerprint: str) -> ChunkIndex:
    """Open the live index, or make an empty one where there is none yet.

    Args:
        settings: ``qdrant_url`` decides: empty is the embedded engine, ``":memory:"`` a double for tests.
        directory: folder of the embedded indexes; unused with a server.
        dimension: numbers per dense vector.
        fingerprint: names everything that the index depends on.

    Raises:
        IndexMismatch: the index was made by other settings or code.
        IndexUnavailable: its files are damaged, or the server is out of reach.
        StoreLocked: another process has the files open.
    """
    if not settings.qdrant_url:
        from kb.stores.index.folder import open_folder

        return open_folder(directory, dimension, fingerprint)
    from kb.stores.index.server import connect, open_server

    client = connect(settings.qdrant_url, settings.qdrant_api_key)
    try:
        return open_server(client, settings.qdrant_collection, dimension, fingerprint)
    except StoreError:
        client.close()
        raise


@contextmanager
def build_index(settings: Settings, directory: Path, dimension: int, fingerprint: str) -> Iterator[ChunkIndex]:
    """Build a new index beside the live one, and put it in its place when the block ends without an error.

    The live one can be searched all the while, by those who have it open. What is yielded is closed at the end;
    :func:`open_index` opens it as the live one. One process may build at a time.
    """
    if not settings.qdrant_url:
        from kb.stores.index.folder import build_folder

        with build_folder(directory, dimension, fingerprint) as embedded:
            yield embedded
        return
    from kb.stores.index.server import build_server, connect

    client = connect(settings.qdrant_url, settings.qdrant_api_key)
    try:
        with build_server(client, settings.qdrant_collection, dimension, fingerprint) as served:
            yield served
    finally:
        client.close()


def copy_index(
    source: ChunkIndex, target: ChunkIndex, batch: int = WRITE_BATCH, on_progress: OnCopied | None = None
) -> int:
    """Copy every chunk with its vectors, without embedding again, and check that all arrived.

    Copying again writes the same points, so a copy that was cut off is simply made again. Documents and
    versions that only the target holds are removed. The source may not be written to meanwhile.

    Args:
        on_progress: told after each batch how many chunks are copied so far.

    Returns:
        How many chunks were copied.

    Raises:
        StoreError: source and target differ afterwards.
    """
    _remove_strays(source, target)
    copied = 0
    for points in source.scroll(batch):
        target.write(points)
        copied += len(points)
        if on_progress:
            on_progress(copied)
    target.flush()
    _check_copy(source, target, copied)
    return copied


def push_index(
    index: ChunkIndex,
    url: str,
    collection: str,
    api_key: str,
    dimension: int,
    fingerprint: str,
    on_progress: OnCopied | None = None,
) -> int:
    """Copy an index to a Qdrant server; its alias moves when the copy is whole. Returns how many chunks it has.

    Raises:
        IndexUnavailable: the server is out of reach or refuses. Pushing again goes on with what is there.
        StoreError: source and copy differ.
    """
    from kb.stores.index.server import build_server, connect

    client = connect(url, api_key)
    try:
        with build_server(client, collection, dimension, fingerprint, resume=True) as target:
            return copy_index(index, target, on_progress=on_progress)
    finally:
        client.close()


def _remove_strays(source: ChunkIndex, target: ChunkIndex) -> None:
    present = source.versions()
    held = target.versions().items()
    target.delete_documents([name for name, versions in held if versions - present.get(name, set())])


def _check_copy(source: ChunkIndex, target: ChunkIndex, copied: int) -> None:
    if source.facet("edition") != target.facet("edition"):
        raise StoreError(
            f"Of {source.count()} chunks {copied} were copied, and the target now has {target.count()}.",
            "Was the source written to meanwhile? Copy again.",
        )
