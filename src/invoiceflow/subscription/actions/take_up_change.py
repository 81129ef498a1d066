"""
Take up a change of the plan, whichever it is.

What is asked for is written down first; its id is the key at Stripe. So two who press at once, and who presses again
because no answer came, cause one change.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.asking import Away, Declined
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.domain.change import Kind, PlanChange, State
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.store.changes import add_change, live_change, save_change
from invoiceflow.subscription.store.subscriptions import own_subscription, save_subscription
from invoiceflow.tenancy.actions.require_member import require_member


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


async def take_up_change(desk: PlanDesk, command: ChangePlan) -> tuple[PlanChange, Subscription]:
    """Return the change that is asked for, written down: a new one, or the like one that is under way."""
    async with desk.database.as_tenant(command.tenant_id) as session:
        actor = await member_now(session, command)
        held = await locked_subscription(session, command.at)
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


async def member_now(session: Session, command: ChangePlan) -> str:
    """Return in whose name the plan is changed, with the role that they have now."""
    if command.by is None:
        return "InvoiceFlow"
    return (await require_member(session, command.by, Permission.MANAGE_PLAN)).name


async def locked_subscription(session: Session, at: datetime) -> Subscription:
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


@contextmanager
def answered() -> Iterator[None]:
    """Ask Stripe inside. Raises StripeAway and NotChanged for what it does not answer, or does not do."""
    try:
        yield
    except Away as error:
        raise StripeAway("Stripe does not answer at the moment. Try again in a minute.") from error
    except Declined as error:
        raise NotChanged(f"Stripe does not do this: {error}") from error


@asynccontextmanager
async def ended_if_declined(desk: PlanDesk, command: ChangePlan) -> AsyncIterator[None]:
    """Ask Stripe inside, as ``answered`` does; a change that it does not do is over."""
    with answered():
        try:
            yield
        except Declined as error:
            await _refuse(desk, command, str(error))
            raise


async def _refuse(desk: PlanDesk, command: ChangePlan, fault: str) -> None:
    async with desk.database.as_tenant(command.tenant_id) as session:
        await locked_subscription(session, command.at)
        change = await live_change(session)
        if change is not None and change.is_like(command.kind, command.plan):
            await save_change(session, change.moved(State.REFUSED, command.at, fault))
