"""The page that newcomers change the code by: each change has the files that it really touches, and what follows."""

import ast
import re
from pathlib import Path

import pytest

from kb.ingest.reader import TEXT_CODE
from kb.operations.table import OPERATIONS

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
PRODUCT = [*REPOSITORY.glob("kb/**/*.py"), *REPOSITORY.glob("api/**/*.py")]


def find_by_text(pattern: str) -> set[str]:
    """List the files of the product in whose text something stands."""
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in PRODUCT
        if re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def find_by_words(pattern: str) -> set[str]:
    """List the files that have something among their words for texts: in strings that are no docstrings."""
    return {
        path.relative_to(REPOSITORY).as_posix()
        for path in PRODUCT
        if any(re.search(pattern, words) for words in find_strings(path))
    }


def find_strings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said]
    return [node.value for node in constants if isinstance(node.value, str)]


def find_imported(importer: str, package: str) -> set[str]:
    """List the modules of a package that a file imports, wherever it does."""
    tree = ast.parse((REPOSITORY / importer).read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {f"{module.replace('.', '/')}.py" for module in modules if module.startswith(package)}


NEEDED = {
    # Whoever makes a document, a head or a line of a listing has to say each of their values.
    "Keep one more value of a document": find_by_text(
        r"^class Described(?:Body)?\b|^version = Table|^def metadata_row"
        r"|\breturn Document(?:Head|Summary)?\(\n +(?:row_)?id="
    ),
    # Whoever knows the filter by issuer will have to know a new one.
    "Filter by a value that is kept": find_by_text(r'filters\.issuer\b|"--issuer"|^    issuer: (?:tuple|list)\['),
    # Whatever reads a day in words or numbers without asking `kb.language`.
    "Read another date format": find_by_text(r"^_DATE = re\.compile"),
    # A kind that nothing but lists of kinds would name.
    "Add a new kind of instrument": find_by_words(r"(?i)\bperbup\b") | find_by_text(r'^    "QANUN": '),
    "A new source format": find_by_text(r"^PARSERS\b|^TYPES_BY_SUFFIX\b"),
    # Every step of the search, and what the index says that it was made by.
    "Change the ranking": find_imported("kb/search/search.py", "kb.search.")
    | {"kb/search/search.py", "kb/reading/chunks.py", "kb/embedding/sparse.py"},
    # Whoever lists the kinds, and whoever makes a sentence with them.
    "A new thing to check in a claim": find_by_text(r"\bwho-said\b|^    quotations: tuple"),
    "A new operation": find_by_text(r"^TABLE = Table\(") | find_by_text(r"^class KnowledgeBase\b"),
    # Whoever makes, describes or shows a hit.
    "One more field in every hit": find_by_text(r"^class Hit\b|^class HitBody\b|\bHit\(rank\b|^def _render_hit\b"),
    "Log slow questions": find_by_text(r"^class Settings\b|^class Searcher\b"),
}
"""Change → the files of the product that it can't do without, as the code shows them."""

_ROW = re.compile(r"^\| `([\w/]+\.py)` \| (.+?) \| .+? \| (.*?) ?\|$", re.MULTILINE)


def find_section(heading: str) -> str:
    _, _, rest = PAGE.partition(f"\n### {heading}\n")
    assert rest, f"docs/architecture.md has no section {heading!r}"
    return re.split(r"\n#{2,3} ", rest, maxsplit=1)[0]


def find_rows(heading: str) -> dict[str, list[str]]:
    """List a section's files, each with the names that the page says to look for."""
    return {file: re.findall(r"`([\w.]+)`", names) for file, names, _ in _ROW.findall(find_section(heading))}


def find_follows(heading: str) -> dict[str, list[str]]:
    """List a section's files, each with what the page says to follow."""
    return {file: [word for word in said.split(", ") if word] for file, _, said in _ROW.findall(find_section(heading))}


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


def read_sections() -> list[str]:
    changes = PAGE.partition("\n## Where to make common changes\n")[2]
    return re.findall(r"^### (.+)$", changes, re.MULTILINE)


ROWS = [(heading, file) for heading in NEEDED for file in find_rows(heading)]


def test_every_change_of_the_page_is_proved_here() -> None:
    assert read_sections() == list(NEEDED)


@pytest.mark.parametrize("heading", NEEDED)
def test_no_file_that_a_change_needs_is_missing_on_the_page(heading: str) -> None:
    assert NEEDED[heading]
    assert NEEDED[heading] <= set(find_rows(heading))


@pytest.mark.parametrize(("heading", "file"), ROWS)
def test_file_of_a_change_defines_what_the_page_says_to_look_for(heading: str, file: str) -> None:
    names = find_rows(heading)[file]
    assert names
    assert set(names) <= find_defined(REPOSITORY / file)


RAISED = {"SCHEMA", "CHUNKER", "sparse_fingerprint"}
"""What the index's fingerprint is made of, beside the model."""


def test_index_fingerprint_is_made_of_what_the_page_says_to_raise() -> None:
    base = (REPOSITORY / "kb/knowledge_base/base.py").read_text(encoding="utf-8")
    made = base.partition("def fingerprint(")[2].partition("\n    def ")[0]
    assert set(re.findall(r"import (\w+)$", made, re.MULTILINE)) == RAISED


@pytest.mark.parametrize(("heading", "file"), ROWS)
def test_page_says_what_follows_from_a_change(heading: str, file: str) -> None:
    said = find_follows(heading)[file]
    follows = {
        "texts": any(f"{file}/".startswith(f"kb/{place}/") for place in TEXT_CODE),
        "reindex": bool(RAISED & set(find_rows(heading)[file])),
        "revision": file == "kb/stores/catalog/tables.py",
        "guide": file in {"kb/operations/requests.py", "kb/operations/table.py"},
    }
    assert said == [name for name, does in follows.items() if does]


def test_operations_are_named_in_the_table_and_neither_in_routes_nor_in_client() -> None:
    by_hand = [path for path in PRODUCT if path.match("kb/client/*.py") or path.match("api/routes.py")]
    named = {words for path in by_hand for words in find_strings(path)} & {one.name for one in OPERATIONS}
    assert len(by_hand) > 3
    assert named == set()


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
