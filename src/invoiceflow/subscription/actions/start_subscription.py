"""Begin a subscription: on a page of Stripe's, where a card is given."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from invoiceflow.kernel.errors import Invalid
from invoiceflow.subscription.actions.follow_subscription import PlanDesk, follow_subscription
from invoiceflow.subscription.actions.take_up_change import (
    ChangePlan,
    ended_if_declined,
    locked_subscription,
    member_now,
    take_up_change,
)
from invoiceflow.subscription.domain.change import Kind, PlanChange, State
from invoiceflow.subscription.domain.plan import PLANS, TRIAL_DAYS, currency_for
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.ports import NewPayer, PlanOrder
from invoiceflow.subscription.store.changes import live_change, save_change
from invoiceflow.subscription.store.subscriptions import opened_and_held, save_subscription
from invoiceflow.tenancy import queries as tenancy

_SHORTEST_TRIAL: Final = timedelta(days=2)
"""Stripe takes no trial that ends sooner."""


async def start_subscription(desk: PlanDesk, command: ChangePlan) -> str:
    """
    Return the address of Stripe's page on which a subscription is begun. What is left of the trial stays free.

    Raises:
        NotYours: they may not any more.
        AlreadySubscribed: there is one.
        UnderWay: another change is.
        StripeAway, NotChanged: Stripe does not answer, or does not do it.
    """
    if not PLANS[command.plan].month_minor:
        raise Invalid.field(
            "/plan", "plan.nothing_to_pay", "This plan costs nothing: it needs no subscription."
        )
    async with ended_if_declined(desk, command):
        await _end_outdated(desk, command)
        change, held = await take_up_change(desk, command)
        if change.url:
            return change.url
        payer = held.payer or await _new_payer(desk, command, held)
        seen = await desk.biller.open_session(await _order(desk, command, change, payer))
    opened = replace(change, session_id=seen.id, url=seen.url, expires_at=seen.expires_at)
    async with desk.database.as_tenant(command.tenant_id) as session:
        await save_change(session, opened.moved(State.OPEN, command.at))
    return seen.url


async def _end_outdated(desk: PlanDesk, command: ChangePlan) -> None:
    """End a page of Stripe's for another plan, or one whose time is over: only the newest can be paid."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        await member_now(session, command)
        change = await live_change(session)
    if change is None or change.state is not State.OPEN:
        return
    is_over = change.expires_at is not None and change.expires_at <= command.at
    if change.is_like(Kind.START, command.plan) and not is_over:
        return
    seen = await desk.biller.expire_session(change.session_id)
    if seen.status == "complete":
        await follow_subscription(desk, command.tenant_id)
        return
    async with desk.database.as_tenant(command.tenant_id) as session:
        await save_change(session, change.moved(State.REFUSED, command.at, "another plan was chosen"))


async def _new_payer(desk: PlanDesk, command: ChangePlan, held: Subscription) -> str:
    async with desk.database.as_tenant(command.tenant_id) as session:
        tenant = await tenancy.own_tenant(session)
    profile = tenant.profile
    payer = await desk.biller.open_payer(NewPayer(held.id, profile.name, profile.email, tenant.slug))
    async with desk.database.as_tenant(command.tenant_id) as session:
        locked = await locked_subscription(session, command.at)
        await save_subscription(session, replace(locked, payer=locked.payer or payer))
    return payer


async def _order(desk: PlanDesk, command: ChangePlan, change: PlanChange, payer: str) -> PlanOrder:
    async with desk.database.as_tenant(command.tenant_id) as session:
        opened_at, _ = await opened_and_held(session)
        currency = currency_for((await tenancy.own_tenant(session)).profile.currency)
    trial_ends_at = opened_at + timedelta(days=TRIAL_DAYS)
    return PlanOrder(
        change_id=change.id,
        payer=payer,
        plan=change.plan,
        currency=currency,
        # By when it was asked for, so that asking again asks for the same.
        trial_ends_at=trial_ends_at if trial_ends_at - change.requested_at > _SHORTEST_TRIAL else None,
        success_url=f"{command.return_url}?back=1",
        cancel_url=command.return_url,
    )
