"""Settings come from one table."""

from pathlib import Path

import pytest

from kb.model.errors import ConfigError
from kb.model.settings import Settings


def test_settings_take_defaults_from_an_empty_environment() -> None:
    settings = Settings.from_env({})
    assert settings.port == 8000
    assert settings.host == "127.0.0.1"
    assert settings.home.is_absolute()


def test_settings_read_values_by_type(tmp_path: Path) -> None:
    environ = {
        "KB_HOME": str(tmp_path),
        "KB_PORT": "9000",
        "KB_SERVE_NEWS_SOURCES": "yes",
        "KB_DENSE_WEIGHT": "0.3",
        "HOME": "/x",
    }
    settings = Settings.from_env(environ)
    assert (settings.home, settings.port, settings.serve_news_sources, settings.dense_weight) == (
        tmp_path,
        9000,
        True,
        0.3,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("KB_PORT", "many"), ("KB_PORT", "-1"), ("KB_SERVE_NEWS_SOURCES", "perhaps"), ("KB_DENSE_WEIGHT", "1.5")],
)
def test_settings_refuse_a_value_that_cannot_be_used(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({name: value})
    assert name in caught.value.message
    assert "kb config" in caught.value.hint


def test_settings_table_hides_secrets_and_names_every_setting() -> None:
    rows = {row["name"]: row for row in Settings.from_env({"KB_API_KEY": "s3cret"}).rows()}
    assert rows["KB_API_KEY"]["value"] == "set, hidden"
    assert all(row["help"] for row in rows.values())
    assert len(rows) == len(Settings.__dataclass_fields__)
