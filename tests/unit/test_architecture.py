"""The order of the packages, read from the page and held against the imports; what may never be loaded early."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kb.quiet import QUIET

REPOSITORY = Path(__file__).resolve().parents[2]

PAGE = REPOSITORY / "docs" / "architecture.md"
_ROW = re.compile(r"^\| (\d+) \| `(?:kb\.)?(\w+)` \|", re.MULTILINE)

STEPS = {package: int(step) for step, package in _ROW.findall(PAGE.read_text(encoding="utf-8"))}
"""Package → step, as the page has it. A module imports from its own package and from lower steps."""

IMPORTERS = {
    "qdrant_client": ("kb/stores/index/",),
    "qdrant_edge": ("kb/stores/index/",),
    "haystack_integrations": ("kb/stores/index/",),
    "haystack": ("kb/stores/index/", "kb/stores/pipelines.py"),
    "onnxruntime": ("kb/embedding/encoder.py",),
    "tokenizers": ("kb/embedding/encoder.py",),
    "torch": ("kb/embedding/encoder.py",),
    "sentence_transformers": ("kb/embedding/encoder.py",),
    "transformers": ("kb/embedding/encoder.py",),
    "filelock": ("kb/stores/locks.py",),
    "sqlalchemy": ("kb/stores/catalog/",),
    "alembic": ("kb/stores/catalog/schema.py", "kb/stores/catalog/migrations/"),
    "psycopg": ("kb/stores/catalog/",),
    "fastapi": ("api/",),
    "starlette": ("api/",),
    "uvicorn": ("api/",),
    "click": ("kb/cli/",),
    "tqdm": ("kb/cli/",),
    "pypdfium2": ("kb/reading/parse/",),
    "trafilatura": ("kb/reading/parse/",),
    "lxml": ("kb/reading/parse/",),
    "yaml": ("kb/reading/parse/",),
    "Stemmer": ("kb/language/",),
    "httpx": ("kb/ingest/fetch.py", "kb/client/"),
    "pydantic": ("kb/operations/", "api/"),
    "pydantic_core": ("kb/model/text.py",),
}

MODULES = sorted([*REPOSITORY.glob("kb/**/*.py"), *REPOSITORY.glob("api/**/*.py")])


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def package_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "api":
        return "api"
    return parts[1] if parts[0] == "kb" and len(parts) > 1 else None


def package_of_path(path: Path) -> str | None:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return package_of(".".join(parts)) if parts[-1] not in {"__init__", "__main__"} or len(parts) > 2 else None


def imports_of(path: Path) -> list[tuple[str, bool]]:
    """List what a file imports, each with whether it does so as soon as it is loaded itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    early = {id(node) for node in tree.body}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in early) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.append((node.module, id(node) in early))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_from_lower_steps(path: Path) -> None:
    package = package_of_path(path)
    if package is None:
        return
    assert package in STEPS, f"{name_of(path)}: a new package needs its row in {PAGE.name}"
    for module, _ in imports_of(path):
        other = package_of(module)
        if other is not None and other != package:
            assert STEPS[other] < STEPS[package], f"{name_of(path)} imports {module}, which isn't lower"


def test_page_has_a_row_for_every_package_and_no_other() -> None:
    assert set(STEPS) == {package for path in MODULES if (package := package_of_path(path)) is not None}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_outside_package_is_imported_at_its_place_only(path: Path) -> None:
    outside = [(module, IMPORTERS[top]) for module, _ in imports_of(path) if (top := module.split(".")[0]) in IMPORTERS]
    assert [(module, importers) for module, importers in outside if not name_of(path).startswith(importers)] == []


@pytest.mark.parametrize("path", [p for p in MODULES if "kb/cli" not in name_of(p)], ids=name_of)
def test_nobody_but_the_cli_prints(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_environment_is_read_in_config_and_at_the_faces_only(path: Path) -> None:
    if name_of(path).startswith(("kb/quiet.py", "kb/model/settings.py", "kb/cli/", "api/serve")):
        return
    text = path.read_text(encoding="utf-8")
    assert "os.environ" not in text
    assert "getenv" not in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420, "split it into a folder of the same name"


def test_no_package_imports_in_a_circle() -> None:
    edges: dict[str, set[str]] = {}
    for path in MODULES:
        package = package_of_path(path)
        for module, early in imports_of(path):
            other = package_of(module)
            if package and other and other != package and early:
                edges.setdefault(package, set()).add(other)
    assert edges
    assert [package for package in edges if package in reachable(edges, package)] == []


def reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = list(edges.get(start, ()))
    while todo:
        package = todo.pop()
        if package not in seen:
            seen.add(package)
            todo.extend(edges.get(package, ()))
    return seen


def loaded_by(code: str) -> set[str]:
    script = f"import sys; {code}; print(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    return set(done.stdout.split())


def test_import_kb_loads_nothing_heavy() -> None:
    heavy = {
        "torch",
        "haystack",
        "qdrant_client",
        "qdrant_edge",
        "sqlalchemy",
        "fastapi",
        "httpx",
        "numpy",
        "click",
        "pydantic",
    }
    assert not loaded_by("import kb") & heavy


def test_cli_help_loads_nothing_heavy() -> None:
    heavy = {
        "torch",
        "haystack",
        "qdrant_client",
        "qdrant_edge",
        "sqlalchemy",
        "fastapi",
        "httpx",
        "numpy",
        "tqdm",
        "pydantic",
    }
    assert not loaded_by("import kb.cli") & heavy


def test_a_question_loads_no_haystack() -> None:
    assert not loaded_by("import kb.search.search, kb.knowledge_base, kb.client") & {"haystack", "alembic", "torch"}


@pytest.mark.parametrize(
    "module",
    ["kb.search.search", "kb.stores.index.edge", "kb.stores.index.retrievers", "kb.stores.index.server", "api"],
)
def test_nothing_that_serves_loads_torch(module: str) -> None:
    assert not loaded_by(f"import {module}") & {"torch", "sentence_transformers", "transformers"}


def test_first_import_switches_telemetry_off_and_leaves_what_the_user_set() -> None:
    script = "import os, kb; from kb.quiet import QUIET; print([os.environ[name] for name in QUIET])"
    environment = os.environ | {"ORT_DISABLE_TELEMETRY": "0"}
    for name in set(QUIET) - {"ORT_DISABLE_TELEMETRY"}:
        environment.pop(name, None)
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY, env=environment)
    assert ast.literal_eval(done.stdout) == list((QUIET | {"ORT_DISABLE_TELEMETRY": "0"}).values())
