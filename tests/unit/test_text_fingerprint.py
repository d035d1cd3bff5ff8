"""A source is read again when the code that made its text has changed, and only then."""

import ast
from collections.abc import Iterator
from pathlib import Path

import kb
from kb.ingest.reader import TEXT_CODE

PACKAGE = Path(kb.__file__).parent


def find_imports(file: Path) -> Iterator[tuple[str, str]]:
    """List the modules of the language package that a file imports, and the names."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kb.language"):
            yield from ((node.module, alias.asname or alias.name) for alias in node.names)


def find_language_files(file: Path) -> set[str]:
    """List the language files that a file uses; what it takes from the package is traced to where that is written."""
    written = {name: module for module, name in find_imports(PACKAGE / "language" / "__init__.py")}
    modules = {written[name] if module == "kb.language" else module for module, name in find_imports(file)}
    return {f"language/{module.rpartition('.')[2]}.py" for module in modules}


def list_text_files() -> list[Path]:
    places = [PACKAGE / name for name in TEXT_CODE]
    assert [str(place) for place in places if not place.exists()] == []
    return [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.py")))]


def test_what_text_uses_of_the_language_package_is_among_the_text_code() -> None:
    used = {file: find_language_files(file) for file in list_text_files()}
    assert used[PACKAGE / "reading/chunks.py"] == {"language/sentences.py"}
    assert {name for names in used.values() for name in names} <= set(TEXT_CODE)


def test_words_that_questions_are_expanded_by_are_none_of_them() -> None:
    assert {"language/queries.py", "language/plain_words.py", "language/english.py"}.isdisjoint(TEXT_CODE)
    assert "language" not in TEXT_CODE
