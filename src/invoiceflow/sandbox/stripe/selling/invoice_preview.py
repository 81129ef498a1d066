"""What an invoice would be if a subscription were changed now."""

from typing import Final

from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json
from invoiceflow.sandbox.stripe.selling import invoice_item, subscription, subscription_routes

_DETAILS: Final = frozenset({"items", "proration_behavior", "proration_date"})


def _preview(shelf: Shelf, asked: Asked) -> Json:
    """Return what a change would be billed at once; nothing of it stays."""
    body = shelf.get(subscription.KIND, asked.params.need("subscription"))
    details = asked.params.under("subscription_details")
    details.know(_DETAILS)
    with shelf.store.undone():
        subscription_routes.items(shelf, body, details, "always_invoice")
        made = invoice_item.collect(shelf, subscription.draft(shelf, body, "subscription_update"))
    return made | {"id": f"upcoming_{made['id']}"}


ROUTES: Final = (
    Route("POST", "/v1/invoices/create_preview", _preview, "customer subscription subscription_details"),
)
