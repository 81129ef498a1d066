"""What is wrong with a parameter of the address, in our own words: Litestar tells it in those of its parser."""

from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from litestar import Request
from litestar.exceptions import ValidationException
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from invoiceflow.kernel.errors import FieldError
from invoiceflow.web import fields
from invoiceflow.web.value_words import UNREADABLE, one_of

_PLACES = frozenset({"after", "before"})
_INSTANT = "Use an instant with its time zone, such as 2026-11-23T09:30:00Z."


def parameter_errors(request: Request[Any, Any, Any], error: ValidationException) -> tuple[FieldError, ...]:
    """Return each parameter that could not be read; bodies were checked before (web/body.py)."""
    extra: Any = error.extra or []
    keys = [str(entry.get("key", "")) for entry in extra if isinstance(entry, dict)]
    known = request.route_handler.parsed_fn_signature.parameters
    return tuple(_error_of(key, known.get(key)) for key in keys)


def _error_of(key: str, field: FieldDefinition | None) -> FieldError:
    if field is None:
        return FieldError("field.invalid", f"/{key}", UNREADABLE)
    given = field.kwarg_definition if isinstance(field.kwarg_definition, ParameterKwarg) else ParameterKwarg()
    name = given.name or key
    kind = next((each for each in get_args(field.annotation) if each is not type(None)), field.annotation)
    if get_origin(field.annotation) is Literal:
        kind = field.annotation
    code, message = _words(name, kind, given)
    return FieldError(code, f"/{name}", message)


def _words(name: str, kind: Any, given: ParameterKwarg) -> tuple[str, str]:
    """Return the code and the sentence for a kind of value; the same as in bodies where they have it too."""
    if name in _PLACES:
        return "cursor.malformed", "Use the “next” of the page before."
    if get_origin(kind) is Literal:
        return "field.invalid", one_of(kind)
    if kind in _OF_BODIES:
        return _OF_BODIES[kind]
    if kind is int and given.le is not None:
        return "limit.out_of_range", f"Use a whole number from {given.ge or 0} to {given.le}."
    if kind is str and given.max_length is not None:
        return "text.too_long", f"Use at most {given.max_length} characters."
    return "field.invalid", _OTHERS.get(kind, UNREADABLE)


def _of_body(kind: Any) -> tuple[str, str]:
    extra = get_args(kind)[1].extra
    return str(extra["code"]), str(extra["message"])


_OF_BODIES: dict[Any, tuple[str, str]] = {UUID: _of_body(fields.Id), date: _of_body(fields.Day)}
_OTHERS: dict[Any, str] = {bool: "Use true or false.", int: "Use a whole number.", datetime: _INSTANT}
