"""Write the ledger's side of issuing and voiding, in the transaction of each: an invoice without it never exists."""

from invoiceflow.invoicing.events import InvoiceIssued, InvoiceVoided
from invoiceflow.payments import store
from invoiceflow.payments.domain import posting
from invoiceflow.payments.domain.journal import Journal
from invoiceflow.runtime.database import Session


async def post_issued(session: Session, event: InvoiceIssued) -> None:
    """Bill the client in the ledger."""
    billed = await store.load_billed(session, event.invoice_id)
    await _write(session, "issue", posting.issued(billed), event)


async def post_voided(session: Session, event: InvoiceVoided) -> None:
    """Take back in the ledger what issuing wrote."""
    billed = await store.load_billed(session, event.invoice_id)
    await _write(session, "void", posting.voided(billed), event)


async def _write(
    session: Session, kind: store.JournalKind, journal: Journal, event: InvoiceIssued | InvoiceVoided
) -> None:
    invoice_id = event.invoice_id
    await store.write_journal(
        session, kind, journal, invoice_id=invoice_id, source_id=invoice_id, at=event.at
    )
