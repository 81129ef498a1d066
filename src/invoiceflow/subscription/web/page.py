"""``/app/{tenant}/settings/plan``: which plan there is, how much of it is used, and what happens at its limits."""

from dataclasses import dataclass, replace
from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from invoiceflow.kernel.permission import Permission
from invoiceflow.subscription import queries
from invoiceflow.subscription.actions.follow_subscription import ask_again
from invoiceflow.subscription.actions.write_about_plan import writing_in
from invoiceflow.subscription.domain.plan import GRACE_DAYS, PLANS, WARN_PERCENT, PlanName, currency_for
from invoiceflow.subscription.domain.subscription import Subscription, Why
from invoiceflow.subscription.web.desk import ThePlans
from invoiceflow.subscription.web.words import Bar, Column, Speaker
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.places import Place, places
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import moment

TONES = {Why.DUNNING: "warning", Why.UNPAID: "danger"}
PATH = "/app/{tenant:str}/settings/plan"
MANAGE = permitted(Permission.MANAGE_PLAN)
Back = Annotated[str, QueryParameter(name="back")]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """
    The whole page. Without ``columns`` no plans are sold here, and nothing is limited.

    ``ends`` is whether a subscription was cancelled and goes on for now, ``pays`` whether Stripe knows the tenant.
    ``why_tone`` is that of a note, empty where all is well.
    """

    places: tuple[Place, ...]
    url: str
    title: str
    why: str
    why_tone: str
    bars: tuple[Bar, ...]
    columns: tuple[Column, ...]
    ends: bool
    pays: bool
    confirmed: str
    warn_percent: int = WARN_PERCENT
    grace_days: int = GRACE_DAYS


@get(PATH, guards=[MANAGE])
async def show(request: Request, database: TheDatabase, plans: ThePlans, *, back: Back = "") -> Response[str]:
    """Show the plan, what is used of it, and the others. Who comes back from Stripe has it looked at."""
    actor, at = actor_of(request), visit_in(request.scope).at
    async with transaction(request, database) as session:
        profile = (await tenancy.own_tenant(session)).profile
        standing, held = await queries.standing(session, plans.files, at)
        if back and held is not None and held.payer:
            await ask_again(session, held)
    speaker, own = (
        Speaker(writing_in(profile.time_zone, actor.locale), actor.locale),
        standing.entitlement,
    )
    currency = held.currency if held and held.currency else currency_for(profile.currency)
    columns = speaker.columns(own.plan.name, currency) if plans.sells else ()
    model = PlanPage(
        places=places(actor, "Plan"),
        url=f"{home(request)}/settings/plan",
        title=own.plan.title if plans.sells else "Everything",
        why=speaker.why(own, held) if plans.sells else "",
        why_tone=TONES.get(own.why, "") if plans.sells else "",
        bars=speaker.bars(standing if plans.sells else standing.unlimited()),
        columns=tuple(replace(each, verb=_verb(each, held)) for each in columns),
        ends=bool(held and held.is_live and held.ends_at),
        pays=bool(held and held.payer),
        confirmed=moment(held.confirmed_at, profile.time_zone, at) if held and held.confirmed_at else "",
    )
    return page(request, "subscription/plan.html", title="Settings", current="Settings", page=model)


def _verb(column: Column, held: Subscription | None) -> str:
    """Return what can be done with a plan: ``start``, ``change``, ``cancel``, or nothing."""
    plan = PlanName(column.name)
    is_sold = bool(PLANS[plan].month_minor)
    if held is None or not held.is_live:
        is_given = held is not None and held.granted is not None
        return "start" if is_sold and not is_given else ""
    if not is_sold:
        return "" if held.ends_at else "cancel"
    return "" if plan is held.plan else "change"


handlers = [show]
