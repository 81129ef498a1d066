"""How much a tenant has stored: the documents of its invoices."""

from datetime import datetime

from sqlalchemy import text

from invoiceflow.runtime.database import Session

_TOTAL = text("SELECT coalesce(sum(size_bytes), 0)::bigint FROM documents WHERE tenant_id = :tenant")
_PASSED = text(
    """
    SELECT min(s.created_at) FROM (
      SELECT d.created_at, sum(d.size_bytes) OVER (ORDER BY d.created_at, d.invoice_id, d.kind) AS so_far
      FROM documents d WHERE d.tenant_id = :tenant) s
    WHERE s.so_far > :limit_bytes
    """
)


class StoredDocuments:
    """What plans ask about files (subscription/ports.py)."""

    async def total_bytes(self, session: Session) -> int:
        """Return the size of all documents."""
        total: int = (await session.execute(_TOTAL, {"tenant": session.tenant_id})).scalar_one()
        return total

    async def passed_at(self, session: Session, limit_bytes: int) -> datetime | None:
        """Return when they became larger together than a limit."""
        given = {"tenant": session.tenant_id, "limit_bytes": limit_bytes}
        passed: datetime | None = (await session.execute(_PASSED, given)).scalar_one()
        return passed
