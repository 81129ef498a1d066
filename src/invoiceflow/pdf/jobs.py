"""What happens in the background: an issued invoice gets its document."""

from uuid import UUID

from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf.actions.store_document import Press, store_document
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.queue import Job

STORE_DOCUMENT = "pdf.store_document"


def jobs(press: Press, clock: Clock) -> tuple[Job, ...]:
    """Return the jobs of this slice."""

    async def store(*, tenant_id: str, invoice_id: str) -> None:
        await store_document(press, TenantId(UUID(tenant_id)), InvoiceId(UUID(invoice_id)), at=clock.now())

    return (Job(STORE_DOCUMENT, store),)
