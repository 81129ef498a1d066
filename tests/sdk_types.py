"""Holds JSON against the types that Stripe's SDK declares for its objects."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import NoneType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from stripe import ListObject, StripeObject
from stripe._object_classes import get_object_class
from stripe._stripe_object import UntypedStripeObject
from stripe.events._event_classes import get_v2_event_class

Json = Mapping[str, Any]


def mistakes(body: Json) -> Iterator[str]:
    """Yield what is wrong with an object: fields that do not exist, that are missing, or of another type."""
    version: Literal["V1", "V2"] = "V2" if str(body["object"]).startswith("v2.") else "V1"
    kind = str(body["object"])
    of = get_object_class(version, kind) if kind != "v2.core.event" else get_v2_event_class(body["type"])
    yield from _object(body, of, kind)


def _object(value: Any, of: type, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path} is no object"
        return
    hints = _fields(of)
    if not hints:  # any object at all
        yield from mistakes(value) if "object" in value else ()
        return
    for name, each in value.items():
        if name not in hints:
            yield f"{path}.{name} does not exist"
        else:
            yield from _why(each, hints[name], f"{path}.{name}")
    for name, hint in hints.items():
        if name not in value and NoneType not in get_args(hint):
            yield f"{path}.{name} is missing"


def _why(value: Any, hint: Any, path: str) -> Iterator[str]:
    origin = get_origin(hint)
    if origin is Union:
        yield from _union(value, get_args(hint), path)
    elif origin is Literal:
        if value not in get_args(hint):
            yield f"{path} is {value!r}"
    elif origin in (list, ListObject):
        yield from _list(value["data"] if isinstance(value, Mapping) else value, get_args(hint)[0], path)
    elif origin is UntypedStripeObject:
        yield from _map(value, get_args(hint)[0], path)
    elif isinstance(hint, type) and issubclass(hint, StripeObject):
        yield from _object(value, hint, path)
    elif not _plain(value, hint):
        yield f"{path} is {value!r}, not {hint}"


def _union(value: Any, choices: tuple[Any, ...], path: str) -> Iterator[str]:
    """Refuse a value that is none of these; where known words are listed beside any word, only those are known."""
    if any(get_origin(each) is Literal for each in choices):
        choices = tuple(each for each in choices if each is not str)
    found = [list(_why(value, each, path)) for each in choices]
    if all(found):
        yield from min(
            (each for each in found),
            key=lambda each: (isinstance(value, Mapping) and len(each) == 1, len(each)),
        )


def _list(value: Any, of: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path} is no list"
        return
    for number, each in enumerate(value):
        yield from _why(each, of, f"{path}[{number}]")


def _map(value: Any, of: Any, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{path} is no object"
        return
    if of is Any and "object" in value:
        yield from mistakes(value)
        return
    for name, each in value.items():
        yield from _why(each, of, f"{path}.{name}")


def _plain(value: Any, hint: Any) -> bool:
    if hint is Any:
        return True
    if hint is Decimal:
        return isinstance(value, str)
    if hint is float:
        return isinstance(value, int | float)
    return type(value) is hint


@cache
def _fields(of: type) -> Mapping[str, Any]:
    """Return the declared fields of a class, every name in their types resolved."""
    found: dict[str, Any] = {}
    for each in reversed(of.__mro__):
        # The fields of the library's own bases are not Stripe's.
        if each.__module__.startswith("stripe.") and each not in (StripeObject, *StripeObject.__mro__):
            alone = type(each.__name__, (), {"__annotations__": vars(each).get("__annotations__", {})})
            found |= get_type_hints(alone, globalns=_names(each.__module__))
    return {name: hint for name, hint in found.items() if get_origin(hint) is not ClassVar}


@cache
def _names(module: str) -> dict[str, Any]:
    """Return the names of a module, with those that it imports for type checkers only."""
    names = dict(vars(sys.modules[module]))
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[module]))):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for each in node.body:
                assert isinstance(each, ast.ImportFrom)
                source = import_module(str(each.module))
                names |= {alias.asname or alias.name: getattr(source, alias.name) for alias in each.names}
    return names
