"""Remove a member from the tenant, or leave it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.live import announce
from invoiceflow.tenancy.actions.require_member import require_another_owner, require_member, require_reach
from invoiceflow.tenancy.actions.revoke_api_key import revoke_keys_of
from invoiceflow.tenancy.actions.send_notice import Notice, queue_notice
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.store import members


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """``by`` is who removes them."""

    member_id: UUID
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class LeaveTenant:
    """Go of one's own accord."""

    person: Person
    at: datetime


async def remove_member(session: Session, command: RemoveMember) -> Member:
    """
    Remove a member and return who it was. Their next request finds nothing, the API keys that they made end, and they
    are told by email.

    Their name stays in the audit chain.

    Raises:
        NoSuchMember: there is no such member.
        NotYours: their role stands above the actor's own.
        LastOwner: the tenant would be left without an owner.
    """
    by = await require_member(session, command.by, Permission.REMOVE_MEMBERS)
    member = await members.load_member(session, command.member_id)
    require_reach(by, member.role)
    action = "member.left" if member.id == by.id else "member.removed"
    await _out(session, member, by=by, action=action, at=command.at)
    if member.id != by.id:
        await queue_notice(session, Notice.REMOVED, member.person_id, command.at)
    return member


async def leave_tenant(session: Session, command: LeaveTenant) -> None:
    """
    Leave the tenant; API keys that one made end with it.

    Raises:
        NotYours: they are no member any more.
        LastOwner: the tenant would be left without an owner.
    """
    member = await require_member(session, command.person, Permission.READ)
    await _out(session, member, by=member, action="member.left", at=command.at)


async def _out(session: Session, member: Member, *, by: Member, action: str, at: datetime) -> None:
    await require_another_owner(session, member)
    await members.delete_member(session, member)
    await revoke_keys_of(session, member, role=None, actor=by.name, at=at)
    await announce(session, "member", member.id)
    detail: dict[str, str | int | None] = {
        "name": member.name,
        "email": member.email,
        "role.before": member.role.value,
        "role.after": None,
    }
    await record(session, Fact(at, by.name, action, "member", member.id, detail))
