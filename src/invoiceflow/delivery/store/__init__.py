"""Loads and saves deliveries."""

from datetime import datetime

from sqlalchemy import RowMapping, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.delivery.domain.delivery import Delivery, DeliveryState
from invoiceflow.delivery.tables import deliveries
from invoiceflow.kernel.ids import DeliveryId, InvoiceId
from invoiceflow.runtime.database import Session

COLUMNS = [deliveries.c[name] for name in Delivery.__dataclass_fields__]


async def add_delivery(session: Session, delivery: Delivery) -> bool:
    """Write a new delivery. Return False, and change nothing, when there is one of its id."""
    values = {name: getattr(delivery, name) for name in Delivery.__dataclass_fields__}
    values["state"] = delivery.state.value
    written = insert(deliveries).values(tenant_id=session.tenant_id, **values).on_conflict_do_nothing()
    return (await session.execute(written.returning(deliveries.c.id))).one_or_none() is not None


async def lock_delivery(session: Session, delivery_id: DeliveryId) -> Delivery | None:
    """Return a delivery and hold other attempts of it off until the transaction ends."""
    wanted = select(*COLUMNS).where(
        deliveries.c.tenant_id == session.tenant_id, deliveries.c.id == delivery_id
    )
    row = (await session.execute(wanted.with_for_update())).mappings().one_or_none()
    return delivery_of(row) if row else None


async def lock_sent(session: Session, provider_id: str) -> Delivery | None:
    """Return the delivery that a mail service calls so, and hold other news of it off. Uses ux_deliveries_provider."""
    wanted = select(*COLUMNS).where(
        deliveries.c.tenant_id == session.tenant_id, deliveries.c.provider_id == provider_id
    )
    row = (await session.execute(wanted.with_for_update())).mappings().one_or_none()
    return delivery_of(row) if row and provider_id else None


async def load_delivery(session: Session, delivery_id: DeliveryId) -> Delivery | None:
    """Return a delivery as it stands, None where there is none."""
    wanted = select(*COLUMNS).where(
        deliveries.c.tenant_id == session.tenant_id, deliveries.c.id == delivery_id
    )
    row = (await session.execute(wanted)).mappings().one_or_none()
    return delivery_of(row) if row else None


async def deliveries_of(session: Session, invoice_id: InvoiceId) -> tuple[Delivery, ...]:
    """Return an invoice's deliveries, newest first. Uses ix_deliveries_invoice."""
    wanted = (
        select(*COLUMNS)
        .where(deliveries.c.tenant_id == session.tenant_id, deliveries.c.invoice_id == invoice_id)
        .order_by(deliveries.c.queued_at.desc())
    )
    return tuple(delivery_of(row) for row in (await session.execute(wanted)).mappings())


async def queued_before(session: Session, before: datetime) -> tuple[DeliveryId, ...]:
    """Return the deliveries that have waited since before then. Uses ix_deliveries_queued."""
    mine = (deliveries.c.tenant_id == session.tenant_id, deliveries.c.queued_at < before)
    # The literal is the index's: a parameter would not be known to be that state.
    waiting = deliveries.c.state == literal_column("'queued'")
    found = await session.execute(select(deliveries.c.id).where(*mine, waiting))
    return tuple(DeliveryId(each) for each in found.scalars())


async def count_attempt(session: Session, delivery_id: DeliveryId) -> None:
    """Note that an attempt begins."""
    await _change(session, delivery_id, attempts=deliveries.c.attempts + 1)


async def save_outcome(
    session: Session,
    delivery_id: DeliveryId,
    *,
    state: DeliveryState,
    error: str = "",
    accepted_at: datetime | None = None,
    provider_id: str = "",
) -> None:
    """Note what became of an attempt."""
    outcome = {"state": state.value, "error": error[:500], "accepted_at": accepted_at}
    await _change(session, delivery_id, **outcome, provider_id=provider_id)


async def save_news(session: Session, delivery_id: DeliveryId, state: DeliveryState, error: str) -> None:
    """Note what a mail service told of a delivery."""
    await _change(session, delivery_id, state=state.value, error=error[:500])


async def _change(session: Session, delivery_id: DeliveryId, **values: object) -> None:
    mine = (deliveries.c.tenant_id == session.tenant_id, deliveries.c.id == delivery_id)
    await session.execute(update(deliveries).where(*mine).values(**values))


def delivery_of(row: RowMapping) -> Delivery:
    """Return a delivery by the COLUMNS of its row."""
    values = dict(row) | {"state": DeliveryState(row["state"])}
    return Delivery(**values)
