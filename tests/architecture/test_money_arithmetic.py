"""Money is counted in integers and Decimals: no float and no careless rounding comes near it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "invoiceflow"
PURE = [*SOURCE.glob("kernel/*.py"), *SOURCE.glob("*/domain/**/*.py")]
ROUNDING = SOURCE / "kernel" / "rounding.py"


@pytest.mark.parametrize("file", PURE, ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_float_comes_near_money(file: Path) -> None:
    """No float literal, no `float`, no `round` (which rounds halves to even) and no `math` in the pure core."""
    assert list(_floats(ast.parse(file.read_text()))) == []


@pytest.mark.parametrize("file", PURE, ids=lambda file: str(file.relative_to(SOURCE)))
def test_rounding_modes_are_named_in_few_places(file: Path) -> None:
    """No mode but half away from zero is ever used."""
    modes = {
        node.id
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Name) and node.id.startswith("ROUND_")
    }
    assert modes <= {"ROUND_HALF_UP"}


def test_the_pure_core_is_found() -> None:
    """The files that the rules are about exist."""
    assert ROUNDING in PURE
    assert SOURCE / "invoicing" / "domain" / "totals.py" in PURE


def _floats(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: {node.value}"
        if isinstance(node, ast.Name) and node.id in {"float", "round"}:
            yield f"line {node.lineno}: {node.id}"
        if isinstance(node, ast.Import | ast.ImportFrom) and "math" in ast.unparse(node).split():
            yield f"line {node.lineno}: math"
