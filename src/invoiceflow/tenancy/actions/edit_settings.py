"""Edit a tenant's settings."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.audit.domain.change import changed
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import FieldError, Invalid, Refused
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Session
from invoiceflow.tenancy.actions.check_profile import check_profile
from invoiceflow.tenancy.actions.require_member import require_member
from invoiceflow.tenancy.domain.tenant import Profile
from invoiceflow.tenancy.ports import Numbers
from invoiceflow.tenancy.store import tenants


class SettingsChanged(Refused):
    """Someone else changed the settings since they were read."""

    code = "settings.stale"


@dataclass(frozen=True, slots=True)
class EditSettings:
    """The whole profile as it shall be, and the settings' version that it was made from."""

    profile: Profile
    version: int
    by: Person
    at: datetime


async def edit_settings(session: Session, command: EditSettings, numbers: Numbers) -> None:
    """
    Replace the profile. Invoices that were issued before keep what stood on them.

    Raises:
        NotYours: they may not any more.
        Invalid: fields are broken, all of them named.
        SettingsChanged: the version is not the present one.
    """
    by = await require_member(session, command.by, Permission.EDIT_SETTINGS)
    tenant = await tenants.load_tenant(session)
    before = tenant.profile
    problems = await profile_problems(session, command, before, numbers)
    if problems:
        raise Invalid(problems)
    profile = check_profile(command.profile, before)
    if profile == before:
        return
    if not await tenants.save_profile(session, profile, version=command.version, at=command.at):
        raise SettingsChanged("Someone else changed the settings in the meantime. Save again to keep yours.")
    fact = Fact(command.at, by.name, "settings.edited", "tenant", session.tenant_id, changed(before, profile))
    await record(session, fact)


async def profile_problems(
    session: Session, command: EditSettings, before: Profile, numbers: Numbers
) -> tuple[FieldError, ...]:
    """Return everything that is wrong with the profile as it shall be; what stays as it was is not looked at."""
    profile, errors = command.profile, list[FieldError]()
    try:
        check_profile(profile, before)
    except Invalid as broken:
        errors += broken.errors
    if profile.number_format != before.number_format:
        try:
            await numbers.next_number(session, profile.number_format, day_in(before.time_zone, command.at))
        except Invalid as broken:
            errors += broken.errors
    return tuple(errors)
