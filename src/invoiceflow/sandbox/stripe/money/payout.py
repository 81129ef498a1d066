"""Money on its way from the balance to the account's bank."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import balance

KIND: Final = "payout"
_PATH: Final = "/v1/payouts"
_ARRIVES_SECONDS: Final = 2 * 86_400


def pay_out(shelf: Shelf, currency: str) -> Json | None:
    """Send what is available in a currency, and remember which movements it was; None where it is nothing."""
    waiting = [each for each in balance.available(shelf) if each["currency"] == currency]
    paid = {name for each in shelf.find(KIND) for name in shelf.hidden(each["id"]).get("movements", ())}
    left = [each for each in waiting if each["id"] not in paid and each["type"] != "payout"]
    amount = sum(each["net"] for each in left)
    if amount <= 0:
        return None
    body = _send(shelf, amount, currency, automatic=True)
    shelf.hide(body["id"], movements=[body["balance_transaction"], *(each["id"] for each in left)])
    return body


def arrive(shelf: Shelf, name: str) -> None:
    """Have a payout reach the bank; nothing where it was cancelled or came back."""
    body = shelf.get(KIND, name)
    if body["status"] == "pending":
        after = body | {"status": "paid"}
        if body["automatic"]:
            after["reconciliation_status"] = "completed"
        shelf.put(after)
        shelf.announce("payout.paid", after)
        if body["automatic"]:
            shelf.announce("payout.reconciliation_completed", after)


def fail(shelf: Shelf, body: Json) -> Json:
    """Have the bank send a payout back."""
    moved = balance.move(shelf, "payout_failure", body["id"], body["amount"], body["currency"])
    body |= {"status": "failed", "failure_code": "account_closed", "failure_balance_transaction": moved["id"]}
    body["failure_message"] = "The bank account has been closed."
    shelf.announce("payout.failed", shelf.put(body))
    return body


def _send(shelf: Shelf, amount_minor: int, currency: str, *, automatic: bool) -> Json:
    name = new_id("po")
    moved = balance.move(shelf, "payout", name, -amount_minor, currency)
    body = {
        "id": name,
        "object": KIND,
        "amount": amount_minor,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": shelf.at + _ARRIVES_SECONDS,
        "automatic": automatic,
        "balance_transaction": moved["id"],
        "created": shelf.at,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }
    shelf.announce("payout.created", shelf.put(body))
    shelf.later(_ARRIVES_SECONDS, "payout.arrive", name)
    return body


def _create(shelf: Shelf, asked: Asked) -> Json:
    params: Params = asked.params
    amount, currency = params.need_integer("amount"), params.need("currency").lower()
    there = sum(each["net"] for each in balance.available(shelf) if each["currency"] == currency)
    if amount > there:
        raise wrong_state("You have insufficient funds in your Stripe account.", "balance_insufficient")
    body = _send(shelf, amount, currency, automatic=False)
    return shelf.put(body | {"metadata": params.metadata(), "description": params.text("description")})


def _cancel(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["status"] != "pending" or body["automatic"]:
        raise wrong_state("Only pending manual payouts can be cancelled.", "payouts_not_allowed")
    balance.move(shelf, "payout_cancel", body["id"], body["amount"], body["currency"])
    after = shelf.put(body | {"status": "canceled"})
    shelf.announce("payout.canceled", after)
    return after


ROUTES: Final = (
    Route("POST", _PATH, _create, "amount currency metadata description method statement_descriptor"),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "status"),
    Route("POST", f"{_PATH}/{{id}}/cancel", _cancel),
)
DUE: Final = {"payout.arrive": arrive}
