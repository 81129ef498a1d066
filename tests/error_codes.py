"""Every code of an error that the product can answer with, found in its source."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import invoiceflow
from invoiceflow.kernel.errors import Expected

SOURCE = Path(invoiceflow.__file__).parent
OUTSIDE = ("invoiceflow.sandbox", "invoiceflow.entrypoints")
CODE = re.compile(r"[a-z][a-z_]*(?:\.[a-z][a-z_]*)+")
# Calls that take a code, and at which place.
CALLS = {"FieldError": 0, "field": 1, "Problem": 1, "_checked": 0, "too_large": 0}
# Litestar's own, named in web/problems.py.
OF_LITESTAR = {"method_not_allowed"}


def used() -> set[str]:
    """Return the codes of all expected failures, problems and broken fields."""
    return OF_LITESTAR | set(_of_classes()) | {code for tree in _trees() for code in _in(tree)}


def _of_classes() -> Iterator[str]:
    for module in pkgutil.walk_packages(invoiceflow.__path__, "invoiceflow."):
        if not module.name.startswith(OUTSIDE):
            importlib.import_module(module.name)
    waiting = Expected.__subclasses__()
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("invoiceflow."):
            yield kind.code
            waiting += kind.__subclasses__()


def _trees() -> Iterator[ast.Module]:
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] not in ("sandbox", "entrypoints"):
            yield ast.parse(path.read_text())


def _in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            # ("number_format.seq", "Use {seq} exactly once …"): collected first, turned into errors at one place.
            yield from _dotted(node.elts[0]) if _is_sentence(node.elts[1]) else ()
        elif isinstance(node, ast.Dict):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            if "code" in keys and "message" in keys:
                yield from _dotted(node.values[keys.index("code")])


def _of_call(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = CALLS.get(name)
    if place is None or len(call.args) <= place:
        return
    code = call.args[place]
    if name == "Problem" and isinstance(code, ast.Constant):
        yield str(code.value)
    else:
        yield from _dotted(code)


def _dotted(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value


def _is_sentence(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value
    return isinstance(node, ast.JoinedStr | ast.Name)
