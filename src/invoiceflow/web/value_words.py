"""What is wrong with a value, in our own words: msgspec tells it in those of its parser."""

import re
from enum import Enum
from typing import Any, Final, get_args

import msgspec

UNREADABLE: Final = "This value can not be read."
_KINDS: Final = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_OTHER_KIND = re.compile(r"Expected `([a-z |]+)`(?:, got `.*`)?")
_BEYOND = re.compile(r"Expected `(?:int|float)` (<=|>=) (\S+)")
_LENGTH = re.compile(r"Expected `(str|array|object)` of length (<=|>=) (\d+)")


def one_of(kind: Any) -> str:
    """Return the sentence for a value that is none of those of a Literal or an Enum."""
    is_enum = isinstance(kind, type) and issubclass(kind, Enum)
    options = [each.value for each in kind] if is_enum else get_args(kind)
    return f"Use one of {', '.join(map(str, options))}."


def value_words(error: msgspec.ValidationError, kind: Any) -> str:
    """Return the sentence for what keeps a value from being a kind, itself without its ``Annotated``."""
    text = str(error).split(" - at ", maxsplit=1)[0]
    if text.startswith("Invalid enum value"):
        return one_of(kind)
    if found := _OTHER_KIND.fullmatch(text):
        return f"Use {' or '.join(_KINDS.get(each, each) for each in found[1].split(' | '))}."
    if found := _BEYOND.fullmatch(text):
        return f"Use {found[2]} or {'less' if found[1] == '<=' else 'more'}."
    if found := _LENGTH.fullmatch(text):
        if found[1] == "str":
            return f"At most {found[3]} characters." if found[2] == "<=" else "This is needed."
        return f"At {'most' if found[2] == '<=' else 'least'} {found[3]} entries."
    return UNREADABLE
