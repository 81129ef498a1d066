"""A refund: what was asked for, by whom, and what became of it at Stripe."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.dispute import FREEZING
from invoiceflow.payments.domain.seen import SeenRefund

REQUESTED: Final = "requested"
REFUSED: Final = "refused"
GONE: Final = frozenset({"failed", "canceled", REFUSED})
"""States in which nothing left, or all came back."""


def may_refund(left_minor: int, waiting_minor: int, dispute_status: str) -> bool:
    """
    Return whether more of a collected payment may be asked to go back.

    ``left_minor`` has not gone back by the books, ``waiting_minor`` of it was asked for already; both in minor units.
    ``dispute_status`` is Stripe's, empty where nobody disputes the payment.
    """
    return left_minor > waiting_minor and dispute_status not in FREEZING


@dataclass(frozen=True, slots=True)
class Refund:
    """
    ``state`` is ``requested`` (Stripe does not know of it yet, or may not), ``refused``, or Stripe's own.

    ``id`` is ours, and the key by which Stripe makes it once; ``provider_id`` is Stripe's. ``is_fraud`` has Stripe
    block who paid.
    """

    id: UUID
    payment_id: PaymentId
    amount_minor: int
    currency: str
    state: str
    provider_id: str
    reason: str
    fault: str
    requested_by: str
    requested_at: datetime
    is_fraud: bool = False

    def as_seen(self, seen: SeenRefund) -> "Refund":
        """Return the refund as Stripe shows it."""
        return replace(self, state=seen.status or self.state, provider_id=seen.id, fault=seen.fault)
