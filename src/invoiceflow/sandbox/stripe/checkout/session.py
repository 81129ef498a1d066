"""The life of a Checkout Session, whoever presses: the payer, the clock, or the account that made it."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import charge, payment_intent

KIND: Final = "checkout.session"


def pay(shelf: Shelf, name: str, method: Json) -> Json:
    """
    Have the payer pay an open session; return the intent, which says how that ended.

    Raises:
        Refusal: the session is over, or takes no such payment method.
    """
    body = shelf.get(KIND, name)
    if body["status"] != "open":
        raise wrong_state(f"This Checkout Session is {body['status']}.", "checkout_session_not_open")
    if method["type"] not in body["payment_method_types"]:
        raise wrong_state("This Checkout Session does not take that.", "payment_method_not_available")
    body = _with_intent(shelf, body, method)
    intent = shelf.get(payment_intent.KIND, body["payment_intent"])
    return_to = f"{shelf.site}/checkout/{shelf.account}/{name}"
    intent = payment_intent.confirm(shelf, intent, method, return_to=return_to)
    settle(shelf, intent["id"])
    return intent


def settle(shelf: Shelf, intent_name: str) -> None:
    """Bring the session of an intent to where the intent is; nothing where it is there."""
    body = shelf.first(KIND, payment_intent=intent_name)
    if body is None:
        return
    intent = shelf.get(payment_intent.KIND, intent_name)
    done = intent["status"] in ("succeeded", "requires_capture")
    if body["status"] == "open" and (done or intent["status"] == "processing"):
        complete(shelf, body, paid=intent["status"] == "succeeded")
    elif body["status"] == "complete" and body["payment_status"] == "unpaid":
        _late(shelf, body, intent)


def complete(shelf: Shelf, body: Json, *, paid: bool) -> Json:
    """End a session that the payer has done their part of; paid or not yet."""
    body |= {"status": "complete", "url": None}
    body["payment_status"] = "paid" if paid else body["payment_status"]
    shelf.announce("checkout.session.completed", shelf.put(body))
    return body


def expire(shelf: Shelf, name: str) -> Json:
    """End an open session that nobody may pay any more; what its intent was is cancelled."""
    body = shelf.get(KIND, name)
    if body["status"] != "open":
        raise wrong_state(
            f"Only Checkout Sessions with a status of open can be expired; this one is {body['status']}.",
            "checkout_session_not_open",
        )
    body |= {"status": "expired", "url": None}
    shelf.put(body)
    if body["payment_intent"]:
        intent = shelf.get(payment_intent.KIND, body["payment_intent"])
        payment_intent.cancel(shelf, intent, "expired")
    shelf.announce("checkout.session.expired", body)
    return body


def expire_in_time(shelf: Shelf, name: str) -> None:
    """Expire a session whose time is over; nothing where it is over already."""
    body = shelf.get(KIND, name)
    if body["status"] == "open":
        expire(shelf, name)


def _late(shelf: Shelf, body: Json, intent: Json) -> None:
    if intent["status"] == "succeeded":
        body["payment_status"] = "paid"
        shelf.announce("checkout.session.async_payment_succeeded", shelf.put(body))
    elif intent["status"] == "requires_payment_method":
        shelf.announce("checkout.session.async_payment_failed", body)


def _with_intent(shelf: Shelf, body: Json, method: Json) -> Json:
    details = method["billing_details"]
    body["customer_details"] = {
        "address": details["address"],
        "business_name": None,
        "email": details["email"] or body["customer_email"],
        "individual_name": None,
        "name": details["name"],
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }
    if body["payment_intent"]:
        return shelf.put(body)
    asked = shelf.hidden(body["id"])["payment_intent_data"]
    fields = {
        "amount": str(body["amount_total"]),
        "currency": body["currency"],
        "customer": body["customer"],
        "allowed_payment_method_types": body["payment_method_types"],
        **asked,
    }
    intent = payment_intent.create(shelf, Params(fields, "payment_intent_data"))
    return shelf.put(body | {"payment_intent": intent["id"]})


def tried(shelf: Shelf, body: Json) -> Json | None:
    """Return the last charge of a session, if there was one."""
    if not body["payment_intent"]:
        return None
    name = shelf.get(payment_intent.KIND, body["payment_intent"])["latest_charge"]
    return shelf.get(charge.KIND, name) if name else None


def line(price: Json, description: str | None, quantity: int) -> Json:
    """Return one line of a session."""
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": description,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


DUE: Final = {
    "checkout.session.settle": settle,
    "checkout.session.expire": expire_in_time,
}
