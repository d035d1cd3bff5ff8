"""The page of results: which system's number stands in which column."""

import pytest

from benchmarks.evaluate.report import Gap, Inputs, Report, Row
from benchmarks.quality import README, build_page, fill_readme, find_value, format_summary


def row(leg: str, model: str, value: float) -> Row:
    names = ("nDCG@10", "R@1", "R@10", "R@100", "RR@10", "Success@10")
    return Row("legal", "all", leg, model, 10, dict.fromkeys(names, value))


REPORT = Report(
    rows=(
        row("bm25", "", 0.7),
        row("sparse", "", 0.71),
        row("dense", "ours", 0.76),
        row("fused", "ours", 0.79),
        row("dense", "theirs", 0.4),
        row("fused", "theirs", 0.72),
        row("naive", "theirs", 0.6),
    ),
    gaps=(
        Gap("legal", "all", "ours", "fused", "dense", 0.03, 0.01, 0.05),
        Gap("legal", "all", "theirs", "fused", "sparse", 0.01, 0.0, 0.02),
    ),
    inputs={"legal": Inputs("c", "q", "r", 10, 100)},
)


def test_summary_has_one_column_per_system_and_the_gain_of_ours() -> None:
    head, _, line = format_summary(REPORT, "ours", "theirs").splitlines()
    systems = "BM25 | all-MiniLM | naive hybrid | sparse | dense | fused"
    assert head == f"| nDCG@10 | questions | {systems} | fused − better leg |"
    assert line == "| legal | 10 | .700 | .400 | .600 | .710 | .760 | .790 | +0.030 (+0.010 … +0.050) over dense |"


def test_summary_without_a_peer_leaves_its_columns_out() -> None:
    head = format_summary(REPORT, "ours", "").splitlines()[0]
    assert head == "| nDCG@10 | questions | BM25 | sparse | dense | fused | fused − better leg |"


def test_value_that_was_not_measured_is_none() -> None:
    assert find_value(REPORT.rows, "legal", "auto", "ours") is None
    assert find_value(REPORT.rows, "facqa", "sparse", "ours") is None


def test_page_holds_tables_commands_and_log() -> None:
    page = build_page({"final": REPORT, "dev": REPORT}, "ours", "theirs")
    parts = ["## Final table", "## Development", "## Details: final", "## The commands", "## What moved each floor"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


def test_readme_gets_its_table_between_the_marks_and_nowhere_else() -> None:
    text = "# A\n<!-- quality -->\nold\n<!-- /quality -->\nrest\n"
    assert fill_readme(text, "| new |") == "# A\n<!-- quality -->\n| new |\n<!-- /quality -->\nrest\n"
    with pytest.raises(AssertionError):
        fill_readme("# no marks", "| new |")
    assert fill_readme(README.read_text(encoding="utf-8"), "| new |").count("| new |") == 1
