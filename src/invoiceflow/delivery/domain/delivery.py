"""A delivery: one email to one person, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from invoiceflow.kernel.ids import DeliveryId, InvoiceId

ATTEMPTS = 12
"""
How often a message that cannot be handed over is tried.

The queue waits 3 seconds after the first attempt and three times as long after each further one: an hour before the
ninth attempt, two days before the last, three days in all.
"""


class DeliveryState(StrEnum):
    """
    How far an email has come, from the least to the most telling. A delivery never goes back in this list.

    ``accepted`` means that the mail server took the message, not that a person has it. ``opened`` is a hint: programs
    open emails too, and most people's programs do not tell. What a provider says outranks ``failed``, which is only
    what we think.
    """

    QUEUED = "queued"
    FAILED = "failed"
    ACCEPTED = "accepted"
    DELAYED = "delayed"
    SOFT_BOUNCED = "bounced_soft"
    DELIVERED = "delivered"
    OPENED = "opened"
    HARD_BOUNCED = "bounced_hard"
    SUPPRESSED = "suppressed"
    COMPLAINED = "complained"


_ORDER: Final = tuple(DeliveryState)

BAD: Final = frozenset(
    {
        DeliveryState.FAILED,
        DeliveryState.SOFT_BOUNCED,
        DeliveryState.HARD_BOUNCED,
        DeliveryState.SUPPRESSED,
        DeliveryState.COMPLAINED,
    }
)
"""The client does not have the email, or does not want it: somebody has to do something."""


def progress(state: DeliveryState) -> int:
    """Return how telling a state is beside others: the higher, the more."""
    return _ORDER.index(state)


def furthest(one: DeliveryState, other: DeliveryState) -> DeliveryState:
    """Return the more telling of two states, so that notices may come in any order, and any number of times."""
    return max(one, other, key=progress)


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    ``message`` is the sender's own paragraph; ``message_id`` stays the same through every attempt.

    ``provider_id`` is what the mail service calls the message since it accepted it. ``error`` says what went wrong.
    """

    id: DeliveryId
    invoice_id: InvoiceId
    recipient: str
    recipient_name: str
    message: str
    state: DeliveryState
    attempts: int
    message_id: str
    error: str
    requested_by: str
    queued_at: datetime
    accepted_at: datetime | None = None
    requested_by_id: UUID | None = None
    provider_id: str = ""
