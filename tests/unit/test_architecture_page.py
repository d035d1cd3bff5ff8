"""The page that newcomers change the code by: five small changes, each with the files that it really touches."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
PRODUCT = [*REPOSITORY.glob("kb/**/*.py"), *REPOSITORY.glob("api/**/*.py")]

CHANGES = {
    "Add a filter by addressee": {
        "kb/model/text.py",
        "kb/reading/metadata/header.py",
        "kb/reading/metadata/read.py",
        "kb/reading/metadata/values.py",
        "kb/ingest/document.py",
        "kb/stores/catalog/tables.py",
        "kb/stores/catalog/migrations/versions/0003_full_text_and_sums.py",
        "kb/stores/catalog/convert.py",
        "kb/stores/catalog/rows.py",
        "kb/model/answers.py",
        "kb/stores/catalog/narrow.py",
        "kb/stores/catalog/sums.py",
        "kb/stores/index/schema.py",
        "kb/operations/requests.py",
        "kb/cli/ask.py",
    },
    "Read another date format": {"kb/language/dates.py"},
    "Add a new kind of instrument": {"kb/law/citation/kinds.py", "kb/reading/outline/family.py"},
    "One more field in every hit": {
        "kb/model/answers.py",
        "kb/search/search.py",
        "kb/operations/answers.py",
        "kb/cli/render.py",
    },
    "Log slow questions": {"kb/model/settings.py", "kb/search/search.py"},
}

EVIDENCE = {
    # Whoever knows the filter by issuer will have to know a new one.
    "Add a filter by addressee": r'filters\.issuer\b|"--issuer"|^    issuer: (?:tuple|list)\[',
    # Whoever makes, describes or shows a hit.
    "One more field in every hit": r"^class Hit\b|^class HitBody\b|\bHit\(rank\b|^def _render_hit\b",
    # Whatever reads a day in words or numbers without asking `kb.language`.
    "Read another date format": r"^_DATE = re\.compile",
    "Add a new kind of instrument": r"^_KINDS = \(|^KIND_FAMILIES\b",
}
"""Change → what marks the files of the product that it can't do without."""

_ROW = re.compile(r"^\| `([\w/]+\.py)` \| (.+?) \|", re.MULTILINE)


def find_section(heading: str) -> str:
    _, _, rest = PAGE.partition(f"\n### {heading}\n")
    assert rest, f"docs/architecture.md has no section {heading!r}"
    return re.split(r"\n#{2,3} ", rest, maxsplit=1)[0]


def find_rows(heading: str) -> dict[str, list[str]]:
    """List a section's files, each with the names that the page says to look for."""
    return {file: re.findall(r"`([\w.]+)`", names) for file, names in _ROW.findall(find_section(heading))}


def find_defined(path: Path) -> set[str]:
    """List what a module defines: its own names, and its classes' methods behind a dot."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
            found |= methods | {f"{node.name}.{method}" for method in methods}
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def find_marked(pattern: str) -> set[str]:
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in PRODUCT
        if re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("heading", CHANGES)
def test_page_names_the_files_of_a_change(heading: str) -> None:
    assert set(find_rows(heading)) == CHANGES[heading]


@pytest.mark.parametrize(("heading", "file"), [(heading, file) for heading in CHANGES for file in find_rows(heading)])
def test_file_of_a_change_defines_what_the_page_says_to_look_for(heading: str, file: str) -> None:
    names = find_rows(heading)[file]
    assert names
    assert set(names) <= find_defined(REPOSITORY / file)


@pytest.mark.parametrize("heading", EVIDENCE)
def test_no_file_that_a_change_needs_is_missing_on_the_page(heading: str) -> None:
    marked = find_marked(EVIDENCE[heading])
    assert marked
    assert marked <= set(find_rows(heading))


def test_files_and_folders_that_the_page_names_are_there() -> None:
    named = set(re.findall(r"`((?:kb|api|corpus|benchmarks|training|tests)/[\w./]*)`", PAGE))
    assert len(named) > 20
    assert {name for name in named if not (REPOSITORY / name).exists()} == set()


def test_words_in_italics_stand_in_the_glossary() -> None:
    glossary = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    explained = {
        word.strip() for row in re.findall(r"^\| ([^|]+) \|", glossary, re.MULTILINE) for word in re.split("[/,]", row)
    }
    used = set(re.findall(r"(?<!\*)\*(\w[\w ]+)\*", PAGE)) - {"italics", "ingest", "search"}
    assert used
    assert {
        word for word in used if word.lower() not in explained and word.lower().removesuffix("s") not in explained
    } == set()
