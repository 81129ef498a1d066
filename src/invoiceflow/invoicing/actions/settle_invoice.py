"""Settle an invoice: count money that came in, or went back."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.invoicing.events import InvoiceSettled
from invoiceflow.invoicing.store import issued
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish


class NotPayable(Refused):
    """The invoice is void, and takes no money."""

    code = "invoice.void"


class OtherCurrency(Invalid):
    """The money is of another currency than the invoice."""

    code = "payment.currency"


@dataclass(frozen=True, slots=True)
class SettleInvoice:
    """``change_minor`` is what came in (or, below zero, went back), in the invoice's currency."""

    invoice_id: InvoiceId
    change_minor: int
    currency: str
    at: datetime


async def settle_invoice(session: Session, command: SettleInvoice) -> Settlement:
    """
    Add money to what was paid, in the transaction of whoever keeps the ledger, and return how the invoice stands.

    Locks the invoice until that transaction ends, so that two payments count one after the other. Records nothing
    in the audit chain: the payment does.

    Raises:
        NoSuchInvoice: there is no such invoice.
        NotIssued: it is a draft.
        NotPayable: it is void.
        OtherCurrency: the currencies differ.
    """
    standing = await issued.lock_standing(session, command.invoice_id)
    before = standing.settlement
    if before.status is Status.VOID:
        raise NotPayable(f"Invoice {standing.number} is void and takes no payment.")
    if command.currency != standing.currency:
        message = f"Invoice {standing.number} is in {standing.currency}. Record the payment in that currency."
        raise OtherCurrency.field("/currency", OtherCurrency.code, message)
    after = before.after(command.change_minor)
    await issued.save_settlement(session, standing, after, command.at)
    if after.status is Status.PAID and before.status is not Status.PAID:
        await publish(session, InvoiceSettled(standing.id))
    await announce(session, "invoice", standing.id)
    return after
