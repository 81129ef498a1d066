"""Appends to the chain. Appends of one tenant take turns on its head, so record late in a transaction."""

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from invoiceflow.audit.domain.entry import FIRST, Entry
from invoiceflow.audit.tables import entries, heads
from invoiceflow.runtime.database import Session


async def lock_head(session: Session) -> tuple[int, bytes]:
    """Return the last number and hash of the tenant's chain, and hold others off until the transaction ends."""
    own_head = select(heads.c.seq, heads.c.hash).where(heads.c.tenant_id == session.tenant_id)
    row = (await session.execute(own_head.with_for_update())).one_or_none()
    if row is None:  # once in a tenant's life; two first entries at once meet in the insert
        first = upsert(heads).values(tenant_id=session.tenant_id, seq=0, hash=FIRST)
        await session.execute(first.on_conflict_do_nothing())
        row = (await session.execute(own_head.with_for_update())).one()
    return row.seq, row.hash


async def append(session: Session, entry: Entry, previous: bytes) -> None:
    """Write an entry and move the head, in one statement: other appends of the tenant wait for it."""
    new_hash = entry.hash_after(previous)
    move = update(heads).where(heads.c.tenant_id == session.tenant_id).values(seq=entry.seq, hash=new_hash)
    await session.execute(
        insert(entries)
        .add_cte(move.cte("moved"))
        .values(
            tenant_id=entry.tenant_id,
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            actor_kind=entry.actor_kind,
            actor_id=entry.actor_id,
            action=entry.action,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            request_id=entry.request_id,
            detail=entry.detail,
            previous=previous,
            hash=new_hash,
        )
    )
