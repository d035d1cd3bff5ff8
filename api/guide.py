"""The guide to the API: writes the table of operations into ``docs/api.md``.

Run ``python -m api.guide`` after a change of the table; a test compares the page with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.errors import STATUSES
from kb.operations.answers import Content
from kb.operations.table import API, OPERATIONS, AnyOperation

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
BEGIN, END = "<!-- operations -->", "<!-- /operations -->"


def format_operations() -> str:
    """Write the table and, for each operation, its fields and errors."""
    return "\n".join([*_format_table(), *(line for one in OPERATIONS for line in _format_operation(one))])


def _format_table() -> Iterator[str]:
    yield "| operation | route | who | cost | what |"
    yield "|---|---|---|---|---|"
    for one in OPERATIONS:
        cells = (f"[`{one.name}`](#{one.name})", f"`{one.method} {API}{one.path}`", one.who, one.cost, one.summary)
        yield f"| {' | '.join(cells)} |"


def _format_operation(one: AnyOperation) -> Iterator[str]:
    yield f"\n### {one.name}\n"
    yield f"`{one.method} {API}{one.path}` answers with {_name_answer(one)}.\n"
    yield f"{one.help}\n"
    for name, entry in one.request.model_fields.items():
        if name in one.request.model_json_schema().get("properties", {}):
            needed = " (required)" if entry.is_required() else ""
            yield f"- `{name}`{needed}: {entry.description}"
    errors = [f"`{error.type}` ({STATUSES[error]})" for error in one.errors]
    if errors:
        yield f"\nErrors: {', '.join(errors)}."


def _name_answer(one: AnyOperation) -> str:
    return "bytes" if one.answer is Content else f"`{one.answer.__name__}`"


def put_operations(page: str) -> str:
    """Return a page with the operations between its marks written anew."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{format_operations()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(put_operations(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
