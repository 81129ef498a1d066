"""Mark an invoice as uncollectible, or as one to be collected again."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import OPEN, Settlement, status_by_payment
from invoiceflow.invoicing.store import issued
from invoiceflow.invoicing.store.issued import Standing
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce


class NothingToCollect(Refused):
    """Nothing is open on the invoice."""

    code = "invoice.not_open"


class NotUncollectible(Refused):
    """The invoice was not given up."""

    code = "invoice.not_uncollectible"


@dataclass(frozen=True, slots=True)
class MarkUncollectible:
    """Give up on an invoice, or take that back."""

    invoice_id: InvoiceId
    actor: str
    at: datetime


async def mark_uncollectible(session: Session, command: MarkUncollectible) -> Settlement:
    """
    Give up on the money of an open invoice. What is due stays on record.

    Raises:
        NoSuchInvoice, NotIssued: there is no such invoice.
        NothingToCollect: it is paid, void or given up already.
    """
    standing = await issued.lock_standing(session, command.invoice_id)
    if standing.settlement.status not in OPEN:
        raise NothingToCollect(f"Invoice {standing.number} has nothing open.")
    return await _save(session, standing, command, Status.UNCOLLECTIBLE, "invoice.uncollectible")


async def collect_again(session: Session, command: MarkUncollectible) -> Settlement:
    """
    Take back that an invoice was given up.

    Raises:
        NoSuchInvoice, NotIssued: there is no such invoice.
        NotUncollectible: it was not given up.
    """
    standing = await issued.lock_standing(session, command.invoice_id)
    before = standing.settlement
    if before.status is not Status.UNCOLLECTIBLE:
        raise NotUncollectible(f"Invoice {standing.number} was not marked as uncollectible.")
    status = status_by_payment(before.total_minor, before.paid_minor)
    return await _save(session, standing, command, status, "invoice.collectible_again")


async def _save(
    session: Session, standing: Standing, command: MarkUncollectible, status: Status, action: str
) -> Settlement:
    after = replace(standing.settlement, status=status)
    await issued.save_settlement(session, standing, after, command.at)
    await announce(session, "invoice", standing.id)
    detail: dict[str, str | int | None] = {"number": standing.number, "due_minor": after.due_minor}
    await record(session, Fact(command.at, command.actor, action, "invoice", standing.id, detail))
    return after
