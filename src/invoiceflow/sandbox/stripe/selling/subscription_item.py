"""What a subscription sells: a price, so many times, in the present period."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_value
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import price

KIND: Final = "subscription_item"
KNOWN: Final = frozenset({"id", "price", "price_data", "quantity", "metadata", "deleted", "tax_rates"})


def new(shelf: Shelf, given: Params, subscription: str) -> Json:
    """Return a new item; its period is the subscription's, which sets it."""
    costs = price.of_line(shelf, given)
    if costs["recurring"] is None:
        raise wrong_value(given.named("price"), "The price must be recurring", "price_not_recurring")
    body: Json = {
        "id": new_id("si", 14),
        "object": KIND,
        "billed_until": None,
        "billing_thresholds": None,
        "created": shelf.at,
        "current_period_end": shelf.at,
        "current_period_start": shelf.at,
        "discounts": [],
        "metadata": given.metadata(),
        "plan": _plan(costs),
        "price": costs,
        "subscription": subscription,
        "tax_rates": [],
    }
    if costs["recurring"]["usage_type"] == "licensed":
        body["quantity"] = given.integer("quantity") or 1
    return body


def changed(shelf: Shelf, before: Json, given: Params) -> Json:
    """Return an item with another price or quantity."""
    after = dict(before)
    if "price" in given or "price_data" in given:
        costs = price.of_line(shelf, given)
        after |= {"price": costs, "plan": _plan(costs)}
    if "quantity" in given:
        after["quantity"] = given.need_integer("quantity")
    return after | {"metadata": given.metadata(before["metadata"])}


def _plan(costs: Json) -> Json:
    """Return a price in the shape that it had before there were prices, which items still carry."""
    recurring = costs["recurring"]
    return {
        "id": costs["id"],
        "object": "plan",
        "active": costs["active"],
        "amount": costs["unit_amount"],
        "amount_decimal": costs["unit_amount_decimal"],
        "billing_scheme": costs["billing_scheme"],
        "created": costs["created"],
        "currency": costs["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": False,
        "metadata": costs["metadata"],
        "meter": recurring["meter"],
        "nickname": costs["nickname"],
        "product": costs["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": recurring["trial_period_days"],
        "usage_type": recurring["usage_type"],
    }
