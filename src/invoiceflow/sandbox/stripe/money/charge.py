"""One try to take money: it succeeds, fails, or waits for a bank."""

from typing import Final

from invoiceflow.sandbox.stripe.ground import outgoing
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import balance, cards

KIND: Final = "charge"
_PATH: Final = "/v1/charges"
_MESSAGES: Final = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "bank_refused": "The customer's bank refused the debit.",
}
_SCORES: Final = {"normal": 20, "elevated": 68, "highest": 92}


def behaviour(shelf: Shelf, method: Json) -> cards.Card | cards.Debit:
    """Return what the payment method does, by its hidden number."""
    hidden = shelf.hidden(method["id"])
    known = cards.debit(hidden["iban"]) if method["type"] == "sepa_debit" else cards.card(hidden["number"])
    if known is None:
        raise LookupError(f"{method['id']} has no test number")
    return known


def attempt(shelf: Shelf, intent: Json, method: Json, *, authenticated: bool) -> Json:
    """Return a new charge of an intent's amount, with its first status; its fate is in the method's number."""
    does = behaviour(shelf, method)
    body = _new(shelf, intent, method, authenticated=authenticated)
    if isinstance(does, cards.Debit):
        body |= {"status": "pending", "captured": True, "amount_captured": intent["amount"]}
        body["outcome"] = _outcome("normal", "pending")
        shelf.announce("charge.pending", shelf.put(body))
        return body
    body["outcome"] = _outcome(does.risk, "approved")
    if does.decline and (does.declines == "always" or method["customer"]):
        return _decline(shelf, body, does)
    if intent["capture_method"] == "manual":
        return succeed(shelf, body, captured_minor=0)
    return succeed(shelf, body, captured_minor=intent["amount"])


def succeed(shelf: Shelf, body: Json, *, captured_minor: int) -> Json:
    """Take the money, or hold it where nothing is captured; what follows is due by itself."""
    captured = captured_minor > 0
    body |= {"status": "succeeded", "paid": True, "captured": captured, "amount_captured": captured_minor}
    shelf.announce("charge.succeeded", shelf.put(body))
    if captured:
        book(shelf, body)
    return body


def book(shelf: Shelf, body: Json) -> None:
    """Have the movement on the balance appear, at once or late; what the payer does afterwards follows it."""
    late = outgoing.switches(shelf.store, shelf.platform).fees_late_seconds
    if late:
        shelf.later(late, "charge.book", body["id"])
    else:
        _book(shelf, body)
    method = shelf.get("payment_method", body["payment_method"])
    trouble = behaviour(shelf, method).trouble
    if trouble:
        shelf.later(0, f"{trouble}.open", body["id"])


def fail(shelf: Shelf, body: Json, code: str, decline: str | None = None) -> Json:
    """End a charge that takes nothing."""
    message = _MESSAGES.get(decline or code, "Your card was declined.")
    body |= {"status": "failed", "paid": False, "failure_code": code, "failure_message": message}
    shelf.announce("charge.failed", shelf.put(body))
    return body


def _decline(shelf: Shelf, body: Json, card: cards.Card) -> Json:
    code, decline = card.decline or ("card_declined", None)
    blocked = card.risk == "highest"
    body["outcome"] = {
        **_outcome(card.risk, "declined"),
        "network_status": "not_sent_to_network" if blocked else "declined_by_network",
        "reason": "highest_risk_level" if blocked else (decline or code),
        "seller_message": "Stripe blocked this payment." if blocked else "The bank declined the payment.",
        "type": "blocked" if blocked else "issuer_declined",
    }
    body["captured"] = False
    return fail(shelf, body, code, decline)


def _book(shelf: Shelf, body: Json) -> None:
    currency, amount = body["currency"], body["amount_captured"]
    kind = body["payment_method_details"]["type"]
    fees = [balance.fee(balance.fee_of(kind, amount, currency), currency, "Stripe processing fees")]
    if body["application_fee_amount"]:
        fees.append(
            balance.fee(
                *(
                    body["application_fee_amount"],
                    currency,
                    "Application fee",
                    "application_fee",
                    shelf.platform,
                )
            )
        )
    movement = "charge" if kind == "card" else "payment"
    moved = balance.move(shelf, movement, body["id"], amount, currency, tuple(fees))
    body["balance_transaction"] = moved["id"]
    shelf.announce("charge.updated", shelf.put(body), {"balance_transaction": None})


def _new(shelf: Shelf, intent: Json, method: Json, *, authenticated: bool) -> Json:
    name = new_id("ch" if method["type"] == "card" else "py")
    return {
        "id": name,
        "object": KIND,
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": intent["application_fee_amount"],
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": intent["statement_descriptor"] or "STAND-IN",
        "captured": False,
        "created": shelf.at,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _details(method, authenticated=authenticated),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"{shelf.site}/receipt/{shelf.account}/{name}",
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": None,
    }


def _details(method: Json, *, authenticated: bool) -> Json:
    if method["type"] == "sepa_debit":
        known = {name: method["sepa_debit"][name] for name in ("bank_code", "branch_code", "country")}
        return {
            "type": "sepa_debit",
            "sepa_debit": {
                **known,
                "expected_debit_date": None,
                "fingerprint": method["sepa_debit"]["fingerprint"],
                "last4": method["sepa_debit"]["last4"],
                "mandate": f"mandate_{method['id'][3:]}",
            },
        }
    same = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "wallet",
    )
    card = {name: method["card"][name] for name in same}
    card |= {"network": card["brand"], "installments": None, "mandate": None, "three_d_secure": None}
    if authenticated:
        card["three_d_secure"] = {
            "authentication_flow": "challenge",
            "electronic_commerce_indicator": "05",
            "exemption_indicator": None,
            "result": "authenticated",
            "result_reason": None,
            "transaction_id": None,
            "version": "2.2.0",
        }
    return {"type": "card", "card": card}


def _outcome(risk: cards.Risk, how: str) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": "elevated_risk_level" if risk == "elevated" else None,
        "risk_level": risk,
        "risk_score": _SCORES[risk],
        "seller_message": "Payment complete." if how == "approved" else None,
        "type": "manual_review" if risk == "elevated" else "authorized",
    }


def _update(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    after = body | {"metadata": asked.params.metadata(body["metadata"])}
    for name in ("description", "receipt_email"):
        if name in asked.params:
            after[name] = asked.params.text(name)
    if "fraud_details" in asked.params:
        after["fraud_details"] = {"user_report": asked.params.under("fraud_details").text("user_report")}
    return shelf.changed("charge.updated", after, body)


ROUTES: Final = (
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "customer payment_intent"),
    Route("POST", f"{_PATH}/{{id}}", _update, "metadata description receipt_email fraud_details"),
)
DUE: Final = {"charge.book": lambda shelf, name: _book(shelf, shelf.get(KIND, name))}
