"""Jobs about money at Stripe. Each is safe to run twice."""

from datetime import datetime
from uuid import UUID

from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.actions.note_checkout import TELL_FAILED
from invoiceflow.payments.actions.open_checkout import END_CHECKOUTS, end_checkouts
from invoiceflow.payments.actions.receive_event import FOLLOW
from invoiceflow.payments.actions.reconcile import FINISH_REFUND
from invoiceflow.payments.actions.refund_payment import finish_refund
from invoiceflow.payments.actions.write_to_books import PaymentsDesk, TellFailed, tell_failed
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.runtime.queue import Job


def jobs(till: Till | None, desk: PaymentsDesk) -> tuple[Job, ...]:
    """Return the jobs of this slice. Without a key for Stripe nothing is asked there, and they do nothing."""

    async def follow(*, tenant_id: str, account: str, topic: str, object_id: str) -> None:
        if till is None:
            return
        target = Target(Topic(topic), object_id)
        await follow_object(till, FollowObject(TenantId(UUID(tenant_id)), account, target))

    async def end(*, tenant_id: str, invoice_id: str) -> None:
        if till is not None:
            await end_checkouts(till, TenantId(UUID(tenant_id)), InvoiceId(UUID(invoice_id)))

    async def finish(*, tenant_id: str, refund_id: str) -> None:
        if till is not None:
            await finish_refund(till, TenantId(UUID(tenant_id)), UUID(refund_id))

    async def tell(*, tenant_id: str, checkout_id: str, at: str) -> None:
        command = TellFailed(TenantId(UUID(tenant_id)), UUID(checkout_id), datetime.fromisoformat(at))
        await tell_failed(desk, command)

    return (
        Job(FOLLOW, follow, attempts=12),
        Job(END_CHECKOUTS, end),
        Job(FINISH_REFUND, finish),
        Job(TELL_FAILED, tell),
    )
