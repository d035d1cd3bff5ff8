"""Read the settings from the environment, once, into one frozen table of name, default and help.

Every setting is named ``KB_`` plus its name in capitals. No hidden ``.env`` file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

from kb.model.errors import ConfigError

PREFIX = "KB_"

T = TypeVar("T")


def _setting(default: T, help: str, parse: Callable[[str], T], secret: bool = False) -> T:
    return field(default=default, metadata={"help": help, "parse": parse, "secret": secret})


def _parse_bool(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return words[text.strip().lower()]


def _parse_positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError(text)
    return number


def _parse_weight(text: str) -> float:
    number = float(text)
    if not 0.0 <= number <= 1.0:
        raise ValueError(text)
    return number


def _parse_path(text: str) -> Path:
    return Path(text).expanduser().resolve()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, with its default. ``kb config`` prints this table."""

    home: Path = _setting(Path("~/.local/share/rujukan"), "data folder: archive, catalog, index", _parse_path)
    catalog_url: str = _setting("", "SQLAlchemy address of the catalog; empty: SQLite in the home folder", str, True)
    qdrant_url: str = _setting("", "address of a Qdrant server; empty: the embedded engine in the home folder", str)
    qdrant_api_key: str = _setting("", "key for the Qdrant server", str, True)
    qdrant_collection: str = _setting("rujukan", "collection (alias) on the Qdrant server", str)
    dense_model: str = _setting("", "sentence-transformers name or folder; empty: the shipped model", str)
    # Chosen on the development questions by `python -m benchmarks.fusion` (docs/decisions/007).
    dense_weight: float = _setting(0.55, "share of the dense leg in the fusion, 0 to 1", _parse_weight)
    chunk_characters: int = _setting(1200, "longest chunk, in characters of the canonical text", _parse_positive)
    max_source_bytes: int = _setting(64 * 1024 * 1024, "largest source taken in, in bytes", _parse_positive)
    host: str = _setting("127.0.0.1", "address that kb serve binds to", str)
    port: int = _setting(8000, "port that kb serve binds to", _parse_positive)
    public_url: str = _setting("", "address that permalinks start with; empty: relative links", str)
    api_key: str = _setting("", "key that allows writing over HTTP, beside the home folder's own token", str, True)
    serve_news_sources: bool = _setting(False, "hand out original bytes of news releases", _parse_bool)
    fetch_timeout: int = _setting(30, "seconds to wait for an address that is being ingested", _parse_positive)
    log_level: str = _setting("WARNING", "lowest level that is logged to stderr", str)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings from an environment.

        Args:
            environ: usually ``os.environ``; names that don't start with ``KB_`` are passed over.

        Raises:
            ConfigError: a value can't be read as its setting's type.
        """
        given = {entry: environ.get(_name(entry), "") for entry in fields(cls)}
        values = {entry.name: _parse_value(entry, text) for entry, text in given.items() if text}
        settings = cls(**values)
        return settings if "home" in values else settings.with_home(Path("~/.local/share/rujukan").expanduser())

    def with_home(self, home: Path) -> Settings:
        """Return the same settings for another data folder."""
        return replace(self, home=home)

    def rows(self) -> list[dict[str, str]]:
        """List every setting: ``name``, ``value`` (secrets masked), ``default``, ``help``."""
        return [_describe(entry, getattr(self, entry.name)) for entry in fields(self)]


def _name(entry: Field[T]) -> str:
    return PREFIX + entry.name.upper()


def _parse_value(entry: Field[T], text: str) -> T:
    parse: Callable[[str], T] = entry.metadata["parse"]
    try:
        return parse(text)
    except (ValueError, KeyError) as exc:
        hint = f"It should be: {entry.metadata['help']}. `kb config` lists every setting with its default."
        raise ConfigError(f"{_name(entry)} can't be {text!r}.", hint) from exc


def _describe(entry: Field[T], value: T) -> dict[str, str]:
    shown = "set, hidden" if entry.metadata["secret"] and value else str(value)
    return {
        "name": _name(entry),
        "value": shown,
        "default": str(entry.default),
        "help": entry.metadata["help"],
    }
