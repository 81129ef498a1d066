"""Money given back: it arrives, arrives late, or comes back itself."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import balance, cards, charge

KIND: Final = "refund"
_PATH: Final = "/v1/refunds"
LATE_SECONDS: Final = 10 * cards.DAY
"""How long a refund takes to fail or to arrive late; made up."""
_KNOWN: Final = (
    "charge payment_intent amount currency reason metadata refund_application_fee reverse_transfer"
    " instructions_email"
)


def create(shelf: Shelf, of: Json, amount_minor: int, reason: str | None, metadata: Json) -> Json:
    """
    Give back a part of a charge, or all of it.

    Raises:
        Refusal: more than is left, a charge under dispute, one that took nothing.
    """
    _check(shelf, of, amount_minor)
    does = charge.behaviour(shelf, shelf.get("payment_method", of["payment_method"]))
    fate = does.refund if isinstance(does, cards.Card) else "succeeds"
    body = _new(shelf, of, amount_minor, reason, metadata)
    body["status"] = "pending" if fate == "is late" else "succeeded"
    kind = "refund" if of["payment_method_details"]["type"] == "card" else "payment_refund"
    moved = balance.move(shelf, kind, body["id"], -amount_minor, of["currency"])
    shelf.put(body | {"balance_transaction": moved["id"]})
    body["balance_transaction"] = moved["id"]
    shelf.announce("refund.created", body)
    _change_charge(shelf, of, amount_minor)
    if fate != "succeeds":
        shelf.later(LATE_SECONDS, "refund.arrive" if fate == "is late" else "refund.fail", body["id"])
    return body


def fail(shelf: Shelf, name: str) -> None:
    """Have the bank send a refund back; the money is on the balance again. Nothing where it failed before."""
    body = shelf.get(KIND, name)
    if body["status"] in ("failed", "canceled"):
        return
    before = dict(body)
    moved = balance.move(shelf, "refund_failure", body["id"], body["amount"], body["currency"])
    body |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    body["failure_balance_transaction"] = moved["id"]
    shelf.changed("refund.updated", body, before)
    shelf.announce("refund.failed", body)
    shelf.announce("charge.refund.updated", body)
    of = shelf.get(charge.KIND, body["charge"])
    after = {"amount_refunded": of["amount_refunded"] - body["amount"], "refunded": False}
    shelf.changed("charge.updated", of | after, of)


def arrive(shelf: Shelf, name: str) -> None:
    """Have a late refund arrive; nothing where it is no longer on its way."""
    body = shelf.get(KIND, name)
    if body["status"] == "pending":
        after = shelf.changed("refund.updated", body | {"status": "succeeded"}, body)
        shelf.announce("charge.refund.updated", after, {"status": "pending"})


def _check(shelf: Shelf, of: Json, amount_minor: int) -> None:
    dispute = shelf.first("dispute", charge=of["id"])
    refundable = dispute is None or dispute["is_charge_refundable"]
    left = of["amount_captured"] - of["amount_refunded"]
    if of["status"] != "succeeded" or not of["captured"]:
        raise wrong_state(f"Charge {of['id']} has taken no money.", "charge_not_refundable")
    if not refundable:
        raise wrong_state(
            f"Charge {of['id']} has been charged back; cannot issue a refund.", "charge_disputed"
        )
    if left == 0:
        raise wrong_state(f"Charge {of['id']} has already been refunded.", "charge_already_refunded")
    if amount_minor <= 0:
        raise wrong_value("amount", "Invalid positive integer", "parameter_invalid_integer")
    if amount_minor > left:
        raise wrong_value(
            "amount", f"Refund amount ({amount_minor}) is more than is left ({left})", "amount_too_large"
        )


def _change_charge(shelf: Shelf, of: Json, amount_minor: int) -> None:
    refunded = of["amount_refunded"] + amount_minor
    after = of | {"amount_refunded": refunded, "refunded": refunded == of["amount_captured"]}
    shelf.changed("charge.refunded", after, of)
    shelf.later(0, "charge.refunded", of["id"])


def _new(shelf: Shelf, of: Json, amount_minor: int, reason: str | None, metadata: Json) -> Json:
    kind = of["payment_method_details"]["type"]
    card = {
        "card": {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        }
    }
    return {
        "id": new_id("re"),
        "object": KIND,
        "amount": amount_minor,
        "balance_transaction": None,
        "charge": of["id"],
        "created": shelf.at,
        "currency": of["currency"],
        "customer": of["customer"],
        "destination_details": {"type": kind, **(card if kind == "card" else {})},
        "metadata": metadata,
        "payment_intent": of["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending",
        "transfer_reversal": None,
    }


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    of = _charge_of(shelf, params)
    amount = params.integer("amount") if "amount" in params else of["amount_captured"] - of["amount_refunded"]
    reason = params.one_of("reason", "duplicate", "fraudulent", "requested_by_customer")
    return create(shelf, of, amount or 0, reason, params.metadata())


def _charge_of(shelf: Shelf, params: Params) -> Json:
    name = params.text("charge")
    if name is None:
        intent = shelf.get("payment_intent", params.need("payment_intent"), "payment_intent")
        name = intent["latest_charge"]
    if name is None:
        raise wrong_state(
            "This PaymentIntent does not have a successful charge to refund.", "charge_not_refundable"
        )
    return shelf.get(charge.KIND, name, "charge")


def _update(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    after = body | {"metadata": asked.params.metadata(body["metadata"])}
    return shelf.changed("refund.updated", after, body)


ROUTES: Final = (
    Route("POST", _PATH, _create, _KNOWN),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "charge payment_intent"),
    Route("POST", f"{_PATH}/{{id}}", _update, "metadata"),
)
DUE: Final = {"refund.fail": fail, "refund.arrive": arrive}
