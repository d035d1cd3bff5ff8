"""List the sources that files, folders and addresses name, with what their manifests say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.ingest.fetch import find_files, is_address
from kb.ingest.manifest import load_manifest
from kb.model import SourceReport
from kb.model.errors import KBError


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A source that was named but not yet read.

    Args:
        location: path or address.
        given: what a manifest says of it.
    """

    location: str
    given: Mapping[str, str]


def find_sources(locations: Iterable[str]) -> Iterator[NamedSource | SourceReport]:
    """List the sources under some files, folders and addresses; what can't be listed is reported as failed.

    In a folder with a manifest the sources are those that it lists; one that it lists and that isn't there is
    reported. A file that is named itself is taken in whether or not a manifest lists it.
    """
    for location in locations:
        if is_address(location):
            yield NamedSource(location, {})
            continue
        try:
            yield from _find_in(Path(location))
        except KBError as exc:
            yield report_failure(location, exc)


def _find_in(path: Path) -> Iterator[NamedSource]:
    if path.is_file():
        yield NamedSource(str(path), load_manifest(path.parent).get(path.name, {}))
        return
    files = find_files(path)
    manifests = {folder: load_manifest(folder) for folder in {file.parent for file in files} | {path}}
    missing = [folder / name for folder, entries in manifests.items() for name in entries]
    for file in sorted({*files, *missing}):
        entries = manifests[file.parent]
        if not entries or file.name in entries:
            yield NamedSource(str(file), entries.get(file.name, {}))


def report_failure(location: str, exc: KBError, seconds: float = 0.0) -> SourceReport:
    """Report a source that failed alone, with its reason."""
    error = {"type": exc.type, "message": exc.message, "hint": exc.hint}
    return SourceReport(id="", path=location, status="failed", error=error, seconds=seconds)
