"""Remove what remains of exports that had their time, and end those that nobody writes any more."""

from datetime import datetime

from invoiceflow.kernel.ids import TenantId
from invoiceflow.reporting import store
from invoiceflow.reporting.actions.write_export import UNHEARD, ExportDesk, WriteExport, end_export
from invoiceflow.reporting.domain.export import LOST


async def tidy_exports(desk: ExportDesk, tenant_id: TenantId, at: datetime) -> None:
    """Do both; safe to be cut short, since a file goes before what is known of it."""
    async with desk.database.as_tenant(tenant_id) as session:
        over = await store.expired(session, at)
        unheard = await store.requested_before(session, at - LOST)
    for export_id in unheard:
        await end_export(desk, WriteExport(tenant_id, export_id, at), error=UNHEARD)
    if not over:
        return
    for file in filter(None, over.values()):
        await desk.files.remove(tenant_id, file)
    async with desk.database.as_tenant(tenant_id) as session:
        await store.remove(session, over)
