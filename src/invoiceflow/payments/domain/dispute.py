"""A dispute as Stripe tells it: who asks for which money, until when it can be answered, and how it ended."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.seen import SeenDispute


class DisputeStatus(StrEnum):
    """Stripe's own states. It may invent others: what is stored is its word, whatever it is."""

    INQUIRY = "warning_needs_response"
    INQUIRY_ANSWERED = "warning_under_review"
    INQUIRY_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    APPEAL = "appeal_needs_response"
    APPEAL_ANSWERED = "appeal_under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"


ANSWERABLE: Final = frozenset({DisputeStatus.INQUIRY, DisputeStatus.NEEDS_RESPONSE})
"""States in which evidence can be handed in from here. An appeal is answered at Stripe."""

WAITING: Final = ANSWERABLE | {DisputeStatus.APPEAL}
"""States in which the tenant is asked to do something."""

OVER: Final = frozenset(
    {DisputeStatus.WON, DisputeStatus.LOST, DisputeStatus.PREVENTED, DisputeStatus.INQUIRY_CLOSED}
)

FREEZING: Final = frozenset(
    {
        DisputeStatus.NEEDS_RESPONSE,
        DisputeStatus.UNDER_REVIEW,
        DisputeStatus.APPEAL,
        DisputeStatus.APPEAL_ANSWERED,
    }
)
"""States in which the bank has the money: a refund would send it twice. An inquiry took none; a refund ends it."""

TOLD: Final = WAITING | OVER
"""States that members are told of; the others follow from what they did."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """
    One dispute of a payment, the amount in minor units of the payment's currency.

    ``seen_at`` is when it was last written down as Stripe shows it.
    """

    id: UUID
    provider_id: str
    payment_id: PaymentId
    status: str
    reason: str
    amount_minor: int
    currency: str
    is_refundable: bool
    submissions: int
    opened_at: datetime
    evidence_due_at: datetime | None
    seen_at: datetime

    def as_seen(self, seen: SeenDispute, at: datetime) -> "Dispute":
        """Return the dispute as Stripe shows it at an instant."""
        return replace(
            self,
            status=seen.status,
            reason=seen.reason,
            amount_minor=seen.amount_minor,
            is_refundable=seen.is_refundable,
            submissions=seen.submissions,
            opened_at=seen.opened_at or self.opened_at,
            evidence_due_at=seen.evidence_due_at,
            seen_at=at,
        )

    def is_answerable(self, at: datetime) -> bool:
        """Return whether evidence can be handed in at an instant."""
        return self.status in ANSWERABLE and (self.evidence_due_at is None or at < self.evidence_due_at)
