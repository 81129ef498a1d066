"""What can be asked of payment intents."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal, wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import charge, payment_intent, payment_method
from invoiceflow.sandbox.stripe.money.payment_intent import KIND

_PATH: Final = "/v1/payment_intents"
_CREATE: Final = (
    "amount currency customer payment_method allowed_payment_method_types automatic_payment_methods confirm off_session"
    " capture_method metadata description application_fee_amount setup_future_usage return_url receipt_email"
    " statement_descriptor statement_descriptor_suffix transfer_group payment_method_options"
)
_CONFIRM: Final = (
    "payment_method off_session return_url payment_method_options receipt_email setup_future_usage"
)
_UPDATE: Final = (
    "amount currency customer description metadata receipt_email payment_method application_fee_amount"
)


def _create(shelf: Shelf, asked: Asked) -> Json:
    body = payment_intent.create(shelf, asked.params)
    name = asked.params.text("payment_method")
    if asked.params.flag("confirm"):
        return _confirmed(shelf, body, asked)
    if name is None:
        return body
    method = payment_method.named(shelf, name)
    return shelf.put(body | {"payment_method": method["id"], "status": "requires_confirmation"})


def _confirm(shelf: Shelf, asked: Asked) -> Json:
    return _confirmed(shelf, shelf.get(KIND, asked.id), asked)


def _confirmed(shelf: Shelf, body: Json, asked: Asked) -> Json:
    name = asked.params.text("payment_method") or body["payment_method"]
    if name is None:
        raise wrong_value("payment_method", "You must provide a payment method.", "parameter_missing")
    method = payment_method.named(shelf, name)
    if method["type"] not in body["payment_method_types"]:
        text = f"A {method['type']} is none of this intent's payment_method_types"
        raise wrong_value("payment_method", text, "payment_intent_incompatible_payment_method")
    if method["customer"] not in (None, body["customer"]):
        raise wrong_value("payment_method", "The payment method belongs to another customer.")
    body = payment_intent.confirm(
        *(shelf, body, method),
        off_session=asked.params.flag("off_session") or False,
        return_to=asked.params.text("return_url") or "",
    )
    error = body["last_payment_error"]
    if body["status"] == "requires_payment_method" and error:
        facts = {name: value for name, value in error.items() if name not in ("message", "type")}
        raise Refusal(
            error["message"], status=402, kind="card_error", keeps=True, payment_intent=body, **facts
        )
    return body


def _capture(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    if body["status"] != "requires_capture":
        raise payment_intent.unexpected(body)
    amount = asked.params.integer("amount_to_capture") or body["amount"]
    if amount > body["amount"]:
        raise wrong_value("amount_to_capture", "More than is capturable", "amount_too_large")
    taken = shelf.get(charge.KIND, body["latest_charge"])
    taken |= {"captured": True, "amount_captured": amount}
    shelf.announce("charge.captured", shelf.put(taken))
    charge.book(shelf, taken)
    return payment_intent.succeed(shelf, body, amount)


def _cancel(shelf: Shelf, asked: Asked) -> Json:
    reason = asked.params.one_of(
        "cancellation_reason", "duplicate", "fraudulent", "requested_by_customer", "abandoned"
    )
    return payment_intent.cancel(shelf, shelf.get(KIND, asked.id), reason)


def _update(shelf: Shelf, asked: Asked) -> Json:
    body, params = shelf.get(KIND, asked.id), asked.params
    if "amount" in params:
        body["amount"] = payment_intent.amount_of(_with_currency(asked, body))
    for name in ("description", "receipt_email", "customer"):
        if name in params:
            body[name] = params.text(name)
    return shelf.put(body | {"metadata": params.metadata(body["metadata"])})


def _with_currency(asked: Asked, body: Json) -> Params:
    return Params({"currency": body["currency"], **asked.params.fields})


ROUTES: Final = (
    Route("POST", _PATH, _create, _CREATE),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "customer"),
    Route("POST", f"{_PATH}/{{id}}", _update, _UPDATE),
    Route("POST", f"{_PATH}/{{id}}/confirm", _confirm, _CONFIRM),
    Route("POST", f"{_PATH}/{{id}}/capture", _capture, "amount_to_capture"),
    Route("POST", f"{_PATH}/{{id}}/cancel", _cancel, "cancellation_reason"),
)
