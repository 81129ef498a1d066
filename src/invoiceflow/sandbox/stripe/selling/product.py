"""What can be bought."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "product"
_PATH: Final = "/v1/products"
_KNOWN: Final = (
    "id name description active metadata images tax_code unit_label url default_price statement_descriptor"
)


def create(shelf: Shelf, params: Params) -> Json:
    """Return a new product; only its name must be given."""
    body = {
        "id": params.text("id") or new_id("prod", 14),
        "object": KIND,
        "active": params.flag("active") is not False,
        "created": shelf.at,
        "default_price": None,
        "description": params.text("description"),
        "images": params.texts("images"),
        "livemode": False,
        "marketing_features": [],
        "metadata": params.metadata(),
        "name": params.need("name"),
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": params.text("statement_descriptor"),
        "tax_code": params.text("tax_code"),
        "type": "service",
        "unit_label": params.text("unit_label"),
        "updated": shelf.at,
        "url": params.text("url"),
    }
    shelf.announce("product.created", shelf.put(body))
    return body


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    after = body | {"metadata": params.metadata(body["metadata"]), "updated": shelf.at}
    for name in ("name", "description", "unit_label", "url", "default_price", "statement_descriptor"):
        if name in params:
            after[name] = params.text(name)
    if "active" in params:
        after["active"] = params.flag("active")
    return shelf.changed("product.updated", after, body)


def _delete(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    shelf.store.drop(shelf.account, asked.id)
    shelf.announce("product.deleted", body)
    return {"id": asked.id, "object": KIND, "deleted": True}


ROUTES: Final = (
    Route("POST", _PATH, lambda shelf, asked: create(shelf, asked.params), _KNOWN),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "active"),
    Route("POST", f"{_PATH}/{{id}}", _update, _KNOWN),
    Route("DELETE", f"{_PATH}/{{id}}", _delete),
)
