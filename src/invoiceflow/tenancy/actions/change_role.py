"""Give a member another role."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.require_member import require_another_owner, require_member, require_reach
from invoiceflow.tenancy.actions.revoke_api_key import revoke_keys_of
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.store import members


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """``by`` is who changes it."""

    member_id: UUID
    role: Role
    by: Person
    at: datetime


async def change_role(session: Session, command: ChangeRole) -> Member:
    """
    Give a member a role, from their next request on; return them as they were. Keys that they may not have in it end.

    Raises:
        NoSuchMember: there is no such member.
        NotYours: the old or the new role stands above the actor's own.
        LastOwner: the tenant would be left without an owner.
    """
    by = await require_member(session, command.by, Permission.MANAGE_MEMBERS)
    member = await members.load_member(session, command.member_id)
    require_reach(by, member.role, command.role)
    if member.role is command.role:
        return member
    await require_another_owner(session, member)
    await members.save_role(session, member.id, command.role)
    await revoke_keys_of(session, member, role=command.role, actor=by.name, at=command.at)
    detail = {"name": member.name, "role.before": member.role.value, "role.after": command.role.value}
    await record(session, Fact(command.at, by.name, "member.role_changed", "member", member.id, {**detail}))
    return member
