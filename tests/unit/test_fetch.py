"""Reading files and addresses: complete or refused, with a reason."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from kb.ingest.fetch import find_files, read_location
from kb.model.errors import EmptySource, KBError, SourceTooLarge, SourceUnreachable

MEBIBYTE = 1024 * 1024


DISPOSITIONS = {
    "/named": ('attachment; filename="..\\\\se 5.html"', "se 5.html"),
    "/semicolon": ('attachment; filename="se;5.html"', "se;5.html"),
    "/encoded": ("attachment; filename*=UTF-8''Peraturan%20n%C2%BA%205.pdf", "Peraturan nº 5.pdf"),
    "/both": (
        "attachment; filename=\"Peraturan n_ 5.pdf\"; filename*=UTF-8''Peraturan%20n%C2%BA%205.pdf",
        "Peraturan nº 5.pdf",
    ),
    "/upward": ("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
    "/nameless": ("attachment", "nameless"),
    "/empty": ('attachment; filename=""', "empty"),
}
"""Path → what the server says of the name, and the name."""


class _Site(http.server.BaseHTTPRequestHandler):
    """Answers by path; ``/loop`` redirects to itself, ``/cut`` breaks off, ``/away`` leaves http."""

    redirects: ClassVar[dict[str, str]] = {"/moved": "/dir/uu.html", "/loop": "/loop", "/away": "ftp://127.0.0.1/x"}

    def do_GET(self) -> None:
        if self.path in self.redirects:
            self.send_response(302)
            self.send_header("Location", self.redirects[self.path])
            self.end_headers()
            return
        body = b"x" * 5000 if self.path == "/large" else b"<p>Pasal 1</p>"
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path in DISPOSITIONS:
            self.send_header("Content-Disposition", DISPOSITIONS[self.path][0])
        if self.path == "/cut":
            self.send_header("Content-Length", "9999")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_read_location_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "uu 24.txt"
    file.write_bytes(b"Pasal 1")
    fetched = read_location(str(file), 7, 1)
    assert (fetched.data, fetched.filename, fetched.media_type) == (b"Pasal 1", "uu 24.txt", None)
    assert (fetched.address, fetched.official) == ("", False)


def test_read_location_file_one_byte_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "uu.txt"
    file.write_bytes(b"Pasal 1")
    with pytest.raises(SourceTooLarge, match="6 bytes") as caught:
        read_location(str(file), 6, 1)
    assert "KB_MAX_SOURCE_BYTES" in caught.value.hint


@pytest.mark.parametrize("location", ["missing.txt", ".", "a\0b.txt", "ftp://peraturan.go.id/uu.pdf", "x" * 5000])
def test_read_location_unreadable_raises_with_hint(location: str) -> None:
    with pytest.raises(SourceUnreachable) as caught:
        read_location(location, MEBIBYTE, 1)
    assert caught.value.hint


def test_read_location_address_is_described_after_redirect(site: str) -> None:
    fetched = read_location(f"{site}/moved", MEBIBYTE, 5)
    assert fetched.data == b"<p>Pasal 1</p>"
    assert (fetched.filename, fetched.media_type) == ("uu.html", "text/html")
    assert (fetched.location, fetched.address) == (f"{site}/moved", f"{site}/dir/uu.html")
    assert not fetched.official


@pytest.mark.parametrize(
    ("path", "filename"),
    [
        ("/a/b%20c.pdf?x=1#y", "b c.pdf"),
        ("/", "127.0.0.1"),
        *((path, name) for path, (_, name) in DISPOSITIONS.items()),
    ],
)
def test_read_location_address_names_what_it_fetched(site: str, path: str, filename: str) -> None:
    assert read_location(site + path, MEBIBYTE, 5).filename == filename


@pytest.mark.parametrize(
    ("path", "error", "reason"),
    [
        ("/missing", SourceUnreachable, "404"),
        ("/loop", SourceUnreachable, "redirect"),
        ("/away", SourceUnreachable, "ftp"),
        ("/cut", SourceUnreachable, "can't be fetched"),
        ("/large", SourceTooLarge, "4,096"),
    ],
)
def test_read_location_address_failing_raises_with_hint(
    site: str, path: str, error: type[KBError], reason: str
) -> None:
    with pytest.raises(error, match=reason) as caught:
        read_location(site + path, 4096, 5)
    assert caught.value.hint


@pytest.mark.parametrize("address", ["http://", "http://127.0.0.1:1/x", "https://[::1", "http://a b/"])
def test_read_location_broken_address_raises(address: str) -> None:
    with pytest.raises(SourceUnreachable):
        read_location(address, 4096, 5)


def test_read_location_deadline_passed_raises(site: str) -> None:
    with pytest.raises(SourceUnreachable):
        read_location(site, 4096, 0)


def test_find_files_folder_lists_sorted_without_hidden_manifest_and_outward_links(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    for name in ("b.md", "a/z.pdf", "a/manifest.toml", "manifest.toml", ".git/x", "a/.hidden"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (tmp_path / "outside.txt").write_text("x")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "in.txt").symlink_to(folder / "b.md")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nothing")
    names = [path.relative_to(folder).as_posix() for path in find_files(folder)]
    assert names == ["a/z.pdf", "b.md", "in.txt"]


def test_find_files_file_is_listed_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("x")
    assert find_files(tmp_path / ".hidden") == [tmp_path / ".hidden"]


def test_find_files_missing_raises(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable, match="nowhere"):
        find_files(tmp_path / "nowhere")


def test_find_files_empty_folder_raises(tmp_path: Path) -> None:
    with pytest.raises(EmptySource):
        find_files(tmp_path)
