"""Open a tenant."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.ids import MemberId, TenantId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy import store
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.tenant import Profile, checked_slug
from invoiceflow.tenancy.events import TenantOpened


@dataclass(frozen=True, slots=True)
class OpenTenant:
    """A new tenant and its first owner; without one (the command line) members come later."""

    slug: str
    profile: Profile
    owner: Person | None
    at: datetime


async def open_tenant(database: Database, command: OpenTenant) -> TenantId:
    """
    Open a tenant, with its slug and its owner, in one transaction of its own.

    Raises:
        SlugTaken: another tenant has the slug.
        Invalid: the slug cannot be part of an address.
    """
    tenant_id = TenantId(new_id(command.at))
    async with database.as_tenant(tenant_id) as session:
        await store.add_tenant(session, checked_slug(command.slug), command.profile, command.at)
        if command.owner is not None:
            member_id = MemberId(new_id(command.at))
            await store.add_member(session, member_id, command.owner, Role.OWNER, command.at)
        actor = command.owner.name if command.owner else "command line"
        profile = command.profile
        opened = TenantOpened(profile.country, profile.currency, profile.language, command.at)
        await publish(session, opened)
        await record(session, Fact(command.at, actor, "tenant.opened", "tenant", tenant_id))
    return tenant_id
