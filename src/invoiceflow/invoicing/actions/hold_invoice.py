"""Hold an issued invoice as it stands, while something is decided by that."""

from dataclasses import dataclass
from uuid import UUID

from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.invoicing.store import issued
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class HeldInvoice:
    """What of an issued invoice can change, and its currency."""

    currency: str
    settlement: Settlement


async def hold_invoice(session: Session, invoice_id: UUID) -> HeldInvoice:
    """
    Return how an issued invoice stands. Nobody pays or voids it until the transaction ends.

    Raises:
        NoSuchInvoice: there is none.
        NotIssued: it is a draft.
    """
    standing = await issued.lock_standing(session, invoice_id)
    return HeldInvoice(standing.currency, standing.settlement)
