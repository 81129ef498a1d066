"""Ask Stripe what happened since it was last asked, and what became of things that nothing was heard of."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments.actions.charge_method import look_for_charge
from invoiceflow.payments.actions.end_method import forget
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.receive_event import look_at, take_in
from invoiceflow.payments.domain.checkout import State
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.ports import Declined
from invoiceflow.payments.store import accounts, checkouts, collected, methods
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer

FINISH_REFUND: Final = "payments.finish_refund"
OVERLAP: Final = timedelta(minutes=15)
"""How far back before the last time: messages of one second do not come to be listed at once."""

QUIET: Final = timedelta(minutes=10)
"""After which what nothing was heard of is looked at."""

FORGETTING: Final = timedelta(days=30)
"""How long Stripe is asked to forget a saved method, while it does not."""


async def reconcile(till: Till, tenant_id: TenantId) -> None:
    """
    Take in the messages of a tenant's accounts that were not delivered, by the way that all take.

    Messages that came before are known by their ids, so that nothing follows from them again.

    Raises:
        Away: Stripe does not answer; the next time begins where this one did.
    """
    at = till.clock.now()
    async with till.database.as_tenant(tenant_id) as session:
        known = await accounts.every_account(session)
    for account in known:
        await _reconcile(till, tenant_id, account, at)
    async with till.database.as_tenant(tenant_id) as session:
        await _look_at_quiet(session, at)


async def _reconcile(till: Till, tenant_id: TenantId, account: PaymentAccount, at: datetime) -> None:
    try:
        events = await till.collector.events_since(account.account, account.followed_until - OVERLAP)
    except Declined:
        return  # the tenant closed the door at Stripe: nothing more is to be heard
    async with till.database.as_tenant(tenant_id) as session:
        for event in events:
            await take_in(session, event, at)
        latest = await accounts.account_by_id(session, account.id)
        await accounts.save_account(session, replace(latest, followed_until=at))


async def _look_at_quiet(session: Session, at: datetime) -> None:
    for each in await checkouts.overdue_checkouts(session, at - QUIET):
        if each.session_id:
            await look_at(session, each.account, Target(Topic.SESSION, each.session_id))
        else:
            await checkouts.save_checkout(session, each.moved(State.EXPIRED), at)
    for refund in await collected.waiting_refunds(session, at - QUIET):
        await defer(session, FINISH_REFUND, {"refund_id": str(refund.id)}, lock=f"refund:{refund.id}")
    for checkout_id in await checkouts.silent_charges(session, at - QUIET):
        await look_for_charge(session, checkout_id)
    for method_id in await methods.undetached_methods(session, at - FORGETTING, at - QUIET):
        await forget(session, method_id)
