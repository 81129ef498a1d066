"""A delivery: one email to one person, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from invoiceflow.kernel.ids import DeliveryId, InvoiceId

ATTEMPTS = 12
"""
How often a message that cannot be handed over is tried.

The queue waits 3 seconds after the first attempt and three times as long after each further one: an hour before the
ninth attempt, two days before the last, three days in all.
"""


class DeliveryState(StrEnum):
    """``accepted`` means that the mail server took the message, not that a person has it."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """``message`` is the sender's own paragraph; ``message_id`` stays the same through every attempt."""

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
