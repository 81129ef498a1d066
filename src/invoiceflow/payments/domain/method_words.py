"""What each way of paying is called on pages, and its icon: the same wherever a payment is shown."""

from collections.abc import Mapping
from typing import Final

from invoiceflow.payments.domain.payment import Method

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
