"""Changes of the plan that were asked for, one at a time."""

from typing import Any

from sqlalchemy import Row, insert, select, update

from invoiceflow.runtime.database import Session
from invoiceflow.subscription.domain.change import Kind, PlanChange, State
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.tables import plan_changes

_COLUMNS = [plan_changes.c[name] for name in PlanChange.__dataclass_fields__]


async def live_change(session: Session) -> PlanChange | None:
    """Return the change that is under way. Whoever decides by it holds the lock of the subscription."""
    wanted = select(*_COLUMNS).where(
        plan_changes.c.tenant_id == session.tenant_id,
        plan_changes.c.state.in_((State.ASKED.value, State.OPEN.value)),
    )
    row = (await session.execute(wanted)).one_or_none()
    return _change(row) if row else None


async def add_change(session: Session, change: PlanChange) -> None:
    """Write down what is asked for, before Stripe is asked."""
    await session.execute(insert(plan_changes).values(_values(change) | {"tenant_id": session.tenant_id}))


async def save_change(session: Session, change: PlanChange) -> None:
    """Write how far a change is."""
    await session.execute(
        update(plan_changes)
        .where(plan_changes.c.tenant_id == session.tenant_id, plan_changes.c.id == change.id)
        .values(_values(change))
    )


def _values(change: PlanChange) -> dict[str, Any]:
    return {name: getattr(change, name) for name in PlanChange.__dataclass_fields__}


def _change(row: Row[Any]) -> PlanChange:
    values = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
    kinds = {"kind": Kind(row.kind), "plan": PlanName(row.plan), "state": State(row.state)}
    return PlanChange(**values | kinds)
