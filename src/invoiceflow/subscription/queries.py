"""Reads about a tenant's plan."""

from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import select

from invoiceflow.runtime.database import Session
from invoiceflow.subscription.domain.subscription import Subscription, Why, entitled
from invoiceflow.subscription.domain.usage import Standing
from invoiceflow.subscription.domain.words import Notice, Writing, notice_of
from invoiceflow.subscription.ports import StoredFiles
from invoiceflow.subscription.store import usage
from invoiceflow.subscription.store.subscriptions import opened_and_held
from invoiceflow.subscription.tables import usage_comparisons, usage_exports


async def usage_faults(session: Session) -> AsyncIterator[str]:
    """Yield each day on which Stripe's meter counted otherwise than the ledger of usage, and rows that it refused."""
    days, told = usage_comparisons.c, usage_exports.c
    differing = select(days.day, days.ours, days.theirs).where(
        days.tenant_id == session.tenant_id, days.ours != days.theirs
    )
    for row in await session.execute(differing.order_by(days.day)):
        yield f"usage of {row.day}: {row.ours} here, {row.theirs} at Stripe"
    refused = select(told.id, told.fault).where(
        told.tenant_id == session.tenant_id, told.state.in_(("refused", "unsure"))
    )
    for row in await session.execute(refused.order_by(told.id)):
        yield f"usage {row.id}: Stripe did not take it ({row.fault})"


async def standing(
    session: Session, files: StoredFiles, at: datetime
) -> tuple[Standing, Subscription | None]:
    """Return the tenant's plan with how much it uses of it, and what is known of its subscription."""
    opened_at, held = await opened_and_held(session)
    entitlement = entitled(opened_at, held, at)
    gauges = await usage.gauges(session, files, entitlement.plan, at)
    return Standing(entitlement, gauges, at), held


async def notice(session: Session, files: StoredFiles, at: datetime, writing: Writing) -> Notice | None:
    """Return what whoever looks after the plan should know at once; one statement where nothing is limited."""
    opened_at, held = await opened_and_held(session)
    entitlement = entitled(opened_at, held, at)
    plan = entitlement.plan
    if not plan.limits and entitlement.why is not Why.DUNNING:
        return None
    return notice_of(Standing(entitlement, await usage.gauges(session, files, plan, at), at), writing)
