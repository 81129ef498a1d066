"""A payment that a person should look at."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import charge
from invoiceflow.sandbox.stripe.trouble import dispute, early_fraud_warning

KIND: Final = "review"
_PATH: Final = "/v1/reviews"


def begin(shelf: Shelf, of: str) -> Json:
    """Put a charge under review."""
    taken = shelf.get(charge.KIND, of)
    body = {
        "id": new_id("prv"),
        "object": KIND,
        "billing_zip": None,
        "charge": of,
        "closed_reason": None,
        "created": shelf.at,
        "ip_address": None,
        "ip_address_location": None,
        "livemode": False,
        "open": True,
        "opened_reason": "rule",
        "payment_intent": taken["payment_intent"],
        "reason": "rule",
        "session": None,
    }
    shelf.put(taken | {"review": body["id"]})
    intent = shelf.get("payment_intent", taken["payment_intent"])
    shelf.put(intent | {"review": body["id"]})
    shelf.announce("review.opened", shelf.put(body))
    return body


def end(shelf: Shelf, body: Json, reason: str) -> Json:
    """Close a review. Raises Refusal where it is closed."""
    if not body["open"]:
        raise wrong_state("This review is closed.", "review_closed")
    body |= {"open": False, "closed_reason": reason, "reason": reason}
    shelf.announce("review.closed", shelf.put(body))
    return body


def after_refund(shelf: Shelf, of: str) -> None:
    """Draw the conclusions from a refund of a charge: what waited for an answer has one."""
    if shelf.get(charge.KIND, of)["refunded"]:
        early_fraud_warning.answered(shelf, of)
        dispute.refunded(shelf, of)
        body = shelf.first(KIND, charge=of, open=True)
        if body is not None:
            end(shelf, body, "refunded")


def _approve(shelf: Shelf, asked: Asked) -> Json:
    return end(shelf, shelf.get(KIND, asked.id), "approved")


ROUTES: Final = (
    retrieving(KIND, _PATH),
    listing(KIND, _PATH),
    Route("POST", f"{_PATH}/{{id}}/approve", _approve),
)
DUE: Final = {"review.open": begin, "charge.refunded": after_refund}
