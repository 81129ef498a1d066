"""Record a fact in the tenant's audit chain."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from invoiceflow.audit import store
from invoiceflow.audit.domain.entry import Detail, Entry
from invoiceflow.runtime.database import Session


@dataclass(frozen=True, slots=True)
class Fact:
    """
    What an action did.

    ``action`` is a past-tense verb (``invoice.issued``); ``detail`` holds before and after where that matters.
    """

    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: UUID
    detail: Detail = field(default_factory=dict)


async def record(session: Session, fact: Fact) -> None:
    """Append a fact to the tenant's chain, in the transaction of the action itself. Call it last: it takes a lock."""
    seq, previous = await store.lock_head(session)
    entry = Entry(
        tenant_id=session.tenant_id,
        seq=seq + 1,
        at=fact.at,
        actor=fact.actor,
        actor_kind=session.by.kind,
        actor_id=session.by.id,
        action=fact.action,
        object_kind=fact.object_kind,
        object_id=fact.object_id,
        request_id=session.request_id,
        detail=fact.detail,
    )
    await store.append(session, entry, previous)
