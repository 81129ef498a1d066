"""What moves between a tenant and Stripe alone, so that no invoice is paid more or less by it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.journal import Journal


class MovementKind(StrEnum):
    """Why it moves."""

    FEE = "fee"
    """What Stripe kept; below zero, what it gave back of that."""
    DISPUTE = "dispute"
    """What Stripe holds for a dispute; below zero, what it reinstated."""
    PAYOUT = "payout"
    """What Stripe sent to the bank of it; below zero, what it kept back for a refund or a dispute."""
    PAYOUT_RETURNED = "payout_returned"
    """What came back of that, since the bank did not take it: its mirror image."""


@dataclass(frozen=True, slots=True)
class Movement:
    """
    A movement of one payment's money, in minor units of its invoice's currency.

    ``provider_id`` is the balance transaction at Stripe, for what is paid out after the payout and a slash: there is at
    most one movement of a kind for each.
    """

    kind: MovementKind
    provider_id: str
    amount_minor: int

    def journal(self, currency: str) -> Journal:
        """Return what it writes into the ledger."""
        return MOVEMENTS[self.kind](currency, self.amount_minor)


MOVEMENTS: Final[Mapping[MovementKind, Callable[[str, int], Journal]]] = {
    MovementKind.FEE: posting.kept,
    MovementKind.DISPUTE: posting.withdrawn,
    MovementKind.PAYOUT: posting.paid_out,
    MovementKind.PAYOUT_RETURNED: posting.paid_out,
}
