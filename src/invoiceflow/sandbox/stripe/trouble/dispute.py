"""A payer's bank asks for the money back. An inquiry only asks; a dispute takes the money until it is decided."""

from typing import Final, Literal

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import balance, cards, charge, refund
from invoiceflow.sandbox.stripe.trouble import early_fraud_warning, evidence

KIND: Final = "dispute"
_RESPONSE_DAYS, _REVIEW_DAYS = 7, 60
"""How long an account has to answer, and the bank to decide; made up."""
_OPEN: Final = ("needs_response", "warning_needs_response", "under_review", "warning_under_review")
_NETWORK_CODES: Final = {"fraudulent": "10.4", "product_not_received": "13.1"}

Decision = Literal["won", "lost"]


def open_inquiry(shelf: Shelf, of: str) -> Json:
    """Have the bank ask about a charge, and take nothing."""
    return _open(shelf, of, "warning_needs_response", "fraudulent", None)


def open_dispute(shelf: Shelf, of: str, *, amount_minor: int | None = None) -> Json:
    """
    Have the bank take the money of a charge, all of it unless less is said.

    A debit's payer needs to give no reason, and nobody can answer: that dispute is lost at once.
    """
    taken = shelf.get(charge.KIND, of)
    does = charge.behaviour(shelf, shelf.get("payment_method", taken["payment_method"]))
    card = isinstance(does, cards.Card)
    reason = does.reason if isinstance(does, cards.Card) else "debit_not_authorized"
    body = _open(shelf, of, "needs_response", reason, amount_minor)
    withdraw(shelf, body)
    return body if card else decide(shelf, body, "lost")


def prevent(shelf: Shelf, of: str) -> Json:
    """
    Settle what would have become a dispute by giving the money back before the bank takes it.

    That Stripe makes a refund of it is an assumption: the SDK's types say only that the status exists.
    """
    taken = shelf.get(charge.KIND, of)
    left = taken["amount_captured"] - taken["amount_refunded"]
    refund.create(shelf, taken, left, None, {})
    body = _open(shelf, of, "prevented", "fraudulent", left)
    shelf.announce("charge.dispute.closed", body)
    return body


def escalate(shelf: Shelf, body: Json) -> Json:
    """Make a dispute of an inquiry."""
    _check(body, *_OPEN[1::2])
    after = body | {"status": "needs_response", "is_charge_refundable": False}
    after["evidence_details"] = body["evidence_details"] | {"due_by": shelf.at + _RESPONSE_DAYS * cards.DAY}
    shelf.changed("charge.dispute.updated", after, body)
    withdraw(shelf, after)
    return after


def withdraw(shelf: Shelf, body: Json) -> None:
    """Take the disputed amount from the balance, and a fee."""
    costs = balance.fee(balance.DISPUTE_FEE_MINOR, body["currency"], "Dispute fee")
    moved = balance.move(shelf, "adjustment", body["id"], -body["amount"], body["currency"], (costs,))
    body["balance_transactions"] = [*body["balance_transactions"], moved]
    shelf.announce("charge.dispute.funds_withdrawn", shelf.put(body))


def reinstate(shelf: Shelf, body: Json) -> None:
    """Give the disputed amount back; the fee is not."""
    moved = balance.move(shelf, "adjustment", body["id"], body["amount"], body["currency"])
    body["balance_transactions"] = [*body["balance_transactions"], moved]
    shelf.announce("charge.dispute.funds_reinstated", shelf.put(body))


def submit(shelf: Shelf, body: Json) -> Json:
    """Hand the evidence to the bank, which decides in its own time, or at once where the evidence says how."""
    _check(body, *_OPEN)
    inquiry = body["status"].startswith("warning")
    details = body["evidence_details"] | {
        "submission_count": body["evidence_details"]["submission_count"] + 1
    }
    after = body | {
        "status": "warning_under_review" if inquiry else "under_review",
        "evidence_details": details | {"has_evidence": True, "submission_method": "manual"},
    }
    shelf.changed("charge.dispute.updated", after, body)
    told = evidence.DECISIONS.get(after["evidence"]["uncategorized_text"] or "")
    if told:
        return decide(shelf, after, told)
    shelf.later(_REVIEW_DAYS * cards.DAY, "dispute.decide", body["id"])
    return after


