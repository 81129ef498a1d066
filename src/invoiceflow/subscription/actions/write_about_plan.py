"""How a plan is written about: to whom letters go and what frames them, and how days and figures read, on pages too."""

from dataclasses import dataclass
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.kernel.name import quoted
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Database, Session
from invoiceflow.runtime.formats import format_bytes, format_count, format_date, locale_of
from invoiceflow.subscription.domain.plan import Resource
from invoiceflow.subscription.domain.words import Writing
from invoiceflow.subscription.ports import StoredFiles
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Tenant


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """What writing letters about plans needs."""

    database: Database
    postbox: Postbox
    files: StoredFiles


async def email_of_holder(session: Session, person_id: UUID) -> str | None:
    """Return where a member is written to about the plan; None where they do not look after it any more."""
    holders = await tenancy.holders_of(session, Permission.MANAGE_PLAN)
    return next((each.email for each in holders if each.person_id == person_id), None)


def plan_letter(tenant: Tenant, base_url: str, *, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    """Return a letter about a tenant's plan, which leads to its page. The subject begins with the tenant's name."""
    name = quoted(tenant.profile.name)
    return Letter(
        subject=f"{name}: {subject}",
        paragraphs=paragraphs,
        notes=(f"You get this email since your role at {name} is to look after its plan.",),
        button="Look at the plan",
        url=f"{base_url.rstrip('/')}/app/{tenant.slug}/settings/plan",
    )


def writing_to(tenant: Tenant) -> Writing:
    """Return how days and figures are written to those who look after a tenant."""
    profile = tenant.profile
    return writing_in(profile.time_zone, locale_of(profile.language, profile.country))


def writing_in(zone: str, locale: str) -> Writing:
    """Return how days are written in a time zone, and figures in a locale."""

    def figure(resource: Resource, used: int) -> str:
        return format_bytes(used, locale) if resource is Resource.STORAGE else format_count(used, locale)

    return Writing(lambda at: format_date(day_in(zone, at), "en-GB", "medium"), figure)
