"""Write to persons what became of a tenant of theirs, or of their place in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.identity.queries import address_of
from invoiceflow.kernel.ids import PersonId, TenantId
from invoiceflow.kernel.name import quoted
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.queue import defer
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.tenant import Tenant
from invoiceflow.tenancy.store import members, tenants
from invoiceflow.tenancy.store.closing import closing_of

SEND_NOTICE = "tenancy.send_notice"


class Notice(StrEnum):
    """What is told: the tenant is being deleted, or stays after all; or the person is no member any more."""

    CLOSING = "closing"
    REOPENED = "reopened"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """What writing needs."""

    database: Database
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class SendNotice:
    """One letter. ``notice_id`` makes one that is posted again recognisable."""

    tenant_id: TenantId
    person_id: PersonId
    notice: Notice
    notice_id: UUID
    at: datetime


async def queue_notice(session: Session, notice: Notice, person_id: PersonId, at: datetime) -> None:
    """Queue a letter to one person."""
    given = {"person_id": str(person_id), "notice": notice.value, "notice_id": str(new_id(at))}
    await defer(session, SEND_NOTICE, given)


async def tell_owners(session: Session, notice: Notice, at: datetime) -> None:
    """Queue a letter to every owner of the tenant, whoever of them did what it tells."""
    for member in await members.every_member(session):
        if member.role is Role.OWNER:
            await queue_notice(session, notice, member.person_id, at)


async def send_notice(desk: NoticeDesk, command: SendNotice) -> None:
    """
    Post the letter to where the person is written to now, unless it is not true any more.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        tenant = await tenants.load_tenant(session)
        purge_after = (await closing_of(session)).purge_after
        is_member = await members.member_of_person(session, command.person_id) is not None
        to = await address_of(session.connection, command.person_id)
    is_true = {
        Notice.CLOSING: purge_after is not None,
        Notice.REOPENED: purge_after is None,
        Notice.REMOVED: not is_member,
    }
    if is_true[command.notice]:
        letter = _letter(command.notice, tenant, purge_after, desk.postbox.base_url.rstrip("/"))
        await desk.postbox.post(letter, to=to, at=command.at, key=str(command.notice_id))


def _letter(notice: Notice, tenant: Tenant, purge_after: datetime | None, base_url: str) -> Letter:
    name, page = quoted(tenant.profile.name), f"{base_url}/app/{tenant.slug}/settings/delete"
    owner = "You get this email since you are an owner of the tenant."
    if notice is Notice.CLOSING and purge_after is not None:
        day = day_in(tenant.profile.time_zone, purge_after)
        told = f"An owner asked for {name} to be deleted. Until {day:%Y-%m-%d} it can be read and exported."
        after = "After that day it is emptied for good. Until then any owner can call that off."
        return Letter(f"{name} is being deleted", (told, after), (owner,), "Look at it", page)
    if notice is Notice.REOPENED:
        told = f"An owner called the deletion of {name} off. Everything is as it was."
        return Letter(f"{name} stays", (told,), (owner,), "Open it", f"{base_url}/app/{tenant.slug}")
    told = f"You were removed from {name}: you are no member of it any more, and find nothing of it."
    kept = "What you did there keeps your name. To come back, somebody has to invite you."
    return Letter(
        f"You are no longer a member of {name}", (told, kept), button="Your tenants", url=f"{base_url}/app"
    )
