"""Payments as they are seen at Stripe; say only what matters."""

from datetime import UTC, datetime
from uuid import UUID

from invoiceflow.payments.domain.payment import Method
from invoiceflow.payments.domain.seen import (
    SeenCharge,
    SeenDispute,
    SeenPayment,
    SeenRefund,
    SeenTransaction,
)

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
_FEE = SeenTransaction("txn_ch", 11900, 203, "EUR")


def a_charge(*, transaction: SeenTransaction | None = _FEE, amount_minor: int = 11900) -> SeenCharge:
    """Return a card payment of 119.00 whose fee is 2.03."""
    return SeenCharge("ch_1", amount_minor, Method.CARD, "Visa 4242", "normal", transaction, AT)


def a_refund(name: str, amount_minor: int, status: str = "succeeded") -> SeenRefund:
    """Return a refund that was made at Stripe."""
    return SeenRefund(name, None, amount_minor, status, "", None, AT)


def a_dispute(status: str, *transactions: SeenTransaction) -> SeenDispute:
    """Return a dispute of what is left of 119.00 after two refunds."""
    return SeenDispute("du_1", status, "fraudulent", 8900, AT, transactions)


def a_payment_seen(
    charge: SeenCharge | None,
    *refunds: SeenRefund,
    disputes: tuple[SeenDispute, ...] = (),
    checkout_id: UUID | None = None,
) -> SeenPayment:
    """Return a payment in euros as Stripe shows it."""
    return SeenPayment("pi_1", checkout_id, "EUR", charge, refunds, disputes)
