"""What can be asked of subscriptions."""

from copy import deepcopy
from dataclasses import replace
from typing import Final

from invoiceflow.sandbox.stripe.accounts import account
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, listed, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import missing, wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import periods, subscription, subscription_item
from invoiceflow.sandbox.stripe.selling.subscription import KIND

_PATH: Final = "/v1/subscriptions"
_DAY: Final = 86_400
_CREATE: Final = (
    "customer items currency trial_period_days trial_end default_payment_method payment_behavior"
    " proration_behavior metadata cancel_at cancel_at_period_end collection_method days_until_due payment_settings"
    " description trial_settings off_session billing_mode automatic_tax"
)
_UPDATE: Final = (
    "items metadata cancel_at cancel_at_period_end default_payment_method proration_behavior trial_end description"
    " collection_method days_until_due payment_behavior payment_settings cancellation_details off_session"
    " proration_date"
)
_ENDED: Final = ("canceled", "incomplete_expired")

_AT_FIRST: Final[Json] = {
    "object": KIND,
    "application": None,
    "application_fee_percent": None,
    "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
    "billing_mode": {"type": "flexible"},
    "billing_schedules": [],
    "billing_thresholds": None,
    "canceled_at": None,
    "cancellation_details": {"comment": None, "feedback": None, "reason": None},
    "customer_account": None,
    "default_source": None,
    "default_tax_rates": [],
    "discounts": [],
    "ended_at": None,
    "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
    "latest_invoice": None,
    "livemode": False,
    "on_behalf_of": None,
    "pause_collection": None,
    "pending_setup_intent": None,
    "pending_update": None,
    "schedule": None,
    "transfer_data": None,
}
"""What a new subscription says, whatever was asked for."""


def create(shelf: Shelf, params: Params) -> Json:
    """Start a subscription of a customer to recurring prices."""
    account.check_may_charge(shelf)
    payer = shelf.get("customer", params.need("customer"), "customer")
    name = new_id("sub")
    items = [subscription_item.new(shelf, each, name) for each in params.each("items")]
    if not items:
        raise wrong_value("items", "Missing required param: items.", "parameter_missing")
    currencies = {each["price"]["currency"] for each in items}
    if len(currencies) > 1 or len({str(_cycle(each)) for each in items}) > 1:
        raise wrong_value("items", "All prices must have the same currency and period")
    shelf.put(payer | {"currency": payer["currency"] or currencies.pop()})
    return subscription.begin(shelf, _body(shelf, params, name, items))


def _body(shelf: Shelf, params: Params, name: str, items: list[Json]) -> Json:
    trial = _trial_end(shelf, params)
    anchor = trial or shelf.at
    end = trial or periods.next_end(anchor, items[0]["price"]["recurring"], shelf.at)
    for each in items:
        each |= {"current_period_start": shelf.at, "current_period_end": end}
    method = params.one_of("collection_method", "charge_automatically", "send_invoice")
    sent = method == "send_invoice"
    return {
        **deepcopy(_AT_FIRST),
        "id": name,
        "billing_cycle_anchor": anchor,
        "cancel_at": params.integer("cancel_at"),
        "cancel_at_period_end": params.flag("cancel_at_period_end") or False,
        "collection_method": method or "charge_automatically",
        "created": shelf.at,
        "currency": items[0]["price"]["currency"],
        "customer": params.need("customer"),
        "days_until_due": params.need_integer("days_until_due") if sent else None,
        "default_payment_method": params.text("default_payment_method"),
        "description": params.text("description"),
        "items": listed(items, f"/v1/subscription_items?subscription={name}"),
        "metadata": params.metadata(),
        "start_date": shelf.at,
        "status": "trialing" if trial else ("active" if sent else "incomplete"),
        "trial_end": trial,
        "trial_start": shelf.at if trial else None,
    }


def _update(shelf: Shelf, asked: Asked) -> Json:
    return update(shelf, shelf.get(KIND, asked.id), asked.params)


