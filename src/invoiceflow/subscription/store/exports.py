"""What of the ledger of usage was told to Stripe's meter, and what both counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.runtime.database import Session
from invoiceflow.subscription.ports import Measured
from invoiceflow.subscription.store.usage import INVOICES
from invoiceflow.subscription.tables import usage_comparisons, usage_exports, usage_ledger

OLDEST: Final = timedelta(days=35)
"""Stripe takes nothing older."""

AHEAD: Final = timedelta(minutes=5)
"""Stripe takes nothing that lies further in the future."""

AGAIN: Final = timedelta(days=1)
"""After how long a row that was refused is told again."""


@dataclass(frozen=True, slots=True)
class Export:
    """A row that the meter is to be told, and since when it is."""

    usage: Measured
    asked_at: datetime


async def take_waiting(
    session: Session, payer: str, *, since: datetime, at: datetime, most: int
) -> Sequence[Export]:
    """Return the oldest rows since an instant that the meter is to be told; all are noted as asked."""
    used, told = usage_ledger.c, usage_exports.c
    both = usage_ledger.outerjoin(usage_exports, (told.tenant_id == used.tenant_id) & (told.id == used.id))
    wanted = (
        select(
            *(used.id, used.meter, used.quantity, used.at, told.state),
            func.coalesce(told.asked_at, at).label("asked_at"),
            func.coalesce(told.refusals, 0).label("refusals"),
        )
        .select_from(both)
        .where(
            used.tenant_id == session.tenant_id,
            used.meter == INVOICES,
            used.at >= since,
            used.at <= at + AHEAD,
            or_(told.id.is_(None), told.state == "asked", _again(at)),
        )
        .order_by(used.at, used.id)
        .limit(most)
    )
    rows = (await session.execute(wanted)).all()
    again = [row.id for row in rows if row.state == "refused"]
    if again:
        await session.execute(
            update(usage_exports)
            .where(told.tenant_id == session.tenant_id, told.id.in_(again))
            .values(state="asked", asked_at=at, changed_at=at, refusals=told.refusals + 1)
        )
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
                "refusals": 0,
            }
            for row in rows
        ]
        await session.execute(insert(usage_exports).values(new).on_conflict_do_nothing())
    return [_export(session, payer, row, at) for row in rows]


def _again(at: datetime) -> ColumnElement[bool]:
    """Return what holds for a row that was refused, and may be told anew."""
    told = usage_exports.c
    return and_(told.state == "refused", told.changed_at <= at - AGAIN, usage_ledger.c.at > at - OLDEST)


def _export(session: Session, payer: str, row: Row[Any], at: datetime) -> Export:
    is_again = row.state == "refused"
    refusals = row.refusals + is_again
    used = Measured(session.tenant_id, row.id, refusals, payer, row.meter, row.quantity, row.at)
    return Export(used, at if is_again else row.asked_at)


async def settle(session: Session, usage_id: UUID, state: str, fault: str, at: datetime) -> None:
    """Note what the meter answered."""
    await session.execute(
        update(usage_exports)
        .where(usage_exports.c.tenant_id == session.tenant_id, usage_exports.c.id == usage_id)
        .values(state=state, fault=fault[:500], changed_at=at)
    )


async def refuse(session: Session, usage_id: UUID, fault: str, at: datetime) -> None:
    """Note that the meter refused a row at an instant, unless it was asked anew since."""
    told = usage_exports.c
    await session.execute(
        update(usage_exports)
        .where(
            told.tenant_id == session.tenant_id,
            told.id == usage_id,
            told.state.in_(("asked", "taken", "unsure")),
            told.asked_at <= at,
        )
        .values(state="refused", fault=fault[:500], changed_at=at)
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
    """Return the days, both included, that were not compared yet or differed: a worker may have been away for some."""
    columns = usage_comparisons.c
    wanted = select(columns.day).where(
        columns.tenant_id == session.tenant_id, columns.day >= since, columns.ours == columns.theirs
    )
    alike = set((await session.execute(wanted)).scalars())
    days = [since + timedelta(days=number) for number in range((newest - since).days + 1)]
    return [day for day in days if day not in alike]


async def save_comparison(session: Session, day: date, ours: int, theirs: int, at: datetime) -> None:
    """Write what both counted on a day."""
    values = {"ours": ours, "theirs": theirs, "compared_at": at}
    row = insert(usage_comparisons).values(values | {"tenant_id": session.tenant_id, "day": day})
    await session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=values))
