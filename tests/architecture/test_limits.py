"""Every limit of the table holds somewhere."""

import ast
from pathlib import Path

import pytest

from invoiceflow.kernel import limit
from invoiceflow.kernel.limit import AtOnce, Limit

SOURCE = Path(limit.__file__).parents[1]
NAMES = [name for name, value in vars(limit).items() if isinstance(value, Limit | AtOnce)]


def calls_with(name: str) -> int:
    """Return how many calls of the product are given a limit by its name."""
    trees = (ast.parse(path.read_text()) for path in SOURCE.rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    given = ([*call.args, *(each.value for each in call.keywords)] for call in calls)
    return sum(isinstance(each, ast.Name) and each.id == name for arguments in given for each in arguments)


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_is_counted_against(name: str) -> None:
    """What the table promises is asked for by some call; a limit that nothing counts is none."""
    assert calls_with(name)
