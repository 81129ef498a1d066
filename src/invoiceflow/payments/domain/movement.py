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


@dataclass(frozen=True, slots=True)
class Movement:
    """
    A movement of one payment's money, in minor units of its invoice's currency.

    ``provider_id`` is the balance transaction at Stripe: there is at most one movement of a kind for each.
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
}
