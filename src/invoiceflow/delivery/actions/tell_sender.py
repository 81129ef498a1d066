"""Tell people that an email with an invoice did not do its work, and what is to be done about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from invoiceflow.delivery import store
from invoiceflow.delivery.domain.advice import HAPPENED, TO_DO
from invoiceflow.delivery.domain.delivery import Delivery, DeliveryState
from invoiceflow.delivery.store import told
from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.ids import DeliveryId, TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.queue import defer
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.role import Role

TELL_SENDER = "delivery.tell_sender"
AT_ONCE: Final = 10
"""Of how many emails within an hour a tenant is told one by one."""


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """What telling needs."""

    database: Database
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class TellSender:
    """Tell one member what became of a delivery; ``kind`` is the state that it came to then."""

    tenant_id: TenantId
    delivery_id: DeliveryId
    person_id: UUID
    kind: DeliveryState
    at: datetime


async def tell_people(session: Session, delivery: Delivery, kind: DeliveryState, *, at: datetime) -> None:
    """
    Queue a letter to the member who asked for the email, and to the owners: one each, in a job of its own.

    After AT_ONCE within an hour the next ones wait to be told of together (gather_news), within the hour.
    """
    if await told.count_told(session, at - timedelta(hours=1)) >= AT_ONCE:
        await told.leave_untold(session, delivery.id)
        return
    await told.note_told(session, delivery.id, at)
    for member in await tenancy.members(session):
        if member.role is Role.OWNER or member.person_id == delivery.requested_by_id:
            ids = {"delivery_id": str(delivery.id), "person_id": str(member.person_id), "kind": kind.value}
            await defer(session, TELL_SENDER, ids)


async def tell_sender(desk: NewsDesk, command: TellSender) -> None:
    """
    Write to one member, unless they are none any more, or the delivery has come to another state since.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        delivery = await store.load_delivery(session, command.delivery_id)
        members = await tenancy.members(session)
        to = next((each for each in members if each.person_id == command.person_id), None)
        if delivery is None or to is None or delivery.state is not command.kind:
            return
        number = (await state.one(session, delivery.invoice_id, at=command.at)).number or "a draft"
        slug = (await tenancy.own_tenant(session)).slug
    url = f"{desk.postbox.base_url.rstrip('/')}/app/{slug}/invoices/{delivery.invoice_id}"
    key = f"{delivery.id}.{command.kind.value}.{command.person_id}"
    await desk.postbox.post(_letter(delivery, number, url), to=to.email, at=command.at, key=key)


def _letter(delivery: Delivery, number: str, url: str) -> Letter:
    return Letter(
        subject=f"{number} did not reach {delivery.recipient}",
        paragraphs=(f"{HAPPENED[delivery.state]}: {number} to {delivery.recipient}.", TO_DO[delivery.state]),
        notes=(delivery.error,) if delivery.error else (),
        button="Open the invoice",
        url=url,
    )
