"""What an entry keeps of a change: every field that differs, whole, as it was and as it is."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from invoiceflow.audit.domain.entry import Detail

BEFORE, AFTER = ".before", ".after"


def changed(before: Any, after: Any) -> Detail:
    """Return the fields in which two values of one dataclass differ, each as ``name.before`` and ``name.after``."""
    return {
        f"{each.name}{when}": _text(getattr(value, each.name))
        for each in fields(before)
        if getattr(before, each.name) != getattr(after, each.name)
        for when, value in ((BEFORE, before), (AFTER, after))
    }


def _text(value: object) -> str:
    """Return a value as text: what it is made of where it has parts, nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_text(each)}" for name, each in value.items())
    if isinstance(value, tuple):
        return "; ".join(map(_text, value))
    if is_dataclass(value):
        return ", ".join(filter(None, (_text(getattr(value, each.name)) for each in fields(value))))
    return str(value)
