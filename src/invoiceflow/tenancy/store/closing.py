"""Marks tenants as being deleted, and empties them when their time has come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update

from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.tables import tenants

_PURGE = text("SELECT directory.purge_tenant()")
# An invoice whose document was not made yet still needs its logo for it.
_KEPT_FILES = text(
    """
    SELECT file FROM documents WHERE tenant_id = :tenant
    UNION
    SELECT i.layout ->> 'logo' FROM invoices i WHERE i.tenant_id = :tenant AND i.layout ->> 'logo' <> ''
      AND NOT EXISTS (SELECT FROM documents d WHERE d.tenant_id = i.tenant_id AND d.invoice_id = i.id)
    """
)


@dataclass(frozen=True, slots=True)
class Closing:
    """How far the deletion of a tenant has come: both empty while nobody wants it."""

    purge_after: datetime | None
    closed_at: datetime | None


async def closing_of(session: Session) -> Closing:
    """Return how far the deletion of the session's tenant has come."""
    wanted = select(tenants.c.purge_after, tenants.c.closed_at)
    row = (await session.execute(wanted.where(tenants.c.tenant_id == session.tenant_id))).one()
    return Closing(row.purge_after, row.closed_at)


async def mark_closing(session: Session, closing_at: datetime | None, purge_after: datetime | None) -> None:
    """Begin a deletion or, with nothing, call it off. The settings' version rises: whoever kept them asks again."""
    await session.execute(
        update(tenants)
        .where(tenants.c.tenant_id == session.tenant_id)
        .values(
            closing_at=closing_at,
            purge_after=purge_after,
            settings_version=tenants.c.settings_version + 1,
        )
    )


async def purge(session: Session) -> bool:
    """Empty the tenant if the database finds that its time has come; return whether it did. The worker's login only."""
    return bool((await session.execute(_PURGE)).scalar_one())


async def kept_files(session: Session) -> frozenset[str]:
    """Return the names of the files that stay: documents of issued invoices, and logos for those still to be made."""
    found = await session.execute(_KEPT_FILES, {"tenant": session.tenant_id})
    return frozenset(found.scalars())
