"""Ask a client for money on a page of Stripe's, in words that the client reads."""

from datetime import datetime

from invoiceflow.delivery.actions.choose_words import words_of
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.invoicing.queries import documents
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.open_checkout import Asks, OpenCheckout
from invoiceflow.payments.domain.mirror import Mirror
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.actions.list_entries import list_entries
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.database import Database


def ask_to_pay(tenant_id: TenantId, invoice: IssuedInvoice, *, at: datetime, url: str = "") -> OpenCheckout:
    """Return what asks for all that is open on an invoice. A page for an amount leads back to ``url``."""
    title = f"{lay_out_invoice(invoice).heading} {invoice.number}"
    note = words_of(invoice.content.language).mirror_note
    return OpenCheckout(
        tenant_id=tenant_id,
        invoice_id=invoice.id,
        title=title,
        email=invoice.buyer.email,
        language=invoice.content.language,
        url=url,
        at=at,
        name=invoice.buyer.name,
        mirror=Mirror(
            client_id=invoice.content.client_id,
            buyer=invoice.buyer,
            entries=list_entries(invoice),
            due_on=invoice.due_on,
            note=note.format(invoice=title, seller=invoice.seller.name),
        ),
    )


def asking(database: Database, clock: Clock) -> Asks:
    """Return what looks an issued invoice up and asks for it, for jobs."""

    async def ask(tenant_id: TenantId, invoice_id: InvoiceId) -> OpenCheckout:
        async with database.as_tenant(tenant_id) as session:
            invoice = await documents.issued_invoice(session, invoice_id)
        return ask_to_pay(tenant_id, invoice, at=clock.now())

    return ask
