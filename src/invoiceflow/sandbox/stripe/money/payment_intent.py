"""A payment from the wish to the end; each try is a charge."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import account
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal, wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import cards, charge, payment_method

KIND: Final = "payment_intent"
_MOST_MINOR: Final = 99_999_999
_LEAST_MINOR: Final = 50
NO_DECIMALS: Final = frozenset(
    {
        *("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"),
        *("pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"),
    }
)
_OPEN: Final = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(shelf: Shelf, params: Params) -> Json:
    """Return a new intent that waits for a payment method. Raises Refusal for an amount that Stripe does not take."""
    account.check_may_charge(shelf)
    body = _new(shelf, params, amount_of(params), params.need("currency").lower())
    if body["customer"]:
        shelf.get("customer", body["customer"], "customer")
    shelf.announce("payment_intent.created", shelf.put(body))
    return body


def amount_of(params: Params) -> int:
    """Return the amount in minor units, within Stripe's bounds."""
    amount = params.need_integer("amount")
    least = 1 if params.need("currency").lower() in NO_DECIMALS else _LEAST_MINOR
    if amount < least:
        raise wrong_value("amount", f"Amount must be at least {least}", "amount_too_small")
    if amount > _MOST_MINOR:
        raise wrong_value("amount", f"Amount must be no more than {_MOST_MINOR}", "amount_too_large")
    return amount


def confirm(
    shelf: Shelf, body: Json, method: Json, *, off_session: bool = False, return_to: str = ""
) -> Json:
    """
    Try to take the money with a payment method; the intent says how that ended.

    A card that asks for authentication leaves the intent at `requires_action`; `off_session` declines it instead,
    as nobody is there to authenticate.
    """
    if body["status"] not in _OPEN:
        raise unexpected(body)
    body |= {"payment_method": method["id"], "next_action": None}
    does = charge.behaviour(shelf, method)
    is_known = bool(method["customer"]) and isinstance(does, cards.Card) and does.saved_once
    if isinstance(does, cards.Card) and does.authenticates and not is_known:
        if off_session:
            return _refused(shelf, body, method, "authentication_required", "authentication_required")
        return _ask_payer(shelf, body, return_to)
    return _take(shelf, body, method, authenticated=False)


def authenticate(shelf: Shelf, name: str, *, passed: bool) -> Json:
    """Go on after the payer proved to be the card's holder, or did not."""
    body = shelf.get(KIND, name)
    if body["status"] != "requires_action":
        raise unexpected(body)
    method = shelf.get(payment_method.KIND, body["payment_method"])
    body["next_action"] = None
    if not passed:
        return _refused(shelf, body, method, "payment_intent_authentication_failure", None)
    return _take(shelf, body, method, authenticated=True)


def cancel(shelf: Shelf, body: Json, reason: str | None) -> Json:
    """End an intent that nothing was paid of."""
    if body["status"] not in (*_OPEN, "requires_capture"):
        raise unexpected(body)
    body |= {"status": "canceled", "canceled_at": shelf.at, "cancellation_reason": reason}
    body |= {"amount_capturable": 0, "next_action": None}
    shelf.announce("payment_intent.canceled", shelf.put(body))
    return body


def settle(shelf: Shelf, name: str) -> None:
    """Let the bank answer about a debit; nothing where it has."""
    body = shelf.get(KIND, name)
    if body["status"] != "processing":
        return
    tried = shelf.get(charge.KIND, body["latest_charge"])
    method = shelf.get(payment_method.KIND, body["payment_method"])
    does = charge.behaviour(shelf, method)
    if isinstance(does, cards.Debit) and does.succeeds:
        charge.succeed(shelf, tried, captured_minor=tried["amount"])
        succeed(shelf, body, tried["amount"])
    else:
        charge.fail(shelf, tried, "payment_method_provider_decline", "bank_refused")
        _back_to_start(shelf, body, method, tried, None)
    shelf.later(0, "checkout.session.settle", name)
    shelf.later(0, "invoice.settle", name)


def methods_for(currency: str, allowed: list[str]) -> list[str]:
    """Return the payment methods on offer: cards, and debits of euros, as far as they are allowed."""
    on_offer = ["card", *(["sepa_debit"] if currency == "eur" else [])]
    kept = [each for each in on_offer if not allowed or each in allowed]
    if not kept:
        raise wrong_value("allowed_payment_method_types", f"None of these takes {currency}")
    return kept


