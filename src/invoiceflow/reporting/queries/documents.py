"""Stored documents, a part at a time."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from invoiceflow.invoicing.tables import invoices
from invoiceflow.pdf.tables import documents
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document and the file (runtime/files.py) that holds it."""

    invoice_id: UUID
    number: str
    kind: str
    file: str


async def documents_after(session: Session, after: UUID, *, limit: int) -> tuple[StoredDocument, ...]:
    """Return documents in the order of their invoices' ids, those behind ``after`` alone."""
    columns = documents.c
    rows = await session.execute(
        select(columns.invoice_id, invoices.c.number, columns.kind, columns.file)
        .join_from(
            documents,
            invoices,
            and_(invoices.c.tenant_id == columns.tenant_id, invoices.c.id == columns.invoice_id),
        )
        .where(columns.tenant_id == session.tenant_id, columns.invoice_id > after)
        .order_by(columns.invoice_id)
        .limit(limit)
    )
    return tuple(StoredDocument(*row) for row in rows)
