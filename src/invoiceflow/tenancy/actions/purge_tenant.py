"""Empty a tenant whose deletion is due."""

from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import Files
from invoiceflow.tenancy.store import closing


async def purge_tenant(database: Database, files: Files, tenant_id: TenantId, at: datetime) -> None:
    """
    Remove what law does not demand to keep, if the time has come; safe to run at any time and as often as wished.

    Rows go in one transaction; files after it, and again if that was cut short.
    """
    async with database.as_tenant(tenant_id) as session:
        before = await closing.closing_of(session)
        if before.purge_after is None or before.purge_after > at:
            return
        if before.closed_at is None:
            if not await closing.purge(session):
                return
            await record(session, Fact(at, "InvoiceFlow", "tenant.closed", "tenant", tenant_id))
        kept = await closing.kept_files(session)
    await files.keep_only(tenant_id, kept)
