"""What kinds of entries and ways of paying are called on pages, and their icons: the same wherever one is shown."""

from collections.abc import Mapping
from typing import Final

from invoiceflow.payments.domain.payment import Kind, Method

METHODS: Final[Mapping[str, str]] = {
    Method.BANK_TRANSFER: "Bank transfer",
    Method.CARD: "Card",
    Method.DIRECT_DEBIT: "Direct debit",
    Method.CASH: "Cash",
    Method.CHEQUE: "Cheque",
    Method.OTHER: "Other",
}
ICONS: Final[Mapping[str, str]] = {
    Method.BANK_TRANSFER: "bank",
    Method.CARD: "card",
    Method.DIRECT_DEBIT: "repeat",
    Method.CASH: "coins",
    Method.CHEQUE: "edit",
    Method.OTHER: "coins",
}
KINDS: Final[Mapping[str, str]] = {
    Kind.PAYMENT: "Payment",
    Kind.REVERSAL: "Reversal",
    Kind.REFUND: "Refund",
    Kind.REFUND_FAILED: "Refund failed",
    Kind.CHARGEBACK: "Dispute lost",
    Kind.CHARGEBACK_RETURNED: "Dispute returned",
}


def icon_of(kind: str, method: str) -> str:
    """Return the icon of an entry: how money came, or that it went back."""
    return ICONS[method] if kind == Kind.PAYMENT else "st-refund"
