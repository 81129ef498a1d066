"""
The API described: OpenAPI 3.1, made from the handlers under ``/api/v1`` and the types that they take and give.

Litestar describes the operations, msgspec the types; what both cannot know (keys, headers, errors) is added here.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, cast, get_args, get_type_hints

import msgspec
from litestar import Litestar
from litestar.di import Dependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig

from invoiceflow.entrypoints.refused_answers import REFUSALS, refusals_of
from invoiceflow.entrypoints.routes import routes
from invoiceflow.tenancy.domain.scope import SCOPES, scope_for
from invoiceflow.web.api_docs.schema import Document
from invoiceflow.web.guards import Guard, needed_by

PREFIX = "/api/v1"
NOUNS = {
    "clients": "client",
    "items": "item",
    "tax-rates": "tax_rate",
    "invoices": "invoice",
    "payments": "payment",
    "disputes": "dispute",
}
TAGS = {name: name.replace("-", " ").capitalize() for name in NOUNS}
GUARDED = (("post", "issue"), ("post", "void"), ("delete", "{invoice_id}"))
REPEATABLE = ("issue", "void", "duplicate", "send", "payments", "reverse", "")
ABOUT = (
    "Send an API key with every request: `Authorization: Bearer if_…`. Amounts are integers of the currency's smallest "
    "unit; quantities, prices and rates are texts. Errors are problem details (RFC 9457) with a stable `code`."
)
MEDIA = "application/json"
ANSWERS = {
    status.description: "Done." for status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT)
}


class FieldProblem(msgspec.Struct):
    """What is wrong with one field; `pointer` is a JSON pointer into the body."""

    code: str
    pointer: str
    message: str


class Problem(msgspec.Struct):
    """An error (RFC 9457). `code` is stable; `errors` names every broken field at once; `instance` is the request."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    errors: list[FieldProblem]


def describe() -> Document:
    """Return the description of the API as plain values."""
    handlers = [each for each in routes() if isinstance(each, HTTPRouteHandler) and _is_api(each)]
    config = OpenAPIConfig(
        title="InvoiceFlow API",
        version="1",
        description=ABOUT,
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, *_: _operation_id(handler),
    )
    dependencies = {name: _nothing() for handler in handlers for name in _dependencies(handler)}
    app = Litestar(route_handlers=handlers, dependencies=dependencies, openapi_config=config)
    document = cast("Document", json.loads(json.dumps(app.openapi_schema.to_schema(), default=str)))
    document["servers"] = [{"url": "/"}]
    document["tags"] = [{"name": tag} for tag in TAGS.values()]
    document["security"] = [{"key": []}]
    document["components"] = _components(handlers)
    document["paths"] = dict(sorted(document["paths"].items()))  # whatever the order of slices in the wiring
    scopes = {_operation_id(handler): _scope_of(handler) for handler in handlers}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, path)
            _tell_scope(operation, scopes[operation["operationId"]])
    return cast("Document", _renamed(document))


def _scope_of(handler: HTTPRouteHandler) -> str:
    needed = (needed_by(cast("Guard", guard)) for guard in handler.guards or ())
    return next(scope_for(permission) for permission in needed if permission is not None)


def _tell_scope(operation: dict[str, Any], scope: str) -> None:
    """Say which scope a key needs: to programs where OpenAPI 3.1 has a place for it, to people in words."""
    operation["security"] = [{"key": [scope]}]
    operation["description"] = f"{operation['description']} Needs the scope `{scope}`.".strip()


def _is_api(handler: HTTPRouteHandler) -> bool:
    return all(path.startswith(PREFIX) for path in handler.paths)


def _dependencies(handler: HTTPRouteHandler) -> Iterator[str]:
    for name, hint in get_type_hints(handler.fn, include_extras=True).items():
        if any(isinstance(note, Dependency) for note in getattr(hint, "__metadata__", ())):
            yield name


def _nothing() -> Provide:
    def provide() -> None:
        """Stand in for a dependency: nothing is ever asked of this application but its description."""

    return Provide(provide, sync_to_thread=False)


