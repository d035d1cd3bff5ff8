"""The guide to the API says what the table says."""

from __future__ import annotations

from api.guide import PAGE, put_operations


def test_guide_has_the_table_of_operations_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert put_operations(page) == page, "run python -m api.guide"
