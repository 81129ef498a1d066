"""The API's page, from its description."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from invoiceflow.web.api_docs.samples import INVOICE_ID, request_sample, sample
from invoiceflow.web.api_docs.schema import Document, Schema, Schemas, kind_of, limits_of, plain_schema

Text = tuple[tuple[str, bool], ...]
"""Words in pieces; the flag marks code."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body; fields of nested objects have names such as ``lines[].quantity``."""

    name: str
    about: Text
    needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program can do."""

    id: str
    method: str
    path: str
    summary: Text
    text: Text
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    request: str
    status: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """What can be done with one kind of thing."""

    id: str
    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """The whole page. ``problem`` is an example of an error."""

    base_url: str
    groups: tuple[Group, ...]
    problem: str


def api_page(document: Document, base_url: str) -> ApiPage:
    """Return the page of a description."""
    schemas: Schemas = document["components"]["schemas"]
    operations = [
        (operation["tags"][0], _operation(operation, method, path, schemas, base_url))
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]
    groups = tuple(
        Group(
            tag["name"].lower().replace(" ", "-"),
            tag["name"],
            tuple(operation for name, operation in operations if name == tag["name"]),
        )
        for tag in document["tags"]
    )
    return ApiPage(base_url, groups, _json(_PROBLEM))


def _operation(given: Document, method: str, path: str, schemas: Schemas, base_url: str) -> Operation:
    body = given.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    status, answer = next(iter(given["responses"].items()))
    content = answer.get("content", {})
    shown = content.get("application/json", {}).get("schema")
    sent = request_sample(body, schemas) if body else None
    return Operation(
        id=given["operationId"],
        method=method.upper(),
        path=path,
        summary=pieces(given["summary"]),
        text=pieces(given["description"]),
        parameters=tuple(_parameter(each, schemas) for each in given.get("parameters", [])),
        body=tuple(_fields(body, schemas)) if body else (),
        request=_curl(method.upper(), base_url + path, sent),
        status=status,
        answer=_json(_answer(given["operationId"], sample(shown, schemas)))
        if shown
        else next(iter(content), ""),
    )


def _answer(operation: str, example: dict[str, object]) -> dict[str, object]:
    if operation in _OF_DRAFTS:
        return {name: _DRAFT.get(name, value) for name, value in example.items()}
    return example


def pieces(text: str) -> Text:
    """Return a text cut at its backticks."""
    return tuple(
        (piece, bool(at % 2)) for at, piece in enumerate(text.replace("``", "`").split("`")) if piece
    )


def _parameter(given: Document, schemas: Schemas) -> Field:
    schema, kind = given["schema"], kind_of(given["schema"], schemas)
    about = given.get("description")
    text = f"{kind[0].upper()}{kind[1:]}. {about}" if about else _told(kind, limits_of(schema, schemas))
    return Field(given["name"], pieces(text), bool(given.get("required")))


def _fields(schema: Schema, schemas: Schemas, prefix: str = "") -> Iterator[Field]:
    kind = plain_schema(schema, schemas)
    for name, each in kind["properties"].items():
        about = pieces(_told(kind_of(each, schemas), limits_of(each, schemas)))
        yield Field(prefix + name, about, name in kind.get("required", ()))
        part = plain_schema(each, schemas)
        if part.get("type") == "array" and "properties" in plain_schema(part["items"], schemas):
            yield from _fields(part["items"], schemas, f"{prefix}{name}[].")


def _told(kind: str, limits: str) -> str:
    return f"{kind[0].upper()}{kind[1:]}" + (f", {limits}" if limits else "")


def _curl(method: str, url: str, sent: object) -> str:
    place = url.partition("{")[0] + INVOICE_ID + url.partition("}")[2] if "{" in url else url
    lines = [f"curl {place}", '-H "Authorization: Bearer $KEY"']
    if sent is not None:
        lines += ['-H "Content-Type: application/json"', f"-d '{_json(sent)}'"]
    if method != ("POST" if sent is not None else "GET"):
        lines[0] = f"curl -X {method} {place}"
    return " \\\n  ".join(lines)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


_OF_DRAFTS = {"create_invoice", "change_invoice", "replace_invoice", "duplicate_invoice"}
_DRAFT = {"status": "draft", **dict.fromkeys(("number", "public_url", "issued_on", "due_on", "issued_at"))}
_PROBLEM = {
    "type": "about:blank",
    "title": "Unprocessable Content",
    "status": 422,
    "detail": "Some fields need another look.",
    "code": "invalid",
    "instance": "req_5d1f0c9be2a74f6b8c3a",
    "errors": [
        {
            "code": "number.comma",
            "pointer": "/lines/0/unit_price",
            "message": "Write decimals with a point: 1.5.",
        }
    ],
}
