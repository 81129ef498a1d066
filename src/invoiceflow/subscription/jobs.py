"""Jobs and chores around plans. Each is safe to run twice."""

from datetime import datetime
from uuid import UUID

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.queue import Chore, Job
from invoiceflow.subscription.actions.change_plan import ChangePlan, NotSubscribed, change_plan
from invoiceflow.subscription.actions.export_usage import compare_usage, export_usage
from invoiceflow.subscription.actions.follow_subscription import PlanDesk, ask_about_stale
from invoiceflow.subscription.domain.change import Kind
from invoiceflow.subscription.domain.plan import PlanName

END = "subscription.end"


def jobs(desk: PlanDesk | None) -> tuple[Job, ...]:
    """Return the jobs of this slice. Where no plans are sold they do nothing."""

    async def end(*, tenant_id: str) -> None:
        if desk is None:
            return
        command = ChangePlan(TenantId(UUID(tenant_id)), Kind.CANCEL, PlanName.FREE, None, desk.clock.now())
        try:
            await change_plan(desk, command)
        except NotSubscribed:
            return

    return (Job(END, end, attempts=12),)


def chores(desk: PlanDesk | None) -> tuple[Chore, ...]:
    """Return what is done for each tenant every hour."""
    if desk is None:
        return ()
    held = desk

    async def ask(tenant_id: TenantId, at: datetime) -> None:
        await ask_about_stale(held, tenant_id, at)

    async def meter(tenant_id: TenantId, at: datetime) -> None:
        await export_usage(held, tenant_id, at)
        await compare_usage(held, tenant_id, at)

    return (ask, meter)
