"""Jobs: deliver an email, record a view, tell people of emails that did not arrive."""

from datetime import datetime
from uuid import UUID

from invoiceflow.delivery.actions.deliver import Deliver, PostOffice, deliver, give_up
from invoiceflow.delivery.actions.end_lost_deliveries import end_lost_deliveries
from invoiceflow.delivery.actions.gather_news import TELL_OF_MANY, TellOfMany, gather_news, tell_of_many
from invoiceflow.delivery.actions.record_view import RECORD_VIEW, record_view
from invoiceflow.delivery.actions.send_invoice import DELIVER
from invoiceflow.delivery.actions.tell_sender import TELL_SENDER, NewsDesk, TellSender, tell_sender
from invoiceflow.delivery.domain.delivery import ATTEMPTS, DeliveryState
from invoiceflow.kernel.ids import DeliveryId, InvoiceId, TenantId
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.queue import Chore, Job


def jobs(office: PostOffice, desk: NewsDesk, clock: Clock) -> tuple[Job, ...]:
    """Return this slice's jobs."""

    def command(tenant_id: str, delivery_id: str) -> Deliver:
        return Deliver(TenantId(UUID(tenant_id)), DeliveryId(UUID(delivery_id)), clock.now())

    async def run_deliver(*, tenant_id: str, delivery_id: str) -> None:
        await deliver(office, command(tenant_id, delivery_id))

    async def end_deliver(*, tenant_id: str, delivery_id: str) -> None:
        await give_up(office, command(tenant_id, delivery_id))

    async def run_record_view(*, tenant_id: str, invoice_id: str, at: str) -> None:
        async with office.database.as_tenant(TenantId(UUID(tenant_id))) as session:
            await record_view(session, InvoiceId(UUID(invoice_id)), datetime.fromisoformat(at))

    async def tell(*, tenant_id: str, delivery_id: str, person_id: str, kind: str) -> None:
        told = TellSender(
            tenant_id=TenantId(UUID(tenant_id)),
            delivery_id=DeliveryId(UUID(delivery_id)),
            person_id=UUID(person_id),
            kind=DeliveryState(kind),
            at=clock.now(),
        )
        await tell_sender(desk, told)

    async def tell_many(*, tenant_id: str, person_id: str, told_at: str) -> None:
        gathered = datetime.fromisoformat(told_at)
        many = TellOfMany(TenantId(UUID(tenant_id)), UUID(person_id), gathered, clock.now())
        await tell_of_many(desk, many)

    delivering = Job(DELIVER, run_deliver, attempts=ATTEMPTS, give_up=end_deliver)
    telling = Job(TELL_SENDER, tell), Job(TELL_OF_MANY, tell_many)
    return (delivering, Job(RECORD_VIEW, run_record_view), *telling)


def chores(office: PostOffice) -> tuple[Chore, ...]:
    """Return what this slice tidies up."""

    async def end_lost(tenant_id: TenantId, at: datetime) -> None:
        await end_lost_deliveries(office, tenant_id, at)

    async def gather(tenant_id: TenantId, at: datetime) -> None:
        await gather_news(office.database, tenant_id, at)

    return (end_lost, gather)
