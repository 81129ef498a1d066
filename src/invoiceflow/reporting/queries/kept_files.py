"""Which files of a tenant stay when it is emptied."""

from sqlalchemy import text

from invoiceflow.runtime.database import Session

# An invoice whose document was not made yet still needs its logo for it.
_KEPT = text(
    """
    SELECT file FROM documents WHERE tenant_id = :tenant
    UNION
    SELECT i.layout ->> 'logo' FROM invoices i WHERE i.tenant_id = :tenant AND i.layout ->> 'logo' <> ''
      AND NOT EXISTS (SELECT FROM documents d WHERE d.tenant_id = i.tenant_id AND d.invoice_id = i.id)
    """
)


async def kept_files(session: Session) -> frozenset[str]:
    """Return the names of the files that stay: documents of issued invoices, and logos for those still to be made."""
    found = await session.execute(_KEPT, {"tenant": session.tenant_id})
    return frozenset(found.scalars())
