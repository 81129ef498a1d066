"""What of the ledger of usage was told to Stripe's meter, and what both counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.runtime.database import Session
from invoiceflow.subscription.ports import Measured
from invoiceflow.subscription.store.usage import INVOICES
from invoiceflow.subscription.tables import usage_comparisons, usage_exports, usage_ledger


@dataclass(frozen=True, slots=True)
class Export:
    """A row that the meter is to be told, and since when it is."""

    usage: Measured
    asked_at: datetime


async def take_waiting(
    session: Session, payer: str, *, since: datetime, at: datetime, most: int
) -> Sequence[Export]:
    """Return the oldest rows since an instant that the meter has not answered for; all are noted as asked."""
    used, told = usage_ledger.c, usage_exports.c
    both = usage_ledger.outerjoin(usage_exports, (told.tenant_id == used.tenant_id) & (told.id == used.id))
    wanted = (
        select(
            used.id, used.meter, used.quantity, used.at, func.coalesce(told.asked_at, at).label("asked_at")
        )
        .select_from(both)
        .where(
            used.tenant_id == session.tenant_id,
            used.meter == INVOICES,
            used.at >= since,
            or_(told.id.is_(None), told.state == "asked"),
        )
        .order_by(used.at, used.id)
        .limit(most)
    )
    rows = (await session.execute(wanted)).all()
    if rows:
        new = [
            {
                "tenant_id": session.tenant_id,
                "id": row.id,
                "payer": payer,
                "state": "asked",
                "fault": "",
                "asked_at": at,
                "changed_at": at,
            }
            for row in rows
        ]
        await session.execute(insert(usage_exports).values(new).on_conflict_do_nothing())
    return [Export(Measured(row.id, payer, row.meter, row.quantity, row.at), row.asked_at) for row in rows]


async def settle(session: Session, usage_id: UUID, fault: str, at: datetime) -> None:
    """Note what the meter answered: nothing to say means that it counts."""
    await session.execute(
        update(usage_exports)
        .where(usage_exports.c.tenant_id == session.tenant_id, usage_exports.c.id == usage_id)
        .values(state="refused" if fault else "taken", fault=fault[:500], changed_at=at)
    )


async def used_between(session: Session, begins_at: datetime, ends_at: datetime) -> int:
    """Return how much the ledger has from one instant until before another."""
    columns = usage_ledger.c
    wanted = select(func.coalesce(func.sum(columns.quantity), 0)).where(
        columns.tenant_id == session.tenant_id,
        columns.meter == INVOICES,
        columns.at >= begins_at,
        columns.at < ends_at,
    )
    return int((await session.execute(wanted)).scalar_one())


async def days_to_compare(session: Session, newest: date, *, since: date) -> Sequence[date]:
    """Return the newest day where it was not compared, and those since another that differed."""
    columns = usage_comparisons.c
    wanted = select(columns.day, columns.ours, columns.theirs).where(
        columns.tenant_id == session.tenant_id, columns.day >= since
    )
    known = (await session.execute(wanted.order_by(columns.day))).all()
    differing = [row.day for row in known if row.ours != row.theirs]
    return differing if newest in {row.day for row in known} else [*differing, newest]


async def save_comparison(session: Session, day: date, ours: int, theirs: int, at: datetime) -> None:
    """Write what both counted on a day."""
    values = {"ours": ours, "theirs": theirs, "compared_at": at}
    row = insert(usage_comparisons).values(values | {"tenant_id": session.tenant_id, "day": day})
    await session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=values))