def update(shelf: Shelf, body: Json, params: Params) -> Json:
    """Change a subscription; what was paid for and what is now owed is settled in proportion to the time left."""
    if body["status"] in _ENDED:
        raise wrong_state("A canceled subscription can only update its metadata.", "subscription_ended")
    after = _plain_changes(shelf, body, params)
    how = params.one_of("proration_behavior", "create_prorations", "always_invoice", "none")
    if "items" in params:
        after["items"] = items(shelf, body, params, how or "create_prorations")
    if params.text("trial_end") == "now" and body["status"] == "trialing":
        after |= {"trial_end": shelf.at, "status": "active"}
    shelf.changed("customer.subscription.updated", after, body)
    if how == "always_invoice":
        after = subscription.bill(shelf, after, "subscription_update", at_once=True)
    return after


def _plain_changes(shelf: Shelf, body: Json, params: Params) -> Json:
    after = body | {"metadata": params.metadata(body["metadata"])}
    for name in ("default_payment_method", "description"):
        if name in params:
            after[name] = params.text(name)
    if "cancel_at" in params:
        after["cancel_at"] = params.integer("cancel_at")
    if "cancel_at_period_end" in params:
        after["cancel_at_period_end"] = params.flag("cancel_at_period_end")
        after["canceled_at"] = shelf.at if after["cancel_at_period_end"] else None
    return after


def items(shelf: Shelf, body: Json, params: Params, how: str) -> Json:
    """Return a subscription's items after a change, and have what is left of the period be settled."""
    known = {each["id"]: each for each in body["items"]["data"]}
    at = params.integer("proration_date") or shelf.at
    for given in params.each("items"):
        given.know(subscription_item.KNOWN)
        name = given.text("id")
        if name is not None and name not in known:
            raise missing("subscription item", name, given.named("id"))
        before = known.pop(name) if name else None
        after = _item(shelf, body, before, given)
        for each, sign in ((before, -1), (after, 1)):
            if each is not None and how != "none":
                subscription.prorate(replace(shelf, at=at), body, each, sign)
        known |= {after["id"]: after} if after else {}
    return listed(list(known.values()), body["items"]["url"])


def _item(shelf: Shelf, body: Json, before: Json | None, given: Params) -> Json | None:
    if given.flag("deleted"):
        return None
    if before is not None:
        return subscription_item.changed(shelf, before, given)
    like = body["items"]["data"][0]
    period = {name: like[name] for name in ("current_period_start", "current_period_end")}
    return subscription_item.new(shelf, given, body["id"]) | period


def _cancel(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["status"] in _ENDED:
        raise missing(KIND, asked.id)
    if asked.params.flag("prorate"):
        for item in body["items"]["data"]:
            subscription.prorate(shelf, body, item, -1)
    return subscription.end_now(shelf, body, "cancellation_requested")


def _list(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    wanted = {name: params.text(name) for name in ("customer", "collection_method")}
    found = shelf.find(KIND, **{name: value for name, value in wanted.items() if value})
    status = params.text("status")
    if status != "all":
        found = [
            each
            for each in found
            if each["status"] == status or (not status and each["status"] != "canceled")
        ]
    return page(found, params, _PATH)


def _trial_end(shelf: Shelf, params: Params) -> int | None:
    days = params.integer("trial_period_days")
    return (
        shelf.at + days * _DAY
        if days
        else (None if params.text("trial_end") == "now" else params.integer("trial_end"))
    )


def _cycle(item: Json) -> tuple[str, int]:
    recurring = item["price"]["recurring"]
    return recurring["interval"], recurring["interval_count"]


ROUTES: Final = (
    Route("POST", _PATH, lambda shelf, asked: create(shelf, asked.params), _CREATE),
    retrieving(KIND, _PATH),
    Route("GET", _PATH, _list, " ".join(("customer status collection_method price created", *PAGING))),
    Route("POST", f"{_PATH}/{{id}}", _update, _UPDATE),
    Route("DELETE", f"{_PATH}/{{id}}", _cancel, "prorate invoice_now cancellation_details"),
)
