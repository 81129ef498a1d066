"""Which members were told of which deliveries that came to nothing, and which of them still have to be told of."""

from datetime import datetime

from sqlalchemy import func, select, true, update

from invoiceflow.delivery.domain.delivery import Delivery
from invoiceflow.delivery.store import COLUMNS, delivery_of
from invoiceflow.delivery.tables import deliveries
from invoiceflow.kernel.ids import DeliveryId
from invoiceflow.runtime.database import Session


async def count_told(session: Session, since: datetime) -> int:
    """Return of how many deliveries people were told since then. Uses ix_deliveries_told."""
    told = (deliveries.c.tenant_id == session.tenant_id, deliveries.c.told_at > since)
    return int((await session.execute(select(func.count()).where(*told))).scalar_one())


async def note_told(session: Session, delivery_id: DeliveryId, at: datetime) -> None:
    """Note that people are told of a delivery now."""
    await _change(session, delivery_id, told_at=at, is_untold=False)


async def leave_untold(session: Session, delivery_id: DeliveryId) -> None:
    """Note that a delivery still has to be told of."""
    await _change(session, delivery_id, is_untold=True)


async def tell_untold(session: Session, at: datetime) -> int:
    """Note that people are told now of all that they still had to be told of; return how many those are."""
    untold = (deliveries.c.tenant_id == session.tenant_id, deliveries.c.is_untold == true())
    changed = update(deliveries).where(*untold).values(told_at=at, is_untold=False)
    return len((await session.execute(changed.returning(deliveries.c.id))).all())


async def told_at(session: Session, at: datetime) -> tuple[Delivery, ...]:
    """Return what people were told of at that very instant, oldest first. Uses ix_deliveries_told."""
    wanted = (
        select(*COLUMNS)
        .where(deliveries.c.tenant_id == session.tenant_id, deliveries.c.told_at == at)
        .order_by(deliveries.c.queued_at, deliveries.c.id)
    )
    return tuple(delivery_of(row) for row in (await session.execute(wanted)).mappings())


async def _change(session: Session, delivery_id: DeliveryId, **values: object) -> None:
    mine = (deliveries.c.tenant_id == session.tenant_id, deliveries.c.id == delivery_id)
    await session.execute(update(deliveries).where(*mine).values(**values))
