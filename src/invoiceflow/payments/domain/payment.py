"""A payment: money that came in for one invoice, or an entry that takes one back or gives it again."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.payments.domain.account import Account


class Method(StrEnum):
    """How the money came."""

    BANK_TRANSFER = "bank_transfer"
    CARD = "card"
    DIRECT_DEBIT = "direct_debit"
    CASH = "cash"
    CHEQUE = "cheque"
    OTHER = "other"


class Kind(StrEnum):
    """What an entry of money is. All but a payment belong to one (``of_id``)."""

    PAYMENT = "payment"
    REVERSAL = "reversal"
    """A payment that was entered by hand did not come: it goes back whole, once (``reverses_id``)."""
    REFUND = "refund"
    """Money that went back to the client through Stripe, all of a payment or a part."""
    REFUND_FAILED = "refund_failed"
    """A refund did not reach the client: its money is back."""
    CHARGEBACK = "chargeback"
    """A dispute was lost: the client has the money again."""
    CHARGEBACK_RETURNED = "chargeback_returned"
    """What a lost dispute took was given back after all."""


@dataclass(frozen=True, slots=True)
class Payment:
    """
    An entry of money, which never changes.

    ``amount_minor`` is above zero for what came in and below zero for what went back. ``received_on`` is a day in the
    tenant's zone. ``provider_id`` names the charge, refund or dispute at Stripe, and is empty for what was entered by
    hand: no kind of entry exists twice for one.
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
    kind: Kind = Kind.PAYMENT
    of_id: PaymentId | None = None
    provider_id: str = ""

    @property
    def place(self) -> Account:
        """The account that its money came to, or went from."""
        return place_of(self.kind, is_collected=bool(self.provider_id))

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
            kind=Kind.REVERSAL,
            of_id=self.id,
        )


def place_of(kind: str, *, is_collected: bool) -> Account:
    """Return the account that an entry moves, beside what is open or credited."""
    if kind in (Kind.CHARGEBACK, Kind.CHARGEBACK_RETURNED):
        return Account.DISPUTED
    return Account.CLEARING if is_collected else Account.BANK
