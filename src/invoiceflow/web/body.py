"""
Bodies, checked whole: every broken field is named at once, by its JSON pointer.

Litestar tells the first broken field only and converts leniently, so this check runs before it (``check_body``).
What fits its type and cannot be meant is refused by the action. So that both are told at once, a handler names a
function that looks at what fits where something does not: ``opt={ALSO: vat_id_too}``.
"""

import json
import types
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request

from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.web.problems import Problem
from invoiceflow.web.value_words import value_words

Body = TypeVar("Body", bound=msgspec.Struct)
MAX_DEPTH = 32
ALSO = "also"
"""The option of a handler that names what it would refuse besides broken fields."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A body of which some fields are broken. ``fits`` are the others, as they were sent."""

    value: dict[str, Any]
    fits: dict[str, Any]

    def broken(self, *names: str) -> bool:
        """Return whether one of these fields was sent and is broken."""
        return any(name in self.value and name not in self.fits for name in names)


Also = Callable[[Request[Any, Any, Any], Sent], Awaitable[Iterable[FieldError]]]
AlsoInForm = Callable[[dict[str, Any]], Iterable[FieldError]]


async def check_body(request: Request[Any, Any, Any]) -> None:
    """
    Refuse a body that does not fit the handler's ``data``; none at all fits a ``data`` that may be None.

    Raises:
        Problem: 400, it is not JSON; 415, it does not say that it is.
        Invalid: fields are broken, all of them named.
    """
    wanted = request.route_handler.parsed_fn_signature.parameters.get("data")
    kinds = (wanted.annotation, *get_args(wanted.annotation)) if wanted else ()
    kind = next((each for each in kinds if isinstance(each, type) and issubclass(each, msgspec.Struct)), None)
    if kind is None or (type(None) in kinds and not await request.body()):
        return
    if request.content_type[0] != "application/json":
        raise Problem(415, "request.media_type", "Send application/json.")
    value = read_json(await request.body())
    errors = problems_in(value, kind)
    if errors:
        also: Also | None = request.route_handler.opt.get(ALSO)
        more = await also(request, _sent(value, errors)) if also and isinstance(value, dict) else ()
        raise Invalid((*errors, *more))


async def read_optional(request: Request[Any, Any, Any], kind: type[Body]) -> Body:
    """
    Return a JSON body that may be left out; then every field has its default.

    Raises:
        Problem: 400, it is not JSON; 415, it does not say that it is.
        Invalid: fields are broken, all of them named.
    """
    body = await request.body()
    if body and request.content_type[0] != "application/json":
        raise Problem(415, "request.media_type", "Send application/json.")
    value = read_json(body or b"{}")
    errors = problems_in(value, kind)
    if errors:
        raise Invalid(tuple(errors))
    return msgspec.convert(value, kind)


def read_form(form: dict[str, str], kind: type[Body], also: AlsoInForm | None = None) -> Body:
    """
    Return a form's fields as ``kind``. Fields left empty take their defaults; texts are stripped.

    ``also`` looks at what fits where something does not, as ``ALSO`` does for bodies.

    Raises:
        Invalid: fields are broken, all of them named (``/name``).
    """
    values = _filled(form, kind)
    errors = problems_in(values, kind, strict=False)
    if errors:
        raise Invalid((*errors, *(also(fitting_fields(form, kind)) if also else ())))
    return msgspec.convert(values, kind, strict=False)


