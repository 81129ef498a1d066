"""Stores members; enters them into the directory, and takes them out of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Missing
from invoiceflow.kernel.ids import MemberId, PersonId, TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.tables import members

_JOIN = text("SELECT directory.join_tenant(:person)")
_TENANTS = text("SELECT directory.tenants_of_person(:person)")
_LEAVE = text("SELECT directory.leave_tenant(:person)")
_COLUMNS = [members.c[name] for name in Member.__dataclass_fields__]


class NoSuchMember(Missing):
    """This tenant has no member of that id."""

    code = "member.not_found"


async def add_member(session: Session, member_id: MemberId, person: Person, role: Role, at: datetime) -> None:
    """Make a person a member, here and in the directory."""
    await session.execute(_JOIN, {"person": person.id})
    await session.execute(
        insert(members).values(
            tenant_id=session.tenant_id,
            id=member_id,
            person_id=person.id,
            name=person.name,
            email=person.email,
            role=role.value,
            created_at=at,
        )
    )


async def load_member(session: Session, member_id: UUID) -> Member:
    """
    Return a member.

    Raises:
        NoSuchMember: this tenant has none of that id.
    """
    found = await session.execute(
        select(*_COLUMNS).where(members.c.tenant_id == session.tenant_id, members.c.id == member_id)
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise NoSuchMember("There is no such member.")
    return Member(**{**row, "role": Role(row["role"])})


async def member_of_person(session: Session, person_id: PersonId) -> Member | None:
    """Return a person as a member of this tenant, or None when they are not one."""
    found = await session.execute(
        select(*_COLUMNS).where(members.c.tenant_id == session.tenant_id, members.c.person_id == person_id)
    )
    row = found.mappings().one_or_none()
    return Member(**{**row, "role": Role(row["role"])}) if row else None


async def every_member(session: Session) -> tuple[Member, ...]:
    """Return the tenant's members in the order in which they joined."""
    found = await session.execute(
        select(*_COLUMNS)
        .where(members.c.tenant_id == session.tenant_id)
        .order_by(members.c.created_at, members.c.id)
    )
    return tuple(Member(**{**row, "role": Role(row["role"])}) for row in found.mappings())


async def count_owners(session: Session) -> int:
    """Return how many owners there are. Nobody else changes that while the tenant is locked."""
    wanted = select(func.count()).where(
        members.c.tenant_id == session.tenant_id, members.c.role == Role.OWNER.value
    )
    return int((await session.execute(wanted)).scalar_one())


async def save_role(session: Session, member_id: UUID, role: Role) -> None:
    """Give a member a role."""
    mine = (members.c.tenant_id == session.tenant_id, members.c.id == member_id)
    await session.execute(update(members).where(*mine).values(role=role.value))


async def tenant_ids_of(database: Database, person_id: PersonId) -> tuple[TenantId, ...]:
    """Return the ids of the tenants that a person is a member of."""
    async with database.without_tenant() as connection:
        found = await connection.execute(_TENANTS, {"person": person_id})
    return tuple(TenantId(tenant_id) for tenant_id in found.scalars())


async def lock_member(session: Session, person_id: PersonId) -> None:
    """Hold off other changes of what is kept about a person until the end."""
    mine = (members.c.tenant_id == session.tenant_id, members.c.person_id == person_id)
    await session.execute(select(members.c.id).where(*mine).with_for_update())


async def save_facts(session: Session, person_id: PersonId, *, name: str, email: str) -> None:
    """Keep what a member is called, and where they are written to."""
    mine = (members.c.tenant_id == session.tenant_id, members.c.person_id == person_id)
    await session.execute(update(members).where(*mine).values(name=name, email=email))


async def delete_member(session: Session, member: Member) -> None:
    """Take a member out of the tenant, here and in the directory. Their name stays in the audit chain."""
    await session.execute(_LEAVE, {"person": member.person_id})
    mine = (members.c.tenant_id == session.tenant_id, members.c.id == member.id)
    await session.execute(delete(members).where(*mine))
