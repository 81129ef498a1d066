"""Whom an account sells to."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "customer"
_PATH: Final = "/v1/customers"
_KNOWN: Final = (
    "name email phone description address shipping metadata invoice_settings preferred_locales tax_exempt"
    " payment_method tax balance"
)
_TEXTS: Final = ("name", "email", "phone", "description")
_ADDRESS: Final = ("city", "country", "line1", "line2", "postal_code", "state")


def create(shelf: Shelf, params: Params) -> Json:
    """Return a new customer."""
    name = new_id("cus", 14)
    body: Json = {
        "id": name,
        "object": KIND,
        "address": None,
        "balance": 0,
        "created": shelf.at,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": name[-8:].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    _read(body, params)
    shelf.announce("customer.created", shelf.put(body))
    return body


def _read(body: Json, params: Params) -> None:
    for name in _TEXTS:
        if name in params:
            body[name] = params.text(name)
    if "address" in params:
        given = params.under("address")
        body["address"] = {name: given.text(name) for name in _ADDRESS}
    if "balance" in params:
        body["balance"] = params.integer("balance")
    if "preferred_locales" in params:
        body["preferred_locales"] = params.texts("preferred_locales")
    if "tax_exempt" in params:
        body["tax_exempt"] = params.one_of("tax_exempt", "exempt", "none", "reverse") or "none"
    settings = params.under("invoice_settings")
    if "default_payment_method" in settings:
        default = {"default_payment_method": settings.text("default_payment_method")}
        body["invoice_settings"] = body["invoice_settings"] | default
    body["metadata"] = params.metadata(body["metadata"])


def _retrieve(shelf: Shelf, asked: Asked) -> Json:
    gone = shelf.first("_deleted.customer", id=asked.id)
    if gone:
        return {"id": asked.id, "object": KIND, "deleted": True}
    return shelf.get(KIND, asked.id)


def _update(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    after = dict(body)
    _read(after, asked.params)
    return shelf.changed("customer.updated", after, body)


def _delete(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    shelf.store.drop(shelf.account, asked.id)
    shelf.put(body | {"object": "_deleted.customer"})
    shelf.announce("customer.deleted", body)
    return {"id": asked.id, "object": KIND, "deleted": True}


def _methods(shelf: Shelf, asked: Asked) -> Json:
    shelf.get(KIND, asked.id)
    kind = asked.params.text("type")
    found = shelf.find("payment_method", customer=asked.id, **({"type": kind} if kind else {}))
    return page(found, asked.params, f"{_PATH}/{asked.id}/payment_methods")


def _method(shelf: Shelf, asked: Asked) -> Json:
    shelf.get(KIND, asked.id)
    return shelf.get("payment_method", asked.ids["method"])


ROUTES: Final = (
    Route("POST", _PATH, lambda shelf, asked: create(shelf, asked.params), _KNOWN),
    Route("GET", f"{_PATH}/{{id}}", _retrieve),
    listing(KIND, _PATH, "email"),
    Route("POST", f"{_PATH}/{{id}}", _update, _KNOWN),
    Route("DELETE", f"{_PATH}/{{id}}", _delete),
    Route("GET", f"{_PATH}/{{id}}/payment_methods", _methods, " ".join(("type", *PAGING))),
    Route("GET", f"{_PATH}/{{id}}/payment_methods/{{method}}", _method),
)
