"""Taxes that lines name."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import wrong_value
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route, listing, retrieving
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "tax_rate"
_PATH: Final = "/v1/tax_rates"


def on(shelf: Shelf, amount_minor: int, rates: list[str]) -> list[Json]:
    """Return the taxes on an amount; halves are rounded away from zero, each rate by itself."""
    return [_tax(shelf.get(KIND, name, "tax_rates"), amount_minor) for name in rates]


def _tax(rate: Json, amount_minor: int) -> Json:
    share = Decimal(str(rate["percentage"]))
    whole = Decimal(100) + share if rate["inclusive"] else Decimal(100)
    tax = (amount_minor * share / whole).quantize(Decimal(1), ROUND_HALF_UP)
    return {
        "amount": int(tax),
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "not_available",
        "taxable_amount": amount_minor - int(tax) if rate["inclusive"] else amount_minor,
        "type": "tax_rate_details",
    }


def _create(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    share = Decimal(params.need("percentage"))
    if not 0 <= share <= 100:
        raise wrong_value("percentage", "Invalid percentage")
    body = {
        "id": new_id("txr"),
        "object": KIND,
        "active": params.flag("active") is not False,
        "country": params.text("country"),
        "created": shelf.at,
        "description": params.text("description"),
        "display_name": params.need("display_name"),
        "effective_percentage": None,
        "flat_amount": None,
        "inclusive": params.flag("inclusive") is True,
        "jurisdiction": params.text("jurisdiction"),
        "jurisdiction_level": None,
        "livemode": False,
        "metadata": params.metadata(),
        "percentage": float(share),
        "rate_type": "percentage",
        "state": None,
        "tax_type": params.text("tax_type"),
    }
    shelf.announce("tax_rate.created", shelf.put(body))
    return body


ROUTES: Final = (
    Route(
        *("POST", _PATH, _create),
        "display_name percentage inclusive active country description jurisdiction metadata tax_type",
    ),
    retrieving(KIND, _PATH),
    listing(KIND, _PATH, "active inclusive"),
)
