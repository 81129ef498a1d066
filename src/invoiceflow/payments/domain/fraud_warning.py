"""An early fraud warning: the card's issuer says that a payment was fraud, mostly before anybody disputes it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.kernel.ids import PaymentId
from invoiceflow.payments.domain.seen import SeenWarning


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """
    A warning about one payment.

    Its ``id`` is also that of the refund that answers it: however often one is asked for, by whom, it is one. Whoever
    decides that nothing is to be done is ``left_by``.
    """

    id: UUID
    provider_id: str
    payment_id: PaymentId
    fraud_type: str
    is_actionable: bool
    warned_at: datetime
    seen_at: datetime
    left_by: str = ""
    left_at: datetime | None = None

    def as_seen(self, seen: SeenWarning, at: datetime) -> "FraudWarning":
        """Return the warning as Stripe shows it at an instant."""
        return replace(self, fraud_type=seen.fraud_type, is_actionable=seen.is_actionable, seen_at=at)


class Outcome(StrEnum):
    """What became of a warning."""

    OPEN = "open"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    LEFT = "left"


def outcome(
    *, amount_minor: int, refunded_minor: int, is_refunding: bool, is_disputed: bool, is_left: bool
) -> Outcome:
    """
    Return what became of a warning about a payment of an amount, of which so much was refunded, in minor units.

    What was wholly refunded is that, whatever its bank asks afterwards.
    """
    if refunded_minor >= amount_minor:
        return Outcome.REFUNDED
    if is_disputed:
        return Outcome.DISPUTED
    if is_refunding:
        return Outcome.REFUNDING
    return Outcome.LEFT if is_left else Outcome.OPEN
