"""Give a tenant a plan for nothing: the operator's own right."""

from dataclasses import dataclass, replace
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.live import announce
from invoiceflow.subscription.domain.plan import PlanName
from invoiceflow.subscription.domain.subscription import Subscription
from invoiceflow.subscription.store.subscriptions import own_subscription, save_subscription


@dataclass(frozen=True, slots=True)
class GrantPlan:
    """Which plan; None takes back what was given."""

    plan: PlanName | None
    actor: str
    at: datetime


async def grant_plan(session: Session, command: GrantPlan) -> None:
    """Give the plan, whatever the tenant pays for: a subscription at Stripe goes on by itself."""
    held = await own_subscription(session, lock=True) or Subscription(new_id(command.at))
    await save_subscription(session, replace(held, granted=command.plan))
    await announce(session, "plan", held.id)
    detail = {"plan": command.plan.value if command.plan else ""}
    await record(
        session, Fact(command.at, command.actor, "plan.granted", "subscription", held.id, dict(detail))
    )
