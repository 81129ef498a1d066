"""An issuer says that a payment was fraud, before anybody disputes it."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.routes import listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.money import charge

KIND: Final = "radar.early_fraud_warning"
_PATH: Final = "/v1/radar/early_fraud_warnings"


def warn(shelf: Shelf, of: str) -> Json:
    """Have the issuer report a charge; the warning can be acted on while nothing else has happened."""
    taken = shelf.get(charge.KIND, of)
    body = {
        "id": new_id("issfr"),
        "object": KIND,
        "actionable": not taken["refunded"] and not taken["disputed"],
        "charge": of,
        "created": shelf.at,
        "fraud_type": "made_with_stolen_card",
        "livemode": False,
        "payment_intent": taken["payment_intent"],
    }
    shelf.announce("radar.early_fraud_warning.created", shelf.put(body))
    return body


def answered(shelf: Shelf, of: str) -> None:
    """Nothing is to be done about a charge's warnings any more: it is disputed, or wholly given back."""
    for body in shelf.find(KIND, charge=of):
        shelf.changed("radar.early_fraud_warning.updated", body | {"actionable": False}, body)


ROUTES: Final = (retrieving(KIND, _PATH), listing(KIND, _PATH, "charge payment_intent"))
DUE: Final = {"early_fraud_warning.open": warn}
