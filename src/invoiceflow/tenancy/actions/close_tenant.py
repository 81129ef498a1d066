"""Delete a tenant: read-only from now on, emptied after thirty days, and until then called off by any owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy.actions.require_member import require_member
from invoiceflow.tenancy.actions.send_notice import Notice, tell_owners
from invoiceflow.tenancy.events import TenantClosing
from invoiceflow.tenancy.store import closing, tenants

GRACE = timedelta(days=30)


class AlreadyClosing(Refused):
    """The tenant is being deleted already."""

    code = "tenant.already_closing"


class NotClosing(Refused):
    """Nobody has asked for the tenant to be deleted."""

    code = "tenant.not_closing"


@dataclass(frozen=True, slots=True)
class CloseTenant:
    """``typed_slug`` must be the tenant's own: nobody deletes the wrong one."""

    typed_slug: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class ReopenTenant:
    """Call the deletion off."""

    by: Person
    at: datetime


async def close_tenant(session: Session, command: CloseTenant) -> datetime:
    """
    Begin the deletion, have every owner told, and return when the tenant will be emptied.

    Raises:
        NotYours: they may not any more.
        Invalid: the slug is not the tenant's.
        AlreadyClosing: it has begun before.
    """
    by = await require_member(session, command.by, Permission.DELETE_TENANT)
    tenant = await tenants.load_tenant(session)
    if command.typed_slug.strip() != tenant.slug:
        raise Invalid.field(
            "/slug", "tenant.slug_differs", f"Write it as the address shows it: {tenant.slug}"
        )
    if (await closing.closing_of(session)).purge_after is not None:
        raise AlreadyClosing("This tenant is being deleted already.")
    purge_after = command.at + GRACE
    await closing.mark_closing(session, command.at, purge_after)
    await tell_owners(session, Notice.CLOSING, command.at)
    await publish(session, TenantClosing(command.at))
    detail = {"purge_after": purge_after.isoformat(timespec="minutes")}
    fact = Fact(command.at, by.name, "tenant.closing", "tenant", session.tenant_id, dict(detail))
    await record(session, fact)
    return purge_after


async def reopen_tenant(session: Session, command: ReopenTenant) -> None:
    """
    Call the deletion off, and have every owner told; everything is as it was.

    Raises:
        NotYours: they may not any more.
        NotClosing: there is nothing to call off, or not any more.
    """
    by = await require_member(session, command.by, Permission.DELETE_TENANT)
    now = await closing.closing_of(session)
    if now.closed_at is not None:
        raise NotClosing("This tenant was deleted. It cannot be opened again.")
    if now.purge_after is None:
        raise NotClosing("This tenant is not being deleted.")
    await closing.mark_closing(session, None, None)
    await tell_owners(session, Notice.REOPENED, command.at)
    fact = Fact(command.at, by.name, "tenant.reopened", "tenant", session.tenant_id)
    await record(session, fact)