def _operation_id(handler: HTTPRouteHandler) -> str:
    """Return a name that generated clients can use: what it does, to what."""
    resource = next(iter(handler.paths)).removeprefix(PREFIX).split("/")[1]
    verb = handler.fn.__name__
    return (
        verb if any(noun in verb for noun in (*NOUNS.values(), "reversal")) else f"{verb}_{NOUNS[resource]}"
    )


def _components(handlers: list[HTTPRouteHandler]) -> dict[str, object]:
    kinds = {kind for handler in handlers for kind in _structs(handler)} | {Problem}
    _, schemas = msgspec.json.schema_components(
        sorted(kinds, key=lambda kind: kind.__name__), ref_template="#/components/schemas/{name}"
    )
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = {each.name: {"description": each.about, "content": problem} for each in REFUSALS.values()}
    return {
        "schemas": dict(sorted(schemas.items())),
        "responses": responses,
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": _about_keys()}},
    }


def _about_keys() -> str:
    scopes = "; ".join(
        f"`{scope.name}`: {scope.area or 'all'}, {scope.label.lower()}" for scope in SCOPES.values()
    )
    return f"An API key: if_…. It has scopes, and each operation names the one that it needs. {scopes}."


def _structs(handler: HTTPRouteHandler) -> Iterator[type[msgspec.Struct]]:
    hints = get_type_hints(handler.fn)
    kinds = [hints.get("data"), hints.get("return")]
    kinds += [response.data_container for response in (handler.responses or {}).values()]
    for kind in kinds:
        for part in (kind, *get_args(kind)):
            if isinstance(part, type) and issubclass(part, msgspec.Struct):
                yield part


def _complete(operation: dict[str, Any], method: str, path: str) -> None:
    steps = path.removeprefix(PREFIX + "/").split("/")
    words = " ".join(operation.pop("description", "").replace("``", "`").split())
    first, _, rest = words.partition(". ")
    operation["summary"], operation["description"] = first.rstrip("."), rest
    operation["tags"] = [TAGS["payments" if "payments" in steps else steps[0]]]
    operation.pop("deprecated", None)
    parameters = [_parameter(each) for each in operation.pop("parameters", [])]
    operation["parameters"] = [*parameters, *_headers(method, "" if len(steps) == 1 else steps[-1])]
    if not operation["parameters"]:
        del operation["parameters"]
    if path.endswith("/pdf"):
        binary = {"schema": {"type": "string", "contentMediaType": "application/pdf"}}
        operation["responses"]["200"]["content"] = {"application/pdf": binary}
    body = operation.get("requestBody", {}).get("content", {}).get(MEDIA, {})
    if "oneOf" in body.get("schema", {}):  # a body that may be left out
        body["schema"] = body["schema"]["oneOf"][0]
        operation["requestBody"]["required"] = False
    operation["responses"].pop("400", None)
    for response in operation["responses"].values():
        response.pop("headers", None)
        response["description"] = ANSWERS.get(response["description"], response["description"])
    for status in refusals_of(operation, method, path):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{REFUSALS[status].name}"}


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in given.items() if name in {"name", "in", "description", "required"}}
    schema = {name: value for name, value in given["schema"].items() if name != "description"}
    if "oneOf" in schema:  # optional: its absence is said by `required`
        schema = next(each for each in schema["oneOf"] if each != {"type": "null"})
    if "null" in schema.get("type", ()):
        schema |= {"type": "string", "enum": [value for value in schema["enum"] if value is not None]}
    return {**kept, "schema": schema}


def _headers(method: str, last_step: str) -> Iterator[dict[str, object]]:
    text = {"type": "string", "maxLength": 255}
    if method == "post" and last_step in REPEATABLE:
        about = "Makes a repetition safe: the same key and body get the same answer again."
        yield {"name": "Idempotency-Key", "in": "header", "description": about, "schema": text}
    if method in ("patch", "put") or (method, last_step) in GUARDED:
        about = "The ETag that was read: somebody else's change in between is then refused with 409."
        yield {"name": "If-Match", "in": "header", "description": about, "schema": text}


def _renamed(document: Document) -> object:
    """Return the document with types by their names for readers: InvoiceJson is an Invoice."""
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        if name.endswith("Json"):
            plain = name.removesuffix("Json")
            text = text.replace(f'/schemas/{name}"', f'/schemas/{plain}"').replace(f'"{name}"', f'"{plain}"')
    return json.loads(text)
