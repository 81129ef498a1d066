"""Reads of the chain: where it ends, and the proof that nothing in it changed."""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select

from invoiceflow.audit.domain.anchor import Anchored, Head
from invoiceflow.audit.domain.entry import FIRST, Entry
from invoiceflow.audit.tables import entries, heads
from invoiceflow.runtime.database import Session

_PART = 1000


async def head_of(session: Session) -> Head | None:
    """Return the end of the tenant's chain, or None before its first entry."""
    wanted = select(heads.c.seq, heads.c.hash).where(heads.c.tenant_id == session.tenant_id)
    row = (await session.execute(wanted)).one_or_none()
    return Head(row.seq, row.hash) if row else None


async def chain_in_parts(session: Session, anchored: Anchored | None) -> AsyncIterator[tuple[int, list[str]]]:
    """
    Recompute the chain part by part: yield how many entries each has, and what is wrong with them.

    ``anchored`` is every end of this chain that was written down outside the database.
    """
    previous, last = FIRST, 0
    while rows := await _entries_after(session, last):
        faults: list[str] = []
        for row in rows:
            faults += _faults_of(row, previous, last + 1)
            if anchored is not None and anchored.is_another(row.seq, row.hash):
                faults.append(f"audit entry {row.seq} ({row.action}) is not the one that was anchored")
            previous, last = row.hash, row.seq
        yield len(rows), faults
    head = await head_of(session)
    faults = list(anchored.faults) if anchored else []
    if anchored is not None and anchored.newest.seq > last:
        newest = anchored.newest.seq
        faults.append(
            f"the audit chain ends at entry {last}, but entry {newest} was anchored: its tail was cut"
        )
    if (head.seq, head.hash) != (last, previous) if head else last:
        faults.append("the audit chain does not end where its head says")
    yield 0, faults


async def _entries_after(session: Session, seq: int) -> Sequence[Row[Any]]:
    wanted = select(entries).where(entries.c.tenant_id == session.tenant_id, entries.c.seq > seq)
    return (await session.execute(wanted.order_by(entries.c.seq).limit(_PART))).all()


def _faults_of(row: Row[Any], previous: bytes, expected: int) -> Iterator[str]:
    entry = Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
    if row.seq == expected + 1:
        yield f"audit entry {expected} is missing"
    elif row.seq != expected:
        yield f"audit entries {expected} to {row.seq - 1} are missing"
    if row.previous != previous or row.hash != entry.hash_after(row.previous):
        yield f"audit entry {row.seq} ({row.action}) was changed"