def unexpected(body: Json) -> Refusal:
    """Return the refusal of what an intent's status forbids."""
    text = f"This PaymentIntent has a status of {body['status']}, which does not allow that."
    return wrong_state(text, "payment_intent_unexpected_state", payment_intent=body)


def _take(shelf: Shelf, body: Json, method: Json, *, authenticated: bool) -> Json:
    tried = charge.attempt(shelf, body, method, authenticated=authenticated)
    body["latest_charge"] = tried["id"]
    if tried["status"] == "failed":
        does = charge.behaviour(shelf, method)
        decline = does.decline[1] if isinstance(does, cards.Card) and does.decline else None
        return _back_to_start(shelf, body, method, tried, decline)
    if tried["status"] == "pending":
        body["status"] = "processing"
        shelf.announce("payment_intent.processing", shelf.put(body))
        does = charge.behaviour(shelf, method)
        shelf.later(does.seconds if isinstance(does, cards.Debit) else 0, "payment_intent.settle", body["id"])
        return body
    if not tried["captured"]:
        body |= {"status": "requires_capture", "amount_capturable": body["amount"]}
        shelf.announce("payment_intent.amount_capturable_updated", shelf.put(body))
        return body
    return succeed(shelf, body, tried["amount"])


def succeed(shelf: Shelf, body: Json, amount_minor: int) -> Json:
    """End an intent well; its payment method is kept for the customer if that was asked for."""
    body |= {"status": "succeeded", "amount_received": amount_minor, "amount_capturable": 0}
    body["last_payment_error"] = None
    shelf.announce("payment_intent.succeeded", shelf.put(body))
    if body["setup_future_usage"] and body["customer"]:
        method = shelf.get(payment_method.KIND, body["payment_method"])
        payment_method.attach(shelf, method, body["customer"])
    return body


def _ask_payer(shelf: Shelf, body: Json, return_to: str) -> Json:
    page = f"{shelf.site}/authenticate/{shelf.account}/{body['id']}"
    action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_to, "url": page}}
    body |= {"status": "requires_action", "next_action": action}
    shelf.announce("payment_intent.requires_action", shelf.put(body))
    return body


def _refused(shelf: Shelf, body: Json, method: Json, code: str, decline: str | None) -> Json:
    text = "The payment method could not be authenticated."
    tried = {"id": None, "failure_code": code, "failure_message": text}
    return _back_to_start(shelf, body, method, tried, decline)


def _back_to_start(shelf: Shelf, body: Json, method: Json, tried: Json, decline: str | None) -> Json:
    error = {
        "code": tried["failure_code"],
        "message": tried["failure_message"],
        "payment_method": method,
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
    }
    if tried["id"]:
        error["charge"] = tried["id"]
    if decline:
        error["decline_code"] = decline
    body |= {"status": "requires_payment_method", "last_payment_error": error, "payment_method": None}
    shelf.announce("payment_intent.payment_failed", shelf.put(body))
    return body


def _new(shelf: Shelf, params: Params, amount: int, currency: str) -> Json:
    name = new_id("pi")
    automatic = params.under("automatic_payment_methods").flag("enabled")
    allowed = params.texts("allowed_payment_method_types")
    return {
        "id": name,
        "object": KIND,
        "allowed_payment_method_types": allowed or None,
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": params.integer("application_fee_amount"),
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True} if automatic else None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.one_of("capture_method", "automatic", "automatic_async", "manual")
        or "automatic_async",
        "client_secret": new_id(f"{name}_secret"),
        "confirmation_method": "automatic",
        "created": shelf.at,
        "currency": currency,
        "customer": params.text("customer"),
        "customer_account": None,
        "description": params.text("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.metadata(),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_options": {},
        "payment_method_types": methods_for(currency, allowed),
        "processing": None,
        "receipt_email": params.text("receipt_email"),
        "review": None,
        "setup_future_usage": params.one_of("setup_future_usage", "on_session", "off_session"),
        "shipping": None,
        "source": None,
        "statement_descriptor": params.text("statement_descriptor"),
        "statement_descriptor_suffix": params.text("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": params.text("transfer_group"),
    }


DUE: Final = {"payment_intent.settle": settle}
