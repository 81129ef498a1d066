"""What a payer entered on a page, as a payment method."""

from collections.abc import Mapping

from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import payment_method


def method_of(shelf: Shelf, form: Mapping[str, str]) -> Json:
    """Return the card or bank account of a form. Raises Refusal for one that does not exist."""
    billing = payment_method.billing_details(Params({key: form.get(key, "") for key in ("name", "email")}))
    if form.get("kind") == "sepa_debit":
        return payment_method.of_debit(shelf, form.get("iban", ""), billing)
    return payment_method.of_card(shelf, form.get("number", ""), billing)
