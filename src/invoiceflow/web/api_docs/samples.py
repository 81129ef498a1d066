"""Example values for the API's page: what a type looks like when it is sent or answered."""

from typing import Any

from invoiceflow.web.api_docs.schema import Schema, Schemas, plain_schema

INVOICE_ID = "019a947f-52d0-7c3e-9d1b-6c1f5a0f2b11"
_VALUES: dict[str, object] = {
    "id": INVOICE_ID,
    "client_id": "019a9470-11aa-7b0e-8a54-0d1f3c7b9a02",
    "invoice_id": INVOICE_ID,
    "name": "Café Lindenhof GmbH",
    "client_name": "Café Lindenhof GmbH",
    "email": "post@lindenhof.example",
    "recipient": "post@lindenhof.example",
    "recipient_name": "Café Lindenhof",
    "country": "DE",
    "language": "de",
    "city": "Hamburg",
    "currency": "EUR",
    "status": "issued",
    "number": "2026-0007",
    "description": "Brand design",
    "note": "",
    "quantity": "2",
    "unit": "hours",
    "unit_price": "80.00",
    "rate": "19",
    "tax_rate": "19",
    "discount_percent": "0",
    "category": "S",
    "tax_category": "S",
    "method": "bank_transfer",
    "state": "queued",
    "lines_minor": 16000,
    "net_minor": 16000,
    "base_minor": 16000,
    "tax_minor": 3040,
    "total_minor": 19040,
    "due_minor": 19040,
    "amount_minor": 19040,
    "payment_days": 14,
    "issued_on": "2026-11-23",
    "due_on": "2026-12-07",
    "received_on": "2026-11-30",
    "metadata": {"project": "atlas"},
    "public_url": "https://your.host/i/6fJ0…",
    "revision": 1,
    "next": None,
    "code": "line.description",
    "pointer": "/lines/0/description",
}
_LATER = ("sent_at", "viewed_at", "voided_at", "archived_at", "reversed_by_id", "reverses_id", "item_id")
_FORMATS = {"uuid": INVOICE_ID, "date": "2026-11-23", "date-time": "2026-11-23T09:30:00Z"}
_KINDS: dict[str, object] = {"integer": 0, "boolean": False, "null": None}


def sample(schema: Schema, schemas: Schemas, name: str = "") -> Any:
    """Return an example of a type; ``name`` is the field that it stands in."""
    kind = plain_schema(schema, schemas)
    if kind.get("type") == "object" and "properties" in kind:
        return {field: sample(each, schemas, field) for field, each in kind["properties"].items()}
    if kind.get("type") == "array":
        return [sample(kind["items"], schemas)]
    if name in _LATER:
        return None
    if name in _VALUES:
        return _VALUES[name]
    return _leaf(kind)


def request_sample(schema: Schema, schemas: Schemas) -> Any:
    """Return an example of a body: what must be sent, and what is sent most often."""
    kind = plain_schema(schema, schemas)
    needed = set(kind.get("required", ())) or set(list(kind["properties"])[:2])
    usual = {"email", "country", "currency", "tax_rate"} & set(kind["properties"])
    fields = {name: each for name, each in kind["properties"].items() if name in needed | usual}
    return {
        name: [request_sample(each["items"], schemas)]
        if each.get("type") == "array"
        else sample(each, schemas, name)
        for name, each in fields.items()
    }


def _leaf(kind: Schema) -> object:
    if "default" in kind:
        return kind["default"]
    if "enum" in kind:
        return kind["enum"][0]
    if kind.get("type") == "object":
        return {}
    return _FORMATS.get(kind.get("format", ""), _KINDS.get(kind.get("type", ""), ""))
