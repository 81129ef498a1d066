"""Write to whoever looks after a tenant's plan that a payment for it failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer
from invoiceflow.subscription.actions.write_about_plan import (
    LetterDesk,
    email_of_holder,
    plan_letter,
    writing_to,
)
from invoiceflow.subscription.domain.subscription import Subscription, Why, entitled
from invoiceflow.subscription.domain.words import unpaid_until
from invoiceflow.subscription.store.subscriptions import opened_and_held
from invoiceflow.tenancy import queries as tenancy

TELL_UNPAID: Final = "subscription.tell_unpaid"

_AFTER: Final = (
    "Another card is given under “Cards and bills” on the page of the plan. Without one the limits of the free plan "
    "hold from then on; nothing is deleted."
)


@dataclass(frozen=True, slots=True)
class TellUnpaid:
    """One letter to one member about the payments that failed since ``past_due_at``."""

    tenant_id: TenantId
    person_id: UUID
    past_due_at: datetime
    at: datetime


async def note_unpaid(session: Session, before: Subscription, known: Subscription) -> None:
    """Queue a letter to each owner and admin where Stripe waits for money that it did not wait for before."""
    if known.past_due_at is None or known.past_due_at == before.past_due_at:
        return
    for member in await tenancy.holders_of(session, Permission.MANAGE_PLAN):
        ids = {"person_id": str(member.person_id), "past_due_at": known.past_due_at.isoformat()}
        await defer(session, TELL_UNPAID, ids)


async def tell_unpaid(desk: LetterDesk, command: TellUnpaid) -> None:
    """
    Write until when the plan goes on, unless it was paid meanwhile or the member looks after it no more.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        to = await email_of_holder(session, command.person_id)
        opened_at, held = await opened_and_held(session)
        tenant = await tenancy.own_tenant(session)
    found = entitled(opened_at, held, command.at)
    if to is None or held is None or found.why is not Why.DUNNING or held.past_due_at != command.past_due_at:
        return
    letter = plan_letter(
        tenant,
        desk.postbox.base_url,
        subject="the payment for the plan failed",
        paragraphs=(unpaid_until(found, writing_to(tenant)), _AFTER),
    )
    key = f"{held.id}.{command.past_due_at:%Y%m%d%H%M%S}.{command.person_id}"
    await desk.postbox.post(letter, to=to, at=command.at, key=key)
