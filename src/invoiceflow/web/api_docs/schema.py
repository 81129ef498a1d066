"""Reading JSON Schema as the API's description uses it."""

from typing import Any

Schema = dict[str, Any]
Schemas = dict[str, Schema]
Document = dict[str, Any]

_WORDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "object"}
_FORMATS = {"uuid": "id", "date": "date", "date-time": "instant"}


def plain_schema(schema: Schema, schemas: Schemas) -> Schema:
    """Return a schema without references and without the choice of null."""
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            kinds = [each for each in schema[choice] if each != {"type": "null"}]
            schema = kinds[0] if len(kinds) == 1 else {"type": "text or number"}
    if "$ref" in schema:
        return plain_schema(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    return schema


def kind_of(schema: Schema, schemas: Schemas) -> str:
    """Return what a value is, in a word or two."""
    kind = plain_schema(schema, schemas)
    if "enum" in kind:
        return ", ".join(f"`{value}`" for value in kind["enum"] if value is not None)
    if kind.get("type") == "array":
        return "list"
    word = str(kind.get("type", "anything"))
    return _FORMATS.get(kind.get("format", "")) or _WORDS.get(word, word)


def limits_of(schema: Schema, schemas: Schemas) -> str:
    """Return how long, large or many a value may be, as far as that is worth a word."""
    kind = plain_schema(schema, schemas)
    if examples := kind.get("examples"):
        return f"such as `{examples[0]}`"
    low, high = kind.get("minimum"), kind.get("maximum")
    if high is not None and high < 10_000:
        return f"{low or 0} to {high}"
    if low is not None:
        return f"{low} or more"
    if longest := kind.get("maxLength"):
        return f"at most {longest:,} characters"
    if most := kind.get("maxItems"):
        return f"{kind.get('minItems', 0)} to {most:,}"
    return ""
