"""What the worker does: every job, what it does again and again, and what it tidies up."""

import asyncio
from datetime import datetime
from functools import partial

from invoiceflow.audit.adapters.anchor_file import append_anchor, take_turn
from invoiceflow.delivery import jobs as delivery
from invoiceflow.delivery.actions.ask_to_pay import asking
from invoiceflow.entrypoints import housekeeping
from invoiceflow.entrypoints.acting import Memberships
from invoiceflow.entrypoints.wiring import (
    World,
    documents,
    export_desk,
    invitation_office,
    news_desk,
    plan_desk,
    post_office,
    postbox,
    press,
    purging,
    till,
)
from invoiceflow.identity import jobs as identity
from invoiceflow.identity.actions.notify_person import LetterOffice
from invoiceflow.invoicing import jobs as invoicing
from invoiceflow.invoicing.actions.write_approval import ApprovalDesk
from invoiceflow.kernel.ids import TenantId
from invoiceflow.payments import jobs as payments
from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.payments.actions.write_about_payments import PaymentsDesk
from invoiceflow.payments.ports import Away
from invoiceflow.pdf import jobs as pdf
from invoiceflow.reporting import jobs as reporting
from invoiceflow.reporting.queries import books
from invoiceflow.reporting.queries.stored_files import StoredDocuments
from invoiceflow.runtime import live
from invoiceflow.runtime.queue import Chore, Job, Periodic
from invoiceflow.subscription import jobs as subscription
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.actions.take_refusals import take_refusals
from invoiceflow.subscription.actions.write_about_plan import LetterDesk
from invoiceflow.tenancy import jobs as tenancy_jobs
from invoiceflow.tenancy.actions.send_notice import NoticeDesk
from invoiceflow.tenancy.queries import every_tenant
from invoiceflow.web.idempotency import forget_answers


def jobs(held: World) -> tuple[Job, ...]:
    """Return every job that the worker can run."""
    return (
        *live.jobs(held.live, held.clock),
        *identity.jobs(
            LetterOffice(held.database, postbox(held)), held, Memberships(held.database), held.clock
        ),
        *invoicing.jobs(ApprovalDesk(held.database, postbox(held))),
        *pdf.jobs(press(held), held.clock),
        *delivery.jobs(post_office(held), news_desk(held), held.clock),
        *subscription.jobs(
            plan_desk(held), LetterDesk(held.database, postbox(held), StoredDocuments()), held.clock
        ),
        *payments.jobs(
            till(held),
            PaymentsDesk(held.database, postbox(held)),
            documents(held),
            asking(held.database, held.clock),
        ),
        *tenancy_jobs.jobs(invitation_office(held), NoticeDesk(held.database, postbox(held)), held.clock),
        *reporting.jobs(export_desk(held), postbox(held), held.clock),
    )


def periodic(held: World) -> tuple[Periodic, ...]:
    """Return what the worker does again and again."""

    async def anchor() -> None:
        await write_anchor(held)

    # Well under an hour: what is younger than the last anchor can be cut off unseen.
    anchoring = Periodic("audit.anchor", "*/30 * * * *", anchor)
    reconciling = Periodic("payments.reconcile", "*/5 * * * *", partial(reconcile_all, held))
    desk = plan_desk(held)
    refusing = (
        (Periodic("subscription.refusals", "47 * * * *", partial(take_refusals_now, desk)),) if desk else ()
    )
    return (*refusing, anchoring, reconciling, housekeeping.periodic(held.database, held.clock, chores(held)))


async def take_refusals_now(desk: PlanDesk) -> None:
    """Learn which usage was refused, in all tenants."""
    await take_refusals(desk, desk.clock.now())


async def reconcile_all(held: World) -> None:
    """Ask Stripe about every tenant that collects through it. One tenant's trouble is not the others'."""
    counter = till(held)
    if counter is None:
        return
    failures = []
    async for _, tenant_id in every_tenant(held.database):
        try:
            await reconcile(counter, tenant_id)
        except Away as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Stripe did not answer", failures)


async def write_anchor(held: World) -> int:
    """Write down how every tenant's audit chain ends now; return how many moved since the last anchor."""
    with await asyncio.to_thread(take_turn, held.settings.audit_anchor_file) as opened:
        at = held.clock.now()
        ends = await books.chain_ends(held.database, at)
        return await asyncio.to_thread(append_anchor, opened, ends, at)


def chores(held: World) -> tuple[Chore, ...]:
    """Return everything that is tidied up in each tenant."""

    async def forget(tenant_id: TenantId, at: datetime) -> None:
        async with held.database.as_tenant(tenant_id) as session:
            await forget_answers(session, at)

    return (
        forget,
        *tenancy_jobs.chores(purging(held)),
        *subscription.chores(plan_desk(held), StoredDocuments()),
        *delivery.chores(post_office(held)),
        *reporting.chores(export_desk(held)),
    )
