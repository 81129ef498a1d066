"""``/app/{tenant}/settings/online``: connecting with Stripe, and what could not be applied of what it says."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

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
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.domain.payout import Payout
from invoiceflow.payments.domain.provider_amounts import NotAtStripe, is_chargeable
from invoiceflow.payments.queries import online
from invoiceflow.payments.web.inbox import NotOffered
from invoiceflow.payments.web.pages import words
from invoiceflow.runtime.typed import read_amount, spelled_amount
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import go, page
from invoiceflow.web.given import Form, Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of, elevated, permitted, person_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.shell import Toast
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day, moment

PATH = "/app/{tenant:str}/settings/online"
EDIT = permitted(Permission.EDIT_SETTINGS)
LABEL = "Online payments"
_LIMIT = "limit_"
TheTill = NamedDependency[Till | None]
Back = Annotated[str, QueryParameter(name="back")]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that could not be applied, in finished strings."""

    name: str
    reason: str
    tried: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to which amount in a currency payments that are called fraud go back by themselves; nothing is off."""

    currency: str
    typed: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A payout in finished strings: "Paid out 23 Nov 2026", its amount, what it consists of, how far it is."""

    title: str
    amount: str
    note: str


@dataclass(frozen=True, slots=True)
class OnlinePage:
    """
    The whole page. ``state`` is ``off`` (no key for Stripe is set here), ``none``, ``asked`` or ``ready``.

    ``is_own``: all is collected on the account of whoever runs this installation.
    ``requirements`` are what Stripe still asks for. ``way`` is on which of its pages clients pay all at once. ``least``
    is the smallest part that clients may pay, empty where they pay all at once; ``error`` what is wrong with it.
    """

    places: tuple[Place, ...]
    state: str
    is_own: bool
    url: str
    account: str
    confirmed: str
    requirements: tuple[str, ...]
    parked: tuple[Waiting, ...]
    payouts: tuple[Sent, ...]
    way: str
    currency: str
    least: str
    limits: tuple[Limit, ...]
    error: str = ""


@get(PATH, guards=[EDIT])
async def show(
    request: Request, database: TheDatabase, settings: TheSettings, *, back: Back = ""
) -> Response[str]:
    """Show whether clients can pay online, and what is missing. Who comes back from Stripe has it looked at."""
    async with transaction(request, database) as session:
        account = await online.own_account(session)
        if back and account is not None and account.account:
            await look_at(session, account.account, Target(Topic.ACCOUNT, account.account))
    return _shown(request, await _model(request, database, settings))


async def _model(request: Request, database: TheDatabase, settings: TheSettings) -> OnlinePage:
    async with transaction(request, database) as session:
        account = await online.own_account(session)
        parked, payouts = await online.parked(session), await online.latest_payouts(session)
        limits = await online.fraud_limits_by_currency(session)
        profile = (await tenancy.own_tenant(session)).profile
    at, zone, actor = visit_in(request.scope).at, profile.time_zone, actor_of(request)
    least_minor = account.least_part_minor if account else 0
    currency = (account.least_part_currency if account else "") or profile.currency
    return OnlinePage(
        places=places(actor_of(request), LABEL),
        state=_state(account, is_on=bool(settings.stripe_secret_key)),
        is_own=settings.stripe_is_own,
        url=f"{home(request)}/settings/online",
        account=account.account if account else "",
        confirmed=moment(account.confirmed_at, zone, at) if account and account.confirmed_at else "",
        requirements=tuple(map(_in_words, account.requirements)) if account else (),
        parked=tuple(
            Waiting(each.object_id, each.reason, moment(each.tried_at, zone, at)) for each in parked
        ),
        payouts=tuple(_sent(each, actor) for each in payouts),
        way=(account.way if account else Way.CHECKOUT).value,
        currency=currency,
        limits=tuple(_limit(actor, *each) for each in limits.items()),
        least=spelled_amount(least_minor, currency, actor.notation) if least_minor else "",
    )


def _shown(request: Request, model: OnlinePage, status: int = 200) -> Response[str]:
    return page(
        request, "payments/online.html", title="Settings", current="Settings", status=status, page=model
    )


def _limit(actor: Actor, currency: str, minor: int | None) -> Limit:
    return Limit(currency, "" if minor is None else spelled_amount(minor, currency, actor.notation))


@post(f"{PATH}/fraud", guards=[EDIT, elevated])
async def save_limits(
    request: Request, data: Form, database: TheDatabase, settings: TheSettings
) -> Response[str]:
    """Save up to which amounts payments that are called fraud go back by themselves."""
    actor = actor_of(request)
    read = [_read(actor, name, typed) for name, typed in data.items() if name.startswith(_LIMIT)]
    if any(limit.error for limit, _ in read):
        typed = tuple(limit for limit, _ in read)
        return _shown(request, replace(await _model(request, database, settings), limits=typed), 422)
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
    model = await _model(request, database, settings)
    try:
        least_minor = _least(typed, model.currency, actor) if typed else 0
    except Invalid as wrong:
        return _shown(request, replace(model, least=typed, error=wrong.errors[0].message), status=422)
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


def _state(account: PaymentAccount | None, *, is_on: bool) -> str:
    if not is_on:
        return "off"
    if account is None:
        return "none"
    return "ready" if account.is_ready else "asked"


def _sent(payout: Payout, actor: Actor) -> Sent:
    many = "1 payment" if payout.payments == 1 else f"{payout.payments} payments"
    return Sent(
        title=_PAYOUTS.get(payout.status, _ON_ITS_WAY).format(day=long_day(payout.arrives_on)),
        amount=words.money(payout.amount_minor, payout.currency, actor.locale),
        note=many if payout.payments else "Stripe names no payment of your invoices in it",
    )


_ON_ITS_WAY: Final = "On its way to your bank, expected {day}"
_PAYOUTS: Final = {
    "paid": "Paid out {day}",
    "failed": "Came back from your bank",
    "canceled": "Called off at Stripe",
}


_SHORT: Final = {
    "dob": "date of birth",
    "iban": "IBAN",
    "id": "ID",
    "mcc": "kind of business",
    "ssn": "SSN",
    "tos": "terms of service",
    "url": "web address",
    "vat": "VAT",
}


def _in_words(requirement: str) -> str:
    """Return Stripe's name for what it asks for, as people read it: "person_1A.id_number" is "Person: ID number"."""
    parts = [part.split("_") for part in requirement.split(".")]
    words = [["person"] if part[0] == "person" and len(part) > 1 else part for part in parts]
    said = ": ".join(" ".join(_SHORT.get(word, word) for word in part) for part in words)
    return said[:1].upper() + said[1:]


handlers = [show, connect, disconnect, parts, retry, save_limits, save_way]
