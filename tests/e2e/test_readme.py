"""The README's first screen: its question, asked of the starter corpus, gets the answer that is shown."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.cli import main
from tests.unit.test_architecture import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SHOWN = re.search(r'^\$ kb search "([^"]+)" --limit 1\n(.+?)^```', README, re.MULTILINE | re.DOTALL)


def find_success(leg: str) -> int:
    """Return in how many of a hundred questions a leg finds an answer, by the page on quality."""
    page = (REPOSITORY / "benchmarks" / "QUALITY.md").read_text(encoding="utf-8")
    table = page.partition("### domain_test")[2].partition("###")[0]
    head = next(line for line in table.splitlines() if "Success@10" in line).split("|")
    row = next(line for line in table.splitlines() if re.match(rf"\| {leg} \| (?:–|rujukan)", line)).split("|")
    return round(100 * float(row[head.index(" Success@10 ")]))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter corpus with the shipped model, as the README takes it in."""
    folder = tmp_path_factory.mktemp("readme")
    done = CliRunner().invoke(main, ["ingest", "--starter"], env={"KB_HOME": str(folder)})
    assert done.exit_code == 0, done.output
    return folder


def test_question_of_the_first_screen_gets_the_answer_that_is_shown(home: Path) -> None:
    assert SHOWN
    question, answer = SHOWN.groups()
    done = CliRunner().invoke(main, ["search", question, "--limit", "1"], env={"KB_HOME": str(home)})
    assert done.stdout == answer


def test_sentence_on_quality_says_what_was_measured() -> None:
    said = re.search(r"(\d+) find a provision that answers them .+?finds (\d+)", README, re.DOTALL)
    assert said
    assert [int(number) for number in said.groups()] == [find_success("auto"), find_success("bm25")]
