"""Hand a tenant over to another owner."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.require_member import require_member
from invoiceflow.tenancy.actions.revoke_api_key import revoke_keys_of
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.store import members


class ToOneself(Refused):
    """The member owns the tenant already: it is who hands it over."""

    code = "tenant.own_already"


@dataclass(frozen=True, slots=True)
class TransferTenant:
    """``by`` is the owner who hands it over."""

    member_id: UUID
    by: Person
    at: datetime


async def transfer_tenant(session: Session, command: TransferTenant) -> Member:
    """
    Make a member an owner, and the present one an admin; return the new owner as they were.

    Raises:
        NoSuchMember: there is no such member.
        NotYours: the actor is no owner any more.
        ToOneself: the member is the actor.
    """
    owner = await require_member(session, command.by, Permission.TRANSFER_TENANT)
    heir = await members.load_member(session, command.member_id)
    if heir.id == owner.id:
        raise ToOneself("You own this tenant already. Choose another member.")
    await members.save_role(session, heir.id, Role.OWNER)
    await members.save_role(session, owner.id, Role.ADMIN)
    await revoke_keys_of(session, owner, role=Role.ADMIN, actor=owner.name, at=command.at)
    detail: dict[str, str | int | None] = {
        "name": heir.name,
        "before": f"{owner.name} owner, {heir.name} {heir.role}",
        "after": f"{owner.name} admin, {heir.name} owner",
    }
    await record(
        session, Fact(command.at, owner.name, "tenant.transferred", "tenant", session.tenant_id, detail)
    )
    return heir
