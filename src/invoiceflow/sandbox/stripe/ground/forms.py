"""The form encoding of Stripe's API: `a[b][0]=x` is `{"a": {"b": ["x"]}}`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.wire import Json

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_DEEPEST = 12


def parse(encoded: str) -> Json:
    """
    Return the nested fields; every leaf is a string, and `a[]` appends.

    Raises:
        Refusal: a name that is no path, or a path through something that is a value already.
    """
    tree: Json = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _plant(tree, _path(name), value)
    return {name: _lists(branch) for name, branch in tree.items()}


def _path(name: str) -> list[str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise Refusal(f"Invalid parameter name: {name}", param=name)
    path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
    if len(path) > _DEEPEST:
        raise Refusal("Parameters are nested too deeply", param=match[1])
    return path


def _plant(tree: Json, path: list[str], value: str) -> None:
    *inner, last = path
    for step in inner:
        tree = tree.setdefault(step or str(len(tree)), {})
        if not isinstance(tree, dict):
            raise Refusal(f"Invalid {path[0]}: both a value and a hash", param=path[0])
    tree[last or str(len(tree))] = value


def _lists(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    grown = {name: _lists(each) for name, each in branch.items()}
    if all(name.isdecimal() for name in grown):
        return [grown[name] for name in sorted(grown, key=int)]
    return grown
