"""A request's parameters, read with the complaints that Stripe has about wrong ones."""

from collections.abc import Set as AbstractSet
from typing import Any

from invoiceflow.sandbox.stripe.ground.refusal import Refusal, wrong_value
from invoiceflow.sandbox.stripe.ground.wire import Json

_METADATA_KEYS, _METADATA_KEY_LENGTH, _METADATA_VALUE_LENGTH = 50, 40, 500


class Params:
    """Fields by name. Every reader raises Refusal for a value of the wrong kind; an empty string unsets."""

    def __init__(self, fields: Json, path: str = "") -> None:
        self.fields = fields
        self._path = path

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def know(self, names: AbstractSet[str]) -> None:
        """Refuse any field that is not one of these."""
        for name in self.fields:
            if name not in names:
                full = self.named(name)
                raise wrong_value(full, f"Received unknown parameter: {full}", "parameter_unknown")

    def named(self, name: str) -> str:
        """Return the full name of a field, as complaints name it."""
        return f"{self._path}[{name}]" if self._path else name

    def text(self, name: str) -> str | None:
        """Return a string, or None where it is absent or empty."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, dict | list):
            raise wrong_value(self.named(name), f"Invalid string: {self.named(name)}")
        return str(value)

    def need(self, name: str) -> str:
        """Return a string that must be there."""
        value = self.text(name)
        if value is None:
            raise self._absent(name)
        return value

    def one_of(self, name: str, *choices: str) -> str | None:
        """Return a string that is one of these, or None."""
        value = self.text(name)
        if value is not None and value not in choices:
            known = ", ".join(choices)
            raise wrong_value(self.named(name), f"Invalid {self.named(name)}: must be one of {known}")
        return value

    def integer(self, name: str) -> int | None:
        """Return a whole number, or None."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            text = f"Invalid integer: {value}"
            raise wrong_value(self.named(name), text, "parameter_invalid_integer") from None

    def need_integer(self, name: str) -> int:
        """Return a whole number that must be there."""
        value = self.integer(name)
        if value is None:
            raise self._absent(name)
        return value

    def flag(self, name: str) -> bool | None:
        """Return a truth, or None."""
        value = self.one_of(name, "true", "false", "True", "False")
        return None if value is None else value.lower() == "true"

    def texts(self, name: str) -> list[str]:
        """Return a list of strings; none where it is absent."""
        return [str(value) for value in self._list(name)]

    def under(self, name: str) -> "Params":
        """Return the fields below a name; none where it is absent."""
        value = self.fields.get(name) or {}
        if not isinstance(value, dict):
            raise wrong_value(self.named(name), f"Invalid hash: {self.named(name)}")
        return Params(value, self.named(name))

    def each(self, name: str) -> list["Params"]:
        """Return the hashes of a list."""
        found = []
        for number, value in enumerate(self._list(name)):
            path = f"{self.named(name)}[{number}]"
            if not isinstance(value, dict):
                raise wrong_value(path, f"Invalid hash: {path}")
            found.append(Params(value, path))
        return found

    def metadata(self, before: Json | None = None) -> Json:
        """Return an object's metadata after this request: given keys are set, and unset by an empty value."""
        after = dict(before or {})
        if self.fields.get("metadata") == "":
            return {}
        for key, value in self.under("metadata").fields.items():
            if len(key) > _METADATA_KEY_LENGTH or len(str(value)) > _METADATA_VALUE_LENGTH:
                raise wrong_value(f"metadata[{key}]", "Metadata keys may have 40 characters, values 500")
            after[key] = str(value)
        after = {key: value for key, value in after.items() if value}
        if len(after) > _METADATA_KEYS:
            raise wrong_value("metadata", "Metadata may have 50 keys")
        return after

    def _list(self, name: str) -> list[Any]:
        value = self.fields.get(name)
        if value is None or value in ("", {}):
            return []
        if not isinstance(value, list):
            raise wrong_value(self.named(name), f"Invalid array: {self.named(name)}")
        return value

    def _absent(self, name: str) -> Refusal:
        full = self.named(name)
        return wrong_value(full, f"Missing required param: {full}.", "parameter_missing")
