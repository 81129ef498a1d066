"""Which file is the document of an invoice. Written once: the first to store it decides, all others read that."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.pdf.tables import documents
from invoiceflow.runtime.database import Session

_PDF = "pdf"


async def file_of(session: Session, invoice_id: InvoiceId) -> str | None:
    """Return the name of the file (runtime/files.py) that is the invoice's document, or None before it is made."""
    columns = documents.c
    found = await session.execute(
        select(columns.file).where(
            columns.tenant_id == session.tenant_id, columns.invoice_id == invoice_id, columns.kind == _PDF
        )
    )
    return found.scalar_one_or_none()


async def keep_file(
    session: Session, invoice_id: InvoiceId, file: str, *, size_bytes: int, at: datetime
) -> str:
    """Make a file the invoice's document, unless it has one; return the file that it is."""
    await session.execute(
        insert(documents)
        .values(
            tenant_id=session.tenant_id,
            invoice_id=invoice_id,
            kind=_PDF,
            file=file,
            size_bytes=size_bytes,
            created_at=at,
        )
        .on_conflict_do_nothing()
    )
    return await file_of(session, invoice_id) or file
