"""Note that an invoice reached the mail server, and that its client looked at it."""

from datetime import datetime

from invoiceflow.invoicing.store import issued
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


async def mark_sent(session: Session, invoice_id: InvoiceId, at: datetime) -> bool:
    """
    Note when an invoice was first accepted by a mail server; return whether this was the first time.

    Safe to repeat. A draft or an unknown id is no first time.
    """
    return await _mark(session, invoice_id, "sent_at", at)


async def mark_viewed(session: Session, invoice_id: InvoiceId, at: datetime) -> bool:
    """
    Note when the public page of an invoice was first opened by somebody else; return whether this was the first time.

    Safe to repeat. It is a hint, not a proof: pages are opened by programs, too.
    """
    return await _mark(session, invoice_id, "viewed_at", at)


async def _mark(session: Session, invoice_id: InvoiceId, column: str, at: datetime) -> bool:
    first = await issued.mark_first(session, invoice_id, column, at)
    if first:
        await announce(session, "invoice", invoice_id)
    return first
