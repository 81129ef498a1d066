"""The lines of an invoice, each with its amount and its taxes."""

from dataclasses import dataclass
from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import price, product, tax_rate

KIND: Final = "line_item"
KNOWN: Final = frozenset(
    {
        *("amount", "currency", "description", "discountable", "metadata", "period", "price_data", "pricing"),
        *("quantity", "tax_rates", "invoice_item"),
    }
)


@dataclass(frozen=True, slots=True)
class Sold:
    """What a line says; `amount_minor` is signed and before taxes that come on top."""

    amount_minor: int
    currency: str
    description: str | None
    quantity: int
    tax_rates: list[str]
    metadata: Json
    period: tuple[int, int]
    price: Json | None = None


def read(shelf: Shelf, given: Params, currency: str) -> Sold:
    """Return what the fields of a line say: an amount, or a price and a quantity."""
    quantity = given.integer("quantity") or 1
    costs = _price(shelf, given)
    amount = given.integer("amount")
    if amount is None:
        amount = costs["unit_amount"] * quantity if costs else given.need_integer("amount")
    named = shelf.get(product.KIND, costs["product"])["name"] if costs else None
    period = given.under("period")
    return Sold(
        amount_minor=amount,
        currency=(costs["currency"] if costs else given.text("currency") or currency).lower(),
        description=given.text("description") or named,
        quantity=quantity,
        tax_rates=given.texts("tax_rates"),
        metadata=given.metadata(),
        period=(period.integer("start") or shelf.at, period.integer("end") or shelf.at),
        price=costs,
    )


def add(shelf: Shelf, invoice: str, sold: Sold, parent: Json | None) -> Json:
    """Keep a line of an invoice, and return it."""
    return shelf.put(
        {
            "id": new_id("il"),
            "object": KIND,
            "amount": sold.amount_minor,
            "currency": sold.currency,
            "description": sold.description,
            "discount_amounts": [],
            "discountable": True,
            "discounts": [],
            "invoice": invoice,
            "livemode": False,
            "metadata": sold.metadata,
            "parent": parent,
            "period": {"start": sold.period[0], "end": sold.period[1]},
            "pretax_credit_amounts": [],
            "pricing": pricing(sold),
            "quantity": sold.quantity,
            "quantity_decimal": str(sold.quantity),
            "subscription": None,
            "subtotal": sold.amount_minor,
            "taxes": tax_rate.on(shelf, sold.amount_minor, sold.tax_rates),
        }
    )


def pricing(sold: Sold) -> Json | None:
    """Return where a line's amount comes from."""
    if sold.price is None:
        return None
    details = {"price": sold.price["id"], "product": sold.price["product"]}
    return {
        "price_details": details,
        "type": "price_details",
        "unit_amount_decimal": sold.price["unit_amount_decimal"],
    }


def _price(shelf: Shelf, given: Params) -> Json | None:
    if "price_data" in given:
        return price.of_line(shelf, given)
    named = given.under("pricing").text("price")
    return shelf.get(price.KIND, named, given.named("pricing[price]")) if named else None
