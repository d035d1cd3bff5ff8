"""Take in, search, check and serve as a person does, without a network; prints each step that went well.

Run as ``python -m tests.e2e.offline_session HOME TEMPORARY WORK DATA SOURCES namespace|guard``. ``namespace``: the
process was started in a network namespace of its own, where only its loopback can be reached. ``guard``: there is none,
and a guard in every process refuses to connect anywhere else.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 0x1

GUARD = """
import socket
connect = socket.socket.connect
def guarded(self, address):
    if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise SystemExit(f"something connects to {address}")
    return connect(self, address)
socket.socket.connect = socket.socket.connect_ex = guarded
"""


def bring_loopback_up() -> None:
    """A new network namespace has a loopback that is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(control, SIOCGIFFLAGS, request), 16)
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def check_isolated() -> None:
    with socket.socket() as probe:
        probe.settimeout(2)
        try:
            probe.connect(("192.0.2.1", 80))  # an address that belongs to nobody
        except (OSError, SystemExit):
            return
    raise SystemExit("the network can be reached")


def run(environment: dict[str, str], *arguments: str, text: str = "") -> str:
    command = [sys.executable, "-B", *arguments]
    done = subprocess.run(command, env=environment, cwd=environment["PWD"], input=text, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{arguments}: {done.stdout}\n{done.stderr}")
    return done.stdout


def serve(environment: dict[str, str]) -> None:
    command = [sys.executable, "-B", "-m", "kb", "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, cwd=environment["PWD"], stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            address = next(found for line in server.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            with urllib.request.urlopen(f"{address.group()}/api/v1/search?q=iuran", timeout=60) as answer:
                assert json.load(answer)["hits"]
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)


def search_fails(environment: dict[str, str]) -> None:
    command = [sys.executable, "-B", "-m", "kb", "search", "iuran", "--json"]
    done = subprocess.run(command, env=environment, cwd=environment["PWD"], capture_output=True, text=True)
    assert json.loads(done.stdout)["error"]["type"] == "ModelUnavailable", done.stdout + done.stderr


def main() -> None:
    home, temporary, work, data, sources = map(Path, sys.argv[1:6])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "XDG_", "ORT_", "H"))}
    paths = [str(Path(__file__).resolve().parents[2])]
    with tempfile.TemporaryDirectory(dir=data.parent) as spare:
        if sys.argv[6] == "namespace":
            bring_loopback_up()
        else:
            Path(spare, "sitecustomize.py").write_text(GUARD, encoding="utf-8")
            paths.append(spare)
            exec(GUARD, {})
        check_isolated()
        places = {"HOME": home, "TMPDIR": temporary, "PWD": work, "KB_HOME": data, "PYTHONPATH": ":".join(paths)}
        environment = kept | {name: str(value) for name, value in places.items()}
        run(environment, "-m", "kb", "ingest", str(sources), "--json")
        print("ingest")
        assert json.loads(run(environment, "-m", "kb", "search", "bukti iuran sebelum termin", "--json"))["hits"]
        print("search")
        run(environment, "-m", "kb", "check", "-", "--json", text="Kontraktor wajib menyerahkan bukti iuran.")
        print("check")
        serve(environment)
        print("serve")
        Path(spare, "model_int8.onnx").write_bytes(b"no model")
        search_fails(environment | {"KB_DENSE_MODEL": spare})
        print("failure")


if __name__ == "__main__":
    main()
