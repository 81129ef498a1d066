"""Record that somebody was refused what they may not do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from redis.asyncio import Redis

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.entry import Detail
from invoiceflow.kernel.actor import Mark
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.redis import tenant_key

MOST = 10
WINDOW = timedelta(hours=1)
MOST_TENANTS = 10


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """``action`` is ``access.refused`` or ``access.astray``; ``detail`` says what was asked for, where that may be."""

    tenant_id: TenantId
    by: Mark
    actor: str
    action: str
    request_id: str
    at: datetime
    detail: Detail


async def record_refusal(database: Database, redis: Redis, command: RecordRefusal) -> bool:
    """
    Append a refusal to the tenant's chain, in a transaction of its own; return whether one was written.

    At most ten an hour of each actor are listed, and one entry then says that there were more: refusals cost whoever
    provokes them nothing, and must neither bury the log nor hold its lock.
    """
    count = await _count(redis, command)
    if count > MOST + 1:
        return False
    is_last = count == MOST + 1
    fact = Fact(
        at=command.at,
        actor=command.actor,
        action="access.refused_often" if is_last else command.action,
        object_kind="access",
        object_id=command.by.id or command.tenant_id,
        detail={"listed_again_from": (command.at + WINDOW).isoformat(timespec="minutes")}
        if is_last
        else command.detail,
    )
    async with database.as_tenant(command.tenant_id, request_id=command.request_id, by=command.by) as session:
        await record(session, fact)
    return True


async def _count(redis: Redis, command: RecordRefusal) -> int:
    """Return the how manieth refusal of this actor it is, since the first one within an hour."""
    key = tenant_key(command.tenant_id, "refusals", _name(command.by.id))
    async with redis.pipeline(transaction=True) as pipe:
        pipe.incr(key)
        pipe.expire(key, WINDOW, nx=True)
        count, _ = await pipe.execute()
    return int(count)


def _name(actor_id: UUID | None) -> str:
    return str(actor_id or "nobody")
