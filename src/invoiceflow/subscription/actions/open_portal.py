"""Open the tenant's own page at Stripe."""

from invoiceflow.kernel.ids import TenantId
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.actions.take_up_change import NotSubscribed, answered
from invoiceflow.subscription.store.subscriptions import own_subscription


async def open_portal(desk: PlanDesk, tenant_id: TenantId, return_url: str) -> str:
    """
    Return the address of the tenant's own page at Stripe, with its cards and bills.

    Raises:
        NotSubscribed: it never paid for a plan.
        StripeAway, NotChanged: Stripe does not answer, or does not open it.
    """
    async with desk.database.as_tenant(tenant_id) as session:
        held = await own_subscription(session)
    if held is None or not held.payer:
        raise NotSubscribed("Nothing was ever paid for a plan.")
    with answered():
        return await desk.biller.portal_url(held.payer, return_url)