def decide(shelf: Shelf, body: Json, decision: Decision) -> Json:
    """End a dispute or an inquiry. Raises Refusal where it has ended."""
    _check(body, *_OPEN)
    inquiry = body["status"].startswith("warning")
    body["status"] = "warning_closed" if inquiry else decision
    body["is_charge_refundable"] = inquiry or decision == "won"
    shelf.announce("charge.dispute.closed", shelf.put(body))
    if decision == "won" and not inquiry:
        reinstate(shelf, body)
    return body


def _open(shelf: Shelf, of: str, status: str, reason: str, amount_minor: int | None) -> Json:
    taken = shelf.get(charge.KIND, of)
    known = shelf.first(KIND, charge=of)
    if known is not None:
        raise wrong_state("This charge is disputed already.", "charge_disputed")
    body = _new(shelf, taken, status, reason, amount_minor or taken["amount_captured"])
    shelf.put(taken | {"disputed": True})
    shelf.announce("charge.dispute.created", shelf.put(body))
    if status.endswith("needs_response"):
        shelf.later(_RESPONSE_DAYS * cards.DAY + 1, "dispute.overdue", body["id"])
    early_fraud_warning.answered(shelf, of)
    return body


def _new(shelf: Shelf, taken: Json, status: str, reason: str, amount_minor: int) -> Json:
    inquiry = status.startswith("warning")
    body = {
        "id": new_id("du"),
        "object": KIND,
        "amount": amount_minor,
        "balance_transactions": [],
        "charge": taken["id"],
        "created": shelf.at,
        "currency": taken["currency"],
        "enhanced_eligibility_types": [],
        "evidence": evidence.empty(),
        "evidence_details": {
            "due_by": shelf.at + _RESPONSE_DAYS * cards.DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": _NETWORK_CODES.get(reason),
        "payment_intent": taken["payment_intent"],
        "reason": reason,
        "status": status,
    }
    if taken["payment_method_details"]["type"] == "card":
        case = {"prevented": "resolution"}.get(status, "inquiry" if inquiry else "chargeback")
        brand = taken["payment_method_details"]["card"]["brand"]
        card = {"brand": brand, "case_type": case, "network": brand}
        card["network_reason_code"] = _NETWORK_CODES.get(reason)
        body["payment_method_details"] = {"card": card, "type": "card"}
    return body


def _check(body: Json, *statuses: str) -> None:
    if body["status"] not in statuses:
        raise wrong_state(f"This dispute is {body['status']}.", "dispute_closed")


def overdue(shelf: Shelf, name: str) -> None:
    """End a dispute that nobody answered in time."""
    body = shelf.get(KIND, name)
    if body["status"] in ("needs_response", "warning_needs_response"):
        body["evidence_details"]["past_due"] = True
        decide(shelf, body, "lost")


def decide_in_time(shelf: Shelf, name: str) -> None:
    """Let the bank decide against the account when its time is over, unless it has decided."""
    body = shelf.get(KIND, name)
    if body["status"] in _OPEN:
        decide(shelf, body, "lost")


def refunded(shelf: Shelf, of: str) -> None:
    """Close an inquiry about a charge that was given back."""
    body = shelf.first(KIND, charge=of)
    if body is not None and body["status"].startswith("warning") and body["status"] in _OPEN:
        decide(shelf, body, "won")


DUE: Final = {
    "dispute.open": open_dispute,
    "inquiry.open": open_inquiry,
    "dispute.overdue": overdue,
    "dispute.decide": decide_in_time,
}
