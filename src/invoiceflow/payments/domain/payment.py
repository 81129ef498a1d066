"""A payment: money that came in for one invoice, or the entry that takes one back."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoiceflow.kernel.ids import InvoiceId, PaymentId


class Method(StrEnum):
    """How the money came."""

    BANK_TRANSFER = "bank_transfer"
    CARD = "card"
    DIRECT_DEBIT = "direct_debit"
    CASH = "cash"
    CHEQUE = "cheque"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Payment:
    """
    An entry of money, which never changes.

    ``amount_minor`` is above zero for a payment and below zero for the reversal of one, which ``reverses_id``
    then names. ``received_on`` is a day in the tenant's zone.
    """

    id: PaymentId
    invoice_id: InvoiceId
    amount_minor: int
    currency: str
    method: Method
    received_on: date
    reference: str = ""
    note: str = ""
    reverses_id: PaymentId | None = None

    def reversed(self, *, payment_id: PaymentId, on: date, reason: str) -> "Payment":
        """Return the entry that takes this payment back whole."""
        return Payment(
            id=payment_id,
            invoice_id=self.invoice_id,
            amount_minor=-self.amount_minor,
            currency=self.currency,
            method=self.method,
            received_on=on,
            reference=self.reference,
            note=reason,
            reverses_id=self.id,
        )
