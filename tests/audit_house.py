"""The audit chain as tests ask for it: what happened to one object, and whether the chain holds."""

from uuid import UUID

from sqlalchemy import select

from invoiceflow.audit.domain.anchor import Anchored
from invoiceflow.audit.domain.entry import Entry
from invoiceflow.audit.queries import chain_in_parts
from invoiceflow.audit.tables import entries
from invoiceflow.runtime.database import Session


async def history_of(session: Session, object_id: UUID) -> list[Entry]:
    """Return the entries about one object, the newest first."""
    columns = [entries.c[name] for name in Entry.__dataclass_fields__]
    mine = (entries.c.tenant_id == session.tenant_id, entries.c.object_id == object_id)
    rows = await session.execute(select(*columns).where(*mine).order_by(entries.c.seq.desc()))
    return [Entry(*row) for row in rows]


async def chain_faults(session: Session, anchored: Anchored | None = None) -> tuple[str, ...]:
    """Return a sentence for each place where the session's chain does not hold."""
    return tuple([fault async for _, faults in chain_in_parts(session, anchored) for fault in faults])
