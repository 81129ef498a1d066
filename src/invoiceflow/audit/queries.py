"""Reads of the chain: the history of an object, and the proof that nothing in it changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from invoiceflow.audit.domain.entry import FIRST, Detail, Entry
from invoiceflow.audit.tables import entries, heads
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry as pages show it."""

    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: UUID
    detail: Detail


async def history_of(session: Session, object_id: UUID) -> tuple[Recorded, ...]:
    """Return what happened to one object, newest first. Uses ix_audit_entries_object."""
    return await _recorded(session, limit=200, object_id=object_id)


async def recent(session: Session, *, limit: int) -> tuple[Recorded, ...]:
    """Return the tenant's newest entries."""
    return await _recorded(session, limit=limit, object_id=None)


async def _recorded(session: Session, *, limit: int, object_id: UUID | None) -> tuple[Recorded, ...]:
    columns = entries.c
    wanted = select(
        columns.at, columns.actor, columns.action, columns.object_kind, columns.object_id, columns.detail
    ).where(columns.tenant_id == session.tenant_id)
    if object_id is not None:
        wanted = wanted.where(columns.object_id == object_id)
    rows = await session.execute(wanted.order_by(columns.seq.desc()).limit(limit))
    return tuple(Recorded(*row) for row in rows)


async def chain_faults(session: Session) -> tuple[str, ...]:
    """Recompute the tenant's whole chain and return a sentence for each place where it does not hold."""
    faults: list[str] = []
    previous, expected = FIRST, 1
    rows = await session.execute(
        select(entries).where(entries.c.tenant_id == session.tenant_id).order_by(entries.c.seq)
    )
    for row in rows:
        entry = Entry(
            tenant_id=row.tenant_id,
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            action=row.action,
            object_kind=row.object_kind,
            object_id=row.object_id,
            request_id=row.request_id,
            detail=row.detail,
        )
        if row.seq != expected:
            faults.append(f"audit entry {expected} is missing")
        if row.previous != previous or row.hash != entry.hash_after(row.previous):
            faults.append(f"audit entry {row.seq} was changed")
        previous, expected = row.hash, row.seq + 1
    head = (
        await session.execute(select(heads.c.seq, heads.c.hash).where(heads.c.tenant_id == session.tenant_id))
    ).one_or_none()
    if (head.seq, head.hash) != (expected - 1, previous) if head else expected != 1:
        faults.append("the audit chain does not end where its head says")
    return tuple(faults)
