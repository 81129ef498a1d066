"""Forms of pages: fields become a body of the API, problems become errors at fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from invoiceflow.clients.domain.client import Metadata
from invoiceflow.kernel.decimals import Bounded, NotADecimal, plain
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.notation import Notation, read_number
from invoiceflow.web.body import problems_in

Body = TypeVar("Body", bound=msgspec.Struct)
Values = TypeVar("Values")
Errors = dict[str, str]

MAX_ROWS = 20


@dataclass(frozen=True, slots=True)
class Filled(Generic[Values]):
    """A form as it is shown: what stands in it, what is wrong, and whether somebody else saved meanwhile."""

    values: Values
    errors: Errors = field(default_factory=dict)
    conflict: bool = False

    @property
    def status(self) -> int:
        """What the page is answered with."""
        return 409 if self.conflict else 422 if self.errors else 200


def plain_fields(form: Mapping[str, str], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the fields that ``kind`` knows, stripped; those left empty only where they must be there."""
    known = {each.encode_name: each.required for each in msgspec.structs.fields(kind)}
    given = {name: value.strip() for name, value in form.items() if name in known}
    return {name: value for name, value in given.items() if value or known[name]}


def problems(values: Mapping[str, Any], kind: type[msgspec.Struct]) -> list[FieldError]:
    """Return what keeps the values from being a ``kind``; texts may stand for numbers."""
    return problems_in(dict(values), kind, strict=False)


def converted(values: Mapping[str, Any], kind: type[Body], broken: tuple[FieldError, ...] = ()) -> Body:
    """
    Return the values as ``kind``. ``broken`` is what is known to be wrong already.

    Raises:
        Invalid: fields are broken, all of them named.
    """
    errors = [*broken, *problems(values, kind)]
    if errors:
        raise Invalid(tuple(errors))
    return msgspec.convert(values, kind, strict=False)


def read_typed(
    values: dict[str, Any], name: str, kind: Bounded, notation: Notation
) -> tuple[FieldError, ...]:
    """Spell a typed number among the values as programs do; return what is wrong where it is none."""
    try:
        values[name] = plain(read_number(values[name], kind, notation, f"/{name}"))
    except NotADecimal as error:
        values[name] = "0"  # so that the other fields are looked at as well
        return error.errors
    return ()


def rows(form: Mapping[str, str], prefix: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a repeated group (``contacts-0-name``), in their order, without empty ones."""
    found = []
    for number in range(MAX_ROWS):
        row = {name: form.get(f"{prefix}-{number}-{name}", "").strip() for name in names}
        if any(row.values()):
            found.append(row)
    return found


def metadata_text(metadata: Metadata) -> str:
    """Return metadata as it is typed: one ``key: value`` a line."""
    return "\n".join(f"{key}: {_spelled(value)}" for key, value in metadata.items())


def read_metadata(values: dict[str, Any], text: str, before: Metadata) -> tuple[FieldError, ...]:
    """
    Put what was typed as ``key: value`` lines among the values; return what is wrong with the first line that is none.

    A value that still reads as before keeps its type, others are texts.
    """
    found: Metadata = {}
    values["metadata"] = found
    for line in text.splitlines():
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon or not key:
            message = f"Write “key: value”. This is neither: {line[:40]}"
            return (FieldError("metadata.line", "/metadata", message),)
        found[key] = before[key] if key in before and _spelled(before[key]) == value else value
    return ()


def field_id(pointer: str) -> str:
    """Return the id of the control that a pointer names: ``/contacts/0/name`` is ``contacts-0-name``."""
    parts = pointer.strip("/").split("/")
    return "metadata" if parts[0] == "metadata" else "-".join(parts)


def errors_by_field(errors: tuple[FieldError, ...]) -> Errors:
    """Return the first message of each field."""
    found: Errors = {}
    for error in errors:
        found.setdefault(field_id(error.pointer), error.message)
    return found


def differing(theirs: Mapping[str, str], mine: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody else saved in each field that was typed differently, in words."""
    typed = {name: value.replace("\r\n", "\n").strip() for name, value in mine.items()}
    return {name: value or "nothing" for name, value in theirs.items() if value != typed[name]}


def summary(errors: Errors, labels: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Return (field id, label, message) of each error, in the order of the labels."""
    return tuple((name, label, errors[name]) for name, label in _all_labels(labels, errors) if name in errors)


def _all_labels(labels: Mapping[str, str], errors: Errors) -> Iterator[tuple[str, str]]:
    yield from labels.items()
    for name in errors:
        if name not in labels:
            group, _, rest = name.partition("-")
            number, _, part = rest.partition("-")
            numbered = (
                f"{labels.get(group, group.capitalize())} {int(number) + 1}" if number.isdecimal() else name
            )
            yield name, f"{numbered}, {labels.get(part, part)}".rstrip(", ")


def _spelled(value: str | int | bool | None) -> str:  # noqa: FBT001  # a value of any kind, not a switch
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
