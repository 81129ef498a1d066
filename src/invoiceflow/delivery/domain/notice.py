"""A notice: what a mail service tells of a message that it accepted, for one recipient."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from invoiceflow.delivery.domain.delivery import DeliveryState


@dataclass(frozen=True, slots=True)
class Notice:
    """
    What became of a message for one recipient.

    ``provider_id`` is the service's id of the message; ``recipient`` is in small letters. ``kind`` is the state that
    it speaks of. ``detail`` are the words of the other mail server, as they came.
    """

    provider_id: str
    recipient: str
    kind: DeliveryState
    detail: str
    at: datetime


class Reason(StrEnum):
    """Why an address is written to no more."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"


_SUPPRESSING: Final = {
    DeliveryState.HARD_BOUNCED: Reason.BOUNCE,
    DeliveryState.SUPPRESSED: Reason.BOUNCE,
    DeliveryState.COMPLAINED: Reason.COMPLAINT,
}


def reason_to_suppress(kind: DeliveryState) -> Reason | None:
    """Return why nothing more is to be sent to the recipient of such a notice, if so."""
    return _SUPPRESSING.get(kind)
