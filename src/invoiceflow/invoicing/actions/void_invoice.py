"""Void an invoice."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.actions.save_draft import require_revision
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.events import InvoiceVoided
from invoiceflow.invoicing.store import issued
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish


class HasPayments(Refused):
    """Money was paid on the invoice."""

    code = "invoice.has_payments"


class AlreadyVoid(Refused):
    """The invoice was voided before."""

    code = "invoice.already_void"


@dataclass(frozen=True, slots=True)
class VoidInvoice:
    """
    Declare that an issued invoice does not stand. ``reason`` is for the audit chain and may be empty.

    ``revision`` is that of the invoice as it was read; None voids it whatever became of it.
    """

    invoice_id: InvoiceId
    actor: str
    at: datetime
    reason: str = ""
    revision: int | None = None


async def void_invoice(session: Session, command: VoidInvoice) -> None:
    """
    Void an invoice. It keeps its number and its link, and nothing is due on it.

    Raises:
        NoSuchInvoice: there is no such invoice.
        NotIssued: it is a draft, which is discarded instead.
        Stale: something became of it since.
        AlreadyVoid: it was voided before.
        HasPayments: money is on it; reverse the payments first.
    """
    standing = await issued.lock_standing(session, command.invoice_id)
    require_revision(standing, command.revision)
    if standing.settlement.status is Status.VOID:
        raise AlreadyVoid(f"Invoice {standing.number} is void already.")
    if standing.settlement.paid_minor != 0:
        raise HasPayments(f"Invoice {standing.number} has payments on it. Reverse them first.")
    await issued.save_void(session, standing, command.at)
    await publish(session, InvoiceVoided(standing.id, command.at))
    await announce(session, "invoice", standing.id)
    detail: dict[str, str | int | None] = {"number": standing.number, "reason": command.reason}
    await record(session, Fact(command.at, command.actor, "invoice.voided", "invoice", standing.id, detail))
