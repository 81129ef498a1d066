"""What a customer owes and no invoice has yet, or one has: the origin of a line."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import invoice, invoice_line
from invoiceflow.sandbox.stripe.selling.invoice_line import Sold

KIND: Final = "invoiceitem"


def create(shelf: Shelf, customer: str, sold: Sold, *, subscription: str | None = None) -> Json:
    """Return a new item that waits for the customer's next invoice; one of a subscription is a proration."""
    parent = {"subscription_details": {"subscription": subscription}, "type": "subscription_details"}
    body = {
        "id": new_id("ii"),
        "object": KIND,
        "amount": sold.amount_minor,
        "currency": sold.currency,
        "customer": customer,
        "date": shelf.at,
        "description": sold.description,
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": sold.metadata,
        "net_amount": sold.amount_minor,
        "parent": parent if subscription else None,
        "period": {"start": sold.period[0], "end": sold.period[1]},
        "pricing": invoice_line.pricing(sold),
        "proration": subscription is not None,
        "quantity": sold.quantity,
        "quantity_decimal": str(sold.quantity),
        "tax_rates": [shelf.get("tax_rate", name) for name in sold.tax_rates],
        "test_clock": None,
    }
    shelf.announce("invoiceitem.created", shelf.put(body))
    return body


def place(shelf: Shelf, body: Json, sold: Sold) -> Json:
    """Add a line to a draft, with an item that it comes from; return the draft."""
    return move(shelf, body, create(shelf, body["customer"], sold)["id"])


def move(shelf: Shelf, body: Json, name: str) -> Json:
    """Make a waiting item a line of a draft; return the draft."""
    item = shelf.get(KIND, name, "invoice_item")
    details = {"invoice_item": name, "proration": item["proration"], "subscription": _subscription(item)}
    price = item["pricing"]["price_details"]["price"] if item["pricing"] else None
    sold = Sold(
        amount_minor=item["amount"],
        currency=item["currency"],
        description=item["description"],
        quantity=item["quantity"],
        tax_rates=[each["id"] for each in item["tax_rates"]],
        metadata=item["metadata"],
        period=(item["period"]["start"], item["period"]["end"]),
        price=shelf.get("price", price) if price else None,
    )
    shelf.put(item | {"invoice": body["id"]})
    return invoice.add(shelf, body, sold, {"invoice_item_details": details, "type": "invoice_item_details"})


def collect(shelf: Shelf, body: Json) -> Json:
    """Make lines of everything that waits for the customer's next invoice, oldest first; return the draft."""
    for item in shelf.find(KIND, customer=body["customer"])[::-1]:
        if item["invoice"] is None and item["currency"] == body["currency"]:
            body = move(shelf, body, item["id"])
    return body


def _subscription(item: Json) -> str | None:
    return item["parent"]["subscription_details"]["subscription"] if item["parent"] else None
