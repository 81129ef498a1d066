"""Write the ledger's side of issuing and voiding, in the transaction of each: an invoice without it never exists."""

from invoiceflow.invoicing.events import InvoiceIssued, InvoiceVoided
from invoiceflow.payments import store
from invoiceflow.payments.domain import posting
from invoiceflow.runtime.database import Session


async def post_issued(session: Session, event: InvoiceIssued) -> None:
    """Bill the client in the ledger."""
    row = await store.load_billed(session, event.invoice_id)
    journal = posting.issued(row.billed)
    await store.write_journal(
        session,
        "issue",
        journal,
        invoice_id=event.invoice_id,
        source_id=event.invoice_id,
        at=row.issued_at,
    )


async def post_voided(session: Session, event: InvoiceVoided) -> None:
    """Take back in the ledger what issuing wrote."""
    row = await store.load_billed(session, event.invoice_id)
    journal = posting.voided(row.billed)
    await store.write_journal(
        session,
        "void",
        journal,
        invoice_id=event.invoice_id,
        source_id=event.invoice_id,
        at=row.voided_at or row.issued_at,
    )
