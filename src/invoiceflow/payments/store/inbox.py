"""Messages of Stripe, each once; and objects there that could not be applied, until they are."""

from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.payments.domain.event import ProviderEvent, Target, Topic
from invoiceflow.payments.tables import parked_objects, provider_events
from invoiceflow.runtime.database import Database, Session

_STRAY = text("SELECT directory.keep_stray_event(:source, :id, :type, :account, :at)")

_FORGET_STRAYS = text("SELECT directory.forget_stray_events(:before)")


async def keep_event(session: Session, event: ProviderEvent, at: datetime) -> bool:
    """Store a message; return whether it is new. One that nothing follows from counts as handled."""
    target = event.target
    values = {
        "tenant_id": session.tenant_id,
        "source": event.source.value,
        "id": event.id,
        "type": event.type,
        "account": event.account,
        "api_version": event.api_version,
        "topic": target.topic.value if target else "",
        "object_id": target.id if target else "",
        "created_at": event.created_at,
        "received_at": at,
        "handled_at": None if target else at,
    }
    kept = insert(provider_events).values(values).on_conflict_do_nothing().returning(provider_events.c.id)
    return (await session.execute(kept)).one_or_none() is not None


async def keep_stray(database: Database, event: ProviderEvent, at: datetime) -> None:
    """Store a message about an account that is no tenant's."""
    values = {"source": event.source.value, "id": event.id, "type": event.type, "account": event.account}
    async with database.without_tenant() as connection:
        await connection.execute(_STRAY, values | {"at": at})


async def forget_strays(database: Database, before: datetime) -> None:
    """Forget messages about nobody's account. The worker's login only."""
    async with database.without_tenant() as connection:
        await connection.execute(_FORGET_STRAYS, {"before": before})


async def mark_handled(session: Session, target: Target, asked_at: datetime, at: datetime) -> None:
    """Note that all messages about an object that came before Stripe was asked are dealt with."""
    await session.execute(
        update(provider_events)
        .where(
            provider_events.c.tenant_id == session.tenant_id,
            provider_events.c.object_id == target.id,
            provider_events.c.topic == target.topic.value,
            provider_events.c.handled_at.is_(None),
            provider_events.c.received_at <= asked_at,
        )
        .values(handled_at=at)
    )


async def park(
    session: Session, account: str, target: Target, *, code: str, reason: str, at: datetime
) -> None:
    """Keep in view what could not be applied, and why. It is tried again when Stripe speaks of it, or somebody asks."""
    values = {
        "tenant_id": session.tenant_id,
        "account": account,
        "topic": target.topic.value,
        "object_id": target.id,
        "code": code,
        "reason": reason[:500],
        "parked_at": at,
        "tried_at": at,
        "tries": 1,
    }
    again = {"code": code, "reason": reason[:500], "tried_at": at, "tries": parked_objects.c.tries + 1}
    key = ["tenant_id", "account", "topic", "object_id"]
    await session.execute(
        insert(parked_objects).values(values).on_conflict_do_update(index_elements=key, set_=again)
    )


async def parked_targets(session: Session) -> list[tuple[str, Target]]:
    """Return what is parked, each with its account, the longest first."""
    columns = parked_objects.c
    wanted = select(columns.account, columns.topic, columns.object_id).where(
        columns.tenant_id == session.tenant_id
    )
    rows = await session.execute(wanted.order_by(columns.parked_at, columns.object_id))
    return [(row.account, Target(Topic(row.topic), row.object_id)) for row in rows]


async def unpark(session: Session, account: str, target: Target) -> None:
    """Take from view what was applied after all."""
    await session.execute(
        delete(parked_objects).where(
            parked_objects.c.tenant_id == session.tenant_id,
            parked_objects.c.account == account,
            parked_objects.c.topic == target.topic.value,
            parked_objects.c.object_id == target.id,
        )
    )