def fitting_fields(form: dict[str, str], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return those fields of a form that ``kind`` takes, each by itself, with their values; for a look at the rest."""
    values = _filled(form, kind)
    fits = _sent(values, problems_in(values, kind, strict=False)).fits
    hints = get_type_hints(kind, include_extras=True)
    return {name: msgspec.convert(value, hints[name], strict=False) for name, value in fits.items()}


def _filled(form: dict[str, str], kind: type[msgspec.Struct]) -> dict[str, Any]:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    given = {name: value.strip() for name, value in form.items() if name in known}
    return {name: value for name, value in given.items() if value or known[name].required}


def _sent(value: dict[str, Any], errors: Iterable[FieldError]) -> Sent:
    wrong = {error.pointer.split("/")[1] for error in errors}
    return Sent(value, {name: each for name, each in value.items() if _escaped(name) not in wrong})


def problems_in(value: object, kind: Any, *, pointer: str = "", strict: bool = True) -> list[FieldError]:
    """Return what keeps ``value`` from being a ``kind``; nothing when it fits."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct_problems(value, kind, pointer, strict=strict)
    bare, meta = _unwrapped(kind)
    options = get_args(bare)
    if get_origin(bare) in (Union, types.UnionType):
        if value is None and type(None) in options:
            return []
        present = [option for option in options if option not in (type(None), msgspec.UnsetType)]
        if len(present) == 1:
            return problems_in(value, present[0], pointer=pointer, strict=strict)
    nested = [
        error
        for item, item_kind, place in _parts(value, bare, pointer)
        for error in problems_in(item, item_kind, pointer=place, strict=strict)
    ]
    return nested or _leaf_problems(value, kind, meta, pointer, strict=strict)


def _parts(value: object, bare: Any, pointer: str) -> Iterator[tuple[object, Any, str]]:
    """Yield what a list or an object is made of: the part, its kind and its pointer. Keys are parts as well."""
    options = get_args(bare)
    if get_origin(bare) in (list, tuple) and isinstance(value, list):
        for index, item in enumerate(value):
            yield item, options[0], f"{pointer}/{index}"
    elif get_origin(bare) is dict and isinstance(value, dict):
        for key, item in value.items():
            yield key, options[0], f"{pointer}/{_escaped(key)}"
            yield item, options[1], f"{pointer}/{_escaped(key)}"


def _struct_problems(
    value: object, kind: type[msgspec.Struct], pointer: str, *, strict: bool
) -> list[FieldError]:
    if not isinstance(value, dict):
        return [FieldError("field.type", pointer or "/", "An object is needed here.")]
    hints = get_type_hints(kind, include_extras=True)
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    errors = [
        FieldError("field.unknown", f"{pointer}/{_escaped(name)}", "There is no such field.")
        for name in value
        if name not in fields
    ]
    for name, field in fields.items():
        if name in value:
            errors += problems_in(value[name], hints[field.name], pointer=f"{pointer}/{name}", strict=strict)
        elif field.required:
            errors.append(FieldError("field.required", f"{pointer}/{name}", "This is needed."))
    return errors


def _leaf_problems(
    value: object, kind: Any, meta: msgspec.Meta | None, pointer: str, *, strict: bool
) -> list[FieldError]:
    extra = (meta.extra if meta else None) or {}
    try:
        if isinstance(value, str) and "check" in extra:
            extra["check"](value)
        msgspec.convert(value, kind, strict=strict)
    except Invalid as error:
        return [replace(each, pointer=pointer or "/") for each in error.errors]
    except msgspec.ValidationError as error:
        message = str(extra.get("message") or value_words(error, _unwrapped(kind)[0]))
        return [FieldError(str(extra.get("code", "field.invalid")), pointer or "/", message)]
    return []


def _unwrapped(kind: Any) -> tuple[Any, msgspec.Meta | None]:
    if get_origin(kind) is Annotated:
        bare, *notes = get_args(kind)
        return bare, next((note for note in notes if isinstance(note, msgspec.Meta)), None)
    return kind, None


def _escaped(name: object) -> str:
    return str(name)[:100].replace("~", "~0").replace("/", "~1")


def read_json(body: bytes) -> object:
    """
    Return the value of a JSON text that every program reads in the same way.

    Raises:
        Problem: 400, it is no JSON, is nested too deep, or names something twice.
    """
    try:
        value: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "request.malformed", "The body is not valid JSON.") from None
    if _depth(value) > MAX_DEPTH:
        raise Problem(400, "request.malformed", f"The body is nested more than {MAX_DEPTH} deep.")
    json.loads(body, object_pairs_hook=_refuse_repeated)
    return value


def _refuse_repeated(pairs: list[tuple[str, object]]) -> None:
    """Refuse a name that stands twice in an object: programs differ in which of the two they take."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise Problem(400, "request.malformed", "A field stands twice in the body.")


def _depth(value: object) -> int:
    """Return how deep a value is nested, without recursion, stopping beyond the limit."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            item
            for each in level
            if isinstance(each, dict | list)
            for item in (each.values() if isinstance(each, dict) else each)
        ]
    return depth
