"""End deliveries that nobody attempts any more."""

from datetime import datetime, timedelta
from typing import Final

from invoiceflow.delivery import store
from invoiceflow.delivery.actions.deliver import Deliver, PostOffice, give_up
from invoiceflow.kernel.ids import TenantId

LOST_AFTER: Final = timedelta(days=7)
"""More than twice as long as all attempts together take (domain/delivery.py)."""
LOST: Final = "This email could not be sent for a week, so it was given up. Send the invoice again."


async def end_lost_deliveries(office: PostOffice, tenant_id: TenantId, at: datetime) -> None:
    """
    Let a tenant's deliveries fail that have been queued for a week.

    The last attempt ends its delivery, unless the database was away at that very moment: then it would wait for ever.
    """
    async with office.database.as_tenant(tenant_id) as session:
        lost = await store.queued_before(session, at - LOST_AFTER)
    for delivery_id in lost:
        await give_up(office, Deliver(tenant_id, delivery_id, at), reason=LOST)
