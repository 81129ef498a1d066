"""All that can be asked."""

from typing import Final

from invoiceflow.sandbox.stripe.accounts import (
    account_v1,
    account_v2,
    customer,
    event,
    event_destination,
    webhook_endpoint,
)
from invoiceflow.sandbox.stripe.checkout import session_routes
from invoiceflow.sandbox.stripe.ground.params import Params
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.money import (
    balance,
    charge,
    file,
    payment_intent_routes,
    payment_method,
    payout,
    refund,
    setup_intent,
)
from invoiceflow.sandbox.stripe.selling import (
    invoice_payment,
    invoice_preview,
    invoice_routes,
    meter,
    portal,
    price,
    product,
    subscription_routes,
    tax_rate,
)
from invoiceflow.sandbox.stripe.trouble import dispute_routes, early_fraud_warning, review

ROUTES: Final[tuple[Route, ...]] = (
    *account_v1.ROUTES,
    *account_v2.ROUTES,
    *balance.ROUTES,
    *charge.ROUTES,
    *customer.ROUTES,
    *dispute_routes.ROUTES,
    *early_fraud_warning.ROUTES,
    *event.ROUTES,
    *event_destination.ROUTES,
    *file.ROUTES,
    *invoice_payment.ROUTES,
    *invoice_preview.ROUTES,
    *invoice_routes.ROUTES,
    *meter.ROUTES,
    *payment_intent_routes.ROUTES,
    *payment_method.ROUTES,
    *payout.ROUTES,
    *portal.ROUTES,
    *price.ROUTES,
    *product.ROUTES,
    *refund.ROUTES,
    *review.ROUTES,
    *session_routes.ROUTES,
    *setup_intent.ROUTES,
    *subscription_routes.ROUTES,
    *tax_rate.ROUTES,
    *webhook_endpoint.ROUTES,
)


def find(method: str, path: str, params: Params) -> tuple[Route, Asked]:
    """Return who answers. Raises Refusal for an address or a parameter that is not known."""
    for route in ROUTES:
        match = route.pattern.fullmatch(path) if route.method == method else None
        if match:
            params.know(route.names)
            return route, Asked(params, match.groupdict())
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)
