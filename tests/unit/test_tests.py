"""The tests themselves: each asserts something, and not only inside a loop that may have no turn."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1]
FILES = sorted(FOLDER.rglob("*.py"))
RAISING = {"pytest.raises", "pytest.warns", "pytest.fail"}
CONSTANT_LOOPS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Constant)

Function = ast.FunctionDef


def find_functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
FUNCTIONS = {path: find_functions(tree) for path, tree in TREES.items()}


def is_assertion(node: ast.AST, asserting: set[str]) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    return name in RAISING or name.rpartition(".")[2] in asserting


def may_have_no_turn(node: ast.AST, known: set[str]) -> bool:
    """Say whether a loop goes over something that nothing shows to be other than empty."""
    if isinstance(node, ast.While):
        return True
    if not isinstance(node, ast.For) or isinstance(node.iter, CONSTANT_LOOPS):
        return False
    if isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range":
        return not all(isinstance(argument, ast.Constant) for argument in node.iter.args)
    return not (isinstance(node.iter, ast.Name) and node.iter.id in known)


def find_assertions(node: ast.AST, asserting: set[str], known: set[str]) -> Iterator[bool]:
    """Yield for each assertion whether it is sure to be reached, as far as loops go."""
    if is_assertion(node, asserting):
        yield True
    unsure = set(node.body) if may_have_no_turn(node, known) else set()  # type: ignore[attr-defined]
    for child in ast.iter_child_nodes(node):
        found = find_assertions(child, asserting, known)
        yield from (False for _ in found) if child in unsure else found


def find_constants(nodes: Iterable[ast.AST]) -> set[str]:
    """List names that are given a written-out list, tuple or dictionary."""
    found = set()
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and isinstance(getattr(node, "value", None), CONSTANT_LOOPS):
            found.add(target.id)
    return found


def find_asserting(functions: list[Function]) -> set[str]:
    """List helpers that assert for those who call them, by way of others too."""
    helpers = [function for function in functions if not function.name.startswith("test_")]
    asserting: set[str] = set()
    while True:
        found = {helper.name for helper in helpers if any(find_assertions(helper, asserting, set()))}
        if found <= asserting:
            return asserting
        asserting |= found


SHARED = find_asserting(
    [function for path in FILES if not path.name.startswith("test_") for function in FUNCTIONS[path]]
)
CASES = [(path, function) for path in FILES for function in FUNCTIONS[path] if function.name.startswith("test_")]


def name_case(value: object) -> str:
    return value.name if isinstance(value, Path | Function) else str(value)


@pytest.mark.parametrize(("path", "function"), CASES, ids=name_case)
def test_test_asserts_something_that_is_reached(path: Path, function: Function) -> None:
    own = find_asserting(FUNCTIONS[path])
    known = find_constants([*TREES[path].body, *ast.walk(function)])
    reached = list(find_assertions(function, own | SHARED, known))
    assert reached, "it asserts nothing"
    assert any(reached), "it asserts only inside loops that may have no turn: say first that there is one"
