"""Catalogs for the contract tests: SQLite in a file, and a private PostgreSQL.

The PostgreSQL has its own folder, listens on a unix socket only and is stopped by the session that started it.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from kb.stores.catalog import Catalog

SYSTEM_BINARIES = "/usr/local/bin:/usr/lib/postgresql"
SUPERUSER = "rujukan"
# A lost test database is no loss: without fsync the tests take seconds instead of minutes.
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60 -k {folder}"


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL of our own."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}"


def find_binary(name: str) -> str:
    """Find a PostgreSQL program; none is a failure, for a skipped contract proves nothing."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or shutil.which(name, path="/usr/local/bin") or (newest and str(newest[-1]))
    if not found:
        pytest.fail(f"{name} is not on the PATH nor under {SYSTEM_BINARIES}. Install PostgreSQL (package postgresql).")
    return found


def pick_user() -> str:
    """Name the user to run PostgreSQL as: it refuses to run as root."""
    for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines():
        if line.startswith("postgres:"):
            return "postgres"
    return "nobody"


def run(folder: Path, *command: str) -> None:
    prefix = ["runuser", "-u", pick_user(), "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, *command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)} failed: {done.stderr or done.stdout}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    # Not tmp_path: the path of a unix socket may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="kb-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, pick_user())
    try:
        yield from serve(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve(folder: Path) -> Iterator[Cluster]:
    data, log = str(folder / "data"), str(folder / "log")
    initdb, pg_ctl = find_binary("initdb"), find_binary("pg_ctl")
    run(folder, initdb, "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    # Output must not go to our pipe: the server keeps it open and the call would never end.
    run_detached(folder, pg_ctl, "-D", data, "-l", log, "-w", "-o", OPTIONS.format(folder=folder), "start")
    try:
        yield Cluster(folder)
    finally:
        run(folder, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


def run_detached(folder: Path, *command: str) -> None:
    prefix = ["runuser", "-u", pick_user(), "--"] if os.geteuid() == 0 else []
    nowhere = subprocess.DEVNULL
    done = subprocess.run([*prefix, *command], cwd=folder, stdin=nowhere, stdout=nowhere, stderr=nowhere, timeout=120)
    if done.returncode != 0:
        log = folder / "log"
        pytest.fail(f"PostgreSQL did not start: {log.read_text(encoding='utf-8') if log.exists() else 'no log'}")


@pytest.fixture(scope="session")
def make_postgres_url(postgres: Cluster) -> Callable[[], str]:
    """Return a function that makes an empty schema and gives an address that sees nothing else."""
    import psycopg

    numbers = count(1)

    def make() -> str:
        # A schema and not a database: two hundred databases would be 1.5 GB.
        name = f"catalog_{next(numbers)}"
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{postgres.url('postgres')}&options=-csearch_path%3D{name}"

    return make


@pytest.fixture(params=["sqlite", "postgres"])
def catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/home/catalog.sqlite"
    return str(request.getfixturevalue("make_postgres_url")())


@pytest.fixture
def catalog(catalog_url: str) -> Iterator[Catalog]:
    with Catalog.open(catalog_url) as catalog:
        yield catalog
