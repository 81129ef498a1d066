"""Drafts: everything about them is replaced at once, lines and all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert

from invoiceflow.invoicing.domain.approval import Review
from invoiceflow.invoicing.domain.invoice import DraftInvoice
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.invoicing.store.invoices import change, lines_of, require_draft, row_of
from invoiceflow.invoicing.store.rows import (
    content_of,
    content_values,
    line_values,
    review_of,
    review_values,
    tax_values,
)
from invoiceflow.invoicing.tables import invoice_lines, invoice_taxes, invoices
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.runtime.database import Session


async def add_draft(
    session: Session, draft: DraftInvoice, *, client_name: str, actor: str, at: datetime
) -> None:
    """Write a new draft."""
    await session.execute(
        insert(invoices).values(
            tenant_id=session.tenant_id,
            id=draft.id,
            status="draft",
            paid_minor=0,
            link_version=1,
            revision=draft.revision,
            created_at=at,
            updated_at=at,
            edited_by=actor,
            edited_by_id=session.by.id,
            **content_values(draft.content, draft.totals, client_name),
        )
    )
    await _add_parts(session, draft)


async def load_draft(session: Session, invoice_id: UUID) -> DraftInvoice:
    """Return a draft. Raises NoSuchInvoice, NotADraft."""
    return await _draft_of(session, await row_of(session, invoice_id))


async def lock_draft(session: Session, invoice_id: UUID) -> DraftInvoice:
    """Return a draft that nobody else can change until the transaction ends. Raises NoSuchInvoice, NotADraft."""
    return await _draft_of(session, await row_of(session, invoice_id, lock=True))


async def save_draft(
    session: Session, draft: DraftInvoice, *, client_name: str, actor: str, at: datetime
) -> None:
    """Replace a draft that this transaction has locked; its lines go and come as a whole."""
    values = content_values(draft.content, draft.totals, client_name)
    mark = {"revision": draft.revision, "updated_at": at, "edited_by": actor, "edited_by_id": session.by.id}
    await change(session, draft.id, values | mark | review_values(draft.review))
    await _drop_parts(session, draft.id)
    await _add_parts(session, draft)


async def save_review(session: Session, invoice_id: InvoiceId, review: Review) -> None:
    """Write where a draft that this transaction has locked stands with those who approve."""
    await change(session, invoice_id, review_values(review))


async def delete_draft(session: Session, invoice_id: InvoiceId) -> None:
    """Remove a draft that this transaction has locked."""
    await _drop_parts(session, invoice_id)
    await session.execute(
        delete(invoices).where(invoices.c.tenant_id == session.tenant_id, invoices.c.id == invoice_id)
    )


async def _draft_of(session: Session, row: Row[Any]) -> DraftInvoice:
    require_draft(row)
    content = content_of(row, await lines_of(session, row.id))
    return DraftInvoice(InvoiceId(row.id), content, totals_of(content), row.revision, review_of(row))


async def _add_parts(session: Session, draft: DraftInvoice) -> None:
    lines = line_values(session.tenant_id, draft.id, draft.content, draft.totals)
    if lines:
        await session.execute(insert(invoice_lines), lines)
        await session.execute(insert(invoice_taxes), tax_values(session.tenant_id, draft.id, draft.totals))


async def _drop_parts(session: Session, invoice_id: InvoiceId) -> None:
    for parts in (invoice_lines, invoice_taxes):
        await session.execute(
            delete(parts).where(parts.c.tenant_id == session.tenant_id, parts.c.invoice_id == invoice_id)
        )
