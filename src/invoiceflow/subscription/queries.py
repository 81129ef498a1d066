"""Reads about a tenant's plan."""

from datetime import datetime

from invoiceflow.runtime.database import Session
from invoiceflow.subscription.domain.subscription import Subscription, entitled
from invoiceflow.subscription.domain.usage import Standing
from invoiceflow.subscription.ports import StoredFiles
from invoiceflow.subscription.store import usage
from invoiceflow.subscription.store.subscriptions import opened_and_held


async def standing(
    session: Session, files: StoredFiles, at: datetime
) -> tuple[Standing, Subscription | None]:
    """Return the tenant's plan with how much it uses of it, and what is known of its subscription."""
    opened_at, held = await opened_and_held(session)
    entitlement = entitled(opened_at, held, at)
    gauges = await usage.gauges(session, files, entitlement.plan, at)
    return Standing(entitlement, gauges, at), held
