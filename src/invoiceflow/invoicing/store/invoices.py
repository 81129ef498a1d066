"""One row of an invoice, whatever its status: found, locked, and its lines."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.store.rows import Values
from invoiceflow.invoicing.tables import invoice_lines, invoices
from invoiceflow.kernel.errors import Missing, Refused
from invoiceflow.runtime.database import Session


class NoSuchInvoice(Missing):
    """This tenant has no draft or invoice of that id."""

    code = "invoice.not_found"


class NotADraft(Refused):
    """The invoice was issued, and is final."""

    code = "invoice.not_a_draft"


class NotIssued(Refused):
    """The invoice is still a draft."""

    code = "invoice.not_issued"


async def row_of(session: Session, invoice_id: UUID, *, lock: bool = False) -> Row[Any]:
    """
    Return the row of a draft or invoice; with ``lock`` nobody else changes it until the transaction ends.

    Raises:
        NoSuchInvoice: there is none.
    """
    wanted = select(invoices).where(invoices.c.tenant_id == session.tenant_id, invoices.c.id == invoice_id)
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    if row is None:
        raise NoSuchInvoice("There is no such invoice.")
    return row


def require_draft(row: Row[Any]) -> None:
    """Let a draft pass. Raises NotADraft."""
    if row.status != Status.DRAFT:
        raise NotADraft(f"Invoice {row.number} is issued and never changes.")


def require_issued(row: Row[Any]) -> None:
    """Let an issued invoice pass, whatever became of it. Raises NotIssued."""
    if row.status == Status.DRAFT:
        raise NotIssued("This is still a draft. Issue it first.")


async def lines_of(session: Session, invoice_id: UUID) -> Sequence[Row[Any]]:
    """Return the rows of an invoice's lines, in their order."""
    columns = invoice_lines.c
    wanted = select(invoice_lines).where(
        columns.tenant_id == session.tenant_id, columns.invoice_id == invoice_id
    )
    return (await session.execute(wanted.order_by(columns.position))).all()


async def change(session: Session, invoice_id: UUID, values: Values) -> None:
    """Write columns of one row."""
    await session.execute(
        update(invoices)
        .where(invoices.c.tenant_id == session.tenant_id, invoices.c.id == invoice_id)
        .values(**values)
    )
