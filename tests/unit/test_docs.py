"""What can be set and typed is named in the documentation, with the default that it has."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kb.cli import main
from kb.model.settings import Settings

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
OPERATING = (REPOSITORY / "docs" / "operating.md").read_text(encoding="utf-8")
COMMANDS = OPERATING[OPERATING.index("## Every command and option") :]
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def find_options() -> Iterator[tuple[str, str]]:
    for name, command in main.commands.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from ((name, option) for option in parameter.opts)


def find_row(command: str) -> str:
    """Return the row of the commands' table, with the filters written out."""
    rows = (line for line in COMMANDS.splitlines() if line.startswith("| `kb "))
    row = next((line for line in rows if re.search(rf"`kb {command}\b", line)), "")
    filters = re.search(r"^Filters: .+", COMMANDS, re.MULTILINE)
    assert filters
    return row.replace("filters", filters.group()) + " `--json`"


@pytest.mark.parametrize(("command", "option"), sorted(find_options()))
def test_option_stands_in_the_row_of_its_command(command: str, option: str) -> None:
    assert f"`{option}`" in find_row(command)


def test_table_of_commands_has_no_option_that_is_gone() -> None:
    known = {option for _, option in find_options()} | {"--help", "--version"}
    named = set(re.findall(r"--[a-z][a-z-]+", COMMANDS))
    assert named
    assert named <= known


@pytest.mark.parametrize("row", Settings().rows(), ids=lambda row: row["name"])
def test_setting_stands_in_the_table_with_its_default(row: dict[str, str]) -> None:
    found = re.search(rf"^\| `{row['name']}` \|([^|]*)\|", OPERATING, re.MULTILINE)
    assert found, f"docs/operating.md has no row for {row['name']}"
    assert found[1].strip().strip("`") == row["default"]


def test_no_page_names_a_setting_that_is_gone() -> None:
    known = {row["name"] for row in Settings().rows()} | {"KB_REAL_CORPUS", "KB_PUBLIC_DATA", "KB_TEST_QDRANT_URL"}
    named = set(re.findall(r"\bKB_[A-Z_]+[A-Z]\b", TEXT))
    assert named
    assert named <= known


def test_links_between_pages_lead_somewhere() -> None:
    links = [
        (page.name, target)
        for page in PAGES
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert links == []
    assert TEXT.count("](") > 5
