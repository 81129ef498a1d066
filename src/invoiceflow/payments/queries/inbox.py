"""What whoever runs the installation reads of the inbox: messages that wait, and those that are nobody's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from invoiceflow.payments.tables import provider_events
from invoiceflow.runtime.database import Database, Session

MOST: int = 200
_STRAYS = text("SELECT source, id, type, account, received_at FROM directory.list_stray_events(:most)")


@dataclass(frozen=True, slots=True)
class Message:
    """A message of Stripe; ``handled_at`` is None until its object was looked at, since or after it came."""

    source: str
    id: str
    type: str
    account: str
    received_at: datetime
    handled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait for a look at their object, and since when the first of them does."""

    messages: int
    since: datetime | None


async def backlog(session: Session) -> Backlog:
    """Return what of a tenant's messages waits."""
    columns = provider_events.c
    wanted = select(func.count(), func.min(columns.received_at)).where(
        columns.tenant_id == session.tenant_id, columns.handled_at.is_(None)
    )
    return Backlog(*(await session.execute(wanted)).one())


async def messages_about(session: Session, object_id: str) -> tuple[Message, ...]:
    """Return what came about an object at Stripe, the newest first."""
    columns = [provider_events.c[name] for name in Message.__dataclass_fields__]
    wanted = select(*columns).where(
        provider_events.c.tenant_id == session.tenant_id, provider_events.c.object_id == object_id
    )
    newest = wanted.order_by(provider_events.c.received_at.desc(), provider_events.c.id).limit(MOST)
    return tuple(Message(*row) for row in await session.execute(newest))


async def strays(database: Database) -> tuple[Message, ...]:
    """Return the messages about nobody's account, the newest first. The worker's login only."""
    async with database.without_tenant() as connection:
        return tuple(Message(*row) for row in await connection.execute(_STRAYS, {"most": MOST}))
