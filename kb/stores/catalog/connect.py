"""Open the catalog's database: addresses, connection settings, transactions.

Every foreign failure leaves as ``CatalogError``. A write transaction takes SQLite's write lock at its start, so that
two writers wait for each other instead of failing half way.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError

from kb.model.errors import CatalogError
from kb.stores.catalog import schema

BUSY_SECONDS = 60
"""How long a SQLite writer waits for another: far longer than the largest put (a second or so)."""
_WRITE = "kb_write"
_SCHEMA_LOCK = 7_243_110
"""Any fixed number: processes that open an empty PostgreSQL database at once take turns making the tables."""


def open_engine(address: str, read_text: Callable[[str], str] | None = None) -> Engine:
    """Connect to the database and make its tables.

    Args:
        address: ``sqlite:///path`` or ``postgresql://user@host/name``.
        read_text: gives the canonical text of a version, for the full text of what older code stored.

    Raises:
        CatalogError: the address names no database that we know, it is out of reach, or newer code made it.
    """
    with wrap_errors(_hide_password(address)):
        url = _parse_address(address)
        engine = _build_sqlite(url) if url.get_backend_name() == "sqlite" else _build_postgres(url)
        try:
            _prepare(engine, read_text)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one moment of the catalog, whatever is being written meanwhile."""
    with wrap_errors(_describe_url(engine)), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are all committed at the end, or none of them."""
    options: dict[str, object] = {_WRITE: True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "READ COMMITTED"
    with wrap_errors(_describe_url(engine)), engine.execution_options(**options).begin() as connection:
        yield connection


@contextmanager
def wrap_errors(address: str) -> Iterator[None]:
    """Let what a database, its driver or the file system raises out as ``CatalogError``."""
    try:
        yield
    except ModuleNotFoundError as exc:
        hint = "Install the driver with `pip install 'rujukan[postgres]'`."
        raise CatalogError(f"The catalog at {address} needs the module {exc.name}.", hint) from exc
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as exc:
        hint = "Check KB_CATALOG_URL, that the database runs and has room, and that this user may write to it."
        raise CatalogError(f"The catalog at {address} failed: {_describe(exc)}.", hint) from exc


def _describe(exc: Exception) -> str:
    # SQLAlchemy adds the statement with its values: too much for a message, and texts don't belong in logs.
    reason = getattr(exc, "orig", None) or exc
    lines = str(reason).strip().splitlines() or [type(reason).__name__]
    return lines[0].rstrip(".")


def _describe_url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _hide_password(address: str) -> str:
    try:
        return make_url(address).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "the given address"


def _parse_address(address: str) -> URL:
    # Heroku and others write postgres://; without a driver SQLAlchemy would look for psycopg2.
    url = make_url(address.replace("postgres://", "postgresql://", 1))
    if url.drivername == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() in ("sqlite", "postgresql"):
        return url
    hint = "Use sqlite:///path or postgresql://user@host/name."
    raise CatalogError(f"The catalog can't live in {url.get_backend_name()!r}.", hint)


def _build_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _build_postgres(url: URL) -> Engine:
    # Pre-ping: a connection that a restart of the server has cut is replaced instead of failing a question.
    return create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ")


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # The driver would begin transactions late and by itself; _begin_sqlite does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: the index is marked from what was committed, so a commit has to outlive a power cut.
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITE, False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare(engine: Engine, read_text: Callable[[str], str] | None) -> None:
    if engine.dialect.name == "sqlite":
        _switch_to_wal(engine)
    # Look first without the write lock: opening must not wait for whoever is writing.
    with read(engine) as connection:
        if not schema.needs_work(connection, read_text is not None):
            return
    with write(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
        schema.bring_up_to_date(connection, read_text)


def _switch_to_wal(engine: Engine) -> None:
    # SQLite doesn't wait for other openers while it changes the journal mode, whatever the timeout is.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc) or time.monotonic() > deadline:
                raise
        finally:
            raw.close()
        time.sleep(0.02)
