"""Write to whoever looks after a tenant's plan that one of its limits is near, or reached."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from invoiceflow.identity.actions.write_letter import Letter
from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.name import quoted
from invoiceflow.subscription.actions.write_about_plan import (
    LetterDesk,
    email_of_holder,
    plan_letter,
    writing_to,
)
from invoiceflow.subscription.domain.plan import GRACE_DAYS, Resource
from invoiceflow.subscription.domain.subscription import entitled
from invoiceflow.subscription.domain.usage import Gauge, Standing
from invoiceflow.subscription.domain.words import NOUNS, limit_hint, used_of
from invoiceflow.subscription.store import usage
from invoiceflow.subscription.store.subscriptions import opened_and_held
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.tenant import Tenant

_AFTER: Final = (
    f"Beyond a limit invoices can be issued for {GRACE_DAYS} more days, up to twice the limit. "
    "Drafts, payments, sending, reading and exports always work."
)


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
        to = await email_of_holder(session, command.person_id)
        entitlement = entitled(*await opened_and_held(session), command.at)
        gauges = await usage.gauges(session, desk.files, entitlement.plan, command.at, (command.resource,))
        tenant = await tenancy.own_tenant(session)
    if to is None or gauges[0].stage < command.percent:
        return
    letter = _letter(Standing(entitlement, gauges, command.at), tenant, desk.postbox.base_url)
    await desk.postbox.post(letter, to=to, at=command.at, key=f"{command.notice_id}.{command.person_id}")


def _letter(standing: Standing, tenant: Tenant, base_url: str) -> Letter:
    gauge, shown = standing.worst, writing_to(tenant)
    used = f"{used_of(gauge, shown)}, in the {standing.entitlement.plan.title} plan"
    hint = limit_hint(standing, gauge, shown)
    return plan_letter(
        tenant,
        base_url,
        subject=f"the limit of {NOUNS[gauge.resource].lower()} is {_place(gauge)}",
        paragraphs=(f"{used} of {quoted(tenant.profile.name)}.", hint.text if hint else "", _AFTER),
    )


def _place(gauge: Gauge) -> str:
    if gauge.limit is not None and gauge.used > gauge.limit:
        return "passed"
    return "reached" if gauge.limit is not None and gauge.used == gauge.limit else "near"
