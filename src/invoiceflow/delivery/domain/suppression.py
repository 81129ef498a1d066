"""An address that nothing is sent to any more, until somebody releases it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.delivery.domain.notice import Reason
from invoiceflow.kernel.ids import InvoiceId


@dataclass(frozen=True, slots=True)
class Suppression:
    """``address`` is in small letters, ``detail`` the words of the other server, ``invoice_id`` what had been sent."""

    id: UUID
    address: str
    reason: Reason
    detail: str
    invoice_id: InvoiceId
    suppressed_at: datetime


WHY = {
    Reason.BOUNCE: "Email to {address} came back: the address does not exist.",
    Reason.COMPLAINT: "{address} reported an email of yours as spam.",
}
