"""Learn from Stripe what of the usage its meter refused after it had taken it, so that it is told again."""

from datetime import datetime, timedelta
from typing import Final

from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.store import exports

LOOK_BACK: Final = timedelta(days=7)
"""How far back reports are read each time: a worker that was away for less misses none."""


async def take_refusals(desk: PlanDesk, at: datetime) -> None:
    """
    Note each row that a report of Stripe's names as refused. A second time changes nothing, nor does an older report.

    A report names some of what it counts; the rest is seen where both counts of a day are compared.

    Raises:
        Away: Stripe does not answer; the next time reads the same.
    """
    for refusal in await desk.biller.refused_usage(at - LOOK_BACK):
        async with desk.database.as_tenant(refusal.tenant_id) as session:
            await exports.refuse(session, refusal.usage_id, refusal.fault, refusal.at)
