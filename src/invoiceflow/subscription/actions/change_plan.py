"""
Begin a subscription, change its plan, end it, or not after all.

What is asked for is written down first; its id is the key at Stripe. So two who press at once, and who presses again
because no answer came, cause one change.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.asking import Away, Declined
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.actions.follow_subscription import PlanDesk, follow_subscription
from invoiceflow.subscription.domain.change import Kind, PlanChange, State
from invoiceflow.subscription.domain.plan import PLANS, TRIAL_DAYS, PlanName, currency_for
from invoiceflow.subscription.domain.seen import Preview
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.ports import NewPayer, PlanOrder, PlanSwitch
from invoiceflow.subscription.store.changes import add_change, live_change, save_change
from invoiceflow.subscription.store.subscriptions import opened_and_held, own_subscription, save_subscription
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.actions.require_member import require_member

_SHORTEST_TRIAL: Final = timedelta(days=2)
"""Stripe takes no trial that ends sooner."""


class StripeAway(Refused):
    """Stripe does not answer. Whatever was asked can be asked again, and is done once."""

    code = "plan.stripe_away"


class NotChanged(Refused):
    """Stripe does not do it, and says why: the card is declined, say."""

    code = "plan.not_changed"


class UnderWay(Refused):
    """Another change of the plan is under way."""

    code = "plan.change_under_way"


class AlreadySubscribed(Refused):
    """There is a subscription, which can be changed instead."""

    code = "plan.already_subscribed"


class NotSubscribed(Refused):
    """There is no subscription that could be changed or ended."""

    code = "plan.not_subscribed"


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """
    What somebody presses; ``by`` is nobody where the product itself ends a subscription.

    ``as_of`` is the instant of the preview that they saw, Stripe leads to ``return_url``.
    """

    tenant_id: TenantId
    kind: Kind
    plan: PlanName
    by: Person | None
    at: datetime
    return_url: str = ""
    as_of: datetime | None = None


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
    try:
        await _end_outdated(desk, command)
        change, held = await _taken_up(desk, command)
        if change.url:
            return change.url
        payer = held.payer or await _new_payer(desk, command, held)
        seen = await desk.biller.open_session(await _order(desk, command, change, payer))
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error
    except Declined as error:
        await _refuse(desk, command, str(error))
        raise NotChanged(f"Stripe does not do this: {error}") from error
    opened = replace(change, session_id=seen.id, url=seen.url, expires_at=seen.expires_at)
    async with desk.database.as_tenant(command.tenant_id) as session:
        await save_change(session, opened.moved(State.OPEN, command.at))
    return seen.url


async def change_plan(desk: PlanDesk, command: ChangePlan) -> None:
    """
    Change the plan of a subscription, end it with its month, or take that back. What is so already stays so.

    Raises:
        NotYours: they may not any more.
        NotSubscribed: there is none.
        UnderWay: another change is.
        StripeAway, NotChanged: Stripe does not answer, or does not do it.
    """
    try:
        change, held = await _taken_up(desk, command)
        if change.changed_at != command.at:  # somebody asked before: perhaps it is done
            await follow_subscription(desk, command.tenant_id)
            change, held = await _taken_up(desk, command)
        if not change.is_done_by(held):
            await _carry_out(desk, change, held)
            await follow_subscription(desk, command.tenant_id)
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error
    except Declined as error:
        await _refuse(desk, command, str(error))
        raise NotChanged(f"Stripe does not do this: {error}") from error


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
    try:
        return await desk.biller.preview(_switch(held, command.plan, command.at))
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error
    except Declined as error:
        raise NotChanged(f"Stripe does not do this: {error}") from error


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
    try:
        return await desk.biller.portal_url(held.payer, return_url)
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error
    except Declined as error:
        raise NotChanged(f"Stripe does not do this: {error}") from error


async def _taken_up(desk: PlanDesk, command: ChangePlan) -> tuple[PlanChange, Subscription]:
    """Return the change that is asked for, written down: a new one, or the like one that is under way."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        actor = await _actor(session, command)
        held = await _locked(session, command.at)
        _require_fitting(held, command.kind)
        change = await live_change(session)
        if change is not None and not change.is_like(command.kind, command.plan):
            raise UnderWay("Another change of the plan is under way. Try again in a minute.")
        if change is None:
            change = PlanChange(
                id=new_id(command.at),
                kind=command.kind,
                plan=command.plan,
                requested_by=actor,
                requested_at=command.at,
                changed_at=command.at,
                as_of=command.as_of or command.at,
            )
            state = State.DONE if change.is_done_by(held) else State.ASKED
            await add_change(session, change.moved(state, command.at))
        return change, held


async def _actor(session: Session, command: ChangePlan) -> str:
    """Return in whose name the plan is changed, with the role that they have now."""
    if command.by is None:
        return "InvoiceFlow"
    return (await require_member(session, command.by, Permission.MANAGE_PLAN)).name


async def _locked(session: Session, at: datetime) -> Subscription:
    """Return the tenant's row, made where there was none, and keep it as it is for others."""
    held = await own_subscription(session, lock=True)
    if held is None:
        await save_subscription(session, Subscription(new_id(at)))
        held = await own_subscription(session, lock=True)
    assert held is not None  # noqa: S101  # written above, in this transaction
    return held


def _require_fitting(held: Subscription, kind: Kind) -> None:
    if kind is Kind.START and held.is_live:
        raise AlreadySubscribed("There is a subscription. Change its plan instead.")
    if kind is not Kind.START and not held.is_live:
        raise NotSubscribed("There is no subscription to be changed.")


async def _end_outdated(desk: PlanDesk, command: ChangePlan) -> None:
    """End a page of Stripe's for another plan, or one whose time is over: only the newest can be paid."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        await _actor(session, command)
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
        locked = await _locked(session, command.at)
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


async def _carry_out(desk: PlanDesk, change: PlanChange, held: Subscription) -> None:
    if change.kind is Kind.CHANGE:
        switch = _switch(held, change.plan, change.as_of or change.requested_at)
        await desk.biller.switch(switch, change.id)
    else:
        await desk.biller.set_end(held.provider_id, change.id, ends=change.kind is Kind.CANCEL)


def _switch(held: Subscription, plan: PlanName, as_of: datetime) -> PlanSwitch:
    return PlanSwitch(held.provider_id, plan, held.currency, as_of, is_upgrade=plan.is_above(held.plan))


async def _refuse(desk: PlanDesk, command: ChangePlan, fault: str) -> None:
    async with desk.database.as_tenant(command.tenant_id) as session:
        await _locked(session, command.at)
        change = await live_change(session)
        if change is not None and change.is_like(command.kind, command.plan):
            await save_change(session, change.moved(State.REFUSED, command.at, fault))
