"""Open a tenant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.actor import NOBODY, Mark, Person
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.ids import MemberId, TenantId
from invoiceflow.runtime.country_defaults import usual_currency, usual_language, usual_paper, usual_zone
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.outbox import publish
from invoiceflow.tenancy.actions.check_profile import check_profile
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.tenancy.domain.tenant import Profile, checked_slug
from invoiceflow.tenancy.events import TenantOpened
from invoiceflow.tenancy.store import members, tenants


@dataclass(frozen=True, slots=True)
class OpenTenant:
    """A new tenant and its first owner; without one (the command line) members come later."""

    slug: str
    profile: Profile
    owner: Person | None
    at: datetime
    request_id: str = ""


def usual_profile(name: str, country: str, **given: str) -> Profile:
    """
    Return the profile of a new tenant: what is given, and what is usual in its country for all that is not.

    ``country`` is ISO 3166-1 alpha-2; the profile is not checked yet. Fields given as empty texts count as not given.
    """
    usual = {
        "currency": usual_currency(country),
        "language": usual_language(country),
        "time_zone": usual_zone(country),
        "paper": usual_paper(country),
    }
    fields: dict[str, Any] = usual | {field: value for field, value in given.items() if value}
    return Profile(name=name, country=country, **fields)


async def open_tenant(database: Database, command: OpenTenant) -> TenantId:
    """
    Open a tenant, with its slug and its owner, in one transaction of its own.

    Raises:
        SlugTaken: another tenant has the slug.
        Invalid: fields of the profile are broken, or the slug cannot be part of an address.
    """
    slug, profile = _checked(command)
    tenant_id = TenantId(new_id(command.at))
    by = Mark("person", command.owner.id) if command.owner else NOBODY
    async with database.as_tenant(tenant_id, request_id=command.request_id, by=by) as session:
        await tenants.add_tenant(session, slug, profile, command.at)
        if command.owner is not None:
            member_id = MemberId(new_id(command.at))
            await members.add_member(session, member_id, command.owner, Role.OWNER, command.at)
        actor = command.owner.name if command.owner else "command line"
        opened = TenantOpened(profile.country, profile.currency, profile.language, command.at)
        await publish(session, opened)
        await record(session, Fact(command.at, actor, "tenant.opened", "tenant", tenant_id))
    return tenant_id


def _checked(command: OpenTenant) -> tuple[str, Profile]:
    """Return slug and profile in their one spelling, or raise everything that is wrong with either."""
    errors: tuple[FieldError, ...] = ()
    for check in (lambda: checked_slug(command.slug), lambda: check_profile(command.profile)):
        try:
            check()
        except Invalid as broken:
            errors += broken.errors
    if errors:
        raise Invalid(errors)
    return checked_slug(command.slug), check_profile(command.profile)
