"""Tell Stripe's meter what was used, each row of the ledger once, and compare what both counted."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.asking import Declined, ThereAlready
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.domain.plan import PLANS
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.store import exports
from invoiceflow.subscription.store.exports import OLDEST, Export
from invoiceflow.subscription.store.subscriptions import own_subscription
from invoiceflow.subscription.store.usage import INVOICES

KNOWN_FOR: Final = timedelta(hours=24)
"""How long Stripe surely knows an identifier again. What was asked before, without an answer, is not asked again."""

_AT_ONCE: Final = 200
_SETTLES: Final = timedelta(hours=1)
"""How long a meter may take to count."""


async def export_usage(desk: PlanDesk, tenant_id: TenantId, at: datetime) -> None:
    """
    Tell the meter all rows that it was not told; goes on where it was cut short.

    What it refuses is kept in view, and told again a day later, for as long as it is not too old.

    Raises:
        Away: Stripe does not answer; the next time goes on.
    """
    while True:
        async with desk.database.as_tenant(tenant_id) as session:
            held = await own_subscription(session)
            if held is None or not _is_metered(held) or held.started_at is None:
                return
            # Committed before anything is asked, so that a row whose answer got lost is known as such.
            waiting = await exports.take_waiting(
                session, held.payer, since=held.started_at, at=at, most=_AT_ONCE
            )
        if not waiting:
            return
        for each in waiting:
            state, fault = await _told(desk, each, at)
            async with desk.database.as_tenant(tenant_id) as session:
                await exports.settle(session, each.usage.id, state, fault, at)


def _is_metered(held: Subscription) -> bool:
    return held.is_live and bool(PLANS[held.plan].invoice_minor)


async def _told(desk: PlanDesk, export: Export, at: datetime) -> tuple[str, str]:
    """Return in which state a row is then, and why the meter did not take it."""
    if export.usage.at <= at - OLDEST:
        return "refused", "older than 35 days"
    if export.asked_at <= at - KNOWN_FOR:
        return "unsure", "asked a day ago, without an answer: perhaps it counts"
    try:
        await desk.biller.measure(export.usage)
    except ThereAlready:
        return "taken", ""
    except Declined as refusal:
        return "refused", str(refusal) or "refused"
    return "taken", ""


async def compare_usage(desk: PlanDesk, tenant_id: TenantId, at: datetime) -> None:
    """
    Compare what both counted on each day until the day before that was not compared yet, or differed.

    `invoiceflow verify` names what differs.

    Raises:
        Away: Stripe does not answer; the next time compares.
    """
    async with desk.database.as_tenant(tenant_id) as session:
        held = await own_subscription(session)
        if held is None or not _is_metered(held) or held.started_at is None:
            return
        yesterday = (at - _SETTLES - timedelta(days=1)).date()
        since = max(at - OLDEST, held.started_at).date()
        days = await exports.days_to_compare(session, yesterday, since=since)
    for day in days:
        await _compare(desk, tenant_id, held, day, at)


async def _compare(desk: PlanDesk, tenant_id: TenantId, held: Subscription, day: date, at: datetime) -> None:
    begins_at, ends_at = _span(day)
    theirs = await desk.biller.measured(held.payer, INVOICES, begins_at, ends_at)
    async with desk.database.as_tenant(tenant_id) as session:
        since = max(begins_at, held.started_at or begins_at)
        ours = await exports.used_between(session, since, ends_at)
        await exports.save_comparison(session, day, ours, theirs, at)


def _span(day: date) -> tuple[datetime, datetime]:
    begins_at = datetime.combine(day, time(), UTC)
    return begins_at, begins_at + timedelta(days=1)
