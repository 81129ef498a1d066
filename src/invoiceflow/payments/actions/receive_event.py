"""Take in a message of Stripe: store it once, and have what it is about looked at."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.domain.event import ProviderEvent, Target
from invoiceflow.payments.store import inbox
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.queue import defer

FOLLOW = "payments.follow"


@dataclass(frozen=True, slots=True)
class ReceiveEvent:
    """A message whose signature was checked, and the tenant whose account it is about; None where it is nobody's."""

    tenant_id: TenantId | None
    event: ProviderEvent
    at: datetime


async def receive_event(database: Database, command: ReceiveEvent) -> bool:
    """
    Store a message, committed when this returns; return whether it is new.

    Nothing follows from what it says: a job asks Stripe how the object stands.
    """
    if command.tenant_id is None:
        await inbox.keep_stray(database, command.event, command.at)
        return True
    async with database.as_tenant(command.tenant_id) as session:
        return await take_in(session, command.event, command.at)


async def take_in(session: Session, event: ProviderEvent, at: datetime) -> bool:
    """Store a message about the session's tenant, and queue the look at its object; return whether it is new."""
    is_new = await inbox.keep_event(session, event, at)
    if is_new and event.target:
        await look_at(session, event.account, event.target)
    return is_new


async def look_at(session: Session, account: str, target: Target) -> None:
    """Queue a look at an object at Stripe. Looks at one object come one after the other."""
    ids = {"account": account, "topic": target.topic.value, "object_id": target.id}
    await defer(session, FOLLOW, ids, lock=f"stripe:{target.id}")


async def look_again(session: Session, object_id: str | None = None) -> int:
    """Queue a look at each object that is parked, or at one of them alone; return how many."""
    meant = [each for each in await inbox.parked_targets(session) if object_id in (None, each[1].id)]
    for account, target in meant:
        await look_at(session, account, target)
    return len(meant)
