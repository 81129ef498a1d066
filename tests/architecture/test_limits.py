"""Every limit of the table holds somewhere."""

import ast
from functools import cache
from pathlib import Path

import pytest

from invoiceflow.kernel import limit
from invoiceflow.kernel.limit import AtOnce, Limit

SOURCE = Path(limit.__file__).parents[1]
NAMES = [name for name, value in vars(limit).items() if isinstance(value, Limit | AtOnce)]


@cache
def names_given() -> frozenset[str]:
    """Return every name that some call of the product is given as an argument."""
    trees = (ast.parse(path.read_text()) for path in SOURCE.rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    given = (each for call in calls for each in [*call.args, *(named.value for named in call.keywords)])
    return frozenset(each.id for each in given if isinstance(each, ast.Name))


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_is_counted_against(name: str) -> None:
    """What the table promises is asked for by some call; a limit that nothing counts is none."""
    assert name in names_given()
