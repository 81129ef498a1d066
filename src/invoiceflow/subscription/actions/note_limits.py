"""See to it that whoever looks after the plan hears of a limit that comes near, and of one that is reached."""

from datetime import date
from typing import Final

from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.queue import defer
from invoiceflow.subscription.domain.plan import Resource
from invoiceflow.subscription.domain.usage import Gauge, Standing, month_of
from invoiceflow.subscription.store.notices import add_notice
from invoiceflow.tenancy import queries as tenancy

TELL_LIMIT: Final = "subscription.tell_limit"


async def note_limits(session: Session, standing: Standing) -> None:
    """Queue a letter to each owner and admin about what of a limit is reached, once in a period."""
    for gauge in standing.gauges:
        percent = gauge.stage
        if not percent:
            continue
        plan = standing.entitlement.plan.name
        period = _period(standing, gauge)
        notice_id = await add_notice(session, plan, gauge.resource, percent, period, standing.at)
        if notice_id is None:
            continue
        about = {"resource": gauge.resource.value, "percent": str(percent), "notice_id": str(notice_id)}
        for member in await tenancy.holders_of(session, Permission.MANAGE_PLAN):
            await defer(session, TELL_LIMIT, about | {"person_id": str(member.person_id)})


def _period(standing: Standing, gauge: Gauge) -> date:
    """Return the first day of what a letter is for: of a month, or, for what stays, of the time on this plan."""
    is_monthly = gauge.resource is Resource.INVOICES
    return (month_of(standing.at)[0] if is_monthly else standing.entitlement.since).date()
