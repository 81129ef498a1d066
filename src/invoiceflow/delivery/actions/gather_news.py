"""Tell people in one letter of all the emails that did not arrive, where a letter for each would be a flood."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.delivery.actions.tell_sender import NewsDesk
from invoiceflow.delivery.domain.advice import HAPPENED
from invoiceflow.delivery.domain.delivery import BAD, Delivery
from invoiceflow.delivery.store import told
from invoiceflow.identity.actions.write_letter import Letter
from invoiceflow.invoicing.queries import state
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.queue import defer
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role

TELL_OF_MANY: Final = "delivery.tell_of_many"
_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class TellOfMany:
    """Tell one member of the deliveries that were gathered at an instant."""

    tenant_id: TenantId
    person_id: UUID
    told_at: datetime
    at: datetime


async def gather_news(database: Database, tenant_id: TenantId, at: datetime) -> None:
    """Queue a letter to each member of a tenant, where anything waits to be told."""
    async with database.as_tenant(tenant_id) as session:
        if not await told.tell_untold(session, at):
            return
        for member in await tenancy.members(session):
            ids = {"person_id": str(member.person_id), "told_at": at.isoformat()}
            await defer(session, TELL_OF_MANY, ids)


async def tell_of_many(desk: NewsDesk, command: TellOfMany) -> None:
    """
    Write to one member of what was gathered: to an owner of all, to others of what they had sent.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        members = await tenancy.members(session)
        to = next((each for each in members if each.person_id == command.person_id), None)
        theirs = await _theirs(session, to, command.told_at) if to else []
        if to is None or not theirs:
            return
        lines = [await _line(session, each, command.at) for each in theirs[:_NAMED]]
        slug = (await tenancy.own_tenant(session)).slug
    url = f"{desk.postbox.base_url.rstrip('/')}/app/{slug}/invoices"
    key = f"{command.told_at:%Y%m%d%H%M%S%f}.many.{command.person_id}"
    await desk.postbox.post(_letter(lines, len(theirs), url), to=to.email, at=command.at, key=key)


async def _theirs(session: Session, to: Member, told_at: datetime) -> list[Delivery]:
    """Return what of that instant a member is to be told, without what has come to a better end since."""
    found = await told.told_at(session, told_at)
    is_owner = to.role is Role.OWNER
    return [
        each for each in found if each.state in BAD and (is_owner or each.requested_by_id == to.person_id)
    ]


async def _line(session: Session, delivery: Delivery, at: datetime) -> str:
    number = (await state.one(session, delivery.invoice_id, at=at)).number or "a draft"
    return f"{number} to {delivery.recipient}: {HAPPENED[delivery.state]}."


def _letter(lines: list[str], count: int, url: str) -> Letter:
    lead = (
        "So many came back within an hour that this one letter tells of them; each invoice says what to do."
    )
    more = [f"And {count - len(lines)} more."] if count > len(lines) else []
    return Letter(
        subject=f"{count} emails did not reach your clients"
        if count > 1
        else "An email did not reach your client",
        paragraphs=(lead, *lines, *more),
        button="Open the invoices",
        url=url,
    )
