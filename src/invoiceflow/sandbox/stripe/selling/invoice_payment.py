"""What ties an invoice to the payment that is to pay it."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import missing
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_intent

KIND: Final = "invoice_payment"
_PATH: Final = "/v1/invoice_payments"


def ask(shelf: Shelf, invoice: Json) -> Json:
    """Make a payment of an invoice's open amount."""
    fields = {
        "amount": str(invoice["amount_remaining"]),
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "description": f"Payment for Invoice {invoice['number']}",
    }
    intent = payment_intent.create(shelf, Params(fields))
    return shelf.put(
        {
            "id": new_id("inpay"),
            "object": KIND,
            "amount_paid": None,
            "amount_requested": invoice["amount_remaining"],
            "created": shelf.at,
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "livemode": False,
            "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
            "status": "open",
            "status_transitions": {"canceled_at": None, "paid_at": None},
        }
    )


def intent_of(shelf: Shelf, invoice: Json) -> Json:
    """Return the payment that is to pay an invoice."""
    link = shelf.first(KIND, invoice=invoice["id"], status="open")
    if link is None:
        raise missing("invoice payment", invoice["id"])
    return shelf.get(payment_intent.KIND, link["payment"]["payment_intent"])


def of_intent(shelf: Shelf, intent: str) -> Json | None:
    """Return the tie that a payment has to an invoice, if it has one."""
    found = (each for each in shelf.find(KIND) if each["payment"]["payment_intent"] == intent)
    return next(found, None)


def done(shelf: Shelf, link: Json) -> None:
    """Take note that the payment was made."""
    link |= {"status": "paid", "amount_paid": link["amount_requested"]}
    link["status_transitions"] = {"canceled_at": None, "paid_at": shelf.at}
    shelf.announce("invoice_payment.paid", shelf.put(link))


def withdraw(shelf: Shelf, invoice: Json) -> None:
    """Cancel the payment of an invoice, unless it is at the bank."""
    for link in shelf.find(KIND, invoice=invoice["id"], status="open"):
        intent = shelf.get(payment_intent.KIND, link["payment"]["payment_intent"])
        if intent["status"] != "processing":
            payment_intent.cancel(shelf, intent, "void_invoice")
        shelf.put(
            link | {"status": "canceled", "status_transitions": {"canceled_at": shelf.at, "paid_at": None}}
        )


def _list(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    wanted = {name: text for name in ("invoice", "status") if (text := params.text(name)) is not None}
    payment = params.under("payment").text("payment_intent")
    found = [
        each for each in shelf.find(KIND, **wanted) if payment in (None, each["payment"]["payment_intent"])
    ]
    return page(found, params, _PATH)


ROUTES: Final = (
    retrieving(KIND, _PATH),
    Route("GET", _PATH, _list, " ".join(("invoice", "status", "payment", *PAGING))),
)
