"""What every test does: it can fail, says what holds, waits for nothing but events, and replaces none of our code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from side_by_side import SYSTEM, share

TESTS = Path(__file__).parents[1]
FOUND_BY = "expect"  # Playwright's assertion

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the tests: its functions and methods by name, and which names it takes from which other module."""

    path: Path
    functions: dict[str, Function]
    taken: dict[str, str]


@dataclass(frozen=True, slots=True)
class Suite:
    """All modules below tests/, by the name that others import them by."""

    modules: dict[str, Module] = field(default_factory=dict)

    def add(self, path: Path, source: str) -> "Suite":
        """Take in a module, and return itself."""
        tree = ast.parse(source)
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
        taken = {
            alias.asname or alias.name: node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        name = ".".join(path.with_suffix("").parts)
        self.modules[name] = Module(path, functions, taken)
        return self

    @property
    def tests(self) -> Iterator[tuple[Module, Function]]:
        """Yield every test with its module."""
        for module in self.modules.values():
            for name, function in module.functions.items():
                if name.startswith("test_") and module.path.name.startswith("test_"):
                    yield module, function

    def silent(self) -> list[str]:
        """Return the tests that cannot fail but by a crash."""
        return [
            f"{module.path}::{test.name}"
            for module, test in self.tests
            if not self.asserts(module, test, frozenset())
        ]

    def asserts(self, module: Module, function: Function, seen: frozenset[Function]) -> bool:
        """Return whether it can fail: by an assertion of its own, or of a function of the tests that it calls."""
        nodes = list(ast.walk(function))
        if any(_can_fail(node) for node in nodes):
            return True
        helpers = [found for node in nodes for found in self._helpers(module, node) if found[1] not in seen]
        met = seen | {function} | {helper for _, helper in helpers}
        return any(self.asserts(where, helper, met) for where, helper in helpers)

    def _helpers(self, module: Module, node: ast.AST) -> Iterator[tuple[Module, Function]]:
        """Yield what a call leads to: a function, or a method, of this module or of those that it takes names from."""
        for name in _called(node):
            is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            sources = set(module.taken.values()) if is_method else {module.taken.get(name, "")}
            for place in (module, *(self.modules[source] for source in sources & self.modules.keys())):
                if name in place.functions:
                    yield place, place.functions[name]


def _can_fail(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    return any(name in {"raises", "fail", FOUND_BY} for name in _called(node))


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node.func, ast.Attribute):
            yield node.func.attr


@pytest.fixture(scope="module")
def suite() -> Suite:
    """Return all that stands below tests/."""
    every = Suite()
    for path in sorted(TESTS.rglob("*.py")):
        every.add(path.relative_to(TESTS), path.read_text())
    return every


def test_every_test_can_fail(suite: Suite) -> None:
    """Each asserts something, itself or by a helper that it calls."""
    assert len(list(suite.tests)) > 1_000
    assert suite.silent() == []


def test_every_test_says_what_holds(suite: Suite) -> None:
    """Each has a docstring, which does not begin with what every test does."""
    said = {f"{module.path}::{test.name}": ast.get_docstring(test) or "" for module, test in suite.tests}
    assert [name for name, words in said.items() if not words or words.startswith("Test")] == []


def test_nothing_of_ours_is_replaced() -> None:
    """No test patches a function, a module or a clock: it is given another one, or a server that answers."""
    patching = re.compile(r"unittest\.mock|monkeypatch\.(?:setattr|delattr)|mocker\b")
    here = Path(__file__)
    found = [str(path) for path in TESTS.rglob("*.py") if path != here and patching.search(path.read_text())]
    assert found == []


def test_nobody_sleeps_until_something_will_have_happened() -> None:
    """Who waits for another process asks again and again; a pause alone is none, but for letting others go first."""
    for path in TESTS.rglob("*.py"):
        tree = ast.parse(path.read_text())
        loops = [node for node in ast.walk(tree) if isinstance(node, ast.While)]
        polling = {inner for loop in loops for inner in ast.walk(loop)}
        for node in set(ast.walk(tree)) - polling:
            if "sleep" in _called(node) and isinstance(node, ast.Call):
                assert ast.unparse(node.args[0]) == "0", f"{path}:{node.lineno}"


def test_one_process_runs_whatever_needs_the_running_system() -> None:
    """It takes a minute of a core to start: a file that asks for it is dealt out with all others that do."""
    asking = {
        path.relative_to(TESTS.parent).as_posix()
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.arg) and node.arg == "running_system"
    }
    assert len(asking) > 10
    assert {share(path) for path in asking} == {SYSTEM}


@pytest.mark.parametrize(
    ("source", "can"),
    [
        pytest.param("def test_a():\n    look()\n", False, id="nothing"),
        pytest.param("def test_a():\n    assert look()\n", True, id="itself"),
        pytest.param("def test_a():\n    look()\ndef look():\n    assert 1\n", True, id="by-a-helper"),
        pytest.param(
            "def test_a():\n    look()\ndef look():\n    see()\ndef see():\n    look()\n",
            False,
            id="in-a-ring",
        ),
        pytest.param("def test_a():\n    with pytest.raises(E):\n        look()\n", True, id="refusal"),
    ],
)
def test_a_test_that_cannot_fail_is_found(source: str, *, can: bool) -> None:
    """Assertions count wherever they are reached, and nothing else does."""
    assert (Suite().add(Path("test_a.py"), source).silent() == []) is can
