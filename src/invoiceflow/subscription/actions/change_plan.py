"""Change the plan of a subscription, end it, or not after all; and what that would cost."""

from datetime import datetime

from invoiceflow.subscription.actions.follow_subscription import PlanDesk, follow_subscription
from invoiceflow.subscription.actions.take_up_change import (
    ChangePlan,
    NotSubscribed,
    answered,
    ended_if_declined,
    take_up_change,
)
from invoiceflow.subscription.domain.change import Kind, PlanChange
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.seen import Preview
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.ports import PlanSwitch
from invoiceflow.subscription.store.subscriptions import own_subscription


async def change_plan(desk: PlanDesk, command: ChangePlan) -> None:
    """
    Change the plan of a subscription, end it with its month, or take that back. What is so already stays so.

    Raises:
        NotYours: they may not any more.
        NotSubscribed: there is none.
        UnderWay: another change is.
        StripeAway, NotChanged: Stripe does not answer, or does not do it.
    """
    async with ended_if_declined(desk, command):
        change, held = await take_up_change(desk, command)
        if change.changed_at != command.at:  # somebody asked before: perhaps it is done
            await follow_subscription(desk, command.tenant_id)
            change, held = await take_up_change(desk, command)
        if not change.is_done_by(held):
            await _carry_out(desk, change, held)
            await follow_subscription(desk, command.tenant_id)


async def preview_change(desk: PlanDesk, command: ChangePlan) -> Preview:
    """
    Return what another plan would cost for what is left of the month, as of now.

    Raises:
        NotSubscribed: there is no subscription to be changed.
        StripeAway, NotChanged: Stripe does not answer, or does not say.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        held = await own_subscription(session)
    if held is None or not held.is_live:
        raise NotSubscribed("There is no subscription to be changed.")
    with answered():
        return await desk.biller.preview(_switch(held, command.plan, command.at))


async def _carry_out(desk: PlanDesk, change: PlanChange, held: Subscription) -> None:
    if change.kind is Kind.CHANGE:
        switch = _switch(held, change.plan, change.as_of or change.requested_at)
        await desk.biller.switch(switch, change.id)
    else:
        await desk.biller.set_end(held.provider_id, change.id, ends=change.kind is Kind.CANCEL)


def _switch(held: Subscription, plan: PlanName, as_of: datetime) -> PlanSwitch:
    return PlanSwitch(held.provider_id, plan, held.currency, as_of, is_upgrade=plan.is_above(held.plan))
