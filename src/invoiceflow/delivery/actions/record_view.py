"""Record that an invoice was seen."""

from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.mark_sent import mark_viewed
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session

RECORD_VIEW = "delivery.record_view"


async def record_view(session: Session, invoice_id: InvoiceId, at: datetime) -> None:
    """Note the first public look at an invoice. Later ones change nothing."""
    if await mark_viewed(session, invoice_id, at):
        await record(session, Fact(at, "client", "invoice.seen", "invoice", invoice_id))
