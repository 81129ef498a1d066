"""Jobs and chores around plans. Each is safe to run twice."""

from datetime import datetime
from uuid import UUID

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.queue import Chore, Job
from invoiceflow.subscription import queries
from invoiceflow.subscription.actions.change_plan import change_plan
from invoiceflow.subscription.actions.export_usage import compare_usage, export_usage
from invoiceflow.subscription.actions.follow_subscription import PlanDesk, ask_about_stale
from invoiceflow.subscription.actions.note_limits import TELL_LIMIT, note_limits
from invoiceflow.subscription.actions.take_up_change import ChangePlan, NotSubscribed
from invoiceflow.subscription.actions.tell_limit import TellLimit, tell_limit
from invoiceflow.subscription.actions.tell_unpaid import TELL_UNPAID, TellUnpaid, tell_unpaid
from invoiceflow.subscription.actions.write_about_plan import LetterDesk
from invoiceflow.subscription.domain.change import Kind
from invoiceflow.subscription.domain.plan import PlanName, Resource
from invoiceflow.subscription.ports import StoredFiles

END = "subscription.end"


def jobs(desk: PlanDesk | None, letters: LetterDesk, clock: Clock) -> tuple[Job, ...]:
    """Return the jobs of this slice. Where no plans are sold they do nothing."""

    async def tell(*, tenant_id: str, person_id: str, resource: str, percent: str, notice_id: str) -> None:
        about = Resource(resource), int(percent), UUID(notice_id), clock.now()
        await tell_limit(letters, TellLimit(TenantId(UUID(tenant_id)), UUID(person_id), *about))

    async def unpaid(*, tenant_id: str, person_id: str, past_due_at: str) -> None:
        since = datetime.fromisoformat(past_due_at)
        await tell_unpaid(letters, TellUnpaid(TenantId(UUID(tenant_id)), UUID(person_id), since, clock.now()))

    async def end(*, tenant_id: str) -> None:
        if desk is None:
            return
        command = ChangePlan(TenantId(UUID(tenant_id)), Kind.CANCEL, PlanName.FREE, None, desk.clock.now())
        try:
            await change_plan(desk, command)
        except NotSubscribed:
            return

    return (Job(END, end, attempts=12), Job(TELL_LIMIT, tell), Job(TELL_UNPAID, unpaid))


def chores(desk: PlanDesk | None, files: StoredFiles) -> tuple[Chore, ...]:
    """Return what is done for each tenant every hour."""
    if desk is None:
        return ()
    held = desk

    async def ask(tenant_id: TenantId, at: datetime) -> None:
        await ask_about_stale(held, tenant_id, at)

    async def meter(tenant_id: TenantId, at: datetime) -> None:
        await export_usage(held, tenant_id, at)
        await compare_usage(held, tenant_id, at)

    async def note(tenant_id: TenantId, at: datetime) -> None:
        async with held.database.as_tenant(tenant_id) as session:
            await note_limits(session, (await queries.standing(session, files, at))[0])

    return (ask, meter, note)
