"""Duplicate a draft or invoice."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.invoicing.domain.invoice import Content, DraftInvoice
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.invoicing.store import drafts
from invoiceflow.invoicing.store.invoices import lines_of, row_of
from invoiceflow.invoicing.store.rows import content_of
from invoiceflow.kernel.ids import InvoiceId, LineId
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce


@dataclass(frozen=True, slots=True)
class DuplicateInvoice:
    """Start a new draft from what a draft or invoice says."""

    invoice_id: InvoiceId
    actor: str
    at: datetime


async def duplicate_invoice(session: Session, command: DuplicateInvoice) -> DraftInvoice:
    """
    Write a new draft with the same lines and terms, and return it. Dates and the reference are left out: they were
    those of the other one.

    Raises:
        NoSuchInvoice: there is nothing to duplicate.
    """
    row = await row_of(session, command.invoice_id)
    content = _afresh(content_of(row, await lines_of(session, row.id)), command.at)
    draft = DraftInvoice(InvoiceId(new_id(command.at)), content, totals_of(content), revision=1)
    await drafts.add_draft(session, draft, client_name=row.client_name, actor=command.actor, at=command.at)
    await announce(session, "invoice", draft.id)
    detail: dict[str, str | int | None] = {"of": row.number or str(row.id)}
    await record(session, Fact(command.at, command.actor, "draft.created", "invoice", draft.id, detail))
    return draft


def _afresh(content: Content, at: datetime) -> Content:
    return replace(
        content,
        lines=tuple(replace(line, id=LineId(new_id(at))) for line in content.lines),
        issued_on=None,
        due_on=None,
        service_from=None,
        service_to=None,
        reference="",
    )
