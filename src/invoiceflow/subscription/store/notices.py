"""Which limits a tenant was told of."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.domain.plan import PlanName, Resource
from invoiceflow.subscription.domain.usage import STAGES
from invoiceflow.subscription.tables import limit_notices


async def add_notice(
    session: Session, plan: PlanName, resource: Resource, percent: int, period: date, at: datetime
) -> UUID | None:
    """Note that a part of a limit is told of, and smaller ones with it; return the note's id, None where it was."""
    rows = [
        {
            "tenant_id": session.tenant_id,
            "id": new_id(at),
            "plan": plan,
            "resource": resource,
            "percent": stage,
            "period": period,
            "told_at": at,
        }
        for stage in STAGES
        if stage <= percent
    ]
    columns = limit_notices.c
    new = insert(limit_notices).values(rows).on_conflict_do_nothing().returning(columns.id, columns.percent)
    added = {row.percent: row.id for row in await session.execute(new)}
    return added.get(percent)
