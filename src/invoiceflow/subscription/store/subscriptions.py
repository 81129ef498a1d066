"""The tenant's subscription, at most one row, and the directory's entry that leads from Stripe to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert

from invoiceflow.runtime.database import Session
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.tables import subscriptions
from invoiceflow.tenancy.tables import tenants

# The directory knows a tenant by all that Stripe calls it: its account, and itself as a payer.
_ENTER = text("SELECT directory.enter_payment_account(:payer)")
_COLUMNS = [subscriptions.c[name] for name in Subscription.__dataclass_fields__]


async def own_subscription(session: Session, *, lock: bool = False) -> Subscription | None:
    """Return what is known of the tenant's subscription; None where nothing ever was."""
    wanted = select(*_COLUMNS).where(subscriptions.c.tenant_id == session.tenant_id)
    row = (await session.execute(wanted.with_for_update() if lock else wanted)).one_or_none()
    return _subscription(row) if row else None


async def opened_and_held(session: Session) -> tuple[datetime, Subscription | None]:
    """Return when the tenant was opened, and what is known of its subscription, in one statement."""
    row = (
        await session.execute(
            select(tenants.c.created_at, *_COLUMNS)
            .select_from(tenants.outerjoin(subscriptions, subscriptions.c.tenant_id == tenants.c.tenant_id))
            .where(tenants.c.tenant_id == session.tenant_id)
        )
    ).one()
    return row.created_at, _subscription(row) if row.id else None


async def save_subscription(session: Session, held: Subscription) -> None:
    """Write how the subscription stands, and make what Stripe says about its payer lead to this tenant."""
    values = {name: getattr(held, name) for name in Subscription.__dataclass_fields__}
    known = insert(subscriptions).values(values | {"tenant_id": session.tenant_id})
    await session.execute(known.on_conflict_do_update(index_elements=["tenant_id"], set_=values))
    if held.payer:
        await session.execute(_ENTER, {"payer": held.payer})


def _subscription(row: Row[Any]) -> Subscription:
    values = {name: getattr(row, name) for name in Subscription.__dataclass_fields__}
    granted = PlanName(row.granted) if row.granted else None
    return Subscription(**values | {"plan": PlanName(row.plan), "granted": granted})
