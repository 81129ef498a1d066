"""Write to whoever looks after a tenant's plan that one of its limits is near, or reached."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.name import quoted
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.formats import format_bytes, format_count, format_date, locale_of
from invoiceflow.subscription.domain.plan import GRACE_DAYS, Resource
from invoiceflow.subscription.domain.subscription import entitled
from invoiceflow.subscription.domain.usage import Gauge, Standing
from invoiceflow.subscription.domain.words import NOUNS, Writing, limit_hint, used_of
from invoiceflow.subscription.ports import StoredFiles
from invoiceflow.subscription.store import usage
from invoiceflow.subscription.store.subscriptions import opened_and_held
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Tenant

_AFTER: Final = (
    f"Beyond a limit invoices can be issued for {GRACE_DAYS} more days, up to twice the limit. "
    "Drafts, payments, sending, reading and exports always work."
)


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """What writing needs."""

    database: Database
    postbox: Postbox
    files: StoredFiles


@dataclass(frozen=True, slots=True)
class TellLimit:
    """One letter to one member; ``notice_id`` makes one that is posted again recognisable."""

    tenant_id: TenantId
    person_id: UUID
    resource: Resource
    percent: int
    notice_id: UUID
    at: datetime


async def tell_limit(desk: LetterDesk, command: TellLimit) -> None:
    """
    Write how much is used, unless there is room again or the member looks after the plan no more.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with desk.database.as_tenant(command.tenant_id) as session:
        to = await email_of(session, command.person_id)
        entitlement = entitled(*await opened_and_held(session), command.at)
        gauges = await usage.gauges(session, desk.files, entitlement.plan, command.at, (command.resource,))
        tenant = await tenancy.own_tenant(session)
    if to is None or gauges[0].stage < command.percent:
        return
    letter = _letter(Standing(entitlement, gauges, command.at), tenant, desk.postbox.base_url)
    await desk.postbox.post(letter, to=to, at=command.at, key=f"{command.notice_id}.{command.person_id}")


async def email_of(session: Session, person_id: UUID) -> str | None:
    """Return where a member is written to about the plan; None where they do not look after it any more."""
    holders = await tenancy.holders_of(session, Permission.MANAGE_PLAN)
    return next((each.email for each in holders if each.person_id == person_id), None)


def plan_letter(tenant: Tenant, base_url: str, *, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    """Return a letter about a tenant's plan, which leads to its page."""
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        notes=(
            f"You get this email since your role at {quoted(tenant.profile.name)} is to look after its plan.",
        ),
        button="Look at the plan",
        url=f"{base_url.rstrip('/')}/app/{tenant.slug}/settings/plan",
    )


def writing(zone: str, locale: str) -> Writing:
    """Return how days are written in a time zone, and figures in a locale."""

    def figure(resource: Resource, used: int) -> str:
        return format_bytes(used, locale) if resource is Resource.STORAGE else format_count(used, locale)

    return Writing(lambda at: format_date(day_in(zone, at), "en-GB", "medium"), figure)


def _letter(standing: Standing, tenant: Tenant, base_url: str) -> Letter:
    gauge, profile, plan = standing.worst, tenant.profile, standing.entitlement.plan.title
    name, shown = (
        quoted(profile.name),
        writing(profile.time_zone, locale_of(profile.language, profile.country)),
    )
    hint = limit_hint(standing, gauge, shown)
    return plan_letter(
        tenant,
        base_url,
        subject=f"{name}: the limit of {NOUNS[gauge.resource].lower()} is {_place(gauge)}",
        paragraphs=(
            f"{used_of(gauge, shown)}, in the {plan} plan of {name}.",
            hint.text if hint else "",
            _AFTER,
        ),
    )


def _place(gauge: Gauge) -> str:
    if gauge.limit is not None and gauge.used > gauge.limit:
        return "passed"
    return "reached" if gauge.limit is not None and gauge.used == gauge.limit else "near"
