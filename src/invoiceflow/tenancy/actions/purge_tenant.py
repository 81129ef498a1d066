"""Empty a tenant whose deletion is due, and erase what was kept of it when law no longer demands that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.files import Files
from invoiceflow.tenancy.domain.retention import kept_until
from invoiceflow.tenancy.ports import KeptFiles
from invoiceflow.tenancy.store import closing

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Purging:
    """
    What emptying needs. ``kept_files`` knows which files stay.

    ``rows`` is how many go in one transaction: few enough that a statement of theirs never takes too long.
    """

    database: Database
    files: Files
    kept_files: KeptFiles
    rows: int = 2000


async def purge_tenant(purging: Purging, tenant_id: TenantId, at: datetime) -> None:
    """
    Remove what law does not demand to keep, if the time has come; safe to run at any time and as often as wished.

    The first transaction lets nobody in any more, whether by membership, key or link; what follows goes unseen, in
    pieces, and goes on where it was cut short. Files go last.
    """
    async with purging.database.as_tenant(tenant_id) as session:
        before = await closing.closing_of(session)
        if before.purge_after is None or before.purge_after > at:
            return
        if before.closed_at is None:
            if not await closing.close(session, at, kept_until=kept_until(at)):
                return
            await record(session, Fact(at, "InvoiceFlow", "tenant.closed", "tenant", tenant_id))
    if before.emptied_at is None:
        await _in_pieces(purging, tenant_id, closing.empty_piece, at)
    async with purging.database.as_tenant(tenant_id) as session:
        kept = await purging.kept_files(session)
    await purging.files.keep_only(tenant_id, kept)


async def erase_tenant(purging: Purging, tenant_id: TenantId, at: datetime) -> None:
    """
    Remove all that was kept of a deleted tenant, if its time is over; as safe to run as emptying it.

    The tenant's own row goes last, after the files: as long as it is there, the next attempt goes on.
    """
    async with purging.database.as_tenant(tenant_id) as session:
        before = await closing.closing_of(session)
    if before.emptied_at is None or before.keep_until is None or before.keep_until >= at.date():
        return
    await _in_pieces(purging, tenant_id, closing.erase_piece, at)
    await purging.files.keep_only(tenant_id, frozenset())
    async with purging.database.as_tenant(tenant_id) as session:
        if await closing.forget(session, at):
            log.info("tenant.erased", tenant=str(tenant_id), kept_until=str(before.keep_until))


async def _in_pieces(
    purging: Purging, tenant_id: TenantId, piece: Callable[..., Awaitable[int]], at: datetime
) -> None:
    gone = purging.rows
    while gone:
        async with purging.database.as_tenant(tenant_id) as session:
            gone = await piece(session, at, rows=purging.rows)
