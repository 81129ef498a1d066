"""A payment method that is kept for later, with its holder's consent and without a payment."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_state
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_intent, payment_method

KIND: Final = "setup_intent"
_PATH: Final = "/v1/setup_intents"
_KNOWN: Final = (
    "customer payment_method confirm usage description metadata allowed_payment_method_types"
    " automatic_payment_methods return_url"
)


def create(shelf: Shelf, params: Params) -> Json:
    """Return a new intent that waits for a payment method."""
    name = new_id("seti")
    body = {
        "id": name,
        "object": KIND,
        "application": None,
        "automatic_payment_methods": None,
        "cancellation_reason": None,
        "client_secret": new_id(f"{name}_secret"),
        "created": shelf.at,
        "customer": params.text("customer"),
        "customer_account": None,
        "description": params.text("description"),
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": params.metadata(),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": params.text("payment_method"),
        "payment_method_options": {},
        "payment_method_types": payment_intent.methods_for(
            "eur", params.texts("allowed_payment_method_types")
        ),
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.one_of("usage", "off_session", "on_session") or "off_session",
    }
    shelf.announce("setup_intent.created", shelf.put(body))
    return body


def confirm(shelf: Shelf, body: Json, method: Json) -> Json:
    """Keep a payment method for the customer of the intent."""
    if body["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise wrong_state(f"This SetupIntent is {body['status']}.", "setup_intent_unexpected_state")
    if body["customer"]:
        payment_method.attach(shelf, method, body["customer"])
    body |= {"status": "succeeded", "payment_method": method["id"]}
    shelf.announce("setup_intent.succeeded", shelf.put(body))
    return body


def _create(shelf: Shelf, asked: Asked) -> Json:
    body = create(shelf, asked.params)
    return _confirm_with(shelf, body, asked) if asked.params.flag("confirm") else body


def _confirm(shelf: Shelf, asked: Asked) -> Json:
    return _confirm_with(shelf, shelf.get(KIND, asked.id), asked)


def _confirm_with(shelf: Shelf, body: Json, asked: Asked) -> Json:
    name = (
        asked.params.text("payment_method") or body["payment_method"] or asked.params.need("payment_method")
    )
    return confirm(shelf, body, payment_method.named(shelf, name))


ROUTES: Final = (
    Route("POST", _PATH, _create, _KNOWN),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "customer payment_method"),
    Route("POST", f"{_PATH}/{{id}}/confirm", _confirm, "payment_method return_url"),
)
