"""Lead to the document of an issued invoice where the file store gives it out by itself."""

from datetime import datetime

from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf import store
from invoiceflow.pdf.actions.store_document import Press, file_name, store_document
from invoiceflow.runtime.files import ShownAs


async def link_document(
    press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime
) -> str | None:
    """
    Return an address, good for a minute, at which a browser gets the document; made and stored first where it is not.

    None where the store has no addresses. Raises what ``store_document`` raises; a file that was lost is not noticed.
    """
    if press.files.links is None:
        return None
    async with press.database.as_tenant(tenant_id) as session:
        issued = await documents.issued_invoice(session, invoice_id)
        file = await store.file_of(session, invoice_id)
    if file is None:
        file = (await store_document(press, tenant_id, invoice_id, at=at)).file
    shown = ShownAs("application/pdf", file_name(issued.number))
    return await press.files.links.link(tenant_id, file, shown)
