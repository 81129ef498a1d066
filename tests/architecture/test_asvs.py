"""docs/security/asvs.md and goals.md say of each requirement and goal what holds it, and what they say is so."""

import ast
import re
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
SECURITY = TESTS.parent / "docs" / "security"
TABLE, GOALS = SECURITY / "asvs.md", SECURITY / "goals.md"
WALLS, WEB = [f"T{number}" for number in range(1, 8)], [f"W{number}" for number in range(1, 10)]
LISTS = [
    *("OAuth", "CSRF", "Tokens", "Headers", "Hosts"),
    *("Redirects", "CSV", "Mail headers", "Typst", "Templates"),
]
ID = re.compile(r"V\d+\.\d+\.\d+\*?")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")
REASONS = ("Not applicable: ", "Reviewed: ", "Not yet: ")
REQUIREMENTS = 132
OPEN_AT_MOST = 0
"""Requirements that nothing holds yet. This number only ever goes down."""


def rows() -> list[tuple[list[str], str, str]]:
    """Return the ids of each row, what they mean here, and what holds them."""
    found = []
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if ID.match(cells[0]):
            found.append((cells[0].split(), cells[1], cells[2]))
    return found


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the tests of a module, or nothing where there is none."""
    file = TESTS / path
    tree = ast.parse(file.read_text()) if file.is_file() else ast.Module([], [])
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    named = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    assigned = {node.targets[0] for node in tree.body if isinstance(node, ast.Assign)}
    return frozenset(named | {target.id for target in assigned if isinstance(target, ast.Name)})


def dangling(text: str) -> list[str]:
    """Return the tests that a text names and that do not exist."""
    return [
        f"{path}::{name}"
        for path, name in TEST.findall(text)
        if not name.lower().startswith("test") or name not in names_in(path)
    ]


def test_every_requirement_stands_there_once() -> None:
    """As many as there are, each in one row, in their order by its first."""
    ids = [one for found, _, _ in rows() for one in found]
    assert all(ID.fullmatch(one) for one in ids)
    assert len(ids) == len(set(ids)) == REQUIREMENTS


def test_no_row_is_empty() -> None:
    """It says what it means here, and names a test or begins with a reason."""
    assert [found for found, here, held in rows() if not here or not held] == []
    assert [found for found, _, held in rows() if not (TEST.match(held) or held.startswith(REASONS))] == []
    assert [found for found, _, held in rows() if held.startswith(REASONS) and len(held) < 40] == []


def test_every_named_test_exists() -> None:
    """No row leans on a test that was renamed or removed."""
    assert {" ".join(found): lost for found, _, held in rows() if (lost := dangling(held))} == {}


def test_every_goal_stands_there_once_and_is_held() -> None:
    """Goals of the walls and the web, and lists of bad input, in their order: each with tests, all of which exist."""
    lines = [line.strip("| ").split(" | ") for line in GOALS.read_text().splitlines() if "::" in line]
    assert [goal for goal, _, _ in lines] == [*WALLS, *WEB, *LISTS]
    assert {goal: lost for goal, _, held in lines if (lost := dangling(held)) or not TEST.match(held)} == {}


def test_a_lost_test_is_seen() -> None:
    """A module, a name in it, and a helper that is no test are not enough."""
    here = "architecture/test_asvs.py"
    assert dangling(f"`{here}::test_a_lost_test_is_seen`") == []
    for lost in (
        f"{here}::test_gone",
        "architecture/test_gone.py::test_a_lost_test_is_seen",
        f"{here}::dangling",
    ):
        assert dangling(f"`{lost}`") == [lost]


def test_open_requirements_only_become_fewer() -> None:
    """A new one fails; one that is held meanwhile lowers the number."""
    still_open = [one for found, _, held in rows() if held.startswith("Not yet: ") for one in found]
    assert len(still_open) == OPEN_AT_MOST, f"Not yet held: {still_open}"
