"""
A payout: money that Stripe sends from an account's balance to its bank.

It consists of balance transactions. Those of our payments move from clearing to the bank, each in an entry of its own,
since a tenant may sell elsewhere on the same account, and Stripe pays both out together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from invoiceflow.payments.domain.movement import Movement, MovementKind
from invoiceflow.payments.domain.seen import SeenTransaction

CAME_BACK = frozenset({"failed", "canceled"})
"""Statuses in which the money is on the balance again."""


@dataclass(frozen=True, slots=True)
class SeenItem:
    """
    A balance transaction in a payout. ``source`` is the charge, refund or dispute that it is about.

    ``payment_intent`` is the payment's that the source belongs to; ``is_ours``: it says that it comes from a checkout.
    """

    source: str
    payment_intent: str
    is_ours: bool
    transaction: SeenTransaction

    @property
    def net_minor(self) -> int:
        """What it brings, less its fee."""
        return self.transaction.amount_minor - self.transaction.fee_minor


@dataclass(frozen=True, slots=True)
class SeenPayout:
    """A payout. One that was sent by hand has no ``items``: Stripe does not say what it consists of."""

    id: str
    amount_minor: int
    currency: str
    status: str
    arrives_on: date
    created_at: datetime
    items: tuple[SeenItem, ...] = ()

    def movements(self, item: SeenItem) -> Iterator[Movement]:
        """Yield what an item of our payments moves: to the bank and, where that failed, back."""
        if item.net_minor == 0:
            return
        name = f"{self.id}/{item.transaction.id}"
        yield Movement(MovementKind.PAYOUT, name, item.net_minor)
        if self.status in CAME_BACK:
            yield Movement(MovementKind.PAYOUT_RETURNED, name, -item.net_minor)


@dataclass(frozen=True, slots=True)
class Payout:
    """What is kept of a payout. ``payments`` counts those of ours in it; ``seen_at`` is when Stripe was asked."""

    provider_id: str
    account: str
    amount_minor: int
    currency: str
    status: str
    payments: int
    arrives_on: date
    created_at: datetime
    seen_at: datetime
