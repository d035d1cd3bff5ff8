"""Read a folder's manifest: what is known of each source beside its bytes.

A manifest is ``manifest.toml`` with one ``[[source]]`` table per file. One that can't be read, or an entry whose hash
doesn't fit its file, is an error and never silently passed over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from kb.model.errors import ConfigError, DamagedSource

MANIFEST = "manifest.toml"
"""The table of a folder's sources; not itself a source."""


def find_starter_corpus() -> Path:
    """Return the folder of the starter corpus: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_corpus", package.parent / "corpus"):
        if (folder / MANIFEST).is_file():
            return folder
    raise ConfigError("The starter corpus is not in this installation.", "Install Rujukan again.")


def load_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Read a folder's manifest.

    Returns:
        File name → its entry, every value as text; empty where the folder has no manifest.

    Raises:
        ConfigError: it is not TOML, or an entry names no file.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(
            f"{path} is not a readable manifest: {exc}", "It holds one [[source]] table per file."
        ) from exc
    return {_file_of(table, path): {key: str(value) for key, value in table.items()} for table in tables}


def _file_of(table: Mapping[str, object], path: Path) -> str:
    file = table.get("file")
    if not isinstance(file, str) or not file:
        raise ConfigError(f"An entry of {path} names no file.", 'Each [[source]] needs file = "NAME".')
    return file


def check_hash(given: Mapping[str, str], sha256: str, filename: str) -> None:
    """Refuse a file that is not the one its manifest speaks of."""
    if given.get("sha256", sha256) != sha256:
        raise DamagedSource(
            f"{filename} has the hash {sha256[:12]}…, its manifest says {given['sha256'][:12]}….",
            "Fetch the file again, or correct its entry in the manifest.",
        )
