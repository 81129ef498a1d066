"""Reads invoices at Stripe as pages on which clients pay."""

from collections.abc import Iterable
from typing import Final

from stripe import Charge, Invoice, InvoicePayment, PaymentIntent

from invoiceflow.payments.adapters.stripe_reading import fault_of, ours
from invoiceflow.payments.domain.provider_amounts import from_provider
from invoiceflow.payments.domain.seen import SeenMirror, SeenSession, SessionStatus

_PAYABLE: Final = frozenset({"open", "uncollectible"})
"""A tenant who takes an invoice for lost at Stripe does not keep its client from paying."""


def mirror(found: Invoice, payments: Iterable[InvoicePayment]) -> SeenMirror:
    """Read an invoice with what pays it. It has failed where the bank took back what was on its way, days later."""
    intents = [intent for each in payments if (intent := _intent(each)) is not None]
    paying = next((each for each in intents if each.status in ("processing", "succeeded")), None)
    failed = next((each for each in intents if _was_taken_back(each)), None) if paying is None else None
    named = paying or failed or next(iter(intents), None)
    currency, status = found.currency.upper(), found.status or ""
    page = SeenSession(
        id=found.id,
        checkout_id=ours(found.metadata, "checkout"),
        status=_status(status, is_complete=bool(paying or failed)),
        is_paid=paying is not None and paying.status == "succeeded",
        has_failed=failed is not None,
        amount_minor=from_provider(found.total, currency),
        currency=currency,
        payment_intent=named.id if named else "",
        url=found.hosted_invoice_url or "",
        expires_at=None,
        fault=fault_of(failed),
    )
    is_payable = status in _PAYABLE and paying is None
    return SeenMirror(page, from_provider(found.amount_due, currency), is_payable=is_payable)


def _status(status: str, *, is_complete: bool) -> SessionStatus:
    if status == "draft":
        return SessionStatus.DRAFT
    if is_complete:
        return SessionStatus.COMPLETE
    return SessionStatus.OPEN if status in _PAYABLE else SessionStatus.EXPIRED


def _intent(payment: InvoicePayment) -> PaymentIntent | None:
    found = payment.payment.payment_intent
    return found if isinstance(found, PaymentIntent) else None


def _was_taken_back(intent: PaymentIntent) -> bool:
    """Return whether a debit failed. A declined card has not left the page, on which another one may be tried."""
    charge = intent.latest_charge
    if not (isinstance(charge, Charge) and charge.status == "failed"):
        return False
    details = charge.payment_method_details
    return intent.status in ("requires_payment_method", "canceled") and not (
        details and details.type == "card"
    )
