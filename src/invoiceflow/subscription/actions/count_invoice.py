"""Count an issued invoice in the ledger of usage, and refuse it where the plan has no room for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.subscription.actions.note_limits import note_limits
from invoiceflow.subscription.domain.plan import Plan, Resource
from invoiceflow.subscription.domain.subscription import entitled
from invoiceflow.subscription.domain.usage import Gauge, Level, Standing
from invoiceflow.subscription.domain.words import NOUNS
from invoiceflow.subscription.ports import StoredFiles
from invoiceflow.subscription.store import usage
from invoiceflow.subscription.store.subscriptions import opened_and_held

ABREAST: Final = 50
"""More invoices of one tenant are never under way at once."""

PLAN_PAGE: Final = "/settings/plan"


class LimitReached(Refused):
    """The plan has no room for another invoice, and the days of grace are over."""

    code = "plan.limit_reached"
    way_out = ("Plan", PLAN_PAGE, Permission.MANAGE_PLAN)


@dataclass(frozen=True, slots=True)
class CountInvoice:
    """An invoice that is being issued."""

    invoice_id: InvoiceId
    at: datetime


async def count_invoice(session: Session, command: CountInvoice) -> None:
    """Count an invoice, in the transaction that issues it. It counts once, however often this is called."""
    await usage.add_usage(session, usage.INVOICES, command.invoice_id, command.at)


async def require_room(session: Session, files: StoredFiles, at: datetime) -> None:
    """
    Refuse to issue where the plan's limits were passed and grace is over; what is being issued was counted before.

    Raises:
        LimitReached: nothing new is issued until there is a larger plan, less in use, or another month.
    """
    opened_at, held = await opened_and_held(session)
    entitlement = entitled(opened_at, held, at)
    plan = entitlement.plan
    if not plan.limits:
        return
    await _wait_near_the_limit(session, plan, at)
    gauges = await usage.gauges(session, files, plan, at, plan.limits)
    standing = Standing(entitlement, gauges, at)
    await note_limits(session, standing)
    if standing.level is Level.OVER:
        raise LimitReached(_why(plan, standing.worst))


async def _wait_near_the_limit(session: Session, plan: Plan, at: datetime) -> None:
    """Let a tenant's invoices be issued one after the other where they could pass the limit together."""
    limit = plan.limits.get(Resource.INVOICES)
    if limit is not None:
        gauge = await usage.invoices_gauge(session, plan, at)
        if gauge.used + ABREAST >= limit:
            await usage.wait_for_others(session)


def _why(plan: Plan, gauge: Gauge) -> str:
    return (
        f"No new invoice can be issued: {NOUNS[gauge.resource].lower()} went beyond what the {plan.title} plan allows, "
        "and beyond its grace. The draft is kept, and everything else goes on. Owners and admins can choose a larger "
        "plan in the settings."
    )
