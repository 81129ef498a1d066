"""Jobs: write an export of everything, and tell whoever asked for it."""

from datetime import datetime
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Postbox
from invoiceflow.kernel.ids import ExportId, TenantId
from invoiceflow.reporting.actions.start_export import WRITE_EXPORT
from invoiceflow.reporting.actions.tell_export import TELL_EXPORT, TellExport, tell_export
from invoiceflow.reporting.actions.tidy_exports import tidy_exports
from invoiceflow.reporting.actions.write_export import ExportDesk, WriteExport, end_export, write_export
from invoiceflow.reporting.queries.takeout_file import exported
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.queue import Chore, Job


def jobs(desk: ExportDesk, postbox: Postbox, clock: Clock) -> tuple[Job, ...]:
    """Return this slice's jobs."""

    def command(tenant_id: str, export_id: str) -> WriteExport:
        return WriteExport(TenantId(UUID(tenant_id)), ExportId(UUID(export_id)), clock.now())

    async def run(*, tenant_id: str, export_id: str) -> None:
        wanted = command(tenant_id, export_id)
        pieces = exported(desk.database, desk.files, wanted.tenant_id, wanted.at)
        await write_export(desk, wanted, pieces)

    async def end(*, tenant_id: str, export_id: str) -> None:
        await end_export(desk, command(tenant_id, export_id))

    async def tell(*, tenant_id: str, export_id: str) -> None:
        wanted = TellExport(TenantId(UUID(tenant_id)), ExportId(UUID(export_id)), clock.now())
        await tell_export(desk.database, postbox, wanted)

    return (Job(WRITE_EXPORT, run, give_up=end), Job(TELL_EXPORT, tell))


def chores(desk: ExportDesk) -> tuple[Chore, ...]:
    """Return what this slice tidies up."""

    async def tidy(tenant_id: TenantId, at: datetime) -> None:
        await tidy_exports(desk, tenant_id, at)

    return (tidy,)
