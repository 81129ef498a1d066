"""``/app/{tenant}/settings/online``: connecting with Stripe, and what could not be applied of what it says."""

from dataclasses import replace
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.currency import currency_of
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.permission import Permission
from invoiceflow.payments.actions.connect_account import (
    AccountTaken,
    AllowParts,
    ChooseWay,
    ConnectAccount,
    DisconnectAccount,
    StripeAway,
    StripeDeclined,
    allow_parts,
    choose_way,
    connect_account,
    disconnect_account,
)
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.receive_event import look_again, look_at
from invoiceflow.payments.actions.set_fraud_limits import SetFraudLimits, set_fraud_limits
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.provider_amounts import NotAtStripe, is_chargeable
from invoiceflow.payments.queries import online
from invoiceflow.payments.web.inbox import NotOffered
from invoiceflow.payments.web.pages.online_page import Limit, page_of, shown
from invoiceflow.runtime.typed import read_amount
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go
from invoiceflow.web.given import Form, Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in

PATH = "/app/{tenant:str}/settings/online"
EDIT = permitted(Permission.EDIT_SETTINGS)
_LIMIT = "limit_"
TheTill = NamedDependency[Till | None]
Back = Annotated[str, QueryParameter(name="back")]


@get(PATH, guards=[EDIT])
async def show(
    request: Request, database: TheDatabase, settings: TheSettings, *, back: Back = ""
) -> Response[str]:
    """Show whether clients can pay online, and what is missing. Who comes back from Stripe has it looked at."""
    async with transaction(request, database) as session:
        account = await online.own_account(session)
        if back and account is not None and account.account:
            await look_at(session, account.account, Target(Topic.ACCOUNT, account.account))
    return shown(request, await page_of(request, database, settings))


@post(f"{PATH}/fraud", guards=[EDIT, elevated])
async def save_limits(
    request: Request, data: Form, database: TheDatabase, settings: TheSettings
) -> Response[str]:
    """Save up to which amounts payments that are called fraud go back by themselves."""
    actor = actor_of(request)
    read = [_read(actor, name, typed) for name, typed in data.items() if name.startswith(_LIMIT)]
    if any(limit.error for limit, _ in read):
        typed = tuple(limit for limit, _ in read)
        return shown(request, replace(await page_of(request, database, settings), limits=typed), 422)
    limits = {limit.currency: minor for limit, minor in read if minor is not None}
    async with transaction(request, database) as session:
        await set_fraud_limits(
            session, SetFraudLimits(limits, person_of(request), visit_in(request.scope).at)
        )
    said = "Automatic refunds are on" if limits else "Automatic refunds are off"
    return go(f"{home(request)}/settings/online", Toast(said))


def _read(actor: Actor, name: str, typed: str) -> tuple[Limit, int | None]:
    """Return a typed limit and its amount; None where it is empty, or wrong."""
    currency = name.removeprefix(_LIMIT)
    try:
        known = currency_of(currency).code
        minor = read_amount(typed, known, actor.notation, pointer=f"/{name}") if typed.strip() else None
    except Invalid as wrong:
        return Limit(currency[:3], typed, wrong.errors[0].message), None
    return Limit(known, typed), minor


@post(PATH, guards=[EDIT, elevated])
async def connect(
    request: Request,
    data: Form,  # noqa: ARG001  # read so that the form's token is the only thing it can hold
    till: TheTill,
    settings: TheSettings,
) -> Response[str]:
    """Lead on to Stripe, where the tenant tells what is needed to be paid."""
    if till is None:
        raise NotOffered("There is nothing at this address.")
    actor, here = actor_of(request), f"{settings.base_url}{home(request)}/settings/online"
    command = ConnectAccount(
        actor.tenant_id,
        person_of(request),
        visit_in(request.scope).at,
        return_url=f"{here}?back=1",
        refresh_url=f"{here}?back=1",
    )
    try:
        return go(await connect_account(till, command))
    except (AccountTaken, StripeAway, StripeDeclined) as refusal:
        return go(
            here.removeprefix(settings.base_url), Toast("Not connected", refusal.message, tone="danger")
        )


@post(f"{PATH}/disconnect", guards=[EDIT, elevated])
async def disconnect(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    database: TheDatabase,
) -> Response[str]:
    """Offer clients no online payment any more."""
    command = DisconnectAccount(person_of(request), visit_in(request.scope).at)
    async with transaction(request, database) as session:
        await disconnect_account(session, command)
    note = "What was paid stays in the books, and is followed on. The account at Stripe stays yours."
    return go(f"{home(request)}/settings/online", Toast("Online payments are off", note))


@post(f"{PATH}/parts", guards=[EDIT])
async def parts(request: Request, data: Form, database: TheDatabase, settings: TheSettings) -> Response[str]:
    """Let clients pay in parts from an amount on; without one they pay all at once."""
    actor, at, typed = actor_of(request), visit_in(request.scope).at, data.get("least", "").strip()
    model = await page_of(request, database, settings)
    try:
        least_minor = _least(typed, model.currency, actor) if typed else 0
    except Invalid as wrong:
        return shown(request, replace(model, least=typed, error=wrong.errors[0].message), status=422)
    async with transaction(request, database) as session:
        await allow_parts(session, AllowParts(least_minor, model.currency, person_of(request), at))
    return go(
        f"{home(request)}/settings/online",
        Toast("Clients can pay in parts" if typed else "Clients pay all at once"),
    )


def _least(typed: str, currency: str, actor: Actor) -> int:
    """Return the smallest part as it was typed. Raises Invalid where it is no amount, or none that Stripe takes."""
    least_minor = read_amount(typed, currency, actor.notation, pointer="/least")
    if not is_chargeable(least_minor, currency):
        raise Invalid.field("/least", NotAtStripe.code, f"Stripe does not take this amount in {currency}.")
    return least_minor


@post(f"{PATH}/way", guards=[EDIT])
async def save_way(request: Request, data: Form, database: TheDatabase) -> Response[str]:
    """Save on which of Stripe's pages clients pay."""
    way = Way.INVOICE if data.get("way") == Way.INVOICE else Way.CHECKOUT
    async with transaction(request, database) as session:
        await choose_way(session, ChooseWay(way, person_of(request), visit_in(request.scope).at))
    said = "Clients pay invoices of Stripe" if way is Way.INVOICE else "Clients pay at Checkout"
    return go(f"{home(request)}/settings/online", Toast(said))


@post(f"{PATH}/retry", guards=[EDIT])
async def retry(
    request: Request,
    data: Form,  # noqa: ARG001  # as above
    database: TheDatabase,
) -> Response[str]:
    """Look once more at what could not be applied."""
    async with transaction(request, database) as session:
        await look_again(session)
    return go(f"{home(request)}/settings/online", Toast("Stripe is asked again"))


handlers = [show, connect, disconnect, parts, retry, save_limits, save_way]
