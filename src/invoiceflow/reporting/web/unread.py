"""
Filters of an address that narrow nothing, since they cannot be read.

A page is shown without them and says so; a file, which could not say so, is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from invoiceflow.kernel.errors import FieldError, Invalid

LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Unread:
    """A filter that cannot be read: its name, its text, and what is wrong with it; both empty for one that can."""

    name: str
    typed: str = ""
    message: str = ""


def unread_filters(
    parameters: Mapping[str, str], read: object, kinds: Mapping[str, str]
) -> tuple[Unread, ...]:
    """Return those of the filters, each with what it would have to be (``a date``), that left nothing in ``read``."""
    given = {name: parameters.get(name, "").replace("\0", "").strip() for name in kinds}
    return tuple(
        Unread(
            name, text, f"“{text[:LONGEST_SHOWN]}” is not {kinds[name]}, so the list is not narrowed by it."
        )
        for name, text in given.items()
        if text and not getattr(read, name)
    )


def require_read(unread: Iterable[Unread]) -> None:
    """Refuse a file whose filters cannot all be read: it would hold more than was asked for. Raises Invalid."""
    errors = tuple(FieldError("filter.unread", f"/{each.name}", each.message) for each in unread)
    if errors:
        raise Invalid(errors)
