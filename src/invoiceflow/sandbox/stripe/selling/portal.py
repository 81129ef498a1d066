"""The way for a customer to their own subscriptions."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "billing_portal.session"


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    payer = shelf.get("customer", params.need("customer"), "customer")
    name = new_id("bps")
    body = {
        "id": name,
        "object": KIND,
        "configuration": params.text("configuration") or "bpc_stand_in",
        "created": shelf.at,
        "customer": payer["id"],
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": params.text("locale"),
        "on_behalf_of": None,
        "return_url": params.text("return_url"),
        "url": f"{shelf.site}/portal/{shelf.account}/{name}",
    }
    shelf.announce("billing_portal.session.created", shelf.put(body))
    return body


ROUTES: Final = (
    Route(
        "POST", "/v1/billing_portal/sessions", _create, "customer return_url configuration locale flow_data"
    ),
)
