"""``/app/{tenant}/settings/plan``: which plan there is, how much of it is used, and what happens at its limits."""

from dataclasses import dataclass

from litestar import Response, get

from invoiceflow.kernel.permission import Permission
from invoiceflow.subscription import queries
from invoiceflow.subscription.domain.plan import GRACE_DAYS, WARN_PERCENT, currency_for
from invoiceflow.subscription.web.desk import ThePlans
from invoiceflow.subscription.web.words import Bar, Column, Speaker
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase
from invoiceflow.web.guards import actor_of, permitted
from invoiceflow.web.places import Place, places
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/settings/plan"
MANAGE = permitted(Permission.MANAGE_PLAN)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The whole page. Without ``columns`` no plans are sold here, and nothing is limited."""

    places: tuple[Place, ...]
    title: str
    why: str
    bars: tuple[Bar, ...]
    columns: tuple[Column, ...]
    warn_percent: int = WARN_PERCENT
    grace_days: int = GRACE_DAYS


@get(PATH, guards=[MANAGE])
async def show(request: Request, database: TheDatabase, plans: ThePlans) -> Response[str]:
    """Show the plan, what is used of it, and the others."""
    actor, at = actor_of(request), visit_in(request.scope).at
    async with transaction(request, database) as session:
        profile = (await tenancy.own_tenant(session)).profile
        standing, held = await queries.standing(session, plans.files, at)
    speaker, own = Speaker(profile.time_zone, actor.locale), standing.entitlement
    currency = held.currency if held and held.currency else currency_for(profile.currency)
    model = PlanPage(
        places=places(actor, "Plan"),
        title=own.plan.title if plans.sells else "Everything",
        why=speaker.why(own) if plans.sells else "",
        bars=speaker.bars(standing if plans.sells else standing.unlimited()),
        columns=speaker.columns(own.plan.name, currency) if plans.sells else (),
    )
    return page(request, "subscription/plan.html", title="Settings", current="Settings", page=model)


handlers = [show]
