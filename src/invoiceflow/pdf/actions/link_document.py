"""Lead to the document of an issued invoice, which the file store gives out by an address of its own."""

from contextlib import suppress
from datetime import datetime

from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.pdf import store
from invoiceflow.pdf.actions.store_document import Document, Press, file_name, store_document
from invoiceflow.runtime.files import DamagedFile, NoSuchFile, ShownAs


async def link_document(press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime) -> str:
    """
    Return an address, good for a minute, at which a browser gets the document; made and stored first where it is not.

    Raises what ``store_document`` raises. In a bucket a file that was lost is not noticed.
    """
    async with press.database.as_tenant(tenant_id) as session:
        issued = await documents.issued_invoice(session, invoice_id)
        file = await store.file_of(session, invoice_id)
    shown = ShownAs("application/pdf", file_name(issued.number))
    if file is not None:
        with suppress(NoSuchFile, DamagedFile):
            return await press.files.links.link(tenant_id, file, shown)
    file = (await store_document(press, tenant_id, invoice_id, at=at)).file
    return await press.files.links.link(tenant_id, file, shown)


async def document_or_link(
    press: Press, tenant_id: TenantId, invoice_id: InvoiceId, *, at: datetime
) -> Document | str:
    """
    Return the document itself where a link would lead back to us, since not every program follows one; else a link.

    Raises what ``store_document`` raises.
    """
    if press.files.links.is_ours:
        return await store_document(press, tenant_id, invoice_id, at=at)
    return await link_document(press, tenant_id, invoice_id, at=at)
