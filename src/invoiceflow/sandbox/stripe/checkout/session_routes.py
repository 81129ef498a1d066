"""What can be asked of Checkout Sessions."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import account
from invoiceflow.sandbox.stripe.checkout import session
from invoiceflow.sandbox.stripe.checkout.session import KIND
from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, page
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_intent
from invoiceflow.sandbox.stripe.selling import price, product

_PATH: Final = "/v1/checkout/sessions"
_SHORTEST, _LONGEST = 1_800, 86_400
_KNOWN: Final = (
    "mode line_items currency success_url cancel_url return_url ui_mode customer customer_email customer_creation"
    " customer_update client_reference_id metadata payment_intent_data setup_intent_data subscription_data"
    " allowed_payment_method_types payment_method_options expires_at locale submit_type invoice_creation"
    " billing_address_collection automatic_tax saved_payment_method_options phone_number_collection"
    " allow_promotion_codes tax_id_collection payment_method_collection custom_text consent_collection"
    " adaptive_pricing"
)


def _create(shelf: Shelf, asked: Asked) -> Json:
    account.check_may_charge(shelf)
    params = asked.params
    mode = params.one_of("mode", "payment", "setup", "subscription") or params.need("mode")
    lines = [_line(shelf, each) for each in params.each("line_items")]
    if not lines and mode != "setup":
        raise wrong_value("line_items", "Missing required param: line_items.", "parameter_missing")
    body = _body(shelf, params, mode, lines)
    if body["customer"]:
        shelf.get("customer", body["customer"], "customer")
        if body["customer_email"]:
            raise wrong_value(
                "customer_email", "You may only specify one of these: customer, customer_email."
            )
    shelf.put(body)
    data = {name: params.under(name).fields for name in _DATA}
    shelf.hide(body["id"], lines=lines, **data)
    shelf.later(body["expires_at"] - shelf.at, "checkout.session.expire", body["id"])
    return body


def _line(shelf: Shelf, given: Params) -> Json:
    costs = price.of_line(shelf, given)
    quantity = given.integer("quantity")
    named = shelf.get(product.KIND, costs["product"])["name"]
    return session.line(costs, named, 1 if quantity is None else quantity)


def _body(shelf: Shelf, params: Params, mode: str, lines: list[Json]) -> Json:
    name = new_id("cs_test", 40)
    currencies = {each["currency"] for each in lines}
    if len(currencies) > 1:
        raise wrong_value("line_items", "All lines must have the same currency")
    currency = next(iter(currencies), params.text("currency"))
    total = sum(each["amount_total"] for each in lines)
    hosted = params.one_of("ui_mode", "hosted_page", "embedded_page", "elements", "form") or "hosted_page"
    if hosted == "hosted_page":
        params.need("success_url")
    return {
        **_blank(),
        **_texts(params),
        "id": name,
        "object": KIND,
        "allowed_payment_method_types": params.texts("allowed_payment_method_types") or None,
        "amount_subtotal": total if lines else None,
        "amount_total": total if lines else None,
        "client_secret": None if hosted == "hosted_page" else new_id(f"{name}_secret"),
        "created": shelf.at,
        "currency": currency,
        "customer_creation": None if "customer" in params else "if_required",
        "expires_at": _expiry(shelf, params),
        "metadata": params.metadata(),
        "mode": mode,
        "payment_method_collection": "if_required" if mode == "payment" else "always",
        "payment_method_types": payment_intent.methods_for(
            currency or "eur", params.texts("allowed_payment_method_types")
        ),
        "payment_status": "unpaid" if total else "no_payment_required",
        "status": "open",
        "ui_mode": hosted,
        "url": f"{shelf.site}/checkout/{shelf.account}/{name}" if hosted == "hosted_page" else None,
    }


def _blank() -> Json:
    """Return what a new session says, whatever it is asked for."""
    return {
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_account": None,
        "customer_details": None,
        "discounts": [],
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "wallet_options": None,
    }


def _texts(params: Params) -> Json:
    names = (
        *("billing_address_collection", "cancel_url", "client_reference_id", "customer", "customer_email"),
        *("locale", "return_url", "submit_type", "success_url"),
    )
    return {name: params.text(name) for name in names}


def _expiry(shelf: Shelf, params: Params) -> int:
    asked = params.integer("expires_at")
    if asked is None:
        return shelf.at + _LONGEST
    # A little less than half an hour is let through, as the sender's clock is not this one.
    if not _SHORTEST - 60 <= asked - shelf.at <= _LONGEST + 60:
        raise wrong_value(
            "expires_at", "The expires_at must be 30 minutes to 24 hours from now", "invalid_expires_at"
        )
    return asked


def _lines(shelf: Shelf, asked: Asked) -> Json:
    shelf.get(KIND, asked.id)
    return page(shelf.hidden(asked.id)["lines"], asked.params, f"{_PATH}/{asked.id}/line_items")


def _update(shelf: Shelf, asked: Asked) -> Json:
    body = shelf.get(KIND, asked.id)
    return shelf.put(body | {"metadata": asked.params.metadata(body["metadata"])})


_DATA: Final = ("payment_intent_data", "setup_intent_data", "subscription_data")
ROUTES: Final = (
    Route("POST", _PATH, _create, _KNOWN),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "customer payment_intent status subscription"),
    Route("POST", f"{_PATH}/{{id}}", _update, "metadata"),
    Route("POST", f"{_PATH}/{{id}}/expire", lambda shelf, asked: session.expire(shelf, asked.id)),
    Route("GET", f"{_PATH}/{{id}}/line_items", _lines, " ".join(PAGING)),
)
