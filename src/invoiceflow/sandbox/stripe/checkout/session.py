"""The life of a Checkout Session, whoever presses: the payer, the clock, or the account that made it."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import customer
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_intent, payment_method, setup_intent
from invoiceflow.sandbox.stripe.selling import invoice, invoice_payment, subscription, subscription_routes

KIND: Final = "checkout.session"


def pay(shelf: Shelf, name: str, method: Json) -> Json | None:
    """
    Have the payer pay an open session; return the intent, which says how that ended, if there is one.

    Raises:
        Refusal: the session is over, or takes no such payment method.
    """
    body = shelf.get(KIND, name)
    if body["status"] != "open":
        raise wrong_state(f"This Checkout Session is {body['status']}.", "checkout_session_not_open")
    if method["type"] not in body["payment_method_types"]:
        raise wrong_state("This Checkout Session does not take that.", "payment_method_not_available")
    body = _with_payer(shelf, body, method)
    if body["mode"] != "payment":
        return promise(shelf, body, method)
    body = _with_intent(shelf, body)
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


def promise(shelf: Shelf, body: Json, method: Json) -> Json | None:
    """
    Complete a session that keeps a payment method or begins a subscription; return the intent of its first invoice.

    A first invoice that could not be paid leaves the session open.
    """
    payer = (
        body["customer"]
        or customer.create(shelf, Params({"email": method["billing_details"]["email"]}))["id"]
    )
    shelf.put(body | {"customer": payer})
    body["customer"] = payer
    if body["mode"] == "setup":
        wanted = shelf.hidden(body["id"])["setup_intent_data"]
        kept = setup_intent.create(shelf, Params({**wanted, "customer": payer}))
        setup_intent.confirm(shelf, kept, method)
        complete(shelf, body | {"setup_intent": kept["id"]}, paid=False)
        return None
    payment_method.attach(shelf, method, payer)
    return _subscribe(shelf, body, method)


def _subscribe(shelf: Shelf, body: Json, method: Json) -> Json | None:
    known = shelf.hidden(body["id"])
    items = [{"price": each["price"]["id"], "quantity": str(each["quantity"])} for each in known["lines"]]
    for each, line_item in zip(items, known["lines"], strict=True):
        if line_item["price"]["recurring"]["usage_type"] == "metered":
            del each["quantity"]
    fields = {
        **known["subscription_data"],
        "customer": body["customer"],
        "items": items,
        "default_payment_method": method["id"],
    }
    made = subscription_routes.create(shelf, Params(fields, "subscription_data"))
    made = shelf.get("subscription", made["id"])
    first = shelf.get(invoice.KIND, made["latest_invoice"]) if made["latest_invoice"] else None
    if first is not None and first["status"] != "paid":
        subscription.end_now(shelf, made, "payment_failed")
        return invoice_payment.intent_of(shelf, first)
    ids = {"subscription": made["id"], "invoice": first["id"] if first else None}
    complete(shelf, body | ids, paid=True)
    return None


def _with_payer(shelf: Shelf, body: Json, method: Json) -> Json:
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
    return shelf.put(body)


def _with_intent(shelf: Shelf, body: Json) -> Json:
    if body["payment_intent"]:
        return body
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
