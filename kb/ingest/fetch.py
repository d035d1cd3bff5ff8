"""Read a source from a path or an address into bytes, within a size and a time.

What is returned is complete; a source that is too large, cut off or out of reach raises, and never comes back
shortened.

Addresses are fetched as the person who named them could fetch them: loopback and private networks are not
refused. Whoever may write to a server can therefore make it read what the server can reach; writing needs a token.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from kb.ingest.manifest import MANIFEST
from kb.model.errors import EmptySource, SourceTooLarge, SourceUnreachable

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
CHUNK = 64 * 1024
USER_AGENT = "rujukan/0.1 (reads one document at a time, when somebody asks for it)"

OFFICIAL_SUFFIX = ".go.id"
"""Only Indonesian state bodies can register names under it, so a text fetched there is the issuer's own copy."""


@dataclass(frozen=True)
class Fetched:
    """A source's bytes and where they came from.

    Args:
        data: the whole source.
        filename: last part of its path or address, or what the server calls it.
        media_type: what the server says it is, without parameters; None for files.
        location: the path or address as it was given.
        address: where the bytes came from in the end, after redirects; empty for files.
        official: whether that address is a state body's own.
    """

    data: bytes
    filename: str
    media_type: str | None
    location: str
    address: str
    official: bool

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def is_address(location: str) -> bool:
    """Say whether a location is fetched from the web; else it is a path.

    Example:
        >>> is_address("https://jdih.example.go.id/se.pdf"), is_address("C:\\\\data\\\\se.pdf")
        (True, False)
    """
    return location.lower().startswith(("http://", "https://"))


def read_location(location: str, max_bytes: int, timeout: int) -> Fetched:
    """Read a file or an http(s) address.

    Args:
        location: a path, or an address with its scheme.
        max_bytes: more than this is refused, before it is held in memory.
        timeout: seconds for the whole of an address, not for each part of it.

    Raises:
        SourceUnreachable: there is no such file, or the address gives nothing.
        SourceTooLarge: it is larger than ``max_bytes``.
    """
    scheme, mark, _ = location.partition("://")
    if not mark:
        return _read_file(location, max_bytes)
    if scheme.lower() not in ("http", "https"):
        raise SourceUnreachable(f"{location} is no http or https address.", "Download it, and ingest the file.")
    return _read_address(location, max_bytes, timeout)


def find_files(path: Path) -> list[Path]:
    """List the sources under a folder, in sorted order; a file is a list of itself.

    Hidden files and folders and ``manifest.toml`` are left out; links that lead out of the folder, and linked
    folders, aren't followed.

    Raises:
        SourceUnreachable: there is no such path, or a folder in it can't be listed.
        EmptySource: the folder holds no source.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SourceUnreachable(f"There is no file or folder {path}.", "Check the path; quote it if it has spaces.")
    root = path.resolve()
    files = [file for file in _walk(path) if file.is_file() and file.resolve().is_relative_to(root)]
    if not files:
        raise EmptySource(f"The folder {path} holds no sources.", "Hidden files and manifest.toml don't count.")
    return sorted(files)


def _walk(path: Path) -> Iterator[Path]:
    for folder, subfolders, names in os.walk(path, onerror=_refuse_folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith(".") and name != MANIFEST)


def _refuse_folder(exc: OSError) -> None:
    raise SourceUnreachable(f"The folder {exc.filename} can't be listed: {exc.strerror}.", "Check its rights.") from exc


def _read_file(location: str, max_bytes: int) -> Fetched:
    path = Path(location)
    try:
        if not path.is_file():
            raise SourceUnreachable(f"There is no file {location}.", "Check the path; quote it if it has spaces.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as exc:
        raise SourceUnreachable(f"{location} can't be read: {exc.strerror}.", "Check the file and its rights.") from exc
    except ValueError as exc:
        raise SourceUnreachable(f"{location!r} is no path: {exc}.", "Check the path.") from exc
    if len(data) > max_bytes:
        raise _too_large(location, max_bytes)
    return Fetched(data, path.name, None, location, "", False)


def _too_large(location: str, max_bytes: int) -> SourceTooLarge:
    hint = "Raise KB_MAX_SOURCE_BYTES, or split the source."
    return SourceTooLarge(f"{location} is larger than {max_bytes:,} bytes.", hint)


def _read_address(location: str, max_bytes: int, timeout: int) -> Fetched:
    import httpx

    deadline = time.monotonic() + timeout
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                timeout=timeout,
                headers={"User-Agent": USER_AGENT},
            ) as client,
            client.stream("GET", location) as response,
        ):
            response.raise_for_status()
            data = _read_body(response, location, max_bytes, deadline)
            return _describe(response, data, location)
    except httpx.HTTPStatusError as exc:
        status = f"{exc.response.status_code} {exc.response.reason_phrase}".strip()
        raise SourceUnreachable(f"{location} answered {status}.", "Open it in a browser and check it.") from exc
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        reason = str(exc) or type(exc).__name__
        hint = "Check the address and the connection, or download it and ingest the file."
        raise SourceUnreachable(f"{location} can't be fetched: {reason}.", hint) from exc


def _read_body(response: httpx.Response, location: str, max_bytes: int, deadline: float) -> bytes:
    data = bytearray()
    for part in _until(deadline, response.iter_bytes(CHUNK), location):
        data += part
        if len(data) > max_bytes:
            raise _too_large(location, max_bytes)
    return bytes(data)


def _until(deadline: float, parts: Iterable[bytes], location: str) -> Iterator[bytes]:
    for part in parts:
        if time.monotonic() > deadline:
            hint = "Try again, raise KB_FETCH_TIMEOUT, or download it and ingest the file."
            raise SourceUnreachable(f"{location} took too long to come.", hint)
        yield part


def _describe(response: httpx.Response, data: bytes, location: str) -> Fetched:
    address = str(response.url)
    headers = Message()
    for header in ("content-type", "content-disposition"):
        headers[header] = response.headers.get(header, "")
    media_type = headers.get_content_type() if headers["content-type"] else ""
    name = _find_name(headers, address)
    return Fetched(data, name, media_type or None, location, address, is_official(address))


def is_official(address: str) -> bool:
    """Say whether an address is a state body's own, reached so that nobody in between can change what it gives.

    Example:
        >>> is_official("https://jdih.pu.go.id/detail/1"), is_official("http://jdih.pu.go.id"), is_official("https://a.id")
        (True, False, False)
    """
    parts = urlsplit(address)
    return parts.scheme == "https" and f".{parts.hostname or ''}".lower().endswith(OFFICIAL_SUFFIX)


def _find_name(headers: Message, address: str) -> str:
    """Name what was fetched: as the server does, else by the last part of the address, else by its host."""
    parameters = headers.get_params([], "content-disposition")
    named = [value for key, value in parameters if key.lower() == "filename"]
    # RFC 6266, section 4.3: the name with its encoding (``filename*``) goes before the plain one.
    named.sort(key=lambda value: isinstance(value, str))
    parts = urlsplit(address)
    candidates = [*map(collapse_rfc2231_value, named), unquote(parts.path)]
    names = (PurePosixPath(candidate.replace("\\", "/")).name for candidate in candidates)
    return next(filter(None, names), parts.hostname or "address")
