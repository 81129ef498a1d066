"""What became of an invoice's emails."""

from invoiceflow.delivery import store
from invoiceflow.delivery.domain.delivery import Delivery
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session


async def deliveries_of(session: Session, invoice_id: InvoiceId) -> tuple[Delivery, ...]:
    """Return an invoice's deliveries, newest first."""
    return await store.deliveries_of(session, invoice_id)
