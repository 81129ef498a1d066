"""Up to which amount a payment that a fraud warning is about goes back by itself: one for each currency, or none."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from invoiceflow.payments.tables import fraud_limits
from invoiceflow.runtime.database import Session


async def every_limit(session: Session) -> Mapping[str, int]:
    """Return the limits in minor units, by currency."""
    wanted = select(fraud_limits.c.currency, fraud_limits.c.amount_minor).where(
        fraud_limits.c.tenant_id == session.tenant_id
    )
    return {row.currency: row.amount_minor for row in await session.execute(wanted)}


async def replace_limits(session: Session, limits: Mapping[str, int], *, by: str, at: datetime) -> None:
    """Let these be all the limits."""
    await session.execute(delete(fraud_limits).where(fraud_limits.c.tenant_id == session.tenant_id))
    rows = [
        {
            "tenant_id": session.tenant_id,
            "currency": currency,
            "amount_minor": minor,
            "set_by": by,
            "set_at": at,
        }
        for currency, minor in sorted(limits.items())
    ]
    if rows:
        await session.execute(insert(fraud_limits).values(rows))
