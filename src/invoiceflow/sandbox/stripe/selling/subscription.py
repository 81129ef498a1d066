"""A subscription: what is sold every period, until somebody stops it or does not pay."""

from typing import Any, Final

from invoiceflow.sandbox.stripe.ground.lists import listed
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import invoice, invoice_item, meter, periods
from invoiceflow.sandbox.stripe.selling.invoice_line import Sold

KIND: Final = "subscription"
_DRAFT_SECONDS: Final = 3_600
"""How long a period's invoice stays a draft, in which measurements still come in."""
_WARNING_SECONDS: Final = 3 * 86_400


def begin(shelf: Shelf, body: Json) -> Json:
    """Start a new subscription: with a trial, or with an invoice that is charged at once."""
    shelf.announce("customer.subscription.created", shelf.put(body))
    end = _period(body)[1]
    shelf.later(end - shelf.at, "subscription.renew", body["id"])
    if body["status"] == "trialing":
        shelf.later(max(0, end - _WARNING_SECONDS - shelf.at), "subscription.trial_will_end", body["id"])
        return body
    return bill(shelf, body, "subscription_create", at_once=True)


def bill(shelf: Shelf, body: Json, reason: str, *, at_once: bool, usage: tuple[int, int] = (0, 0)) -> Json:
    """Invoice the present period, what waits, and what was measured in the period before; charge at once or later."""
    made = invoice_item.collect(shelf, draft(shelf, body, reason))
    if reason != "subscription_update":
        for item in body["items"]["data"]:
            made = _add(shelf, body, made, item, usage)
    body = shelf.put(shelf.get(KIND, body["id"]) | {"latest_invoice": made["id"]})
    if at_once:
        invoice.advance(shelf, made["id"])
    else:
        shelf.later(_DRAFT_SECONDS, "invoice.advance", made["id"])
    return body


def renew(shelf: Shelf, name: str) -> None:
    """Begin the next period when one ends, or end the subscription with it."""
    body = shelf.get(KIND, name)
    start, end = _period(body)
    if body["status"] in ("canceled", "incomplete_expired") or shelf.at < end:
        return
    if body["cancel_at_period_end"] or (body["cancel_at"] and body["cancel_at"] <= shelf.at):
        end_now(shelf, body, "cancellation_requested")
        return
    before = dict(body)
    if body["status"] == "trialing":
        body |= {"status": "active", "billing_cycle_anchor": end}
    _set_period(body, end)
    shelf.changed("customer.subscription.updated", body, before)
    shelf.later(_period(body)[1] - shelf.at, "subscription.renew", name)
    bill(shelf, body, "subscription_cycle", at_once=False, usage=(start, end))


def trial_will_end(shelf: Shelf, name: str) -> None:
    """Say that the trial ends in three days; nothing where it has ended."""
    body = shelf.get(KIND, name)
    if body["status"] == "trialing":
        shelf.announce("customer.subscription.trial_will_end", body)


def paid(shelf: Shelf, invoice_name: str) -> None:
    """Draw the conclusions from an invoice that was paid."""
    body = _of_invoice(shelf, invoice_name)
    if body is not None and body["status"] in ("incomplete", "past_due", "unpaid"):
        _to(shelf, body, "active")


def unpaid(shelf: Shelf, invoice_name: str) -> None:
    """Draw the conclusions from a payment that failed: when nothing is left to try, the subscription ends."""
    body, failed = _of_invoice(shelf, invoice_name), shelf.get(invoice.KIND, invoice_name)
    if body is None or body["status"] in ("canceled", "incomplete"):
        return
    if failed["next_payment_attempt"] is None:
        end_now(shelf, body, "payment_failed")
    elif body["status"] == "active":
        _to(shelf, body, "past_due")


def end_now(shelf: Shelf, body: Json, reason: str) -> Json:
    """End a subscription at this instant."""
    details = {"comment": None, "feedback": None, "reason": reason}
    body |= {"status": "canceled", "ended_at": shelf.at, "cancellation_details": details}
    body["canceled_at"] = body["canceled_at"] or shelf.at
    shelf.announce("customer.subscription.deleted", shelf.put(body))
    return body


def prorate(shelf: Shelf, body: Json, item: Json, sign: int) -> None:
    """Have what is left of the period be given back (-1) or asked for (1), on the next invoice."""
    start, end = item["current_period_start"], item["current_period_end"]
    costs = item["price"]
    if costs["recurring"]["usage_type"] == "metered" or body["status"] == "trialing":
        return
    amount = periods.part(costs["unit_amount"] * item["quantity"], end - shelf.at, end - start)
    text = "Unused time" if sign < 0 else "Remaining time"
    sold = Sold(sign * amount, costs["currency"], text, item["quantity"], [], {}, (shelf.at, end), costs)
    invoice_item.create(shelf, body["customer"], sold, subscription=body["id"])


def draft(shelf: Shelf, body: Json, reason: str) -> Json:
    """Return a new draft of an invoice for a subscription, without any line."""
    fields: dict[str, Any] = {
        "customer": body["customer"],
        "currency": body["currency"],
        "auto_advance": "true",
        "collection_method": body["collection_method"],
    }
    if body["collection_method"] == "send_invoice":
        fields["days_until_due"] = str(body["days_until_due"])
    details = {"metadata": body["metadata"], "subscription": body["id"]}
    parent = {"subscription_details": details, "type": "subscription_details"}
    return invoice.create(shelf, Params(fields), reason=reason, parent=parent)


def _add(shelf: Shelf, body: Json, made: Json, item: Json, usage: tuple[int, int]) -> Json:
    costs, period = item["price"], (item["current_period_start"], item["current_period_end"])
    quantity = item.get("quantity") or 0
    if costs["recurring"]["usage_type"] == "metered":
        if usage[0] == usage[1]:
            return made
        quantity, period = meter.usage(shelf, costs["recurring"]["meter"], body["customer"], *usage), usage
    name = shelf.get("product", costs["product"])["name"]
    sold = Sold(costs["unit_amount"] * quantity, costs["currency"], name, quantity, [], {}, period, costs)
    details = {
        "invoice_item": None,
        "proration": False,
        "subscription": body["id"],
        "subscription_item": item["id"],
    }
    return invoice.add(
        shelf, made, sold, {"subscription_item_details": details, "type": "subscription_item_details"}
    )


def _of_invoice(shelf: Shelf, name: str) -> Json | None:
    parent = shelf.get(invoice.KIND, name)["parent"]
    return shelf.get(KIND, parent["subscription_details"]["subscription"]) if parent else None


def _to(shelf: Shelf, body: Json, status: str) -> None:
    shelf.changed("customer.subscription.updated", body | {"status": status}, body)


def _period(body: Json) -> tuple[int, int]:
    item = body["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def _set_period(body: Json, start: int) -> None:
    """Move every item to the period that begins; all of a subscription's have the same."""
    items = body["items"]["data"]
    if not items:
        raise missing("subscription item", body["id"])
    end = periods.next_end(body["billing_cycle_anchor"], items[0]["price"]["recurring"], start)
    moved = [each | {"current_period_start": start, "current_period_end": end} for each in items]
    body["items"] = listed(moved, f"/v1/subscription_items?subscription={body['id']}")


DUE: Final = {
    "subscription.paid": paid,
    "subscription.renew": renew,
    "subscription.trial_will_end": trial_will_end,
    "subscription.unpaid": unpaid,
}
