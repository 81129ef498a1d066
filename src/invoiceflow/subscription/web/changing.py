"""What is pressed on the page of the plan: begin, change, cancel, keep, and Stripe's own page of cards and bills."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import QueryParameter

from invoiceflow.kernel.errors import Invalid, Refused
from invoiceflow.kernel.money import Money
from invoiceflow.runtime.formats import format_money
from invoiceflow.subscription.actions.change_plan import change_plan, preview_change
from invoiceflow.subscription.actions.open_portal import open_portal
from invoiceflow.subscription.actions.start_subscription import start_subscription
from invoiceflow.subscription.actions.take_up_change import ChangePlan
from invoiceflow.subscription.actions.write_about_plan import writing_in
from invoiceflow.subscription.domain.change import Kind
from invoiceflow.subscription.domain.plan import PLANS, PlanName
from invoiceflow.subscription.web.desk import Plans, ThePlans
from invoiceflow.subscription.web.page import MANAGE, PATH
from invoiceflow.subscription.web.words import Speaker
from invoiceflow.web.acting import home
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheSettings
from invoiceflow.web.guards import actor_of, person_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

Wanted = Annotated[str, QueryParameter(name="plan")]
DONE = {
    Kind.CHANGE: Toast("The plan was changed", tone="success"),
    Kind.CANCEL: Toast("The plan is cancelled", "It goes on until the end of its month."),
    Kind.KEEP: Toast("The plan goes on", tone="success"),
}


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What another plan costs. ``due`` is what is paid at once, ``credit`` what the next bill is less by."""

    places: tuple[Place, ...]
    url: str
    plan: str
    title: str
    price: str
    extra: str
    due: str
    credit: str
    as_of: str


@get(f"{PATH}/change", guards=[MANAGE])
async def preview(
    request: Request, plans: ThePlans, settings: TheSettings, *, plan: Wanted = ""
) -> Response[str]:
    """Show what another plan would cost from now on; Stripe reckons it."""
    desk, command = plans.counter(), _command(request, settings.base_url, Kind.CHANGE, plan)
    try:
        found = await preview_change(desk, command)
    except Refused as refusal:
        return _back(request, Toast("Nothing was changed", refusal.message, tone="danger"))
    locale = actor_of(request).locale
    column = Speaker(writing_in("UTC", locale), locale).column(PLANS[command.plan], found.currency)
    amount = format_money(Money(abs(found.due_minor), found.currency), locale)
    model = ChangePage(
        places=places(actor_of(request), "Plan"),
        url=_here(request),
        plan=column.name,
        title=column.title,
        price=column.price,
        extra=column.extra,
        due=amount if found.due_minor > 0 else "",
        credit=amount if found.due_minor < 0 else "",
        as_of=str(int(found.as_of.timestamp())),
    )
    return page(request, "subscription/change.html", title="Settings", current="Settings", page=model)


@post(f"{PATH}/start", guards=[MANAGE])
async def start(request: Request, data: Form, plans: ThePlans, settings: TheSettings) -> Response[str]:
    """Lead on to Stripe's page, where a card is given and the subscription begins."""
    command = _command(request, settings.base_url, Kind.START, data.get("plan", ""))
    try:
        return go(await start_subscription(plans.counter(), command))
    except Refused as refusal:
        return _back(request, Toast("Not subscribed", refusal.message, tone="danger"))


@post(f"{PATH}/change", guards=[MANAGE])
async def change(request: Request, data: Form, plans: ThePlans, settings: TheSettings) -> Response[str]:
    """Change the plan, at the cost that was shown."""
    plan, as_of = data.get("plan", ""), data.get("as_of", "")
    command = _command(request, settings.base_url, Kind.CHANGE, plan, as_of)
    return await _done(request, plans, command)


@post(f"{PATH}/cancel", guards=[MANAGE])
async def cancel(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    plans: ThePlans,
    settings: TheSettings,
) -> Response[str]:
    """Have the subscription end with its month."""
    return await _done(request, plans, _command(request, settings.base_url, Kind.CANCEL, PlanName.FREE.value))


@post(f"{PATH}/keep", guards=[MANAGE])
async def keep(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    plans: ThePlans,
    settings: TheSettings,
) -> Response[str]:
    """Have it go on after all."""
    return await _done(request, plans, _command(request, settings.base_url, Kind.KEEP, PlanName.FREE.value))


@post(f"{PATH}/portal", guards=[MANAGE])
async def portal(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    plans: ThePlans,
    settings: TheSettings,
) -> Response[str]:
    """Lead on to the tenant's own page at Stripe."""
    return_url = f"{settings.base_url}{_here(request)}?back=1"
    try:
        return go(await open_portal(plans.counter(), actor_of(request).tenant_id, return_url))
    except Refused as refusal:
        return _back(request, Toast("Not opened", refusal.message, tone="danger"))


async def _done(request: Request, plans: Plans, command: ChangePlan) -> Response[str]:
    try:
        await change_plan(plans.counter(), command)
    except Refused as refusal:
        return _back(request, Toast("Nothing was changed", refusal.message, tone="danger"))
    return _back(request, DONE[command.kind])


def _command(request: Request, base_url: str, kind: Kind, plan: str, as_of: str = "") -> ChangePlan:
    """Return what was pressed. Raises Invalid for a plan that is not, or that costs nothing and cannot be bought."""
    wants_sold = kind in (Kind.START, Kind.CHANGE)
    known = {name.value: name for name in PlanName if PLANS[name].month_minor or not wants_sold}
    if plan not in known:
        raise Invalid.field("/plan", "plan.unknown", "Choose one of the plans that are sold.")
    at = visit_in(request.scope).at
    return ChangePlan(
        tenant_id=actor_of(request).tenant_id,
        kind=kind,
        plan=known[plan],
        by=person_of(request),
        at=at,
        return_url=f"{base_url}{_here(request)}",
        as_of=_seen_at(as_of, at),
    )


def _seen_at(text: str, at: datetime) -> datetime | None:
    """Return the instant of the preview that somebody saw; None where it is none of the last day."""
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    seen_at = datetime.fromtimestamp(seconds, UTC)
    return seen_at if 0 <= (at - seen_at).total_seconds() < 86_400 else None


def _here(request: Request) -> str:
    return f"{home(request)}/settings/plan"


def _back(request: Request, toast: Toast) -> Response[str]:
    return go(_here(request), toast)


handlers: list[Any] = [preview, start, change, cancel, keep, portal]
