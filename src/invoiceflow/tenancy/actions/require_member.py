"""Who acts on members, as they stand now: what a request was allowed when it came may be taken back by then."""

from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Forbidden, Refused
from invoiceflow.kernel.ids import PersonId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import PERMISSIONS, Role
from invoiceflow.tenancy.store import members, tenants


class NotYours(Forbidden):
    """The actor's own role does not reach that far."""

    code = "member.above_own_role"


class LastOwner(Refused):
    """Without this member the tenant would have no owner."""

    code = "member.last_owner"


async def require_member(session: Session, person: Person | PersonId, permission: Permission) -> Member:
    """
    Return who acts, with the role that they have now, and hold off other changes of members until the end.

    Raises:
        NotYours: they are no member any more, or their role lost the permission.
    """
    await tenants.lock_tenant(session)
    person_id = person.id if isinstance(person, Person) else person
    member = await members.member_of_person(session, person_id)
    if member is None or permission not in PERMISSIONS[member.role]:
        raise NotYours("Your role does not include this any more. Reload the page.")
    return member


def require_reach(member: Member, *roles: Role) -> None:
    """
    Let roles pass that do not stand above the member's own.

    Raises:
        NotYours: one does.
    """
    for role in roles:
        if role.is_above(member.role):
            raise NotYours(f"Your role here is {member.role}; only an {role} can do this.")


async def require_another_owner(session: Session, leaving: Member) -> None:
    """
    Let a member lose their role when the tenant keeps an owner all the same. The tenant must be locked.

    Raises:
        LastOwner: they are the last one.
    """
    if leaving.role is Role.OWNER and await members.count_owners(session) == 1:
        raise LastOwner("A tenant needs an owner. Make somebody else an owner first.")
