"""Look at how a tenant's subscription stands at Stripe, and bring what we know of it there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.live import announce
from invoiceflow.runtime.outbox import publish
from invoiceflow.subscription.actions.tell_unpaid import note_unpaid
from invoiceflow.subscription.domain.change import PlanChange, State
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.events import PlanUnsure
from invoiceflow.subscription.ports import PlanBiller
from invoiceflow.subscription.store.changes import live_change, save_change
from invoiceflow.subscription.store.subscriptions import own_subscription, save_subscription

BY: Final = "Stripe"
"""Who acts in the audit chain when a subscription changes."""

QUIET: Final = timedelta(minutes=10)
"""After which what nothing was heard of is given up."""

STALE: Final = timedelta(hours=6)
"""How old what we know may become before Stripe is asked by itself."""


@dataclass(frozen=True, slots=True)
class PlanDesk:
    """What it takes to sell plans: the database, Stripe, and the time."""

    database: Database
    biller: PlanBiller
    clock: Clock


async def follow_subscription(desk: PlanDesk, tenant_id: TenantId) -> None:
    """
    Apply how the subscription stands, and end the change that asked for it. A second time changes nothing.

    Raises:
        Away: Stripe does not answer.
        Declined: it shows what cannot be one plan.
    """
    async with desk.database.as_tenant(tenant_id) as session:
        before = await own_subscription(session)
    if before is None or not before.payer:
        return
    seen = await desk.biller.subscription(before.payer)
    at = desk.clock.now()
    async with desk.database.as_tenant(tenant_id) as session:
        held = await own_subscription(session, lock=True)
        if held is None:
            return
        known = held.as_seen(seen, at)
        await save_subscription(session, known)
        await note_unpaid(session, held, known)
        change = await live_change(session)
        if change is not None:
            await _settle(session, change, known, at)
        if (known.status, known.plan, known.ends_at) != (held.status, held.plan, held.ends_at):
            await announce(session, "plan", known.id)
            await record(session, _fact(known, at))


async def _settle(session: Session, change: PlanChange, known: Subscription, at: datetime) -> None:
    if change.is_done_by(known):
        await save_change(session, change.moved(State.DONE, at))
    elif change.state is State.OPEN and change.expires_at is not None and change.expires_at <= at:
        await save_change(session, change.moved(State.REFUSED, at, "nobody went on in time"))
    elif change.state is State.ASKED and change.changed_at <= at - QUIET:
        await save_change(session, change.moved(State.REFUSED, at, "Stripe did not do it"))


def _fact(known: Subscription, at: datetime) -> Fact:
    detail: dict[str, str | int | None] = {
        "plan": known.plan.value,
        "status": known.status,
        "ends_at": known.ends_at.isoformat(timespec="minutes") if known.ends_at else "",
    }
    return Fact(at, BY, "subscription.changed", "subscription", known.id, detail)


async def ask_again(session: Session, held: Subscription) -> None:
    """Have the subscription looked at by the inbox's own way, which parks what cannot be applied."""
    await publish(session, PlanUnsure(held.payer))


async def ask_about_stale(desk: PlanDesk, tenant_id: TenantId, at: datetime) -> None:
    """Have a subscription looked at that nothing was heard of for long, or that a change waits for."""
    async with desk.database.as_tenant(tenant_id) as session:
        held = await own_subscription(session)
        if held is None or not held.payer:
            return
        change = await live_change(session)
        waits = change is not None and change.changed_at <= at - QUIET
        if waits or held.confirmed_at is None or held.confirmed_at <= at - STALE:
            await ask_again(session, held)
