"""What a payer pays with. The number of a card is hidden: no answer has it."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal, missing, wrong_state, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import cards

KIND: Final = "payment_method"
_PATH: Final = "/v1/payment_methods"
_ADDRESS: Final = ("city", "country", "line1", "line2", "postal_code", "state")


def billing_details(given: Params) -> Json:
    """Return who pays, as far as was said."""
    address = given.under("address")
    return {
        "address": {name: address.text(name) for name in _ADDRESS},
        "email": given.text("email"),
        "name": given.text("name"),
        "phone": given.text("phone"),
        "tax_id": None,
    }


def of_card(shelf: Shelf, number: str, billing: Json, expires: tuple[int, int] = (12, 2034)) -> Json:
    """Return a new card. Raises Refusal for a number that is no test card's, as Stripe's test mode does."""
    known = cards.card(number)
    if known is None:
        raise Refusal(
            "Your card number is incorrect: use one of the test cards.",
            status=402,
            kind="card_error",
            code="incorrect_number",
            param="number",
        )
    body = _new(shelf, "card", billing)
    body["card"] = _card(known, expires)
    shelf.put(body)
    shelf.hide(body["id"], number=known.number)
    return body


def of_debit(shelf: Shelf, iban: str, billing: Json) -> Json:
    """Return a new bank account. Raises Refusal for an IBAN that is no test account's, or without a name and email."""
    known = cards.debit(iban)
    if known is None:
        raise wrong_value(
            "sepa_debit[iban]", "The IBAN you provided is invalid.", "invalid_bank_account_iban"
        )
    if not billing["name"] or not billing["email"]:
        raise wrong_value(
            "billing_details", "SEPA Direct Debit needs a name and an email", "parameter_missing"
        )
    body = _new(shelf, "sepa_debit", billing)
    body["sepa_debit"] = {
        "bank_code": known.iban[4:12],
        "branch_code": "",
        "country": known.iban[:2],
        "fingerprint": f"fp{known.iban[-12:]}",
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": known.iban[-4:],
    }
    shelf.put(body)
    shelf.hide(body["id"], iban=known.iban)
    return body


def named(shelf: Shelf, name: str) -> Json:
    """
    Return the payment method of an id, or a new one of a published name such as `pm_card_visa`.

    Raises Refusal where there is none, and for one that was detached: it can neither be charged nor attached any more.
    """
    known = cards.card_of_token(name)
    if known is not None:
        return of_card(shelf, known.number, billing_details(Params({})))
    body = shelf.first(KIND, id=name)
    if body is None:
        raise missing("PaymentMethod", name, "payment_method")
    if shelf.hidden(name).get("detached"):
        raise wrong_value(
            "payment_method", "The PaymentMethod was detached from a customer and is used no more."
        )
    return body


def attach(shelf: Shelf, body: Json, customer: str) -> Json:
    """Give a payment method to a customer; nothing where it is theirs."""
    shelf.get("customer", customer, "customer")
    if body["customer"] == customer:
        return body
    if body["customer"] is not None:
        raise wrong_state(
            "The payment method you provided has already been attached to a customer.",
            "payment_method_unexpected_state",
        )
    shelf.put(body | {"customer": customer})
    shelf.announce("payment_method.attached", body | {"customer": customer})
    return body | {"customer": customer}


def _new(shelf: Shelf, kind: str, billing: Json) -> Json:
    return {
        "id": new_id("pm"),
        "object": KIND,
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "created": shelf.at,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
    }


def _card(known: cards.Card, expires: tuple[int, int]) -> Json:
    month, year = expires
    return {
        "brand": known.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": known.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": f"fp{known.number[-12:]}",
        "funding": "credit",
        "generated_from": None,
        "last4": known.number[-4:],
        "networks": {"available": [known.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    billing = billing_details(params.under("billing_details"))
    if params.one_of("type", "card", "sepa_debit") == "sepa_debit":
        body = of_debit(shelf, params.under("sepa_debit").need("iban"), billing)
    else:
        given = params.under("card")
        expires = (given.integer("exp_month") or 12, given.integer("exp_year") or 2034)
        body = of_card(shelf, given.need("number"), billing, expires)
    return shelf.put(body | {"metadata": params.metadata()})


def _attach(shelf: Shelf, asked: Asked) -> Json:
    return attach(shelf, named(shelf, asked.id), asked.params.need("customer"))


def _detach(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["customer"] is None:
        raise wrong_state(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
            "payment_method_unexpected_state",
        )
    after = shelf.put(body | {"customer": None})
    shelf.hide(body["id"], detached=True)
    shelf.announce("payment_method.detached", after, {"customer": body["customer"]})
    return after


def _update(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    after = body | {"metadata": asked.params.metadata(body["metadata"])}
    if "billing_details" in asked.params:
        after["billing_details"] = billing_details(asked.params.under("billing_details"))
    return shelf.changed("payment_method.updated", after, body)


ROUTES: Final = (
    Route("POST", _PATH, _create, "type card sepa_debit billing_details metadata allow_redisplay"),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "customer type"),
    Route("POST", f"{_PATH}/{{id}}/attach", _attach, "customer"),
    Route("POST", f"{_PATH}/{{id}}/detach", _detach),
    Route("POST", f"{_PATH}/{{id}}", _update, "billing_details metadata allow_redisplay"),
)
